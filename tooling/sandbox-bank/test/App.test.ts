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
