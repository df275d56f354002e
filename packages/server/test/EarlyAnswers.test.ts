import type { AddressInfo } from "node:net"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as EarlyAnswers from "../src/EarlyAnswers.ts"

describe("a request that comes before there are routes", () => {
  it.live("is told to come again, and those after it reach the routes alone", () =>
    Effect.gen(function* () {
      const server = yield* Effect.acquireRelease(
        Effect.callback<ReturnType<typeof EarlyAnswers.server>>((resume) => {
          const made = EarlyAnswers.server()
          made.listen(0, "127.0.0.1", () => resume(Effect.succeed(made)))
        }),
        (made) =>
          Effect.sync(() => {
            made.close()
            made.closeAllConnections()
          })
      )
      const { port } = server.address() as AddressInfo // it listens on TCP
      const ask = Effect.promise(() => fetch(`http://127.0.0.1:${port}/health/live`))
      const early = yield* ask
      assert.strictEqual(early.status, 503)
      assert.strictEqual(early.headers.get("retry-after"), "1")
      server.on("request", (_request, response) => response.end("here"))
      const answered = yield* ask
      assert.strictEqual(answered.status, 200)
      assert.strictEqual(yield* Effect.promise(() => answered.text()), "here")
    })
  )
})
