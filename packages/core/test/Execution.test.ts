// The machine of an execution: what its events lead to, that it refuses the others, and that no state is a trap.
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"

import { Challenge } from "../src/Challenge.ts"
import * as Execution from "../src/Execution.ts"
import { ErrorCode, ExecutionStatus, isFinal, itemStatus, Progress } from "../src/ExecutionStatus.ts"
import type { OpenChallenge } from "../src/Item.ts"

const id = "00000000-0000-4000-8000-000000000001"
const expiresAt = null
const open = (challenge: Challenge): OpenChallenge => ({ id, challenge })
const otp = open(
  Challenge.cases.Otp.make({ name: "token", label: "Code", channel: "sms", hint: null, length: 6, expiresAt })
)
const approve = open(Challenge.cases.Approve.make({ label: "Approve", where: "the app", expiresAt }))

const { cases } = Execution.Event
const events: ReadonlyArray<Execution.Event> = [
  cases.LoginStarted.make({}),
  cases.ChallengeRaised.make({ challenge: otp }),
  cases.ChallengeRaised.make({ challenge: approve }),
  cases.ChallengeAnswered.make({ id }),
  ...Execution.CollectStep.literals.map((step) => cases.CollectStarted.make({ step })),
  cases.MergeStarted.make({}),
  cases.Succeeded.make({ statusDetail: null, partial: false }),
  cases.Succeeded.make({ statusDetail: null, partial: true }),
  ...ErrorCode.literals.map((code) => Execution.failure(code, "It failed."))
]

/** Every state with that status: one that waits holds a challenge. */
const stateOf = (status: ExecutionStatus): Execution.State => ({
  ...Execution.created,
  status,
  challenge: status === "WAITING_USER_INPUT" ? otp : status === "WAITING_USER_ACTION" ? approve : null
})

const nextStates = (state: Execution.State): ReadonlyArray<Execution.State> =>
  events.flatMap((event) => {
    const next = Execution.transition(state, event)
    return Result.isSuccess(next) ? [next.success] : []
  })

const reachable = (from: Execution.State): ReadonlySet<ExecutionStatus> => {
  const seen = new Map([[from.status, from]])
  for (const state of seen.values()) {
    for (const next of nextStates(state)) if (!seen.has(next.status)) seen.set(next.status, next)
  }
  return new Set(seen.keys())
}

const after = (...happened: ReadonlyArray<Execution.Event>): Execution.State =>
  happened.reduce((state, event) => Result.getOrThrow(Execution.transition(state, event)), Execution.created)

