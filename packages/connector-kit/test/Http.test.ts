import type { ServerResponse } from "node:http"

import { assert, describe, it } from "@effect/vitest"
import { DateTime, Deferred, Effect, Exit, Fiber, Scope } from "effect"
import { TestClock } from "effect/testing"

import { RateLimited } from "../src/Errors.ts"
import * as Http from "../src/Http.ts"
import { client, home, inBank, redirect } from "./Client.ts"
import { Loopback, until } from "./Loopback.ts"

describe("a budget", () => {
  const spending = (left: number) => {
    const count = { left }
    const empty = new RateLimited({ budget: "requests", resetsAt: DateTime.makeUnsafe("2026-09-02T03:00:00Z") })
    const spend = Effect.suspend(() => (count.left-- > 0 ? Effect.void : Effect.fail(empty)))
    return { count, empty, spend }
  }

  it.effect("is asked before each request, and for each hop of a redirect", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        bank.answer = ({ url }, response) => (url === "/a" ? redirect(response, 302, "/b") : response.end("b"))
        const { count, empty, spend } = spending(4)
        const http = yield* client({ spend })
        assert.strictEqual((yield* http.request({ url: `${home}/a` })).text, "b")
        assert.deepStrictEqual([count.left, bank.reached.length], [2, 2])
        yield* http.request({ url: `${home}/b` })
        assert.deepStrictEqual(yield* Effect.flip(http.request({ url: `${home}/a` })), empty)
        assert.strictEqual(bank.reached.length, 4, "the hop that nothing was left for was not sent")
      })
    )
  )

  it.effect("is not touched by what the egress list refuses", () =>
    inBank(
      Effect.gen(function* () {
        const { count, spend } = spending(1)
        const http = yield* client({ spend })
        assert.strictEqual((yield* Effect.flip(http.request({ url: "https://evil.example/" })))._tag, "Blocked")
        assert.strictEqual(count.left, 1)
      })
    )
  )
})

