// When a run may start: what refuses it, with which data, in which order, and what leads out of each refusal.
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Result } from "effect"

import { type ExecutionStatus, isLoginError } from "../src/ExecutionStatus.ts"
import { remedy } from "../src/Remedy.ts"
import * as UpdateRecord from "../src/UpdateRecord.ts"
import * as UpdateRefusal from "../src/UpdateRefusal.ts"
import * as UpdateRules from "../src/UpdateRules.ts"
import { WireStatus } from "../src/WireStatus.ts"
import { noon } from "./Ledger.ts"

const now = noon("2026-03-20")
const ago = (minutes: number) => DateTime.subtract(now, { minutes })

interface Given {
  readonly item?: Partial<UpdateRules.UpdatedItem>
  readonly request?: Partial<UpdateRules.UpdateRequest>
  readonly record?: Partial<UpdateRecord.UpdateRecord>
  readonly facts?: Partial<Omit<UpdateRules.UpdateFacts, "record">>
}

const asked = ({ facts, item, record, request }: Given) =>
  [
    { executionStatus: "SUCCESS", consecutiveFailedLoginAttempts: 0, lastUpdatedAt: ago(3000), ...item },
    { trigger: "CLIENT", newCredentials: false, oneStepCodes: [], ...request },
    {
      now,
      record: { ...UpdateRecord.fresh, lastExecutionEndedAt: ago(3000), ...record },
      credentials: "held",
      consent: "given",
      connectorHealth: "ONLINE",
      sandbox: false,
      minUpdateFrequencyHours: null,
      sameCredentialsInFlight: false,
      policy: UpdateRules.defaultPolicy,
      ...facts
    }
  ] as const satisfies [UpdateRules.UpdatedItem, UpdateRules.UpdateRequest, UpdateRules.UpdateFacts]

const refusal = (given: Given): UpdateRefusal.UpdateRefusal | null => {
  const decided = UpdateRules.decide(...asked(given))
  return Result.isFailure(decided) ? decided.failure : null
}

/** Two errors of one kind pass for equal whatever data they bear; as plain data they do not. */
const dataOf = (error: UpdateRefusal.UpdateRefusal) => ({ ...error })

const merged = (a: Given, b: Given): Given => ({
  item: { ...a.item, ...b.item },
  request: { ...a.request, ...b.request },
  record: { ...a.record, ...b.record },
  facts: { ...a.facts, ...b.facts }
})

const client: Given = {}
const widget: Given = { request: { trigger: "USER" } }
const sync: Given = { request: { trigger: "SYNC" } }
const house: Given = { request: { trigger: "INTERNAL" } }
const newCredentials: Given = { request: { newCredentials: true } }
const file: Given = { request: { newCredentials: true, brought: true } }
const pass: Given = { record: { unblockedAt: ago(1) } }
const sandbox: Given = { facts: { sandbox: true } }

/** One state for each refusal in which nothing else is in the way of a client, in the order in which they are asked. */
const alone: ReadonlyArray<readonly [UpdateRefusal.UpdateRefusal, Given]> = [
  [new UpdateRefusal.AlreadyUpdating(), { item: { executionStatus: "TRANSACTIONS_IN_PROGRESS" } }],
  [new UpdateRefusal.ParametersNotProvided(), { facts: { credentials: "missing", consent: "revoked" } }],
  [
    new UpdateRefusal.NewCredentialsNeeded(),
    { item: { executionStatus: "INVALID_CREDENTIALS", consecutiveFailedLoginAttempts: 1 } }
  ],
  [
    new UpdateRefusal.OneStepCodeMissing({ parameter: "token" }),
    { request: { oneStepCodes: [{ parameter: "token", value: "missing" }] } }
  ],
  [
    new UpdateRefusal.OneStepCodeAlreadyUsed({ parameter: "pin" }),
    { request: { oneStepCodes: [{ parameter: "pin", value: "repeated" }] } }
  ],
  [
    new UpdateRefusal.TooManyConsecutiveErrors({ limit: 5 }),
    { item: { executionStatus: "CONNECTION_ERROR" }, record: { consecutiveFailedSyncs: 6 } }
  ],
  [
    new UpdateRefusal.TooManyLoginFailures({
      readableBackoffTime: "15 minutes",
      maxConsecutiveFailedLoginAttempts: 2,
      lastExecutionEndedAt: ago(14),
      canRetryAfterDate: DateTime.add(now, { minutes: 1 })
    }),
    {
      item: { executionStatus: "INVALID_CREDENTIALS", consecutiveFailedLoginAttempts: 2 },
      record: { lastExecutionEndedAt: ago(14) },
      request: { newCredentials: true }
    }
  ],
  [
    new UpdateRefusal.UpdatingTooOften({ minUpdateFrequencyAllowedInHours: 1, lastUpdatedAt: ago(59) }),
    { item: { lastUpdatedAt: ago(59) }, facts: { minUpdateFrequencyHours: 1 } }
  ],
  [
    new UpdateRefusal.InErrorCooldown({ canRetryAfterDate: DateTime.add(now, { minutes: 1 }) }),
    {
      item: { executionStatus: "SITE_NOT_AVAILABLE" },
      record: { consecutiveFailedSyncs: 3, lastExecutionEndedAt: ago(4) }
    }
  ],
  [new UpdateRefusal.ConnectorOffline(), { facts: { connectorHealth: "OFFLINE" } }],
  [new UpdateRefusal.SameCredentialsUpdating(), { facts: { sameCredentialsInFlight: true } }]
]

