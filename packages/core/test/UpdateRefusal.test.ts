// What a client reads of each refusal: the wire's code, in the wire's own spelling, and the data beside it.
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Schema } from "effect"

import * as Execution from "../src/Execution.ts"
import * as Refusal from "../src/UpdateRefusal.ts"

const at = (text: string) => DateTime.makeUnsafe(text)

const told: ReadonlyArray<readonly [refusal: Refusal.UpdateRefusal, code: string, data: object]> = [
  [new Refusal.AlreadyUpdating(), "ITEM_ALREADY_UPDATING", {}],
  [new Refusal.ParametersNotProvided(), "PARAMETERS_NOT_PROVIDED", {}],
  [new Refusal.NewCredentialsNeeded(), "LAST_EXECUTION_HAD_LOGIN_ERROR", {}],
  [
    new Refusal.OneStepCodeMissing({ parameter: "token" }),
    "CONNECTOR_REQUIRED_PARAMETER_VALIDATION_ERROR",
    { parameter: "token" }
  ],
  [
    new Refusal.OneStepCodeAlreadyUsed({ parameter: "token" }),
    "MFA_PARAMERTER_WAS_ALREADY_USED_ERROR",
    { parameter: "token" }
  ],
  [new Refusal.TooManyConsecutiveErrors({ limit: 5 }), "TOO_MANY_CONSECUTIVE_ERRORS", { limit: 5 }],
  [
    new Refusal.TooManyLoginFailures({
      readableBackoffTime: "15 minutes",
      maxConsecutiveFailedLoginAttempts: 2,
      lastExecutionEndedAt: at("2026-03-20T12:00:00Z"),
      canRetryAfterDate: at("2026-03-20T12:15:00Z")
    }),
    "TOO_MANY_CONSECUTIVE_LOGIN_FAILURES",
    {
      readableBackoffTime: "15 minutes",
      maxConsecutiveFailedLoginAttempts: 2,
      lastExecutionEndedAt: "2026-03-20T12:00:00.000Z",
      canRetryAfterDate: "2026-03-20T12:15:00.000Z"
    }
  ],
  [
    new Refusal.UpdatingTooOften({
      minUpdateFrequencyAllowedInHours: 1.5,
      lastUpdatedAt: at("2026-03-20T12:00:00Z")
    }),
    "CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY",
    { minUpdateFrequencyAllowedInHours: 1.5, lastUpdatedAt: "2026-03-20T12:00:00.000Z" }
  ],
  [
    new Refusal.InErrorCooldown({ canRetryAfterDate: at("2026-03-20T12:05:00Z") }),
    "ITEM_IN_ERROR_COOLDOWN",
    { canRetryAfterDate: "2026-03-20T12:05:00.000Z" }
  ],
  [new Refusal.ConnectorOffline(), "CONNECTOR_OFFLINE", {}],
  [new Refusal.SameCredentialsUpdating(), "ITEM_IS_ALREADY_UPDATING", {}]
]

describe("A refusal of an update", () => {
  it.effect.each(told.map(([refusal, code, data]) => ({ tag: refusal._tag, refusal, code, data })))(
    "is told as $code with its data, and no more: $tag",
    ({ code, data, refusal, tag }) =>
      Effect.gen(function* () {
        assert.strictEqual(Refusal.wireCode[tag], code)
        const written: object = yield* Schema.encodeEffect(Refusal.UpdateRefusal)(refusal)
        assert.deepStrictEqual(written, { _tag: tag, ...data })
      })
  )

  it.effect("that is known after the collection only has its code too", () =>
    Effect.sync(() =>
      assert.strictEqual(
        Refusal.wireCode[new Refusal.DifferentAccount()._tag],
        "ITEM_ORIGINAL_CONNECTED_WITH_DIFFERENT_ACCOUNT"
      )
    )
  )

  it.effect("has no code that another has", () =>
    Effect.sync(() => {
      const codes = Object.values(Refusal.wireCode)
      assert.strictEqual(new Set(codes).size, codes.length)
      assert.strictEqual(codes.length, told.length + 1)
    })
  )
})

describe("A step that cannot be", () => {
  it.effect("names the state and the event", () =>
    Effect.sync(() => {
      const refused = new Execution.InvalidTransition({ from: "SUCCESS", event: "MergeStarted" })
      assert.deepStrictEqual(Object.entries(refused), [
        ["_tag", "InvalidTransition"],
        ["from", "SUCCESS"],
        ["event", "MergeStarted"]
      ])
    })
  )
})
