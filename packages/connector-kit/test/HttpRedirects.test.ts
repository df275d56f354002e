// Where redirects lead, with what they are followed, and when no more.

import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"

import { client, home, inBank, redirect } from "./Client.ts"
import { Loopback } from "./Loopback.ts"

describe("redirects", () => {
  it.effect("take the author's headers along to the same host, and to another nothing that may be a key", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        const next: Readonly<Record<string, string>> = { "/a": "/b", "/b": "http://other.test/c" }
        bank.answer = ({ url }, response) =>
          next[url] === undefined ? response.end("there") : redirect(response, 302, next[url])
        const http = yield* client()
        yield* http.request({
          url: `${home}/a`,
          headers: { accept: "application/json", authorization: "Bearer canary", "x-page-token": "canary" }
        })
        assert.deepStrictEqual(
          bank.reached.map(({ headers }) => [headers.accept, headers.authorization, headers["x-page-token"]]),
          [
            ["application/json", "Bearer canary", "canary"],
            ["application/json", "Bearer canary", "canary"],
            ["application/json", undefined, undefined]
          ]
        )
      })
    )
  )

  it.effect("are followed as by a browser that asks for a page", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        yield* (yield* client()).request({ url: `${home}/a` })
        const accept = bank.reached[0]?.headers.accept ?? ""
        assert.match(accept, /^text\/html,/)
        assert.notInclude(accept, "json")
      })
    )
  )

  const table = [
    [301, "POST", "GET", ""],
    [302, "POST", "GET", ""],
    [303, "POST", "GET", ""],
    [307, "POST", "POST", "a=1"],
    [308, "POST", "POST", "a=1"],
    [302, "GET", "GET", ""]
  ] as const
  for (const [status, method, then, body] of table) {
    it.effect(`${status} after ${method} goes on with ${then}`, () =>
      inBank(
        Effect.gen(function* () {
          const bank = yield* Loopback
          bank.answer = ({ url }, response) =>
            url === "/from/here" ? redirect(response, status, "../to?x=1") : response.end("there")
          const http = yield* client()
          const answer = yield* http.request({
            method,
            url: `${home}/from/here`,
            ...(method === "POST" ? { form: { a: "1" } } : {})
          })
          assert.deepStrictEqual([answer.url, answer.text], [`${home}/to?x=1`, "there"])
          const last = bank.reached.at(-1)
          assert.deepStrictEqual([last?.method, last?.url, last?.body], [then, "/to?x=1", body])
        })
      )
    )
  }

  it.effect("are left to whoever wants to see them", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        bank.answer = (_, response) => redirect(response, 303, "/in")
        const http = yield* client()
        const answer = yield* http.request({ url: `${home}/login`, follow: false })
        assert.deepStrictEqual([answer.status, answer.headers["location"], answer.url], [303, "/in", `${home}/login`])
        assert.strictEqual(bank.reached.length, 1)
      })
    )
  )

  it.effect("to a host that is not listed are Blocked, and nothing is sent there", () =>
    Effect.gen(function* () {
      const elsewhere = yield* Loopback
      yield* inBank(
        Effect.gen(function* () {
          const bank = yield* Loopback
          for (const location of [
            `http://${elsewhere.address}/`,
            `https://${elsewhere.address}/`,
            `//${elsewhere.address}/`,
            "https://evil.example/",
            "https://user:secret@bank.test/",
            "file:///etc/passwd"
          ]) {
            bank.answer = (_, response) => redirect(response, 302, location)
            const http = yield* client()
            const error = yield* Effect.flip(http.request({ url: `${home}/?token=canary` }))
            assert.strictEqual(error._tag, "Blocked")
            assert.notInclude(JSON.stringify(error), "canary")
            assert.notInclude(JSON.stringify(error), "secret")
          }
        })
      )
      assert.deepStrictEqual(elsewhere.reached, [])
    }).pipe(Effect.scoped, Effect.provide(Layer.fresh(Loopback.layer)))
  )

  it.effect("without an end have an end", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        bank.answer = (_, response) => redirect(response, 302, "/again?secret=canary")
        const http = yield* client()
        const error = yield* Effect.flip(http.request({ url: `${home}/again` }))
        assert.deepInclude(error, { _tag: "SiteChanged", at: "/again" })
        assert.strictEqual(bank.reached.length, 11)
      })
    )
  )

  it.effect("of two requests at once are each resolved against their own page", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        bank.answer = ({ url }, response) =>
          url.endsWith("/page") ? redirect(response, 302, "./next") : response.end(url)
        const http = yield* client()
        const answers = yield* Effect.forEach(
          ["a", "b", "c", "d"],
          (folder) => http.request({ url: `${home}/${folder}/page` }),
          { concurrency: "unbounded" }
        )
        assert.deepStrictEqual(
          answers.map(({ text }) => text),
          ["/a/next", "/b/next", "/c/next", "/d/next"]
        )
      })
    )
  )
})
