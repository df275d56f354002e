import { type AddressInfo, connect } from "node:net"

import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"

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
      assert.strictEqual(early.headers.get("access-control-allow-origin"), "*", "a page can read when to come again")
      server.on("request", (_request, response) => response.end("here"))
      const answered = yield* ask
      assert.strictEqual(answered.status, 200)
      assert.strictEqual(yield* Effect.promise(() => answered.text()), "here")
    })
  )
})

describe("a request whose end can be read in two ways", () => {
  const twice = [
    "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\nG",
    "Content-Length: 1\r\nContent-Length: 2\r\n\r\nGG",
    "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"
  ]
  it.live.each(twice)("is refused and the connection closed: %j", (rest) =>
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
      server.on("request", (_request, response) => response.end("here"))
      const { port } = server.address() as AddressInfo // it listens on TCP
      const answer = yield* Effect.callback<string>((resume) => {
        const socket = connect(port, "127.0.0.1", () => socket.write(`POST / HTTP/1.1\r\nHost: here\r\n${rest}`))
        let text = ""
        socket.on("data", (bytes) => void (text += bytes.toString()))
        socket.on("close", () => resume(Effect.succeed(text)))
      })
      assert.match(answer, /HTTP\/1\.1 400 /)
      assert.notInclude(answer.slice(answer.indexOf("HTTP/1.1 400")), "here")
    })
  )
})

describe("requests that are too many", () => {
  it.live(
    "are refused with the time to come again; fewer are taken by a process that is behind, and health always",
    () =>
      Effect.gen(function* () {
        let millis = 0
        const server = yield* Effect.acquireRelease(
          Effect.callback<ReturnType<typeof EarlyAnswers.server>>((resume) => {
            const made = EarlyAnswers.server({}, () => millis)
            made.listen(0, "127.0.0.1", () => resume(Effect.succeed(made)))
          }),
          (made) =>
            Effect.sync(() => {
              made.close()
              made.closeAllConnections()
            })
        )
        const { port } = server.address() as AddressInfo // it listens on TCP
        const held: Array<() => void> = []
        server.on("request", (request, response) => {
          if (request.url === "/held") held.push(() => response.end("done"))
          else response.end("here")
        })
        const ask = (path: string) => Effect.promise(() => fetch(`http://127.0.0.1:${port}${path}`))
        const waiting = yield* Effect.forEach(Array.from({ length: EarlyAnswers.atOnce.behind }), () =>
          Effect.forkChild(ask("/held"))
        )
        while (held.length < EarlyAnswers.atOnce.behind) yield* Effect.yieldNow
        assert.strictEqual((yield* ask("/items")).status, 200)
        millis = 500
        const refused = yield* ask("/items")
        assert.strictEqual(refused.status, 429)
        assert.strictEqual(refused.headers.get("retry-after"), "1")
        assert.include(String(refused.headers.get("access-control-expose-headers")), "Retry-After")
        const body = (yield* Effect.promise(() => refused.json())) as Readonly<Record<string, unknown>> // any JSON
        assert.strictEqual(body["code"], 429)
        assert.isString(body["errorId"])
        assert.strictEqual((yield* ask("/health/ready")).status, 200)
        for (const done of held) done()
        for (const fiber of waiting) assert.strictEqual((yield* Fiber.join(fiber)).status, 200)
        assert.strictEqual((yield* ask("/items")).status, 200)
      })
  )
})
