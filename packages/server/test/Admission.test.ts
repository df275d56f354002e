import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Deferred, Effect, Fiber, Layer } from "effect"
import { HttpServerRequest, HttpServerResponse } from "effect/http"

import { Admission, always } from "../src/Admission.ts"
import { type Away, DatabaseWatch } from "../src/DatabaseWatch.ts"
import { Settings } from "../src/Settings.ts"
import { Strain } from "../src/Strain.ts"

const gone: Away = { how: "gone", message: "the database cannot be reached: no answer in 2 s" }
const unwritable: Away = { how: "unwritable", message: "the database cannot be written to: it is read only" }

/** A database that is as the test says. */
const database = () => {
  const state = { away: undefined as Away | undefined, underWay: 0, looks: 1 }
  const hearers = new Set<(away: Away) => void>()
  const layer = Layer.succeed(
    DatabaseWatch,
    DatabaseWatch.of({
      away: () => state.away,
      look: Effect.void,
      onGone: (hear) => {
        hearers.add(hear)
        return () => void hearers.delete(hear)
      },
      underWay: () => state.underWay,
      looks: () => state.looks
    })
  )
  return { state, hearers, layer }
}

const settings = Settings.layer.pipe(
  Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env: { TOMADA_VISITS: "20" } }))),
  Layer.orDie
)

const inRoom = (database: { readonly layer: Layer.Layer<DatabaseWatch> }, late = () => 0) =>
  Admission.layer.pipe(Layer.provide([database.layer, settings, Layer.succeed(Strain, late)]))

const ask = (method: string, path: string, handler: Effect.Effect<HttpServerResponse.HttpServerResponse>) =>
  Effect.flatMap(Admission, ({ admit }) =>
    admit(handler, ({ code }, seconds) =>
      HttpServerResponse.setHeader(HttpServerResponse.empty({ status: code }), "retry-after", String(seconds))
    )
  ).pipe(
    Effect.provideService(
      HttpServerRequest.HttpServerRequest,
      HttpServerRequest.fromWeb(new Request(`http://127.0.0.1${path}`, { method }))
    )
  )

const well = Effect.succeed(HttpServerResponse.empty({ status: 200 }))

const status = Effect.map(({ status }: HttpServerResponse.HttpServerResponse) => status)

describe("a request while the database is away", () => {
  it.effect("is refused with the time to come again, without its handler", () => {
    const held = database()
    held.state.away = gone
    return Effect.gen(function* () {
      const answer = yield* ask("GET", "/items/1", Effect.die(new Error("the handler ran")))
      assert.strictEqual(answer.status, 503)
      assert.strictEqual(answer.headers["retry-after"], "5")
    }).pipe(Effect.provide(inRoom(held)))
  })

  it.effect("reads where nothing can be written, and changes nothing", () => {
    const held = database()
    held.state.away = unwritable
    return Effect.gen(function* () {
      assert.strictEqual(yield* status(ask("GET", "/items/1", well)), 200)
      assert.strictEqual(yield* status(ask("POST", "/auth", well)), 200)
      assert.strictEqual(yield* status(ask("POST", "/items", well)), 503)
      assert.strictEqual(yield* status(ask("DELETE", "/items/1", well)), 503)
    }).pipe(Effect.provide(inRoom(held)))
  })

  it.effect("is told how the server is and what it answers", () => {
    const held = database()
    held.state.away = gone
    return Effect.gen(function* () {
      for (const path of ["/health/live", "/health/ready", "/docs", "/openapi.json"])
        assert.strictEqual(yield* status(ask("GET", path, well)), 200)
      assert.strictEqual(yield* status(ask("GET", "/healthy", well)), 503)
    }).pipe(Effect.provide(inRoom(held)))
  })

  it.effect("that it met is answered at once, though what was begun cannot be interrupted", () => {
    const held = database()
    return Effect.gen(function* () {
      const lock = yield* Deferred.make<void>()
      const done = yield* Deferred.make<void>()
      const handler = Deferred.await(lock).pipe(
        Effect.andThen(Deferred.succeed(done, undefined)),
        Effect.andThen(well),
        Effect.uninterruptible
      )
      const asked = yield* Effect.forkChild(ask("POST", "/items", handler), { startImmediately: true })
      while (held.hearers.size === 0) yield* Effect.yieldNow
      for (const hear of held.hearers) hear(gone)
      assert.strictEqual((yield* Fiber.join(asked)).status, 503)
      assert.isFalse(yield* Deferred.isDone(done))
      yield* Deferred.succeed(lock, undefined)
      yield* Deferred.await(done)
    }).pipe(Effect.provide(inRoom(held)))
  })
})

describe("a request that only reads", () => {
  it.effect("stops when the database goes, and is told when to come again", () => {
    const held = database()
    return Effect.gen(function* () {
      const stopped = yield* Deferred.make<void>()
      const handler = Effect.onInterrupt(Effect.never, () => Deferred.succeed(stopped, undefined))
      const asked = yield* Effect.forkChild(ask("GET", "/items/1", handler), { startImmediately: true })
      while (held.hearers.size === 0) yield* Effect.yieldNow
      for (const hear of held.hearers) hear(gone)
      const answer = yield* Fiber.join(asked)
      assert.strictEqual(answer.status, 503)
      assert.strictEqual(answer.headers["retry-after"], "5")
      yield* Deferred.await(stopped)
    }).pipe(Effect.provide(inRoom(held)))
  })
})

describe("more visits than can be made soon", () => {
  it.effect("are refused, counting those that were begun since the last look", () => {
    const held = database()
    return Effect.gen(function* () {
      const { visit } = yield* Admission
      held.state.underWay = 18
      yield* visit
      yield* visit
      const refused = yield* Effect.flip(visit)
      assert.strictEqual(refused.code, 429)
      held.state.looks += 1
      held.state.underWay = 19
      yield* visit
      assert.strictEqual((yield* Effect.flip(visit)).code, 429)
    }).pipe(Effect.provide(inRoom(held)))
  })

  it.effect("are refused earlier by a process that is behind, a few are made all the same", () => {
    const held = database()
    let millis = 500
    return Effect.gen(function* () {
      const { visit } = yield* Admission
      held.state.underWay = always - 1
      yield* visit
      assert.strictEqual((yield* Effect.flip(visit)).code, 429)
      millis = 20
      yield* visit
    }).pipe(Effect.provide(inRoom(held, () => millis)))
  })
})
