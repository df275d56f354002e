import { assert, describe, it } from "@effect/vitest"
import { DateTime, Deferred, Effect, Exit, Fiber, Option, Queue, Redacted, Ref, type Scope } from "effect"
import { TestClock } from "effect/testing"

import * as Challenges from "../src/Challenges.ts"
import type { VisitRequest } from "../src/ConnectorHost.ts"
import { ChallengeFailed } from "../src/Errors.ts"
import { attempt, watching } from "./Asking.ts"
import { inBank } from "./Client.ts"
import { posted } from "./Everything.ts"
import { Loopback, until } from "./Loopback.ts"

const approve = (expiresAt: DateTime.Utc | null = null) =>
  Challenges.Challenge.cases.Approve.make({ label: "Approve in the app", where: "app", expiresAt })

const at = (seconds: number) => DateTime.makeUnsafe(seconds * 1000)

/** A bank that answers `yes` from a moment on, a login that looks every 10 seconds, and a person. */
const world = (challenge: Challenges.Watched, asker?: Partial<VisitRequest>) =>
  Effect.gen(function* () {
    const bank = yield* Loopback
    const state = { approved: false, checks: 0, shownAfter: -1, found: "" }
    bank.answer = (_, response) => response.end(state.approved ? "yes" : "no")
    const person = yield* watching
    const check = Effect.map(posted("check"), (text) => {
      state.checks += 1
      return text === "yes" ? Option.some("approved") : Option.none()
    })
    const login = Effect.gen(function* () {
      state.found = yield* Challenges.watch(challenge, check, { every: "10 seconds" })
      state.shownAfter = (yield* Ref.get(person.shown)).length
    })
    const fiber = yield* attempt(login, asker ?? person.request)
    if (asker === undefined) yield* until("it is shown", () => person.seen.times === 1)
    const checks = (count: number) => until(`check ${count}`, () => state.checks === count)
    return { bank, checks, fiber, person, state }
  })

const pending = (fiber: Fiber.Fiber<unknown, unknown>) => assert.isUndefined(fiber.pollUnsafe())

const test = (what: string, body: Effect.Effect<unknown, unknown, Loopback | Scope.Scope>) =>
  it.effect(what, () => inBank(body))

