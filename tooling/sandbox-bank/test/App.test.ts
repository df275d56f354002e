// The application's script is run here without a browser: its part that makes tokens needs nothing but the page's mark.
import { runInNewContext } from "node:vm"

import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"

import { scripts } from "../src/AppScripts.ts"
import { SandboxBank } from "../src/SandboxBank.ts"
import { accountId, enter, today } from "./Entrance.ts"
import { data, Visitor } from "./Visitor.ts"

type Sign = (request: string) => string

/** What the script of a page makes of its seed. */
const signer = (seed: string): Sign => {
  const document = { querySelector: () => ({ dataset: { seed } }) }
  const found: unknown = runInNewContext(`${scripts["tokens.js"]}; pageToken`, { document })
  if (typeof found !== "function") throw new Error("the script makes no token")
  return (request) => String(found(request))
}

class Scripted extends Visitor {
  sign: Sign = () => ""

  open(path: string) {
    return Effect.tap(this.get(path), (seen) =>
      Effect.sync(() => {
        this.sign = signer(data(seen, "seed") ?? "")
      })
    )
  }

  call(method: "GET" | "POST", path: string, body?: unknown) {
    const headers = { "x-page-token": this.sign(`${method} ${path}`), "content-type": "application/json" }
    return Effect.map(
      this.ask(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
      ({ status, text }): { readonly status: number; readonly answer: Record<string, unknown> } => ({
        status,
        answer: JSON.parse(text)
      })
    )
  }
}

const visiting = Effect.fnUntraced(function* (channel = "") {
  const bank = yield* SandboxBank
  yield* bank.setToday(today)
  const visitor = new Scripted(bank.url)
  yield* visitor.open(`/app?channel=${channel}`)
  return visitor
})

const login = (visitor: Scripted, user: string, channel = "") =>
  visitor.call("POST", "/app/api/login", { channel, user, password: "password-ok" })

layer(SandboxBank.layer(), { excludeTestServices: true })("the bank's application", (it) => {
  it.effect("has nothing in its HTML, and gives nothing without the token that its script makes", () =>
    Effect.gen(function* () {
      const { visitor } = yield* enter("user-ok")
      const shell = yield* visitor.get("/app/accounts")
      assert.deepStrictEqual([shell.status, shell.page], [200, "app-accounts"])
      assert.match(shell.headers.get("content-security-policy") ?? "", /script-src 'self'; connect-src 'self';/)
      for (const fact of ["0001/", "R$", "4321"]) assert.notInclude(shell.text, fact)
      const bare = yield* visitor.get("/app/api/accounts")
      assert.deepStrictEqual([bare.status, bare.text], [403, '{"error":"page-token"}'])
    })
  )

  it.effect("carries no more than its own script, unless the bank is heavy", () =>
    Effect.gen(function* () {
      const visitor = yield* visiting()
      assert.notInclude((yield* visitor.get("/app")).text, "bundle")
    })
  )

  it.effect("searches at first for the days of its address", () =>
    Effect.gen(function* () {
      const { visitor } = yield* enter("user-ok")
      const id = accountId("user-ok", "checking")
      const seen = yield* visitor.get(`/app/accounts/${id}?from=01/03/2026&to=02/03/2026`)
      assert.deepStrictEqual([data(seen, "from"), data(seen, "to")], ["01/03/2026", "02/03/2026"])
    })
  )

  it.effect("lets a user without a second factor in at once, who has a statement of one page", () =>
    Effect.gen(function* () {
      const user = "user-ok-one-page"
      const visitor = yield* visiting("token")
      assert.deepStrictEqual((yield* login(visitor, user, "token")).answer, { next: "/app/accounts" })
      const seen = yield* visitor.get(
        `/accounts/${accountId(user, "checking")}/statement?from=21/03/2025&to=20/03/2026`
      )
      assert.strictEqual(data(seen, "total-pages"), "1")
      assert.isAbove(Number(data(seen, "total-rows")), 200)
    })
  )

  it.effect("lets the script in, page by page, and no token twice", () =>
    Effect.gen(function* () {
      const visitor = yield* visiting()
      assert.deepStrictEqual((yield* login(visitor, "user-bad")).answer, { error: "invalid-credentials" })
      assert.deepStrictEqual((yield* login(visitor, "user-ok")).answer, { next: "/app/accounts" })
      yield* visitor.open("/app/accounts")
      const path = `/app/api/accounts/${accountId("user-ok", "checking")}/statement?page=1`
      const token = visitor.sign(`GET ${path}`)
      const twice = { headers: { "x-page-token": token } }
      assert.strictEqual((yield* visitor.ask(path, twice)).status, 200)
      assert.strictEqual((yield* visitor.ask(path, twice)).status, 403)
      const elsewhere = { headers: { "x-page-token": visitor.sign("GET /app/api/cards") } }
      assert.strictEqual((yield* visitor.ask("/app/api/loans", elsewhere)).status, 403)
      const cards = yield* visitor.call("GET", "/app/api/cards")
      assert.strictEqual(cards.status, 200)
      yield* visitor.call("POST", "/app/api/logout", {})
      assert.strictEqual((yield* visitor.get("/app/accounts")).location, "/app?expired=1")
    })
  )

  it.effect("asks the second factor on the same page", () =>
    Effect.gen(function* () {
      const visitor = yield* visiting("token")
      const { answer } = yield* login(visitor, "user-ok-phone", "token")
      assert.strictEqual(JSON.stringify(answer).includes('"kind":"phone"'), true)
      const next = yield* visitor.call("POST", "/app/api/challenge", { answer: "2" })
      assert.include(JSON.stringify(next.answer), "(21) 9****-8765")
      assert.deepStrictEqual((yield* visitor.call("POST", "/app/api/challenge", { answer: "0" })).answer, {
        error: "wrong-code"
      })
      assert.deepStrictEqual((yield* visitor.call("POST", "/app/api/challenge", { answer: "123456" })).answer, {
        next: "/app/accounts"
      })
      const other = yield* visiting("token")
      yield* login(other, "user-ok-approve", "token")
      assert.strictEqual((yield* other.call("GET", "/app/api/challenge")).answer["state"], "waiting")
      yield* (yield* SandboxBank).decideOnPhone("user-ok-approve", "refuse")
      assert.deepStrictEqual((yield* other.call("POST", "/app/api/challenge", { answer: "" })).answer, {
        error: "challenge-denied"
      })
      assert.deepStrictEqual((yield* login(other, "user-ok")).answer, { next: "/app/accounts" })
    })
  )

  it.effect("does wrong what the user's name says, and what a page of faults is called", () =>
    Effect.gen(function* () {
      const { visitor } = yield* enter("user-ok+app-alert")
      assert.include((yield* visitor.get("/app/accounts")).text, 'data-fault="alert"')
      assert.notInclude((yield* visitor.get("/app/profile")).text, 'data-fault="popup"')
      assert.include((yield* visitor.get("/app/faults/popup")).text, 'data-fault="popup"')
      assert.strictEqual((yield* visitor.get("/app/faults/nothing")).status, 404)
      const abroad = yield* visitor.get("/app/faults/redirect-abroad")
      assert.deepStrictEqual([abroad.status, abroad.location], [302, "http://elsewhere.sandbox.test/"])
      for (const name of Object.keys(scripts)) {
        const { headers, status } = yield* visitor.get(`/app/assets/${name}`)
        assert.deepStrictEqual([status, headers.get("content-type")], [200, "text/javascript; charset=utf-8"])
      }
    })
  )
})

layer(SandboxBank.layer({ heavy: true }), { excludeTestServices: true })(
  "the application of a bank that is heavy",
  (it) => {
    it.effect("carries 200 kB of scripts that run and 36 kB of styles, which a browser may keep", () =>
      Effect.gen(function* () {
        const visitor = yield* visiting()
        const { text } = yield* visitor.get("/app")
        assert.match(
          text,
          /href="\/app\/assets\/bundle.css".*src="\/app\/assets\/bundle.js".*src="\/app\/assets\/app.js"/s
        )
        const script = yield* visitor.get("/app/assets/bundle.js")
        const style = yield* visitor.get("/app/assets/bundle.css")
        for (const { headers } of [script, style]) assert.match(headers.get("cache-control") ?? "", /immutable/)
        assert.closeTo(script.text.length, 200_000, 1_000)
        assert.closeTo(style.text.length, 36_000, 1_000)
        const ran: { readonly library?: Record<string, (text: string) => Record<string, number>> } = {}
        runInNewContext(script.text, ran)
        assert.deepStrictEqual({ ...ran.library?.["parts7"]?.("a b a") }, { a: 2, b: 1 })
      })
    )
  }
)
