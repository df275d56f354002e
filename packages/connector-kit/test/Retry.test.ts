import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Fiber, Redacted } from "effect"
import { TestClock } from "effect/testing"

import * as Challenges from "../src/Challenges.ts"
import { AccountLocked, ChallengeFailed } from "../src/Errors.ts"
import * as Http from "../src/Http.ts"
import { answering, attempt, silent } from "./Asking.ts"
import { inBank } from "./Client.ts"
import { home } from "./Everything.ts"
import { Loopback, until } from "./Loopback.ts"

const code = Challenges.Challenge.cases.Otp.make({
  name: "token",
  label: "Token",
  channel: "sms",
  hint: "Sent to ••• 99",
  length: 6,
  expiresAt: null
})

const problem = "The code was not accepted."

/** Posts the answer to a bank that accepts 123456 alone. */
const send = (answer: Redacted.Redacted<string>) =>
  Effect.flatMap(Http.post(`${home}/code`, { code: Redacted.value(answer) }), ({ status }) =>
    status === 200 ? Effect.void : Effect.fail(new ChallengeFailed({ why: "wrong" }))
  )

const bank = Effect.map(Loopback, (loopback) => {
  loopback.answer = ({ body }, response) => response.writeHead(body === "code=123456" ? 200 : 401).end()
  return loopback
})

const texts = (...answers: ReadonlyArray<string>) => answering(...answers.map((text) => Redacted.make(text)))

describe("a question that may be asked again", () => {
  it.effect("is asked once when the first answer is right", () =>
    inBank(
      Effect.gen(function* () {
        yield* bank
        const { ask, asked } = texts("123456")
        yield* Effect.flatMap(attempt(Challenges.retry(code, send, { times: 3, problem }), { ask }), Fiber.join)
        assert.deepStrictEqual(asked, [code])
      })
    )
  )

  it.effect("says at the second time what was wrong at the first", () =>
    inBank(
      Effect.gen(function* () {
        const { reached } = yield* bank
        const { ask, asked } = texts("000000", "123456")
        yield* Effect.flatMap(attempt(Challenges.retry(code, send, { times: 3, problem }), { ask }), Fiber.join)
        assert.deepStrictEqual(asked, [code, { ...code, hint: "The code was not accepted. Sent to ••• 99" }])
        assert.deepStrictEqual(
          reached.map(({ body }) => body),
          ["code=000000", "code=123456"]
        )
      })
    )
  )

  it.effect("is asked as often as the institution takes answers, and not once more", () =>
    inBank(
      Effect.gen(function* () {
        const { reached } = yield* bank
        const { ask, asked } = texts("1", "2", "3", "123456")
        const fiber = yield* attempt(Challenges.retry(code, send, { times: 3, problem }), { ask })
        assert.deepStrictEqual(yield* Effect.flip(Fiber.join(fiber)), new ChallengeFailed({ why: "wrong" }))
        assert.deepStrictEqual([asked.length, reached.length], [3, 3])
        assert.strictEqual(asked[2]?._tag === "Otp" && asked[2].hint, "The code was not accepted. Sent to ••• 99")
      })
    )
  )

  it.effect("is not asked again after any other failure", () =>
    inBank(
      Effect.gen(function* () {
        for (const error of [new AccountLocked(), new ChallengeFailed({ why: "unsupported" })]) {
          const { ask, asked } = texts("1", "2")
          const login = Challenges.retry(code, () => Effect.fail(error), { times: 3, problem })
          assert.deepStrictEqual(yield* Effect.flip(Effect.flatMap(attempt(login, { ask }), Fiber.join)), error)
          assert.strictEqual(asked.length, 1)
        }
      })
    )
  )

  it.effect("is made anew each time where the institution changes it", () =>
    inBank(
      Effect.gen(function* () {
        yield* bank
        const { ask, asked } = texts("0", "123456")
        let images = 0
        const image = Effect.sync(() =>
          Challenges.Challenge.cases.Image.make({
            name: "image",
            label: "Type what you see",
            pngBase64: `image-${++images}`,
            expiresAt: null
          })
        )
        yield* Effect.flatMap(attempt(Challenges.retry(image, send, { times: 2, problem }), { ask }), Fiber.join)
        assert.deepStrictEqual(
          asked.map((one) => one._tag === "Image" && [one.pngBase64, one.label]),
          [
            ["image-1", "Type what you see"],
            ["image-2", "The code was not accepted. Type what you see"]
          ]
        )
      })
    )
  )

  it("without a hint is asked again with what was wrong alone", () => {
    assert.deepStrictEqual(Challenges.again({ ...code, hint: null }, problem), { ...code, hint: problem })
  })
})

describe("a question", () => {
  const due = { ...code, expiresAt: DateTime.makeUnsafe(60_000) }

  it.effect("that whoever asks it forgets to end has failed in time", () =>
    inBank(
      Effect.gen(function* () {
        const { ask, isAsked } = silent()
        const fiber = yield* attempt(Challenges.ask(due), { ask })
        yield* isAsked
        yield* TestClock.adjust("60 seconds")
        assert.isUndefined(fiber.pollUnsafe())
        yield* TestClock.adjust("15 seconds")
        yield* until("the end", () => fiber.pollUnsafe() !== undefined)
        assert.deepStrictEqual(yield* Effect.flip(Fiber.join(fiber)), new ChallengeFailed({ why: "timeout" }))
      })
    )
  )

  it.effect("takes an answer that was given in time and arrives a little later, and none after that", () =>
    inBank(
      Effect.gen(function* () {
        yield* bank
        for (const [late, expected] of [
          ["65 seconds", "Success"],
          ["90 seconds", "Failure"]
        ] as const) {
          const start = (yield* DateTime.now).epochMilliseconds
          const question = { ...code, expiresAt: DateTime.makeUnsafe(start + 60_000) }
          let asked = false
          const ask = () =>
            Effect.suspend(() => {
              asked = true
              return Effect.delay(Effect.succeed(Redacted.make("123456")), late)
            })
          const fiber = yield* attempt(Effect.flatMap(Challenges.ask(question), send), { ask })
          yield* until("the question", () => asked)
          yield* TestClock.adjust("90 seconds")
          assert.strictEqual((yield* Fiber.await(fiber))._tag, expected, late)
        }
      })
    )
  )

  it.effect("that expires once may be asked once more by a login that has another way", () =>
    inBank(
      Effect.gen(function* () {
        let asked = 0
        const ask = () => {
          asked += 1
          return asked === 1
            ? Effect.fail(new ChallengeFailed({ why: "timeout" }))
            : Effect.succeed(Redacted.make("123456"))
        }
        const login = Effect.catchTag(Challenges.ask(due), "ChallengeFailed", ({ why }) =>
          why === "timeout" ? Challenges.ask(code) : Effect.fail(new ChallengeFailed({ why }))
        )
        yield* Effect.flatMap(attempt(login, { ask }), Fiber.join)
        assert.strictEqual(asked, 2)
      })
    )
  )
})
