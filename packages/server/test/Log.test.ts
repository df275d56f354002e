// What is said while the database is away, and what is said all the same.
import { assert, describe, it } from "@effect/vitest"
import { Effect, Logger } from "effect"
import { SqlError } from "effect/sql"
import { TestClock } from "effect/testing"

import * as Log from "../src/Log.ts"

const lines = () => {
  const said: Array<string> = []
  const inner = Logger.map(Logger.formatLogFmt, (line) => void said.push(line))
  return { said, layer: Logger.layer([Log.make(inner)]) }
}

const gone = new SqlError.SqlError({
  reason: new SqlError.ConnectionError({ cause: new Error("connect ECONNREFUSED"), message: "no" })
})
/** As the cluster and the stores hand it on. */
const wrapped = Object.assign(new Error("PersistenceError"), { _tag: "PersistenceError", cause: gone })

describe("a log", () => {
  it.effect("says once in half a minute that the database is away, and no more than why", () => {
    const { layer, said } = lines()
    return Effect.gen(function* () {
      const fails = Effect.catchCause(Effect.fail(wrapped), (cause) => Effect.logWarning("Could not read", cause))
      yield* fails
      yield* fails
      yield* TestClock.adjust("29 seconds")
      yield* fails
      assert.strictEqual(said.length, 1)
      assert.match(said[0] ?? "", /message="Could not read: the database is away \(ConnectionError\)"/)
      assert.notMatch(said[0] ?? "", /ECONNREFUSED|cause=/)
      yield* TestClock.adjust("2 seconds")
      yield* fails
      yield* Effect.catchCause(Effect.die(gone), (cause) => Effect.logError("something else", cause))
      assert.strictEqual(said.length, 3)
    }).pipe(Effect.provide(layer))
  })

  it.effect("says everything else each time, with its cause", () => {
    const { layer, said } = lines()
    return Effect.gen(function* () {
      const fails = Effect.catchCause(Effect.die(new Error("a bug")), (cause) => Effect.logError("it failed", cause))
      yield* fails
      yield* fails
      yield* Effect.logInfo("a word")
      assert.strictEqual(said.length, 3)
      assert.match(said[1] ?? "", /a bug/)
    }).pipe(Effect.provide(layer))
  })

  it.effect("keeps an event on one line, whatever stands in its words", () => {
    const { layer, said } = lines()
    const forged = 'a word\ntimestamp=2026-01-01T00:00:00.000Z level=INFO message="nothing happened"\r\n\u001b[2K'
    return Effect.gen(function* () {
      yield* Effect.annotateLogs(Effect.logWarning(forged), { origin: forged })
      assert.strictEqual(said.length, 1)
      for (const sign of ["\n", "\r", "\u001b"]) assert.notInclude(said[0], sign)
      assert.match(said[0] ?? "", /^timestamp=\S+Z level=WARN /)
    }).pipe(Effect.provide(layer))
  })
})
