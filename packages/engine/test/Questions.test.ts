import { randomUUID } from "node:crypto"

import { assert, describe, it } from "@effect/vitest"
import { Challenges, Errors } from "@tomada/connector-kit"
import { ExecutionStore } from "@tomada/store"
import { DateTime, Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"

import * as Asking from "../src/Asking.ts"
import { answer, create, ended, get, inWorld, pass, reaches, start, steps, until, update, World } from "./World.ts"

const code = (expiresAt: DateTime.Utc | null = null) =>
  Challenges.Challenge.cases.Otp.make({
    name: "token",
    label: "Token",
    channel: "sms",
    hint: null,
    length: 6,
    expiresAt
  })

const ask = (challenge = code()) => Effect.flatMap(Challenges.Challenges, (challenges) => challenges.ask(challenge))

/** A person whose bank asks for 123456. */
const asked = (challenge = code()) => ({
  login: Effect.flatMap(ask(challenge), (given) =>
    Redacted.value(given) === "123456" ? Effect.void : Effect.fail(new Errors.ChallengeFailed({ why: "wrong" }))
  )
})

const products = ["IDENTITY"] as const

/** An Item whose run waits for the code. */
const waiting = Effect.gen(function* () {
  const { id } = yield* create("ana", { products })
  const item = yield* reaches(id, "WAITING_USER_INPUT")
  return { id, item, challengeId: item.challenge?.id ?? "" }
})

describe("a question", () => {
  it.effect("waits for its answer, and the answer reaches the visit", () =>
    inWorld(
      { ana: asked() },
      Effect.gen(function* () {
        const { id, item } = yield* waiting
        assert.strictEqual(item.challenge?.challenge._tag, "Otp")
        const answered = yield* answer(id, { token: "123456" })
        assert.strictEqual(answered.executionStatus, "LOGIN_MFA_IN_PROGRESS")
        yield* pass("1 second")
        const last = yield* get(id)
        assert.isNull(last.challenge)
        assert.deepStrictEqual(yield* steps(last), [
          "CREATED",
          "LOGIN_IN_PROGRESS",
          "WAITING_USER_INPUT",
          "LOGIN_MFA_IN_PROGRESS",
          "IDENTITY_IN_PROGRESS",
          "MERGING",
          "SUCCESS"
        ])
      })
    )
  )

  it.effect("waits for as long as it may, and its visit is not taken for a dead one", () =>
    inWorld(
      { ana: asked() },
      Effect.gen(function* () {
        const { id } = yield* waiting
        yield* pass("4 minutes")
        yield* answer(id, { token: "123456" })
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
        assert.deepStrictEqual((yield* World).calls, ["ana login", "ana IDENTITY"])
      })
    )
  )

  it.effect("that is not answered ends the run when it expires, not before", () =>
    inWorld(
      { ana: asked(code(DateTime.add(start, { seconds: 122 }))) },
      Effect.gen(function* () {
        const { id } = yield* waiting
        yield* TestClock.setTime(start.epochMilliseconds + 121_000)
        assert.strictEqual((yield* get(id)).executionStatus, "WAITING_USER_INPUT")
        const item = yield* ended(id)
        assert.strictEqual(item.executionStatus, "USER_INPUT_TIMEOUT")
        const late = item.updatedAt.epochMilliseconds - start.epochMilliseconds - 122_000
        assert.isTrue(late >= 0 && late < 1000, `${late} ms after its time`)
      })
    )
  )

  it.effect("that names no end expires after five minutes", () =>
    inWorld(
      { ana: asked() },
      Effect.gen(function* () {
        const { id, item } = yield* waiting
        assert.strictEqual(
          item.challenge?.challenge.expiresAt?.epochMilliseconds,
          DateTime.addDuration(item.updatedAt, Asking.patience).epochMilliseconds
        )
        assert.strictEqual((yield* ended(id)).executionStatus, "USER_INPUT_TIMEOUT")
      })
    )
  )

  it.effect("with a wrong answer ends the run", () =>
    inWorld(
      { ana: asked() },
      Effect.gen(function* () {
        const { id } = yield* waiting
        yield* answer(id, { token: "654321" })
        assert.strictEqual((yield* ended(id)).executionStatus, "INVALID_CREDENTIALS_MFA")
      })
    )
  )

  it.effect("can be followed by another one", () =>
    inWorld(
      { ana: { login: Effect.andThen(ask(), ask()) } },
      Effect.gen(function* () {
        const { challengeId, id } = yield* waiting
        yield* answer(id, { token: "111111" })
        const second = yield* until(
          "the second question",
          get(id),
          (item) => item.challenge !== null && item.challenge.id !== challengeId
        )
        assert.strictEqual(second.executionStatus, "WAITING_USER_INPUT")
        yield* answer(id, { token: "222222" })
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
      })
    )
  )

  it.effect("takes no answer under another name, and stays open", () =>
    inWorld(
      { ana: asked() },
      Effect.gen(function* () {
        const { id } = yield* waiting
        const refused = yield* Effect.flip(answer(id, { code: "123456" }))
        assert.deepStrictEqual([refused._tag, "expected" in refused && refused.expected], ["AnswerMismatch", "token"])
        assert.strictEqual((yield* get(id)).executionStatus, "WAITING_USER_INPUT")
        yield* answer(id, { token: "123456" })
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
      })
    )
  )

  it.effect("takes one answer only, and none when nothing was asked", () =>
    inWorld(
      { ana: asked() },
      Effect.gen(function* () {
        const { id } = yield* waiting
        yield* answer(id, { token: "123456" })
        assert.strictEqual((yield* Effect.flip(answer(id, { token: "654321" })))._tag, "ChallengeNotOpen")
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
        assert.strictEqual((yield* Effect.flip(answer(id, { token: "123456" })))._tag, "ChallengeNotOpen")
      })
    )
  )

  it.effect("keeps the first of two answers that race", () =>
    inWorld(
      { ana: asked() },
      Effect.gen(function* () {
        const { id } = yield* waiting
        const world = yield* World
        // The first to be sealed is the second to come to the store, and is refused before the other one is read.
        let calls = 0
        world.store.before = (method) => {
          if (method === "takeAnswer") return Effect.sleep("3 seconds")
          return method === "answer" && ++calls === 1 ? Effect.sleep("1 second") : Effect.void
        }
        const [slow, quick] = yield* Effect.all(
          [Effect.exit(answer(id, { token: "654321" })), Effect.exit(answer(id, { token: "123456" }))],
          { concurrency: "unbounded" }
        ).pipe(Effect.race(Effect.andThen(pass("1 minute"), Effect.never)))
        assert.strictEqual(quick._tag, "Success")
        assert.strictEqual(slow._tag, "Failure")
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
      })
    )
  )

  it.effect("takes an answer that another process kept, although its nudge is lost", () =>
    inWorld(
      { ana: asked() },
      Effect.gen(function* () {
        const { challengeId, id, item } = yield* waiting
        const executions = yield* ExecutionStore.ExecutionStore
        const { blob } = yield* Asking.sealAnswer(item, challengeId, randomUUID(), Redacted.make("123456"))
        yield* executions.answer(item.applicationId, id, { challengeId, blob }, yield* DateTime.now)
        yield* pass("6 seconds")
        assert.strictEqual((yield* get(id)).executionStatus, "SUCCESS")
      })
    )
  )

  it.effect("reads an answer that was kept in its last moment", () =>
    inWorld(
      { ana: asked(code(DateTime.add(start, { minutes: 2 }))) },
      Effect.gen(function* () {
        const { challengeId, id, item } = yield* waiting
        const executions = yield* ExecutionStore.ExecutionStore
        const { blob } = yield* Asking.sealAnswer(item, challengeId, randomUUID(), Redacted.make("123456"))
        yield* TestClock.setTime(start.epochMilliseconds + 119_999)
        yield* executions.answer(item.applicationId, id, { challengeId, blob }, yield* DateTime.now)
        yield* TestClock.adjust("10 seconds")
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
      })
    )
  )

  it.effect("does not take an answer that comes late", () =>
    inWorld(
      { ana: asked(code(DateTime.add(start, { minutes: 2 }))) },
      Effect.gen(function* () {
        const { challengeId, item, id } = yield* waiting
        const executions = yield* ExecutionStore.ExecutionStore
        const { blob } = yield* Asking.sealAnswer(item, challengeId, randomUUID(), Redacted.make("123456"))
        const late = executions.answer(
          item.applicationId,
          id,
          { challengeId, blob },
          DateTime.add(start, { minutes: 2 })
        )
        const refused = yield* Effect.flip(late)
        assert.deepStrictEqual([refused._tag, "why" in refused && refused.why], ["ChallengeNotOpen", "expired"])
      })
    )
  )

  it.effect("is answered once and for all: neither the answer nor its key is left", () =>
    inWorld(
      { ana: asked() },
      Effect.gen(function* () {
        const { challengeId, id } = yield* waiting
        yield* answer(id, { token: "123456" })
        yield* ended(id)
        const executions = yield* ExecutionStore.ExecutionStore
        assert.isUndefined(yield* executions.takeAnswer(challengeId))
        assert.notInclude((yield* World).sealed(id), "answer")
      })
    )
  )

  it.effect("of a refused answer leaves no key", () =>
    inWorld(
      { ana: asked(code(DateTime.add(start, { minutes: 2 }))) },
      Effect.gen(function* () {
        const { id } = yield* waiting
        const world = yield* World
        // Sealed in time, it comes to the store too late.
        world.store.before = (method) => (method === "answer" ? Effect.sleep("3 minutes") : Effect.void)
        const refused = yield* Effect.exit(answer(id, { token: "123456" })).pipe(
          Effect.race(Effect.andThen(pass("5 minutes"), Effect.never))
        )
        assert.strictEqual(refused._tag, "Failure")
        assert.notInclude(world.sealed(id), "answer")
      })
    )
  )

  it.effect("is never put to a visit that nobody attends", () =>
    inWorld(
      { ana: { ...asked(), resume: Effect.fail(new Errors.SessionExpired()) } },
      Effect.gen(function* () {
        const { id } = yield* waiting
        yield* answer(id, { token: "123456" })
        yield* ended(id)
        yield* update(id, { trigger: "SYNC" })
        const item = yield* ended(id)
        assert.strictEqual(item.executionStatus, "USER_INPUT_TIMEOUT")
        assert.notInclude(yield* steps(item), "WAITING_USER_INPUT")
      })
    )
  )
})
