// Which answers reach the run that asked, and why the others are refused.
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Result } from "effect"

import * as Answering from "../src/Answering.ts"
import { Challenge } from "../src/Challenge.ts"
import type { OpenChallenge } from "../src/Item.ts"
import { noon } from "./Ledger.ts"

const now = noon("2026-03-20")
const id = "00000000-0000-4000-8000-000000000001"
const earlier = "00000000-0000-4000-8000-000000000002"

const otp = (expiresAt: DateTime.Utc | null): OpenChallenge => ({
  id,
  challenge: Challenge.cases.Otp.make({
    name: "token",
    label: "Code",
    channel: "sms",
    hint: null,
    length: 6,
    expiresAt
  })
})
const approve: OpenChallenge = {
  id,
  challenge: Challenge.cases.Approve.make({ label: "Approve", where: "the app", expiresAt: null })
}

const answer = (
  open: OpenChallenge | null,
  last: Answering.LastAsked | null,
  given: ReadonlyArray<string> = ["token"]
): string =>
  Result.match(Answering.mayAnswer({ open, last }, given, now), {
    onFailure: (refusal) => Answering.wireCode[refusal._tag],
    onSuccess: (challengeId) => challengeId
  })

describe("An answer", () => {
  it.effect("goes to the challenge that waits for it", () =>
    Effect.sync(() => {
      assert.strictEqual(answer(otp(null), { id, answered: false }), id)
      assert.strictEqual(answer(otp(null), { id, answered: false }, ["token", "user"]), id)
      assert.strictEqual(answer(approve, { id, answered: false }, []), id)
    })
  )

  it.effect("to an Item that asked nothing, or asks no more, is told which", () =>
    Effect.sync(() => {
      assert.strictEqual(answer(null, null), "ITEM_MFA_NOT_FOUND")
      assert.strictEqual(answer(null, { id, answered: true }), "ITEM_MFA_ALREADY_PROVIDED")
      assert.strictEqual(answer(null, { id, answered: false }), "ITEM_MFA_EXPIRED")
    })
  )

  it.effect("counts once, but answering an earlier challenge is no answer to this one", () =>
    Effect.sync(() => {
      assert.strictEqual(answer(otp(null), { id, answered: true }), "ITEM_MFA_ALREADY_PROVIDED")
      assert.strictEqual(answer(otp(null), { id: earlier, answered: true }), id)
    })
  )

  it.effect("is too late from the instant at which the challenge expires, whatever it is called", () =>
    Effect.sync(() => {
      const expiring = (milliseconds: number) => otp(DateTime.add(now, { milliseconds }))
      assert.strictEqual(answer(expiring(1), null), id)
      assert.strictEqual(answer(expiring(0), null), "ITEM_MFA_EXPIRED")
      assert.strictEqual(answer(expiring(-1), null, ["other"]), "ITEM_MFA_EXPIRED")
    })
  )

  it.effect("by another name is told the name that is waited for", () =>
    Effect.sync(() => {
      const refused = Result.getOrThrow(
        Result.flip(Answering.mayAnswer({ open: otp(null), last: null }, ["user"], now))
      )
      assert.deepStrictEqual(Object.entries(refused), [
        ["_tag", "AnswerMismatch"],
        ["expected", "token"]
      ])
      assert.strictEqual(answer(otp(null), null, []), "ITEM_MFA_PARAMETER_EXPECTED_MISMATCH")
    })
  )

  it.effect("has a code of the wire for each refusal", () =>
    Effect.sync(() =>
      assert.deepStrictEqual(Object.values(Answering.wireCode), [
        "ITEM_MFA_NOT_FOUND",
        "ITEM_MFA_ALREADY_PROVIDED",
        "ITEM_MFA_EXPIRED",
        "ITEM_MFA_PARAMETER_EXPECTED_MISMATCH"
      ])
    )
  )
})
