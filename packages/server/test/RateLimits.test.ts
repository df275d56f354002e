import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"

import { headers, RateLimits, windows } from "../src/RateLimits.ts"
import { Settings } from "../src/Settings.ts"

const limits = (env: Readonly<Record<string, string>>) =>
  RateLimits.layer.pipe(
    Layer.provide(Settings.layer),
    Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env }))),
    Layer.orDie
  )

const application = { kind: "api-key", applicationId: "app", tokenId: "one" } as const

describe("a window of a minute", () => {
  it("lets so many through, tells what is left and when it ends, and then begins anew", () => {
    const { take } = windows(2)
    assert.deepStrictEqual(take("a", 0), { limit: 2, remaining: 1, reset: 60, exceeded: false })
    assert.deepStrictEqual(take("a", 30_500), { limit: 2, remaining: 0, reset: 30, exceeded: false })
    assert.deepStrictEqual(take("a", 59_999), { limit: 2, remaining: 0, reset: 1, exceeded: true })
    assert.deepStrictEqual(take("b", 59_999), { limit: 2, remaining: 1, reset: 60, exceeded: false })
    assert.deepStrictEqual(take("a", 60_000), { limit: 2, remaining: 1, reset: 60, exceeded: false })
  })

  it("is not held against a key when the clock was set back", () => {
    const { take } = windows(1)
    assert.isFalse(take("a", 1_000_000_000).exceeded)
    assert.isFalse(take("a", 5_000).exceeded)
    assert.isTrue(take("a", 5_001).exceeded)
  })

  it("remembers so many keys at most, and forgets the oldest first", () => {
    const { look, size, take } = windows(1, 3)
    for (const [at, key] of ["a", "b", "c", "d"].entries()) take(key, at)
    assert.strictEqual(size(), 3)
    assert.strictEqual(look("a", 5).remaining, 1)
    assert.strictEqual(look("b", 5).remaining, 0)
    take("e", 120_000)
    assert.strictEqual(size(), 1, "what has ended needs no room")
  })

  it("tells a refused one when to come again, and no other", () => {
    const standing = { limit: 5, remaining: 0, reset: 7, exceeded: false }
    assert.notProperty(headers(standing), "retry-after")
    assert.strictEqual(headers({ ...standing, exceeded: true })["retry-after"], "7")
  })
})

describe("the limits of a key", () => {
  it.effect("follow the clock", () =>
    Effect.gen(function* () {
      const { request } = yield* RateLimits
      assert.isFalse((yield* request(application, false))?.exceeded)
      assert.isTrue((yield* request({ ...application, tokenId: "two" }, false))?.exceeded)
      assert.isFalse((yield* request({ ...application, applicationId: "other" }, false))?.exceeded)
      yield* TestClock.adjust("1 minute")
      assert.isFalse((yield* request(application, false))?.exceeded)
    }).pipe(Effect.provide(limits({ TOMADA_REQUEST_RATE: "1" })))
  )

  it.effect("tell of the one that concerns an update most", () =>
    Effect.gen(function* () {
      const { request } = yield* RateLimits
      assert.strictEqual((yield* request(application, true))?.limit, 1)
      assert.strictEqual((yield* request(application, false))?.limit, 3)
      assert.deepInclude(yield* request(application, true), { limit: 1, exceeded: true })
      assert.deepInclude(yield* request(application, true), { limit: 3, exceeded: true })
    }).pipe(Effect.provide(limits({ TOMADA_REQUEST_RATE: "3", TOMADA_UPDATE_RATE: "1" })))
  )

  it.effect("are none where the settings say 0", () =>
    Effect.gen(function* () {
      const { attempt, request, wrong } = yield* RateLimits
      for (let n = 0; n < 30; n++) yield* wrong("app", "127.0.0.1")
      assert.isUndefined(yield* attempt("app", "127.0.0.1"))
      assert.isUndefined(yield* request(application, false))
      assert.isUndefined(yield* request(application, true))
    }).pipe(Effect.provide(limits({ TOMADA_REQUEST_RATE: "0", TOMADA_UPDATE_RATE: "0", TOMADA_AUTH_RATE: "0" })))
  )

  it.effect("are generous by default, but for updates", () =>
    Effect.gen(function* () {
      const { attempt, request } = yield* RateLimits
      assert.strictEqual((yield* request(application, false))?.limit, 3_000)
      assert.strictEqual((yield* request(application, true))?.limit, 20)
      assert.strictEqual((yield* attempt("app", "127.0.0.1"))?.limit, 360)
    }).pipe(Effect.provide(limits({})))
  )
})