describe("an answer", () => {
  it.effect("is asked for relative to the last page", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        const http = yield* client()
        assert.deepInclude(yield* Effect.flip(http.request({ url: "/accounts" })), { _tag: "Blocked" })
        yield* http.request({ url: `${home}/a/b` })
        yield* http.request({ url: "c" })
        assert.deepStrictEqual(
          bank.reached.map(({ url }) => url),
          ["/a/b", "/a/c"]
        )
      })
    )
  )

  const texts = [
    ["text/html; charset=utf-8", Buffer.from("ação €"), "ação €"],
    ["text/html", Buffer.from("ação €"), "ação €"],
    ["text/html; charset=iso-8859-1", Buffer.from("ação", "latin1"), "ação"],
    ['text/html; charset="windows-1252"', Buffer.from([0x80]), "€"],
    ["text/html; charset=no-such", Buffer.from("ok"), "ok"]
  ] as const
  for (const [type, bytes, text] of texts) {
    it.effect(`of ${type} is read as what it says`, () =>
      inBank(
        Effect.gen(function* () {
          const bank = yield* Loopback
          bank.answer = (_, response) => response.setHeader("content-type", type).end(bytes)
          const http = yield* client()
          const answer = yield* http.request({ url: home })
          assert.strictEqual(answer.text, text)
          assert.deepStrictEqual(Buffer.from(answer.bytes), bytes)
        })
      )
    )
  }

  const statuses = [
    [429, { _tag: "RateLimited" }],
    [503, { _tag: "InstitutionDown", how: "maintenance" }],
    [500, { _tag: "InstitutionDown", how: "server-error" }],
    [502, { _tag: "InstitutionDown", how: "server-error" }]
  ] as const
  for (const [status, expected] of statuses) {
    it.effect(`${status} is ${expected._tag}`, () =>
      inBank(
        Effect.gen(function* () {
          const bank = yield* Loopback
          bank.answer = (_, response) => response.writeHead(status).end("sorry")
          const http = yield* client()
          assert.deepInclude(yield* Effect.flip(http.request({ url: home })), expected)
        })
      )
    )
  }

  for (const status of [400, 401, 403, 404, 409]) {
    it.effect(`${status} is the connector's to read`, () =>
      inBank(
        Effect.gen(function* () {
          const bank = yield* Loopback
          bank.answer = (_, response) => response.writeHead(status).end("why")
          const http = yield* client()
          const answer = yield* http.request({ url: home })
          assert.deepStrictEqual([answer.status, answer.text], [status, "why"])
        })
      )
    )
  }

  it.effect("that is cut off, before it or in it, means unreachable", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        const http = yield* client()
        bank.answer = (_, response) => response.socket?.resetAndDestroy()
        assert.deepInclude(yield* Effect.flip(http.request({ url: home })), { how: "unreachable" })
        bank.answer = (_, response) => {
          response.writeHead(200, { "content-length": "100" }).write("part")
          setImmediate(() => response.destroy())
        }
        assert.deepInclude(yield* Effect.flip(http.request({ url: home })), { how: "unreachable" })
        const nobody = yield* client({ connectTo: { "bank.test": "127.0.0.1:1" } })
        assert.deepInclude(yield* Effect.flip(nobody.request({ url: home })), { how: "unreachable" })
      })
    )
  )

  it.effect("that is too large is refused without being read to its end", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        const part = Buffer.alloc(1024 * 1024)
        const sent = { parts: 0, closed: false }
        bank.answer = (_, response) => {
          response.on("close", () => (sent.closed = true))
          const write = (): void => {
            if (sent.closed || sent.parts >= 200) return
            sent.parts += 1
            if (response.write(part)) setImmediate(write)
            else response.once("drain", write)
          }
          write()
        }
        const http = yield* client()
        const error = yield* Effect.flip(http.request({ url: home }))
        assert.deepInclude(error, { _tag: "SiteChanged", at: "body" })
        yield* until("the end of the sending", () => sent.closed)
        assert.isBelow(sent.parts, 100)
      })
    )
  )

  for (const [when, begin] of [
    ["has not begun", () => undefined],
    ["does not end", (response: ServerResponse) => void response.writeHead(200).write("part")]
  ] as const) {
    it.effect(`that ${when} by the deadline is no answer, and its socket is freed`, () =>
      inBank(
        Effect.gen(function* () {
          const bank = yield* Loopback
          bank.answer = (_, response) => begin(response)
          const http = yield* client()
          const fiber = yield* Effect.forkChild(Effect.flip(http.request({ url: home })), { startImmediately: true })
          yield* until("the request", () => bank.reached.length === 1)
          yield* TestClock.adjust("29 seconds")
          assert.isUndefined(fiber.pollUnsafe())
          yield* TestClock.adjust("2 seconds")
          assert.deepInclude(yield* Fiber.join(fiber), { _tag: "InstitutionDown", how: "no-answer" })
          yield* until("the close", () => bank.open() === 0)
        })
      )
    )
  }

  it.effect("has its deadline even where nothing may interrupt", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        bank.answer = () => undefined
        const http = yield* client()
        const acquired = Effect.scoped(Effect.acquireRelease(http.request({ url: home }), () => Effect.void))
        const fiber = yield* Effect.forkChild(Effect.flip(acquired), { startImmediately: true })
        yield* until("the request", () => bank.reached.length === 1)
        yield* TestClock.adjust("31 seconds")
        yield* until("the end", () => fiber.pollUnsafe() !== undefined)
        assert.deepInclude(yield* Fiber.join(fiber), { how: "no-answer" })
      })
    )
  )

  it.effect("that nobody waits for any more frees its socket", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        bank.answer = () => undefined
        const http = yield* client()
        const fiber = yield* Effect.forkChild(http.request({ url: home }), { startImmediately: true })
        yield* until("the request", () => bank.reached.length === 1)
        yield* Fiber.interrupt(fiber)
        yield* until("the close", () => bank.open() === 0)
      })
    )
  )

  it.effect("leaves no socket open when the visit ends", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        const scope = yield* Scope.make()
        const http = yield* Effect.provideService(client(), Scope.Scope, scope)
        yield* http.request({ url: home })
        assert.strictEqual(bank.open(), 1, "it is kept for the next request")
        yield* Scope.close(scope, Exit.void)
        yield* until("the close", () => bank.open() === 0)
        const late = yield* Effect.exit(http.request({ url: home }))
        assert.isTrue(Exit.isFailure(late))
      })
    )
  )
})

describe("a request", () => {
  it.effect("carries a form, JSON or headers as they are given", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        const http = yield* client()
        yield* http.request({ method: "POST", url: home, form: { a: "ç &=", b: "" } })
        yield* http.request({ method: "PUT", url: home, json: { a: [1] }, headers: { "x-key": "k" } })
        assert.deepStrictEqual(
          bank.reached.map(({ body, headers, method }) => [method, headers["content-type"], headers["x-key"], body]),
          [
            ["POST", "application/x-www-form-urlencoded", undefined, "a=%C3%A7+%26%3D&b="],
            ["PUT", "application/json", "k", '{"a":[1]}']
          ]
        )
      })
    )
  )

  it("names a place in an error without its query", () => {
    assert.strictEqual(Http.place("https://bank.test/a/b?token=secret#x"), "/a/b")
    assert.strictEqual(Http.place("no url"), "?")
  })

  it.effect("waits for nothing else", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        const gate = yield* Deferred.make<void>()
        bank.answer = ({ url }, response) => {
          if (url === "/slow") void Effect.runPromise(Deferred.await(gate)).then(() => response.end("slow"))
          else response.end("quick")
        }
        const http = yield* client()
        const slow = yield* Effect.forkChild(http.request({ url: `${home}/slow` }), { startImmediately: true })
        yield* until("the request", () => bank.reached.length === 1)
        assert.strictEqual((yield* http.request({ url: `${home}/quick` })).text, "quick")
        yield* Deferred.succeed(gate, undefined)
        assert.strictEqual((yield* Fiber.join(slow)).text, "slow")
      })
    )
  )
})
