import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import { TestClock } from "effect/testing"

import { SandboxBank } from "../src/SandboxBank.ts"
import { sha256 } from "../src/Tokens.ts"
import { accountId } from "./Entrance.ts"
import { type Seen, Visitor } from "./Visitor.ts"

const verifier = "a-verifier-of-at-least-forty-three-characters-in-all"
const redirectUri = "http://127.0.0.1:9/callback?from=bank"
const request = {
  response_type: "code",
  client_id: "tomada-sandbox",
  redirect_uri: redirectUri,
  state: "st-1",
  code_challenge: sha256(verifier),
  code_challenge_method: "S256"
}

const atBank = <A, E>(test: (visitor: Visitor) => Effect.Effect<A, E, SandboxBank>) =>
  Effect.gen(function* () {
    const bank = yield* SandboxBank
    yield* TestClock.setTime(DateTime.toEpochMillis(DateTime.makeUnsafe("2026-03-20T12:00:00Z")))
    return yield* test(new Visitor(bank.url))
  }).pipe(Effect.provide(SandboxBank.layer()))

const consent = (visitor: Visitor, user = "user-ok", more: Readonly<Record<string, string>> = {}) =>
  visitor.post("/oauth/authorize", { ...request, user, password: "password-ok", decision: "allow", ...more })

const back = (seen: Seen) => new URL(seen.location ?? "http://nowhere.invalid").searchParams

const redeem = (visitor: Visitor, code: string | null, more: Readonly<Record<string, string>> = {}) =>
  visitor.post("/oauth/token", {
    grant_type: "authorization_code",
    client_id: "tomada-sandbox",
    redirect_uri: redirectUri,
    code: code ?? "",
    code_verifier: verifier,
    ...more
  })

const refresh = (visitor: Visitor, token: string) =>
  visitor.post("/oauth/token", { grant_type: "refresh_token", client_id: "tomada-sandbox", refresh_token: token })

const api = (visitor: Visitor, token: string, path: string) =>
  visitor.ask(path, { headers: { authorization: `Bearer ${token}` } })

describe("the bank for programs", () => {
  it.effect("shows the same data to whoever has a consent, as JSON", () =>
    atBank((visitor) =>
      Effect.gen(function* () {
        const page = yield* visitor.get(`/oauth/authorize?${new URLSearchParams(request)}`)
        assert.deepStrictEqual([page.status, page.page], [200, "oauth-consent"])
        assert.include(page.headers.get("content-security-policy") ?? "", "form-action 'self' http://127.0.0.1:9")
        const allowed = yield* consent(visitor)
        assert.deepStrictEqual([back(allowed).get("state"), back(allowed).get("from")], ["st-1", "bank"])
        const tokens = JSON.parse((yield* redeem(visitor, back(allowed).get("code"))).text)
        assert.deepInclude(tokens, { token_type: "Bearer", expires_in: 600 })
        const accounts = JSON.parse((yield* api(visitor, tokens.access_token, "/api/accounts")).text)
        assert.strictEqual(accounts.accounts[0].id, accountId("user-ok", "checking"))
        for (const path of [
          "cards",
          "investments",
          "loans",
          "profile",
          `cards/${accountId("user-ok", "card")}/bills`
        ]) {
          assert.strictEqual((yield* api(visitor, tokens.access_token, `/api/${path}`)).status, 200, path)
        }
        const rows = JSON.parse(
          (yield* api(
            visitor,
            tokens.access_token,
            `/api/accounts/${accountId("user-ok", "checking")}/statement?from=01/03/2026&to=20/03/2026`
          )).text
        )
        assert.strictEqual(rows.rows.length, 25)
        assert.match(rows.rows[0].amount, /^-?\d+\.\d\d$/)
        const bare = yield* visitor.get("/api/accounts")
        assert.deepStrictEqual([bare.status, JSON.parse(bare.text).error], [401, "invalid_token"])
        assert.strictEqual(yield* (yield* SandboxBank).passwordPosts("user-ok"), 1)
      })
    )
  )

  it.effect("takes a code once, in time, and from the one who asked", () =>
    atBank((visitor) =>
      Effect.gen(function* () {
        const code = Effect.map(consent(visitor), (seen) => back(seen).get("code"))
        const error = (seen: Seen): unknown => [seen.status, JSON.parse(seen.text).error]
        assert.deepStrictEqual(error(yield* redeem(visitor, yield* code, { code_verifier: "x".repeat(43) })), [
          400,
          "invalid_grant"
        ])
        assert.deepStrictEqual(error(yield* redeem(visitor, yield* code, { redirect_uri: "http://127.0.0.1:9/" })), [
          400,
          "invalid_grant"
        ])
        const late = yield* code
        yield* TestClock.adjust("1 minute")
        assert.deepStrictEqual(error(yield* redeem(visitor, late)), [400, "invalid_grant"])
        const twice = yield* code
        const tokens = JSON.parse((yield* redeem(visitor, twice)).text)
        assert.deepStrictEqual(error(yield* redeem(visitor, twice)), [400, "invalid_grant"])
        assert.strictEqual((yield* api(visitor, tokens.access_token, "/api/accounts")).status, 401)
      })
    )
  )

  it.effect("changes the refresh token at each use, and ends a consent whose token comes twice", () =>
    atBank((visitor) =>
      Effect.gen(function* () {
        const first = JSON.parse((yield* redeem(visitor, back(yield* consent(visitor)).get("code"))).text)
        yield* TestClock.adjust("10 minutes")
        assert.strictEqual((yield* api(visitor, first.access_token, "/api/accounts")).status, 401)
        const second = JSON.parse((yield* refresh(visitor, first.refresh_token)).text)
        assert.strictEqual((yield* api(visitor, second.access_token, "/api/accounts")).status, 200)
        assert.strictEqual((yield* refresh(visitor, first.refresh_token)).status, 400)
        assert.strictEqual((yield* api(visitor, second.access_token, "/api/accounts")).status, 401)
        assert.strictEqual((yield* refresh(visitor, second.refresh_token)).status, 400)

        const other = JSON.parse((yield* redeem(visitor, back(yield* consent(visitor)).get("code"))).text)
        assert.strictEqual((yield* visitor.post("/oauth/revoke", { token: other.refresh_token })).status, 200)
        assert.strictEqual((yield* api(visitor, other.access_token, "/api/accounts")).status, 401)
      })
    )
  )

  it.effect("sends nobody to a strange address, and says why it sends no code", () =>
    atBank((visitor) =>
      Effect.gen(function* () {
        for (const wrong of [{ redirect_uri: "http://evil.example/" }, { client_id: "other" }]) {
          const seen = yield* visitor.get(`/oauth/authorize?${new URLSearchParams({ ...request, ...wrong })}`)
          assert.deepStrictEqual([seen.status, seen.page, seen.location], [400, "oauth-error", null])
        }
        const plain = yield* visitor.get(
          `/oauth/authorize?${new URLSearchParams({ ...request, code_challenge_method: "plain" })}`
        )
        assert.strictEqual(back(plain).get("error"), "invalid_request")
        assert.strictEqual(back(yield* consent(visitor, "user-ok", { decision: "deny" })).get("error"), "access_denied")
        assert.strictEqual(
          back(yield* consent(visitor, "user-not-supported")).get("error_description"),
          "not-supported"
        )
        assert.deepStrictEqual((yield* consent(visitor, "user-bad")).error, "invalid-credentials")
        assert.deepStrictEqual((yield* consent(visitor, "user-locked")).error, "account-locked")
      })
    )
  )
})