describe("an approval that is watched", () => {
  test(
    "is looked for every so often until it is there, and is withdrawn before the login goes on",
    Effect.gen(function* () {
      const { bank, checks, fiber, person, state } = yield* world(approve())
      assert.deepInclude((yield* Ref.get(person.shown))[0], { _tag: "Approve", where: "app" })
      yield* TestClock.adjust("9 seconds")
      assert.strictEqual(bank.reached.length, 0, "not before its time")
      yield* TestClock.adjust("1 second")
      yield* checks(1)
      yield* TestClock.adjust("10 seconds")
      yield* checks(2)
      state.approved = true
      yield* TestClock.adjust("9 seconds")
      assert.strictEqual(bank.reached.length, 2)
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual([state.found, state.checks, state.shownAfter], ["approved", 3, 0])
    })
  )

  test(
    "is looked for at once when the person says that it was done, and shown on when it was not",
    Effect.gen(function* () {
      const { checks, fiber, person, state } = yield* world(approve())
      yield* TestClock.adjust("2 seconds")
      yield* Queue.offer(person.said, "done")
      yield* checks(1)
      pending(fiber)
      assert.strictEqual((yield* Ref.get(person.shown)).length, 1)
      state.approved = true
      yield* TestClock.adjust("1 second")
      yield* Queue.offer(person.said, "done")
      yield* Fiber.join(fiber)
      assert.strictEqual(state.checks, 2)
    })
  )

  test(
    "is not looked for more than once a second, however often the person says so",
    Effect.gen(function* () {
      const { bank, checks, fiber, person } = yield* world(approve())
      yield* Queue.offerAll(person.said, ["done", "done", "done", "done"])
      yield* TestClock.adjust("999 millis")
      assert.strictEqual(bank.reached.length, 0)
      yield* TestClock.adjust("1 millis")
      yield* checks(1)
      yield* TestClock.adjust("999 millis")
      assert.strictEqual(bank.reached.length, 1)
      yield* TestClock.adjust("1 millis")
      yield* checks(2)
      yield* Fiber.interrupt(fiber)
    })
  )

  test(
    "that is not given by its end has failed in time, after one last look",
    Effect.gen(function* () {
      const { checks, fiber, person } = yield* world(approve(at(25)))
      yield* TestClock.adjust("10 seconds")
      yield* checks(1)
      yield* TestClock.adjust("10 seconds")
      yield* checks(2)
      yield* TestClock.adjust("4999 millis")
      pending(fiber)
      yield* TestClock.adjust("1 millis")
      yield* checks(3)
      assert.deepStrictEqual(yield* Effect.flip(Fiber.join(fiber)), new ChallengeFailed({ why: "timeout" }))
      assert.deepStrictEqual(yield* Ref.get(person.shown), [])
    })
  )

  test(
    "that was given in the last moment counts, although whoever shows it has already ended it",
    Effect.gen(function* () {
      const { fiber, person, state } = yield* world(approve(at(8)))
      yield* TestClock.adjust("7 seconds")
      state.approved = true
      yield* Deferred.fail(person.ended, new ChallengeFailed({ why: "timeout" }))
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(fiber)
      assert.strictEqual(state.checks, 1)
    })
  )

  test(
    "that names no end is watched for five minutes",
    Effect.gen(function* () {
      const { checks, fiber, person } = yield* world(approve())
      assert.strictEqual((yield* Ref.get(person.shown))[0]?.expiresAt?.epochMilliseconds, 300_000)
      for (let count = 1; count <= 30; count++) {
        pending(fiber)
        yield* TestClock.adjust("10 seconds")
        yield* checks(count)
      }
      assert.deepInclude(yield* Effect.flip(Fiber.join(fiber)), { why: "timeout" })
    })
  )

  test(
    "that is over before it was shown is looked for once",
    Effect.gen(function* () {
      yield* TestClock.setTime(60_000)
      const { fiber, state } = yield* world(approve(at(30)))
      assert.deepInclude(yield* Effect.flip(Fiber.join(fiber)), { why: "timeout" })
      assert.strictEqual(state.checks, 1)
    })
  )

  test(
    "that the person cancels fails at once, even in the middle of a look",
    Effect.gen(function* () {
      const { bank, fiber, person } = yield* world(approve())
      bank.answer = () => undefined
      yield* TestClock.adjust("10 seconds")
      yield* until("the request", () => bank.reached.length === 1)
      yield* Deferred.fail(person.ended, new ChallengeFailed({ why: "cancelled" }))
      assert.deepInclude(yield* Effect.flip(Fiber.join(fiber)), { _tag: "ChallengeFailed", why: "cancelled" })
      yield* until("the close", () => bank.open() === 0)
    })
  )

  test(
    "ends with what the look itself fails with, and is withdrawn",
    Effect.gen(function* () {
      const { bank, fiber, person } = yield* world(approve())
      bank.answer = (_, response) => response.writeHead(503).end()
      yield* TestClock.adjust("10 seconds")
      assert.deepInclude(yield* Effect.flip(Fiber.join(fiber)), { _tag: "InstitutionDown" })
      assert.deepStrictEqual(yield* Ref.get(person.shown), [])
    })
  )

  test(
    "whose visit is left is withdrawn",
    Effect.gen(function* () {
      const { fiber, person } = yield* world(approve())
      assert.strictEqual((yield* Ref.get(person.shown)).length, 1)
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(yield* Ref.get(person.shown), [])
    })
  )

  test(
    "cannot be seen by anybody in an unattended visit, and says so at once",
    Effect.gen(function* () {
      const { fiber, state } = yield* world(approve(), {})
      assert.deepInclude(yield* Effect.flip(Fiber.join(fiber)), { _tag: "ChallengeFailed", why: "no-user-present" })
      assert.strictEqual(state.checks, 0)
    })
  )

  test(
    "is asked where nothing can be shown: an answer is a look, and it is asked anew until it is there",
    Effect.gen(function* () {
      const answers = yield* Queue.unbounded<Redacted.Redacted<string>>()
      const seen = { asked: 0, withdrawn: 0 }
      const ask: VisitRequest["ask"] = () =>
        Effect.suspend(() => {
          seen.asked += 1
          return Effect.onInterrupt(Queue.take(answers), () => Effect.sync(() => (seen.withdrawn += 1)))
        })
      const { checks, fiber, state } = yield* world(approve(), { ask })
      yield* TestClock.adjust("1 second")
      yield* Queue.offer(answers, Redacted.make(""))
      yield* checks(1)
      yield* until("the second question", () => seen.asked === 2)
      state.approved = true
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(seen, { asked: 2, withdrawn: 1 })
    })
  )
})

describe("a QR code", () => {
  test(
    "is shown with what it holds, until the login that scanned it is there",
    Effect.gen(function* () {
      const code = Challenges.Challenge.cases.QrCode.make({ label: "Scan", payload: "qr-1", expiresAt: at(120) })
      const { fiber, person, state } = yield* world(code)
      assert.deepInclude((yield* Ref.get(person.shown))[0], { _tag: "QrCode", payload: "qr-1" })
      state.approved = true
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(fiber)
      assert.strictEqual(state.shownAfter, 0)
    })
  )
})

describe("a look that throws", () => {
  it.effect("is a defect of the login, and withdraws what was shown", () =>
    inBank(
      Effect.gen(function* () {
        const person = yield* watching
        const check = Effect.sync((): Option.Option<never> => {
          throw new Error("the connector's own mistake")
        })
        const fiber = yield* attempt(Challenges.watch(approve(), check, { every: 0 }), person.request)
        yield* TestClock.adjust("1 second")
        assert.isTrue(Exit.hasDies(yield* Fiber.await(fiber)))
        assert.deepStrictEqual(yield* Ref.get(person.shown), [])
      })
    )
  )
})