const stateOf = (tag: UpdateRefusal.UpdateRefusal["_tag"]): Given => {
  const found = alone.find(([{ _tag }]) => _tag === tag)
  assert.isDefined(found)
  return found[1]
}

describe("An update", () => {
  it.effect("starts when nothing is in its way", () => Effect.sync(() => assert.isNull(refusal({}))))

  it.effect.each(alone.map(([expected, given]) => ({ tag: expected._tag, expected, given })))(
    "is refused as $tag with the data of the wire",
    ({ expected, given }) =>
      Effect.sync(() => {
        assert.deepStrictEqual(UpdateRules.refusals(...asked(given)).map(dataOf), [dataOf(expected)])
        assert.strictEqual(refusal(given)?._tag, expected._tag)
      })
  )

  it.effect("has a state here and a code of the wire for every refusal, and no code twice", () =>
    Effect.sync(() => {
      const tags = UpdateRefusal.UpdateRefusal.members.map((member) => member.identifier)
      assert.deepStrictEqual(
        alone.map(([{ _tag }]) => _tag),
        tags
      )
      const codes = Object.values(UpdateRefusal.wireCode)
      assert.strictEqual(new Set(codes).size, tags.length + 1)
    })
  )

  it.effect(
    "names the first thing in its way: a run, what it lacks, what needs help, what passes, what others hold up",
    () =>
      Effect.sync(() => {
        const everything: Given = {
          item: {
            executionStatus: "INVALID_CREDENTIALS",
            consecutiveFailedLoginAttempts: 2,
            lastUpdatedAt: ago(1)
          },
          record: { consecutiveFailedSyncs: 6, lastExecutionEndedAt: ago(1) },
          request: {
            oneStepCodes: [
              { parameter: "token", value: "missing" },
              { parameter: "pin", value: "repeated" }
            ]
          },
          facts: {
            credentials: "missing",
            minUpdateFrequencyHours: 1,
            connectorHealth: "OFFLINE",
            sameCredentialsInFlight: true
          }
        }
        const order = alone.map(([{ _tag }]) => _tag)
        const afterLogin = UpdateRules.refusals(...asked(everything)).map(({ _tag }) => _tag)
        const after = merged(everything, { item: { executionStatus: "ERROR" } })
        const afterError = UpdateRules.refusals(...asked(after)).map(({ _tag }) => _tag)
        assert.deepStrictEqual(
          afterLogin,
          order.filter((tag) => tag !== "AlreadyUpdating" && tag !== "InErrorCooldown")
        )
        assert.deepStrictEqual(
          afterError,
          order.filter((tag) => !["AlreadyUpdating", "NewCredentialsNeeded", "TooManyLoginFailures"].includes(tag))
        )
        const running = merged(everything, { item: { executionStatus: "CREATED" } })
        assert.strictEqual(refusal(running)?._tag, "AlreadyUpdating")
      })
  )

  it.effect("is let through by what leads out of its refusal, and by nothing else", () =>
    Effect.sync(() => {
      const ways = { client, widget, sync, house, newCredentials, file, pass, sandbox }
      const leads: Record<UpdateRefusal.UpdateRefusal["_tag"], ReadonlyArray<keyof typeof ways>> = {
        AlreadyUpdating: [],
        ParametersNotProvided: ["newCredentials", "file"],
        NewCredentialsNeeded: ["newCredentials", "file", "pass"],
        OneStepCodeMissing: [],
        OneStepCodeAlreadyUsed: [],
        TooManyConsecutiveErrors: ["widget", "sync", "house", "newCredentials", "file", "pass"],
        TooManyLoginFailures: ["pass"],
        UpdatingTooOften: ["widget", "sync", "house", "file", "pass", "sandbox"],
        InErrorCooldown: ["widget", "sync", "house", "pass", "sandbox"],
        ConnectorOffline: ["pass"],
        SameCredentialsUpdating: []
      }
      for (const [{ _tag }, given] of alone) {
        const open = Object.entries(ways).filter(([, way]) => refusal(merged(given, way)) === null)
        assert.deepStrictEqual(
          open.map(([name]) => name),
          [...leads[_tag]],
          _tag
        )
      }
    })
  )

  it.effect("after a refused login needs other credentials, or a person in the widget who authorises anew", () =>
    Effect.sync(() => {
      for (const executionStatus of WireStatus.literals) {
        const item = { executionStatus, consecutiveFailedLoginAttempts: 1 }
        const refused = (way: Given) => refusal(merged({ item }, way))?._tag === "NewCredentialsNeeded"
        const isRefusedLogin = isLoginError(executionStatus as ExecutionStatus) // three of the wire are none of ours
        assert.strictEqual(refused(client), isRefusedLogin, executionStatus)
        assert.strictEqual(refused(widget), isRefusedLogin && remedy(executionStatus) !== "reconnect", executionStatus)
        assert.isFalse(refused(newCredentials), executionStatus)
        assert.isFalse(refused(merged(widget, { facts: { credentials: "none-asked" } })), executionStatus)
        assert.strictEqual(refused({ facts: { credentials: "none-asked" } }), isRefusedLogin, executionStatus)
      }
    })
  )

  it.effect("waits 15 minutes to the instant after the second refused login in a row, and after each later one", () =>
    Effect.sync(() => {
      const at = (attempts: number, minutes: number) =>
        refusal({
          item: { executionStatus: "ACCOUNT_LOCKED", consecutiveFailedLoginAttempts: attempts },
          record: { lastExecutionEndedAt: ago(minutes) },
          request: { newCredentials: true }
        })?._tag
      assert.deepStrictEqual(
        [at(1, 0), at(2, 0), at(3, 0)],
        [undefined, "TooManyLoginFailures", "TooManyLoginFailures"]
      )
      assert.deepStrictEqual([at(2, 14.999), at(2, 15), at(3, 16)], ["TooManyLoginFailures", undefined, undefined])
    })
  )

  it.effect("does not wait for logins refused before the last run, which failed otherwise", () =>
    Effect.sync(() => {
      const item = { executionStatus: "CONNECTION_ERROR", consecutiveFailedLoginAttempts: 2 } as const
      assert.isNull(refusal({ item, record: { lastExecutionEndedAt: ago(1) } }))
    })
  )

  it.effect("says its wait in words", () =>
    Effect.sync(() => {
      const words = (loginBackoffMinutes: number) => {
        const error = refusal(
          merged(stateOf("TooManyLoginFailures"), {
            record: { lastExecutionEndedAt: now },
            facts: { policy: { ...UpdateRules.defaultPolicy, loginBackoffMinutes } }
          })
        )
        return error?._tag === "TooManyLoginFailures" ? error.readableBackoffTime : null
      }
      assert.deepStrictEqual([words(1), words(15)], ["1 minute", "15 minutes"])
    })
  )

  it.effect("is refused for the sixth failed run in a row, not for the fifth", () =>
    Effect.sync(() => {
      const after = (consecutiveFailedSyncs: number) =>
        refusal({ item: { executionStatus: "ERROR" }, record: { consecutiveFailedSyncs } })
      assert.deepStrictEqual([after(5)?._tag, after(6)?._tag], [undefined, "TooManyConsecutiveErrors"])
    })
  )

  it.effect("waits for the application's floor to the instant, where there is one and a success", () =>
    Effect.sync(() => {
      const at = (minutes: number | null, minUpdateFrequencyHours: number | null) =>
        refusal({
          item: { lastUpdatedAt: minutes === null ? null : ago(minutes) },
          facts: { minUpdateFrequencyHours }
        })?._tag
      assert.deepStrictEqual(
        [at(1, null), at(null, 24), at(1439, 24), at(1440, 24)],
        [undefined, undefined, "UpdatingTooOften", undefined]
      )
    })
  )

  it.effect("that mends a refused login is no update too many, but one that repeats a failure is", () =>
    Effect.sync(() => {
      const recent = merged(stateOf("UpdatingTooOften"), newCredentials)
      const mended = merged(recent, { item: { executionStatus: "INVALID_CREDENTIALS" } })
      const failed = merged(recent, { item: { executionStatus: "CONNECTION_ERROR" } })
      assert.isNull(refusal(mended))
      assert.strictEqual(refusal(failed)?._tag, "UpdatingTooOften")
    })
  )

  it.effect("cools down from the third failure in a row that time may heal, for five minutes", () =>
    Effect.sync(() => {
      const at = (executionStatus: WireStatus, consecutiveFailedSyncs: number, minutes: number) =>
        refusal({
          item: { executionStatus },
          record: { consecutiveFailedSyncs, lastExecutionEndedAt: ago(minutes) }
        })?._tag
      assert.deepStrictEqual(
        [at("ERROR", 2, 0), at("ERROR", 3, 4.9), at("ERROR", 3, 5), at("INVALID_CREDENTIALS_MFA", 3, 0)],
        [undefined, "InErrorCooldown", undefined, undefined]
      )
    })
  )

  it.effect("is not held up by a moment that only a clock set back can have written", () =>
    Effect.sync(() => {
      const ahead = ago(-60 * 24 * 365)
      for (const tag of ["TooManyLoginFailures", "InErrorCooldown", "UpdatingTooOften"] as const) {
        const given = merged(stateOf(tag), { item: { lastUpdatedAt: ahead }, record: { lastExecutionEndedAt: ahead } })
        assert.isNull(refusal(given), tag)
      }
      const slightly = merged(stateOf("TooManyLoginFailures"), { record: { lastExecutionEndedAt: ago(-1) } })
      assert.strictEqual(refusal(slightly)?._tag, "TooManyLoginFailures")
    })
  )

  it.effect("of an Item whose consent ended needs credentials, or a person who consents anew", () =>
    Effect.sync(() => {
      for (const consent of ["expired", "revoked"] as const) {
        const ended: Given = { facts: { consent } }
        const tags = [client, sync, widget, newCredentials].map((way) => refusal(merged(ended, way))?._tag)
        assert.deepStrictEqual(tags, ["ParametersNotProvided", "ParametersNotProvided", undefined, undefined])
        const shredded = merged(ended, { facts: { credentials: "missing" } })
        assert.strictEqual(refusal(merged(shredded, widget))?._tag, "ParametersNotProvided")
        assert.strictEqual(refusal(merged(shredded, pass))?._tag, "ParametersNotProvided")
      }
    })
  )

  it.effect("brings each one-step code of the form fresh, an optional one if at all", () =>
    Effect.sync(() => {
      const form = [
        { name: "user", mfa: false, optional: false },
        { name: "token", mfa: true, optional: false },
        { name: "captcha", mfa: true, optional: true }
      ]
      const codes = (given: ReadonlyArray<string>, repeated: ReadonlyArray<string> = []) =>
        UpdateRules.oneStepCodes(form, given, repeated).map(({ parameter, value }) => `${parameter} ${value}`)
      assert.deepStrictEqual(codes(["user"], ["user"]), ["token missing"])
      assert.deepStrictEqual(codes(["token"]), ["token fresh"])
      assert.deepStrictEqual(codes(["token", "captcha"], ["captcha"]), ["token fresh", "captcha repeated"])
    })
  )

  it.effect("waits for nothing from a moment that nobody knows", () =>
    Effect.sync(() => {
      const unknown: ReadonlyArray<Given> = [
        merged(stateOf("TooManyLoginFailures"), { record: { lastExecutionEndedAt: null } }),
        merged(stateOf("UpdatingTooOften"), { item: { lastUpdatedAt: null } }),
        merged(stateOf("InErrorCooldown"), { record: { lastExecutionEndedAt: null } })
      ]
      for (const given of unknown) assert.isNull(refusal(given))
    })
  )
})

describe("A new connection", () => {
  it.effect("is refused while the connector is offline or the same credentials are at work", () =>
    Effect.sync(() => {
      const may = (connectorHealth: UpdateRules.ConnectorHealth, sameCredentialsInFlight: boolean) =>
        Result.match(UpdateRules.mayConnect({ connectorHealth, sameCredentialsInFlight }), {
          onFailure: ({ _tag }) => _tag,
          onSuccess: () => "connects"
        })
      assert.deepStrictEqual(
        [may("ONLINE", false), may("UNSTABLE", false), may("OFFLINE", true), may("ONLINE", true)],
        ["connects", "connects", "ConnectorOffline", "SameCredentialsUpdating"]
      )
    })
  )
})
