import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"

import * as Ledger from "../src/Ledger.ts"
import { SandboxBank } from "../src/SandboxBank.ts"
import * as Users from "../src/Users.ts"
import { enter, statementOf, accountId, today } from "./Entrance.ts"
import { csrf, data, fields, Visitor } from "./Visitor.ts"

layer(SandboxBank.layer(), { excludeTestServices: true })("the way into the sandbox bank", (it) => {
  it.effect("welcomes anybody and shows a login form", () =>
    Effect.gen(function* () {
      const bank = yield* SandboxBank
      yield* bank.setToday(today)
      const visitor = new Visitor(bank.url)
      const home = yield* visitor.get("/")
      assert.deepStrictEqual([home.status, home.page], [200, "home"])
      assert.include(home.text, '<time id="bank-today" datetime="2026-03-20">20/03/2026</time>')
      const login = yield* visitor.get("/login")
      assert.deepStrictEqual([login.status, login.page, login.error], [200, "login", undefined])
      assert.match(
        login.headers.get("set-cookie") ?? "",
        /^sandbox_session=[\w-]{24}; Path=\/; HttpOnly; SameSite=Lax$/
      )
      assert.isAbove(csrf(login).length, 20)
    })
  )

  it.effect("lets a right password in, under a new session", () =>
    Effect.gen(function* () {
      const { bank, location, visitor } = yield* enter("user-ok")
      assert.strictEqual(location, "/accounts")
      const inside = visitor.cookie
      const accounts = yield* visitor.get("/accounts")
      assert.deepStrictEqual([accounts.status, accounts.page], [200, "accounts"])
      assert.include(accounts.text, `data-account="${accountId("user-ok", "checking")}" data-type="checking"`)
      assert.match(fields(accounts.text, "number")[0] ?? "", /^0001\/\d{5}-\d$/)
      assert.match(fields(accounts.text, "balance")[0] ?? "", /^-?R\$ [\d.]+,\d\d$/)

      const other = new Visitor(bank.url)
      yield* other.get("/login")
      const before = other.cookie
      yield* other.post("/login", { _csrf: csrf(yield* other.get("/login")), user: "user-ok", password: "password-ok" })
      assert.notStrictEqual(other.cookie, before)
      assert.notStrictEqual(other.cookie, inside)
      const stale = new Visitor(bank.url)
      stale.cookie = before
      assert.strictEqual((yield* stale.get("/accounts")).location, "/login?expired=1")
    })
  )

  it.effect("turns wrong passwords and unknown users away", () =>
    Effect.gen(function* () {
      const bank = yield* SandboxBank
      for (const [user, password] of [
        ["user-ok", "password-bad"],
        ["user-bad", "password-ok"],
        ["constructor", "password-ok"],
        ["user-ok-perf-0x", "password-ok"],
        ["user-ok", ""]
      ] as const) {
        const seen = yield* new Visitor(bank.url).login(user, { password })
        assert.deepStrictEqual([seen.status, seen.page, seen.error], [401, "login", "invalid-credentials"], user)
      }
    })
  )

  it.effect("refuses forms without the right token, of the wrong type, too large, or from another site", () =>
    Effect.gen(function* () {
      const bank = yield* SandboxBank
      const form = { user: "user-ok", password: "password-ok" }
      const visitor = new Visitor(bank.url)
      assert.strictEqual((yield* visitor.post("/login", form)).status, 403)
      const login = yield* visitor.get("/login")
      for (const _csrf of ["", "wrong", csrf(yield* new Visitor(bank.url).get("/login"))]) {
        const seen = yield* visitor.post("/login", { ...form, _csrf })
        assert.deepStrictEqual([seen.status, seen.page, seen.error], [403, "forbidden", "csrf"])
      }
      const json = { method: "POST", body: "{}", headers: { "content-type": "application/json" } }
      assert.strictEqual((yield* visitor.ask("/login", json)).status, 415)
      const large = yield* visitor.post("/login", { ...form, _csrf: csrf(login), more: "x".repeat(17_000) })
      assert.strictEqual(large.status, 413)
      const abroad = {
        method: "POST",
        body: new URLSearchParams({ today }),
        headers: { origin: "http://evil.example" }
      }
      assert.strictEqual((yield* visitor.ask("/_bank", abroad)).status, 403)
      assert.strictEqual((yield* visitor.post("/login", { ...form, _csrf: csrf(login) })).status, 303)
    })
  )

  it.effect.each([
    ["user-logged", 409, "already-logged-in", "already-logged-in"],
    ["user-locked", 403, "locked", "account-locked"],
    ["user-error", 500, "error", "internal"],
    ["user-unavailable", 503, "maintenance", "unavailable"]
  ] as const)("answers the login of %s with %i", ([user, status, page, error]) =>
    Effect.gen(function* () {
      const bank = yield* SandboxBank
      const seen = yield* new Visitor(bank.url).login(user)
      assert.deepStrictEqual([seen.status, seen.page, seen.error], [status, page, error])
    })
  )

  it.effect.each([
    ["user-account-need-actions", "/action-required", "action-required", "action-required"],
    ["user-account-need-actions-provider-message", "/action-required", "action-required", "action-required"],
    ["user-account-credentials-reset", "/password-change", "password-change", "credentials-reset"],
    ["user-not-supported", "/not-supported", "not-supported", "not-supported"]
  ] as const)("sends %s to %s and nowhere else", ([user, place, page, error]) =>
    Effect.gen(function* () {
      const { location, visitor } = yield* enter(user)
      assert.strictEqual(location, place)
      const seen = yield* visitor.get(place)
      assert.deepStrictEqual([seen.status, seen.page, seen.error], [403, page, error])
      assert.strictEqual(seen.text.includes('id="provider-message"'), user.endsWith("provider-message"))
      for (const path of ["/accounts", "/cards", "/profile", statementOf(user)]) {
        assert.strictEqual((yield* visitor.get(path)).location, place)
      }
      assert.strictEqual((yield* new Visitor(visitor.url).get(place)).location, "/login")
    })
  )

  it.effect("resets the connection on user-connection-error, and stays open for others", () =>
    Effect.gen(function* () {
      const bank = yield* SandboxBank
      const error = yield* new Visitor(bank.url).login("user-connection-error").pipe(Effect.flip)
      assert.strictEqual(error._tag, "ConnectionBroke")
      yield* enter("user-ok")
    })
  )

  it.effect("asks for a token in the form on the otp channel", () =>
    Effect.gen(function* () {
      const bank = yield* SandboxBank
      const visitor = new Visitor(bank.url)
      assert.include((yield* visitor.get("/login?channel=otp")).text, 'name="token"')
      assert.notInclude((yield* visitor.get("/login")).text, 'name="token"')
      for (const token of ["000000", ""]) {
        const seen = yield* visitor.login("user-ok", { channel: "otp", token })
        assert.deepStrictEqual([seen.status, seen.page, seen.error], [401, "login", "invalid-token"])
        assert.include(seen.text, 'name="token"')
      }
      assert.strictEqual((yield* visitor.login("user-ok", { channel: "otp", token: "123456" })).location, "/accounts")
    })
  )

  it.effect("asks a code on the token channel, three times at most", () =>
    Effect.gen(function* () {
      const bank = yield* SandboxBank
      const visitor = new Visitor(bank.url)
      assert.strictEqual((yield* visitor.login("user-ok", { channel: "token" })).location, "/challenge")
      assert.strictEqual((yield* visitor.get("/accounts")).location, "/challenge")
      const challenge = yield* visitor.get("/challenge")
      assert.deepStrictEqual([challenge.status, challenge.page, data(challenge, "kind")], [200, "challenge", "code"])
      assert.match(data(challenge, "expires-at") ?? "", /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
      assert.deepStrictEqual(fields(challenge.text, "sent-to"), ["(11) 9****-1234"])
      const wrong = yield* visitor.send("/challenge", { answer: "000000" })
      assert.deepStrictEqual([wrong.status, wrong.page, wrong.error], [401, "challenge", "wrong-code"])
      assert.strictEqual((yield* visitor.send("/challenge", { answer: "123456" })).location, "/accounts")
      assert.strictEqual((yield* visitor.get("/accounts")).status, 200)

      yield* visitor.login("user-ok", { channel: "token" })
      yield* visitor.send("/challenge", { answer: "1" })
      yield* visitor.send("/challenge", { answer: "2" })
      const last = yield* visitor.send("/challenge", { answer: "3" })
      assert.deepStrictEqual([last.status, last.page, last.error], [401, "login", "too-many-codes"])
      assert.strictEqual((yield* visitor.get("/accounts")).location, "/login")
    })
  )

  it.effect("asks a picture, a choice or a phone of those users, on the token channel only", () =>
    Effect.gen(function* () {
      const bank = yield* SandboxBank
      const ask = Effect.fnUntraced(function* (user: string) {
        const visitor = new Visitor(bank.url)
        yield* visitor.login(user, { channel: "token" })
        return { visitor, challenge: yield* visitor.get("/challenge") }
      })
      const picture = yield* ask("user-ok-img")
      assert.strictEqual(data(picture.challenge, "kind"), "image")
      assert.include(picture.challenge.text, 'id="challenge-image" src="/challenge/image"')
      const image = yield* picture.visitor.get("/challenge/image")
      assert.strictEqual(image.headers.get("content-type"), "image/png")
      assert.strictEqual((yield* picture.visitor.send("/challenge", { answer: "123456" })).location, "/accounts")
      assert.strictEqual((yield* new Visitor(bank.url).get("/challenge/image")).location, "/login")

      const choice = yield* ask("user-ok-select")
      assert.strictEqual(data(choice.challenge, "kind"), "select")
      assert.include(choice.challenge.text, '<option value="123456">')
      assert.strictEqual((yield* choice.visitor.send("/challenge", { answer: "204815" })).error, "wrong-code")
      assert.strictEqual((yield* choice.visitor.send("/challenge", { answer: "123456" })).location, "/accounts")

      const phone = yield* ask("user-ok-phone")
      assert.strictEqual(data(phone.challenge, "kind"), "phone")
      assert.strictEqual((yield* phone.visitor.send("/challenge", { answer: "123456" })).error, "wrong-code")
      assert.strictEqual((yield* phone.visitor.send("/challenge", { answer: "2" })).location, "/challenge")
      const code = yield* phone.visitor.get("/challenge")
      assert.strictEqual(data(code, "kind"), "code")
      assert.deepStrictEqual(fields(code.text, "sent-to"), ["(21) 9****-8765"])
      assert.strictEqual((yield* phone.visitor.send("/challenge", { answer: "123456" })).location, "/accounts")

      for (const user of ["user-ok-img", "user-ok-select", "user-ok-phone"]) {
        assert.strictEqual((yield* enter(user)).location, "/accounts")
      }
    })
  )

  it.effect("holds user-ok-auth-pending until the phone decides", () =>
    Effect.gen(function* () {
      const user = "user-ok-auth-pending"
      const { bank, location, visitor } = yield* enter(user)
      assert.strictEqual(location, "/device")
      const pending = yield* visitor.get("/device")
      assert.deepStrictEqual([pending.status, data(pending, "state")], [200, "pending"])
      assert.strictEqual((yield* visitor.get("/accounts")).location, "/device")
      const link = /id="device-link" href="([^"]+)"/.exec(pending.text)?.[1] ?? ""
      const phone = new Visitor(bank.url)
      assert.strictEqual((yield* phone.get(link)).page, "device-decision")
      assert.strictEqual((yield* phone.get("/device/guessed")).status, 404)

      yield* phone.post(link, { decision: "refuse" })
      const refused = yield* visitor.get("/device")
      assert.deepStrictEqual([refused.status, refused.error], [403, "authorisation-refused"])
      yield* visitor.login(user)
      assert.strictEqual(data(yield* visitor.get("/device"), "state"), "pending")

      yield* bank.decideDevice(user, "approve")
      assert.strictEqual((yield* visitor.get("/device")).location, "/accounts")
      assert.strictEqual((yield* visitor.get("/accounts")).status, 200)
      assert.strictEqual((yield* enter(user)).location, "/accounts")
      yield* bank.decideDevice(user, "forget")
      assert.strictEqual((yield* enter(user)).location, "/device")
      const log = yield* bank.log
      assert.isTrue(log.every(({ path }) => !path.startsWith("/device/") || path === "/device/:code"))
    })
  )

  it.effect("asks user-ok-multi-company for the company and keeps companies apart", () =>
    Effect.gen(function* () {
      const { location, visitor } = yield* enter("user-ok-multi-company")
      assert.strictEqual(location, "/companies")
      assert.strictEqual((yield* visitor.get("/accounts")).location, "/companies")
      const chooser = yield* visitor.get("/companies")
      assert.deepStrictEqual(fields(chooser.text, "company-name"), [
        "Padaria Estrela Ltda",
        "Estrela & Filhos Transportes ME"
      ])
      const seen: Array<string> = []
      for (const { cnpj, id } of Ledger.companies) {
        assert.strictEqual((yield* visitor.send("/companies", { company: id })).location, "/accounts")
        const accounts = yield* visitor.get("/accounts")
        assert.strictEqual(fields(accounts.text, "number").length, 1)
        seen.push(...fields(accounts.text, "number"))
        assert.strictEqual(fields((yield* visitor.get("/cards")).text, "number").length, 1)
        assert.deepStrictEqual(fields((yield* visitor.get("/profile")).text, "cnpj"), [cnpj])
      }
      assert.strictEqual(new Set(seen).size, 2)
      assert.strictEqual((yield* visitor.get(statementOf("user-ok-multi-company"))).status, 404)
    })
  )

  it.effect("ends the session at logout, or when it is told to", () =>
    Effect.gen(function* () {
      const { bank, visitor } = yield* enter("user-ok")
      assert.strictEqual((yield* visitor.get("/logout")).location, "/")
      assert.strictEqual((yield* visitor.get("/accounts")).location, "/login?expired=1")
      assert.strictEqual((yield* new Visitor(bank.url).get("/accounts")).location, "/login")
      const again = yield* enter("user-ok")
      yield* bank.expireSessions
      assert.strictEqual((yield* again.visitor.get("/profile")).location, "/login?expired=1")
      const login = yield* again.visitor.get("/login?expired=1")
      assert.deepStrictEqual([login.status, login.error], [200, "session-expired"])
    })
  )

  it.effect("knows every user of its table", () =>
    Effect.gen(function* () {
      const bank = yield* SandboxBank
      for (const user of Users.names) {
        const seen = yield* new Visitor(bank.url).login(user).pipe(Effect.option)
        assert.notStrictEqual(seen._tag === "Some" ? seen.value.error : undefined, "invalid-credentials", user)
      }
    })
  )
})