describe("An execution", () => {
  it.effect("answers every event in every state with a state or a refusal", () =>
    Effect.sync(() => {
      for (const status of ExecutionStatus.literals) {
        for (const event of events) {
          const next = Execution.transition(stateOf(status), event)
          if (Result.isFailure(next)) {
            assert.deepStrictEqual(next.failure, new Execution.InvalidTransition({ from: status, event: event._tag }))
          } else assert.isTrue(ExecutionStatus.literals.includes(next.success.status))
        }
      }
    })
  )

  it.effect("that has ended takes no event", () =>
    Effect.sync(() => {
      for (const status of ExecutionStatus.literals) {
        if (isFinal(status)) assert.deepStrictEqual(nextStates(stateOf(status)), [])
      }
    })
  )

  it.effect.each(Progress.literals)("can still succeed, fail and end from %s", (status) =>
    Effect.sync(() => {
      const ahead = reachable(stateOf(status))
      assert.isTrue(ahead.has("SUCCESS") && ahead.has("PARTIAL_SUCCESS"))
      assert.isTrue(nextStates(stateOf(status)).some((next) => Execution.hasEnded(next)))
    })
  )

  it.effect("can come to every status from its creation", () =>
    Effect.sync(() =>
      assert.deepStrictEqual([...reachable(Execution.created)].toSorted(), [...ExecutionStatus.literals].toSorted())
    )
  )

  it.effect("collects products in their order only", () =>
    Effect.sync(() => {
      const at = (step: Execution.CollectStep) =>
        after(cases.LoginStarted.make({}), cases.CollectStarted.make({ step }))
      const steps = Execution.CollectStep.literals
      for (const [index, step] of steps.entries()) {
        for (const [other, next] of steps.entries()) {
          const result = Execution.transition(at(step), cases.CollectStarted.make({ step: next }))
          assert.strictEqual(Result.isSuccess(result), other > index, `${step} then ${next}`)
        }
      }
    })
  )

  it.effect("waits for an input or an action, and goes on with the answer to that challenge alone", () =>
    Effect.sync(() => {
      const asked = after(cases.LoginStarted.make({}), cases.ChallengeRaised.make({ challenge: otp }))
      assert.deepStrictEqual([asked.status, asked.challenge], ["WAITING_USER_INPUT", otp])
      assert.strictEqual(
        after(cases.LoginStarted.make({}), cases.ChallengeRaised.make({ challenge: approve })).status,
        "WAITING_USER_ACTION"
      )
      const other = cases.ChallengeAnswered.make({ id: "00000000-0000-4000-8000-000000000002" })
      assert.isTrue(Result.isFailure(Execution.transition(asked, other)))
      const answered = Result.getOrThrow(Execution.transition(asked, cases.ChallengeAnswered.make({ id })))
      assert.deepStrictEqual([answered.status, answered.challenge], ["LOGIN_MFA_IN_PROGRESS", null])
    })
  )

  it.effect("waits for an input where the person has something to type or choose here, else for an action", () =>
    Effect.sync(() => {
      const asked: ReadonlyArray<readonly [Challenge, ExecutionStatus]> = [
        [otp.challenge, "WAITING_USER_INPUT"],
        [
          Challenge.cases.Select.make({ name: "device", label: "Device", options: [], expiresAt }),
          "WAITING_USER_INPUT"
        ],
        [Challenge.cases.Image.make({ name: "text", label: "Text", pngBase64: "", expiresAt }), "WAITING_USER_INPUT"],
        [approve.challenge, "WAITING_USER_ACTION"],
        [Challenge.cases.Redirect.make({ label: "Go", url: "https://bank.example", expiresAt }), "WAITING_USER_ACTION"],
        [Challenge.cases.QrCode.make({ label: "Scan", payload: "code", expiresAt }), "WAITING_USER_ACTION"]
      ]
      for (const [challenge, status] of asked) {
        const raised = cases.ChallengeRaised.make({ challenge: open(challenge) })
        assert.strictEqual(after(cases.LoginStarted.make({}), raised).status, status, challenge._tag)
      }
    })
  )

  it.effect("goes on from an answer as from a login: it may be asked again, collect, or have nothing to collect", () =>
    Effect.sync(() => {
      for (const challenge of [otp, approve]) {
        const asked = [cases.LoginStarted.make({}), cases.ChallengeRaised.make({ challenge })]
        const answered = [...asked, cases.ChallengeAnswered.make({ id })]
        assert.strictEqual(after(...answered).status, "LOGIN_MFA_IN_PROGRESS")
        assert.strictEqual(
          after(...answered, cases.ChallengeRaised.make({ challenge: otp })).status,
          "WAITING_USER_INPUT"
        )
        const collected = after(...answered, cases.CollectStarted.make({ step: "ACCOUNTS_IN_PROGRESS" }))
        assert.strictEqual(collected.status, "ACCOUNTS_IN_PROGRESS")
        assert.strictEqual(after(...answered, cases.MergeStarted.make({})).status, "MERGING")
      }
    })
  )

  it.effect("keeps no challenge and no error of a step that is over", () =>
    Effect.sync(() => {
      for (const status of Progress.literals) {
        for (const next of nextStates(stateOf(status))) {
          assert.strictEqual(next.challenge !== null, itemStatus(next.status).startsWith("WAITING"))
          assert.strictEqual(next.error === null, !ErrorCode.literals.some((code) => code === next.status))
        }
      }
    })
  )
})
