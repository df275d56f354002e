// What every layer of the ports keeps of runs: claims, fences, challenges.
import { randomUUID } from "node:crypto"

import { assert, type Vitest } from "@effect/vitest"
import { Execution, Item } from "@tomada/core"
import { Cause, Duration, Effect, Exit, Option } from "effect"

import { AccountStore } from "../../src/AccountStore.ts"
import { ExecutionStore } from "../../src/ExecutionStore.ts"
import { ItemStore } from "../../src/ItemStore.ts"
import * as World from "../World.ts"

const { assertSame, at, bytes, otp, refusal, text } = World

const raised = (challenge: Item.OpenChallenge) => Execution.Event.cases.ChallengeRaised.make({ challenge })

/** An Item that waits for the person's answer. */
const waiting = Effect.fn("waiting")(function* (expiresAt: Parameters<typeof otp>[1] = null) {
  const executions = yield* ExecutionStore
  const world = yield* World.visited
  const challenge = otp(randomUUID(), expiresAt)
  yield* executions.record(world.claim, World.loginStarted, at(2))
  const item = yield* executions.record(world.claim, raised(challenge), at(3))
  return { ...world, item, challenge }
})

export const suite = (it: Vitest.MethodsNonLive<World.Stores>): void => {
  it.effect("each claim raises the fence and counts as a sign of life", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const { item, execution } = yield* World.created
      const first = yield* executions.claim(execution.id, at(1))
      assert.deepStrictEqual(first.claim, { executionId: execution.id, itemId: item.id, fence: 1 })
      assertSame(first.item, item)
      assertSame(first.execution, { ...execution, fence: 1, heartbeatAt: at(1) })
      const second = yield* executions.claim(execution.id, at(2))
      assert.strictEqual(second.claim.fence, 2)
      assertSame(yield* executions.get(item.applicationId, execution.id), second.execution)
    })
  )

  it.effect("a lease keeps a run from others until its last sign of life is older, or is taken back", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const { execution } = yield* World.created
      const lease = Duration.minutes(2)
      const first = yield* executions.claim(execution.id, at(1), lease)
      assert.strictEqual(yield* refusal(executions.claim(execution.id, at(2), lease)), "Leased")
      assert.strictEqual((yield* executions.get(execution.applicationId, execution.id)).fence, 1)
      const second = yield* executions.claim(execution.id, at(4), lease)
      yield* executions.release(first.claim)
      assert.strictEqual(yield* refusal(executions.claim(execution.id, at(5), lease)), "Leased")
      yield* executions.release(second.claim)
      assert.strictEqual((yield* executions.claim(execution.id, at(5), lease)).claim.fence, 3)
    })
  )

  it.effect("an unknown run cannot be claimed, one that has ended neither", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const unknown = Item.ExecutionId.make(randomUUID())
      assert.strictEqual(yield* refusal(executions.claim(unknown, at(1))), "ExecutionNotFound")
      const { claim } = yield* World.visited
      yield* World.collect(claim, {}, at(10))
      const error = yield* executions.claim(claim.executionId, at(11)).pipe(Effect.flip)
      assert.strictEqual(error._tag, "Superseded")
    })
  )

  it.effect("an event moves the run and its Item together, and is kept as a step", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const { item, claim } = yield* World.visited
      const moved = yield* executions.record(claim, World.loginStarted, at(2))
      assertSame(moved, { ...item, executionStatus: "LOGIN_IN_PROGRESS", updatedAt: at(2) })
      assertSame(yield* (yield* ItemStore).get(item.applicationId, item.id), moved)
      const held = yield* executions.get(item.applicationId, claim.executionId)
      assert.strictEqual(held.status, "LOGIN_IN_PROGRESS")
      assert.isNull(held.endedAt)
      assertSame(yield* executions.steps(claim.executionId), [
        { status: "CREATED", at: at(0) },
        { status: "LOGIN_IN_PROGRESS", at: at(2) }
      ])
    })
  )

  it.effect("a failure ends the run at its instant, and the Item can be updated again", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const { item, claim } = yield* World.visited
      const event = Execution.failure("SITE_NOT_AVAILABLE", "down")
      const after = yield* executions.record(claim, event, at(7))
      assert.strictEqual(after.error?.code, "SITE_NOT_AVAILABLE")
      assertSame((yield* executions.get(item.applicationId, claim.executionId)).endedAt, at(7))
      const again = yield* World.visitAgain(item, at(8))
      assert.strictEqual(again.fence, 1)
    })
  )

  it.effect("an event that cannot happen is a defect and changes nothing", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const { item, claim } = yield* World.visited
      const exit = yield* executions.record(claim, World.succeeded, at(2)).pipe(Effect.exit)
      assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
      assertSame(yield* (yield* ItemStore).get(item.applicationId, item.id), item)
      assert.strictEqual((yield* executions.steps(claim.executionId)).length, 1)
    })
  )

  it.effect("a superseded claim writes nothing, whatever it tries", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const items = yield* ItemStore
      const { item, claim: frozen } = yield* World.visited
      const { claim } = yield* executions.claim(frozen.executionId, at(2))
      yield* World.toMerging(claim)
      const before = yield* executions.get(item.applicationId, frozen.executionId)
      const held = World.account(item.id)
      const merged = { ...World.nothing, accounts: [held], sealed: [{ purpose: "trust", name: "", blob: bytes("t") }] }
      for (const attempt of [
        executions.record(frozen, World.mergeStarted, at(9)),
        executions.beat(frozen, at(9)),
        executions.commit(frozen, { ...merged, sealed: [{ purpose: "trust", name: "", blob: bytes("t") }] }, at(9)),
        executions.reseal(frozen, [
          { purpose: "credentials", name: "1", blob: null },
          { purpose: "session", name: "", blob: bytes("s") }
        ])
      ]) {
        assert.strictEqual(yield* refusal(attempt), "Superseded")
      }
      assertSame(yield* executions.get(item.applicationId, frozen.executionId), before)
      assert.strictEqual((yield* executions.steps(frozen.executionId)).length, 3)
      assert.deepStrictEqual(yield* (yield* AccountStore).ofItem(item.id), [])
      assert.isTrue(Option.isSome(yield* items.sealed(item.id, "credentials", "1")))
      assert.isTrue(Option.isNone(yield* items.sealed(item.id, "session", "")))
      assert.isTrue(Option.isNone(yield* items.sealed(item.id, "trust", "")))
    })
  )

  it.effect("a run that has ended takes no more writes, of the claim that ended it neither", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const { item, claim } = yield* World.visited
      const ended = yield* World.collect(claim, {}, at(10))
      assert.strictEqual(yield* refusal(executions.beat(claim, at(11))), "Superseded")
      const late = executions.record(claim, World.loginStarted, at(11))
      assert.strictEqual(yield* refusal(late), "Superseded")
      assertSame(yield* (yield* ItemStore).get(item.applicationId, item.id), ended)
    })
  )

  it.effect("a claim for another Item's run writes nothing", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const { claim } = yield* World.visited
      const other = yield* World.visited
      const mixed = { ...claim, itemId: other.item.id }
      const error = yield* executions.record(mixed, World.loginStarted, at(2)).pipe(Effect.flip)
      assert.strictEqual(error._tag, "Superseded")
    })
  )

  it.effect("a silent run is found until it gives a sign of life or ends; the longest silent comes first", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const unclaimed = yield* World.created
      const { claim } = yield* World.visited
      const mine = new Set([unclaimed.execution.id, claim.executionId])
      const silentSince = (minutes: number) =>
        executions
          .silent(at(minutes), 10_000)
          .pipe(Effect.map((claims) => claims.filter(({ executionId }) => mine.has(executionId))))
      assert.deepStrictEqual(yield* silentSince(0), [])
      assert.deepStrictEqual(yield* silentSince(60), [
        { executionId: unclaimed.execution.id, itemId: unclaimed.item.id, fence: 0 },
        claim
      ])
      yield* executions.beat(claim, at(60))
      assert.deepStrictEqual(
        (yield* silentSince(60)).map(({ executionId }) => executionId),
        [unclaimed.execution.id]
      )
      yield* executions.record(claim, Execution.failure("UNEXPECTED_ERROR", "gone"), at(61))
      assert.strictEqual((yield* silentSince(120)).length, 1)
      assert.strictEqual((yield* executions.silent(at(120), 1)).length, 1)
    })
  )

  it.effect("sealed values are replaced and removed by purpose and name", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const items = yield* ItemStore
      const { item, claim } = yield* World.visited
      const page = (name: string, blob: Uint8Array | null) => ({ purpose: "page" as const, name, blob })
      yield* executions.reseal(claim, [page("1", bytes("a")), page("2", bytes("b"))])
      yield* executions.reseal(claim, [page("1", bytes("c")), page("2", null), page("3", null)])
      assert.strictEqual(text(Option.getOrUndefined(yield* items.sealed(item.id, "page", "1"))), "c")
      assert.isTrue(Option.isNone(yield* items.sealed(item.id, "page", "2")))
      assert.isTrue(Option.isNone(yield* items.sealed(item.id, "session", "1")))
    })
  )

  it.effect("an answer moves the run on, and is read once", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const { item, challenge, claim } = yield* waiting()
      assert.strictEqual(item.executionStatus, "WAITING_USER_INPUT")
      assertSame(item.challenge, challenge)
      assert.isUndefined(yield* executions.takeAnswer(challenge.id))
      const answer = { challengeId: challenge.id, blob: bytes("sealed answer") }
      const after = yield* executions.answer(item.applicationId, item.id, answer, at(4))
      assert.strictEqual(after.executionStatus, "LOGIN_MFA_IN_PROGRESS")
      assert.isNull(after.challenge)
      assertSame(yield* (yield* ItemStore).get(item.applicationId, item.id), after)
      assert.isNull((yield* executions.get(item.applicationId, claim.executionId)).challenge)
      assert.strictEqual(text(yield* executions.takeAnswer(challenge.id)), "sealed answer")
      assert.isUndefined(yield* executions.takeAnswer(challenge.id))
      yield* executions.record(claim, World.mergeStarted, at(5))
    })
  )

  const refusedAnswer = Effect.fn("refusedAnswer")(function* (item: Item.Item, challengeId: string, minutes: number) {
    const executions = yield* ExecutionStore
    const before = yield* (yield* ItemStore).get(item.applicationId, item.id)
    const answer = { challengeId, blob: bytes("late") }
    const error = yield* executions.answer(item.applicationId, item.id, answer, at(minutes)).pipe(Effect.flip)
    assertSame(yield* (yield* ItemStore).get(item.applicationId, item.id), before)
    return error._tag === "ChallengeNotOpen" ? error.why : error._tag
  })

  it.effect("an Item that asked nothing takes no answer", () =>
    Effect.gen(function* () {
      const { item } = yield* World.visited
      assert.strictEqual(yield* refusedAnswer(item, randomUUID(), 2), "none")
      assert.strictEqual(yield* refusedAnswer(item, "no uuid", 2), "none")
    })
  )

  it.effect("a second answer, and one to another challenge, are refused", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const { item, challenge, claim } = yield* waiting()
      assert.strictEqual(yield* refusedAnswer(item, randomUUID(), 4), "answered")
      const answer = { challengeId: challenge.id, blob: bytes("first") }
      yield* executions.answer(item.applicationId, item.id, answer, at(4))
      assert.strictEqual(yield* refusedAnswer(item, challenge.id, 5), "answered")
      assert.strictEqual(text(yield* executions.takeAnswer(challenge.id)), "first")
      assert.strictEqual(yield* refusedAnswer(item, challenge.id, 5), "answered")
      const next = otp(randomUUID())
      yield* executions.record(claim, raised(next), at(6))
      assert.strictEqual(yield* refusedAnswer(item, challenge.id, 7), "answered")
      yield* executions.answer(item.applicationId, item.id, { ...answer, challengeId: next.id }, at(8))
    })
  )

  it.effect("an answer at the instant of expiry is late, and so is one after its run has ended", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const { item, challenge, claim } = yield* waiting(at(10))
      assert.strictEqual(yield* refusedAnswer(item, challenge.id, 10), "expired")
      yield* executions.record(claim, Execution.failure("USER_INPUT_TIMEOUT", "no answer"), at(11))
      assert.strictEqual(yield* refusedAnswer(item, challenge.id, 9), "expired")
      assert.isUndefined(yield* executions.takeAnswer(challenge.id))
    })
  )

  it.effect("an answer may come while another runner takes the run over: the claim's fence is not asked", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const { item, challenge, claim } = yield* waiting()
      yield* executions.claim(claim.executionId, at(4))
      const answer = { challengeId: challenge.id, blob: bytes("answer") }
      const after = yield* executions.answer(item.applicationId, item.id, answer, at(5))
      assert.strictEqual(after.executionStatus, "LOGIN_MFA_IN_PROGRESS")
    })
  )

  it.effect("a challenge that another Item was asked takes no answer for this one", () =>
    Effect.gen(function* () {
      const asked = yield* waiting()
      const { item } = yield* World.visited
      assert.strictEqual(yield* refusedAnswer(item, asked.challenge.id, 4), "none")
    })
  )
}
