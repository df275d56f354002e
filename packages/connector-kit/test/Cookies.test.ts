import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import { TestClock } from "effect/testing"

import { client, home, inBank, redirect } from "./Client.ts"
import { Loopback } from "./Loopback.ts"

describe("cookies", () => {
  it.effect("are kept and sent by the host's own name, wherever it is reached", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        bank.answer = (request, response) =>
          response.setHeader("set-cookie", [`from=${request.host}; Path=/`, "deep=1; Path=/deep"]).end()
        const http = yield* client()
        yield* http.request({ url: `${home}/` })
        yield* http.request({ url: `${home}/deep/page` })
        yield* http.request({ url: "http://other.test/" })
        yield* http.request({ url: `${home}/` })
        assert.deepStrictEqual(
          bank.reached.map(({ cookie, host }) => [host, cookie]),
          [
            ["bank.test", ""],
            ["bank.test", "deep=1; from=bank.test"],
            ["other.test", ""],
            ["bank.test", "from=bank.test"]
          ]
        )
      })
    )
  )

  it.effect("of a step in the middle of redirects count at the next one", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        bank.answer = ({ cookie, url }, response) => {
          if (url !== "/in") return redirect(response.setHeader("set-cookie", "session=s1"), 303, "/in")
          return response.end(cookie)
        }
        const http = yield* client()
        assert.strictEqual((yield* http.request({ method: "POST", url: `${home}/login`, form: {} })).text, "session=s1")
      })
    )
  )

  it.effect("are saved with the visit and resumed by another one", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        bank.answer = (_, response) => response.setHeader("set-cookie", "session=s1; HttpOnly").end()
        const first = yield* client()
        yield* first.request({ url: home })
        const second = yield* client({ cookies: yield* first.cookies })
        yield* second.request({ url: home })
        const third = yield* client()
        yield* third.request({ url: home })
        assert.deepStrictEqual(
          bank.reached.map(({ cookie }) => cookie),
          ["", "session=s1", ""],
          "a visit that resumes nothing has none of them"
        )
      })
    )
  )

  it.effect("that cannot be read are no cookies", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        for (const cookies of ["", "{", "null", "[]", '{"cookies":7}']) {
          const http = yield* client({ cookies })
          yield* http.request({ url: home })
        }
        assert.deepStrictEqual(
          bank.reached.map(({ cookie }) => cookie),
          ["", "", "", "", ""]
        )
      })
    )
  )

  it.effect("end by the visit's clock", () =>
    inBank(
      Effect.gen(function* () {
        yield* TestClock.setTime(DateTime.makeUnsafe("2001-01-01T00:00:00Z").epochMilliseconds)
        const bank = yield* Loopback
        bank.answer = ({ url }, response) => {
          if (url === "/set") {
            response.setHeader("set-cookie", [
              "age=1; Max-Age=60; Path=/",
              "date=1; Expires=Mon, 01 Jan 2001 00:02:00 GMT; Path=/",
              "visit=1; Path=/"
            ])
          }
          response.end()
        }
        const http = yield* client()
        const sent = Effect.as(http.request({ url: home }), undefined).pipe(
          Effect.map(() => bank.reached.at(-1)?.cookie ?? "")
        )
        yield* http.request({ url: `${home}/set` })
        assert.strictEqual(yield* sent, "age=1; date=1; visit=1")
        yield* TestClock.adjust("59 seconds")
        assert.strictEqual(yield* sent, "age=1; date=1; visit=1")
        yield* TestClock.adjust("2 seconds")
        assert.strictEqual(yield* sent, "date=1; visit=1", "being sent does not prolong it")
        yield* TestClock.adjust("1 hour")
        assert.strictEqual(yield* sent, "visit=1")
      })
    )
  )
})
