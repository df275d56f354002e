import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import { TestClock } from "effect/testing"

import { SandboxBank } from "../src/SandboxBank.ts"
import { data, fields, Visitor } from "./Visitor.ts"

const at = (iso: string) => TestClock.setTime(DateTime.toEpochMillis(DateTime.makeUnsafe(iso)))

const asked = Effect.fnUntraced(function* (user: string) {
  const bank = yield* SandboxBank
  const visitor = new Visitor(bank.url)
  yield* visitor.login(user, { channel: "token" })
  const challenge = yield* visitor.get("/challenge")
  assert.strictEqual(challenge.page, "challenge")
  return { bank, visitor, challenge }
})

const state = (visitor: Visitor) =>
  Effect.map(visitor.get("/challenge/status"), ({ text }): unknown => JSON.parse(text).state)

const atBank = <A, E>(test: Effect.Effect<A, E, SandboxBank>) =>
  Effect.andThen(at("2026-03-20T12:00:00Z"), test).pipe(Effect.provide(SandboxBank.layer()))

describe("a login that the phone decides", () => {
  it.effect("waits, and goes on once the scanned code is approved", () =>
    atBank(
      Effect.gen(function* () {
        const { bank, challenge, visitor } = yield* asked("user-ok-qr")
        const [payload = ""] = fields(challenge.text, "qr-payload")
        assert.match(payload, /^tomada-qr:[\w-]{24}$/)
        assert.strictEqual(yield* state(visitor), "waiting")
        const early = yield* visitor.send("/challenge", {})
        assert.deepStrictEqual([early.status, early.error], [409, "still-waiting"])
        const phone = new Visitor(bank.url)
        const link = `/phone/${payload.slice("tomada-qr:".length)}`
        assert.strictEqual(data(yield* phone.get(link), "state"), "waiting")
        yield* phone.post(link, { decision: "approve" })
        assert.strictEqual(yield* state(visitor), "approved")
        assert.strictEqual((yield* visitor.get("/challenge")).location, "/accounts")
        assert.strictEqual((yield* visitor.get("/accounts")).status, 200)
        assert.strictEqual((yield* phone.get("/phone/guessed")).status, 404)
        assert.isTrue((yield* bank.log).every(({ path }) => !path.includes(payload.slice(10))))
      })
    )
  )

  it.effect("is over when the phone refuses, when time is up, or when the person cancels", () =>
    atBank(
      Effect.gen(function* () {
        const refused = yield* asked("user-ok-approve")
        assert.strictEqual(yield* refused.bank.decideOnPhone("user-ok-approve", "refuse"), 1)
        assert.strictEqual(yield* state(refused.visitor), "denied")
        const denied = yield* refused.visitor.get("/challenge")
        assert.deepStrictEqual([denied.status, denied.page, denied.error], [401, "login", "challenge-denied"])

        const late = yield* asked("user-ok-approve")
        yield* TestClock.adjust("2 minutes")
        assert.strictEqual(yield* late.bank.decideOnPhone("user-ok-approve", "approve"), 0)
        assert.strictEqual(yield* state(late.visitor), "expired")
        assert.strictEqual((yield* late.visitor.get("/challenge")).error, "code-expired")

        const cancelled = yield* asked("user-ok-approve")
        const gone = yield* cancelled.visitor.send("/challenge", {}, "/challenge/cancel")
        assert.strictEqual(gone.location, "/login")
        assert.strictEqual((yield* cancelled.visitor.get("/accounts")).location, "/login?expired=1")
      })
    )
  )
})

describe("a second factor", () => {
  it.effect("is spared on a device that was to be remembered, for ninety days and for its user alone", () =>
    atBank(
      Effect.gen(function* () {
        const { bank, visitor } = yield* asked("user-ok")
        const seen = yield* visitor.send("/challenge", { answer: "123456", trust: "1" })
        const set = seen.headers.get("set-cookie") ?? ""
        assert.match(set, /^sandbox_device=[\w-]{24}; Max-Age=7776000; Path=\/; HttpOnly; SameSite=Lax$/)
        const device = set.split(";")[0] ?? ""
        const again = Effect.fnUntraced(function* (user: string) {
          const other = new Visitor(bank.url)
          const form = yield* other.get("/login?channel=token")
          const _csrf = /name="_csrf" value="([^"]+)"/.exec(form.text)?.[1] ?? ""
          other.cookie = `${other.cookie}; ${device}`
          return (yield* other.post("/login", { _csrf, channel: "token", user, password: "password-ok" })).location
        })
        const sent = yield* bank.codesSent("user-ok")
        assert.strictEqual(yield* again("user-ok"), "/accounts")
        assert.strictEqual(yield* bank.codesSent("user-ok"), sent)
        assert.strictEqual(yield* again("user-ok-phone"), "/challenge")
        yield* TestClock.adjust("90 days")
        assert.strictEqual(yield* again("user-ok"), "/challenge")
        assert.strictEqual(yield* bank.codesSent("user-ok"), sent + 1)
      })
    )
  )

  it.effect("is over after six seconds for the user whose codes are brief", () =>
    atBank(
      Effect.gen(function* () {
        const { visitor } = yield* asked("user-ok-brief-code")
        yield* TestClock.adjust("6 seconds")
        assert.strictEqual((yield* visitor.get("/challenge")).error, "code-expired")
        const quick = yield* asked("user-ok-brief-code")
        yield* TestClock.adjust("5 seconds")
        assert.strictEqual((yield* quick.visitor.send("/challenge", { answer: "123456" })).location, "/accounts")
      })
    )
  )

  it.effect("in the login form is good once where the user's tokens are", () =>
    atBank(
      Effect.gen(function* () {
        const bank = yield* SandboxBank
        const user = "user-ok-token-once"
        const login = (token: string) => new Visitor(bank.url).login(user, { channel: "otp", token })
        assert.strictEqual((yield* login("123456")).location, "/accounts")
        const used = yield* login("123456")
        assert.deepStrictEqual([used.status, used.page, used.error], [401, "login", "token-used"])
        assert.strictEqual((yield* login("123457")).location, "/accounts")
        assert.strictEqual((yield* login("654321")).error, "invalid-token")
        assert.strictEqual(
          (yield* new Visitor(bank.url).login("user-ok", { channel: "otp", token: "123456" })).status,
          303
        )
      })
    )
  )

  it.effect("stands in the bank's log with the password that led to it, and without either", () =>
    atBank(
      Effect.gen(function* () {
        const { bank, visitor } = yield* asked("user-ok-phone")
        assert.strictEqual(yield* bank.codesSent("user-ok-phone"), 0)
        yield* visitor.send("/challenge", { answer: "2" })
        yield* visitor.send("/challenge", { answer: "123456" })
        yield* asked("user-ok-approve")
        const did = (yield* bank.log).flatMap(({ did, path }) => (did ?? []).map((deed) => `${path} ${deed}`))
        assert.deepStrictEqual(did, [
          "/login password",
          "/challenge code-sent",
          "/challenge login",
          "/login password",
          "/login approval-asked"
        ])
        assert.strictEqual(yield* bank.codesSent("user-ok-phone"), 1)
        const desk = yield* new Visitor(bank.url).get("/_bank")
        assert.include(desk.text, 'id="approvals"')
        assert.match(desk.text, /data-user="user-ok-phone">user-ok-phone: <span data-field="count">1</)
      })
    )
  )
})
