import { assert, describe, it } from "@effect/vitest"
import { ConnectorError } from "@tomada/core"
import { Duration, Effect, Fiber, Random } from "effect"
import { TestClock } from "effect/testing"

import type { Challenges } from "../src/Challenges.ts"
import { type FetchError, InstitutionDown, RateLimited, SiteChanged } from "../src/Errors.ts"
import { Http } from "../src/Http.ts"
import * as Retry from "../src/Retry.ts"
import { client, home, inBank } from "./Client.ts"
import { Loopback } from "./Loopback.ts"

const down = new InstitutionDown({ how: "server-error" })

/** Fails as told, one after the other, and then answers; when it was asked is told in milliseconds. */
const bank = (errors: ReadonlyArray<FetchError>) => {
  const asked: Array<number> = []
  const answer = Effect.gen(function* () {
    asked.push(yield* Effect.clockWith((clock) => clock.currentTimeMillis))
    const error = errors[asked.length - 1]
    return error === undefined ? "rows" : yield* Effect.fail(error)
  })
  return { asked, answer }
}

/** Lives through it all in virtual time. */
const lived = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect, { startImmediately: true })
    yield* TestClock.adjust("10 minutes")
    return yield* Fiber.join(fiber)
  }).pipe(Random.withSeed("again"))

describe("what only reads", () => {
  it.effect("is asked again while the institution is down, a few times and further apart each time", () =>
    Effect.gen(function* () {
      const { answer, asked } = bank([down, down])
      assert.strictEqual(yield* lived(Retry.safe(answer)), "rows")
      assert.lengthOf(asked, 3)
      const [first = 0, second = 0, third = 0] = asked
      assert.isTrue(second - first >= 500 && second - first <= 1500)
      assert.isTrue(third - second >= 1000 && third - second <= 3000)
    })
  )

  it.effect("fails with the last error when that does not help", () =>
    Effect.gen(function* () {
      const last = new InstitutionDown({ how: "maintenance" })
      const { answer, asked } = bank([down, down, last, down])
      assert.deepStrictEqual(yield* Effect.flip(lived(Retry.safe(answer))), last)
      assert.lengthOf(asked, 3)
      const often = bank([down, down, down, down])
      assert.strictEqual(yield* lived(Retry.safe(often.answer, { times: 4 })), "rows")
    })
  )

  it.effect("is not asked again for what the institution said of it", () =>
    Effect.gen(function* () {
      for (const error of [new RateLimited({ budget: "requests" }), new SiteChanged({ at: "a", expected: "b" })]) {
        const { answer, asked } = bank([error, error])
        assert.deepStrictEqual(yield* Effect.flip(lived(Retry.safe(answer))), error)
        assert.lengthOf(asked, 1)
      }
    })
  )

  it.effect("does not wait beyond its deadline", () =>
    Effect.gen(function* () {
      const { answer, asked } = bank([down, down, down])
      const slow = Retry.safe(answer, { spacing: "10 seconds", within: "18 seconds" })
      const start = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
      assert.deepStrictEqual(yield* Effect.flip(lived(slow)), down)
      assert.isTrue(asked.every((at) => at - start < 18_000))
      assert.lengthOf(asked, 2)
    })
  )

  it.effect("is given up at its deadline when no answer comes", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Effect.flip(Retry.safe(Effect.never, { within: "20 seconds" })), {
        startImmediately: true
      })
      yield* TestClock.adjust("19999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust(Duration.millis(1))
      assert.deepStrictEqual(yield* Fiber.join(fiber), new InstitutionDown({ how: "no-answer" }))
    })
  )

  it.effect("is not spread by the same amount for everybody", () =>
    Effect.gen(function* () {
      const pauses = new Set<number>()
      for (const seed of ["a", "b", "c", "d"]) {
        const { answer, asked } = bank([down])
        yield* Retry.safe(answer).pipe((effect) =>
          Effect.gen(function* () {
            const fiber = yield* Effect.forkChild(effect, { startImmediately: true })
            yield* TestClock.adjust("1 minute")
            return yield* Fiber.join(fiber)
          }).pipe(Random.withSeed(seed))
        )
        pauses.add((asked[1] ?? 0) - (asked[0] ?? 0))
      }
      assert.strictEqual(pauses.size, 4)
    })
  )

  it.live("is a GET of the visit's client", () =>
    Effect.gen(function* () {
      const loopback = yield* Loopback
      loopback.answer = (_, response) => response.writeHead(loopback.reached.length < 3 ? 503 : 200).end("rows")
      const http = yield* client()
      const found = yield* Retry.get(`${home}/rows`, { spacing: "1 millis" }).pipe(Effect.provideService(Http, http))
      assert.strictEqual(found.text, "rows")
      assert.deepStrictEqual(
        loopback.reached.map(({ method }) => method),
        ["GET", "GET", "GET"]
      )
    }).pipe(inBank)
  )

  it("is never a login, by its types, nor a request that sends something", () => {
    const login: Effect.Effect<void, ConnectorError.LoginError> = Effect.void
    const asking: Effect.Effect<void, FetchError, Challenges> = Effect.void
    const unsafe = [
      // @ts-expect-error a login's errors are no read's
      // @effect-diagnostics-next-line missingEffectError:off
      () => Retry.safe(login),
      // @ts-expect-error who asks the person is no read
      () => Retry.safe(asking),
      // @ts-expect-error a POST is no read
      () => Retry.request({ method: "POST", url: home }),
      // @ts-expect-error a form is no read
      () => Retry.request({ url: home, form: {} })
    ]
    assert.lengthOf(unsafe, 4)
  })
})

describe("an error that may pass by itself", () => {
  it("is the institution's own, as the one table of errors says, and no limit of requests", () => {
    const errors: ReadonlyArray<ConnectorError.ConnectorError> = [
      new ConnectorError.InvalidCredentials({ fields: [] }),
      new ConnectorError.InputRejected({ field: "f", at: "a", problem: "p" }),
      new ConnectorError.AccountLocked(),
      new ConnectorError.UserActionNeeded({ action: "authorize-device", providerMessage: null }),
      new ConnectorError.ChallengeFailed({ why: "timeout" }),
      new ConnectorError.AlreadyLoggedIn(),
      new ConnectorError.SessionExpired(),
      new ConnectorError.ConsentExpired(),
      new ConnectorError.Blocked({ by: "guard" }),
      new ConnectorError.RateLimited({ budget: "requests" }),
      new ConnectorError.SiteChanged({ at: "a", expected: "b" }),
      new ConnectorError.Unsupported({ what: "w" }),
      new ConnectorError.ConnectorDefect({ what: "w" }),
      down
    ]
    assert.deepStrictEqual(
      errors.filter(Retry.isPassing).map(({ _tag }) => _tag),
      ["InstitutionDown"]
    )
  })
})
