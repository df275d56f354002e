import { createHash } from "node:crypto"

import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Fiber, Redacted, Result } from "effect"
import { TestClock } from "effect/testing"

import * as Challenges from "../src/Challenges.ts"
import type { VisitRequest } from "../src/ConnectorHost.ts"
import { InstitutionDown, type LoginError } from "../src/Errors.ts"
import * as Http from "../src/Http.ts"
import * as Callback from "../src/internal/Callback.ts"
import * as Pkce from "../src/internal/Pkce.ts"
import { attempt, silent } from "./Asking.ts"
import { inBank } from "./Client.ts"
import { home, posted } from "./Everything.ts"
import { Loopback, until } from "./Loopback.ts"

const redirectUri = "https://tomada.example/callback"

const options: Challenges.RedirectOptions<never, never> = {
  label: "Log in at the bank",
  authorize: ({ codeChallenge, redirectUri, state }) =>
    `https://login.example/?${new URLSearchParams({ redirect_uri: redirectUri, state, code_challenge: codeChallenge }).toString()}`
}

/** A person whose browser comes back with what `back` makes of the address that it was sent to. */
const browser = (back: (sent: URLSearchParams) => Readonly<Record<string, string>>) => {
  const seen: Array<{ readonly url: URL; readonly expected: string | undefined }> = []
  const ask: VisitRequest["ask"] = (challenge, callback) =>
    Effect.sync(() => {
      const url = new URL(challenge._tag === "Redirect" ? challenge.url : "about:blank")
      seen.push({ url, expected: callback?.state })
      return Redacted.make(new URLSearchParams(back(url.searchParams)).toString())
    })
  return { seen, request: { ask, redirectUri } }
}

const state = (sent: URLSearchParams) => sent.get("state") ?? ""

const outcome = (
  back: (sent: URLSearchParams) => Readonly<Record<string, string>>,
  made: Challenges.RedirectOptions<LoginError, never> = options
) =>
  Effect.gen(function* () {
    const { request, seen } = browser(back)
    let authorized: Challenges.Authorized | undefined
    const fiber = yield* attempt(
      Effect.map(Challenges.redirect(made), (granted) => (authorized = granted)),
      request
    )
    const result = yield* Effect.result(Fiber.join(fiber))
    return { authorized, error: Result.getOrUndefined(Result.flip(result)), seen }
  })

describe("a login by redirect", () => {
  it.effect("trades the code of its own callback, with the verifier of what it sent", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        bank.answer = ({ body }, response) => {
          const verifier = new URLSearchParams(body).get("code_verifier") ?? ""
          response.end(createHash("sha256").update(verifier).digest("base64url"))
        }
        const { request, seen } = browser((sent) => ({ code: "c-1", state: state(sent), iss: "https://login.example" }))
        let traded = ""
        const login = Effect.gen(function* () {
          const granted = yield* Challenges.redirect(options)
          assert.strictEqual(granted.redirectUri, redirectUri)
          assert.deepStrictEqual(Redacted.value(granted.params), { iss: "https://login.example" })
          const form = { code: Redacted.value(granted.code), code_verifier: Redacted.value(granted.codeVerifier) }
          traded = (yield* Http.post(`${home}/token`, form)).text
        })
        yield* Effect.flatMap(attempt(login, request), Fiber.join)
        assert.include(bank.reached[0]?.body ?? "", "code=c-1")
        assert.strictEqual(traded, seen[0]?.url.searchParams.get("code_challenge"), "the bank can prove who asked")
        assert.strictEqual(seen[0]?.url.searchParams.get("redirect_uri"), redirectUri)
        assert.strictEqual(seen[0]?.expected, state(seen[0]?.url.searchParams ?? new URLSearchParams()))
      })
    )
  )

  it.effect("has a state and a verifier that no other login has", () =>
    inBank(
      Effect.gen(function* () {
        const states = new Set<string>()
        for (let run = 0; run < 20; run++) {
          const { authorized, seen } = yield* outcome((sent) => ({ code: "c", state: state(sent) }))
          states.add(seen[0]?.expected ?? "")
          states.add(Redacted.value(authorized?.codeVerifier ?? Redacted.make("")))
        }
        assert.strictEqual(states.size, 40)
        for (const text of states) assert.match(text, /^[\w-]{43}$/)
      })
    )
  )

  it.effect("tells nobody its code, its verifier or what came with them", () =>
    inBank(
      Effect.gen(function* () {
        const { authorized } = yield* outcome((sent) => ({ code: "canary", state: state(sent), id_token: "canary" }))
        assert.isDefined(authorized)
        assert.notInclude(JSON.stringify(authorized), "canary")
        assert.notInclude(JSON.stringify(authorized), Redacted.value(authorized?.codeVerifier ?? Redacted.make("")))
      })
    )
  )

  it.effect("may tell the institution first, and fails as that fails", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        bank.answer = (_, response) => response.end("https://login.example/?request_uri=urn:1&state=pushed")
        const { request, seen } = browser(() => ({}))
        const pushed = Challenges.redirect({ ...options, authorize: () => posted("par") })
        const fiber = yield* attempt(pushed, request)
        assert.deepInclude(yield* Effect.flip(Fiber.join(fiber)), { _tag: "ChallengeFailed", why: "wrong" })
        assert.match(
          seen[0]?.expected ?? "",
          /^[\w-]{43}$/,
          "whoever waits knows the state although no address bears it"
        )
        const down = { ...options, authorize: () => Effect.fail(new InstitutionDown({ how: "maintenance" })) }
        assert.deepInclude((yield* outcome(() => ({}), down)).error, { _tag: "InstitutionDown" })
      })
    )
  )

  const refused: ReadonlyArray<
    readonly [string, (sent: URLSearchParams) => Readonly<Record<string, string>>, Readonly<Record<string, string>>]
  > = [
    ["of another login", () => ({ code: "c", state: "other" }), { _tag: "ChallengeFailed", why: "wrong" }],
    ["without a state", () => ({ code: "c" }), { _tag: "ChallengeFailed", why: "wrong" }],
    ["that says nothing", () => ({}), { _tag: "ChallengeFailed", why: "wrong" }],
    [
      "of another login that says the person refused",
      () => ({ error: "access_denied", state: "other" }),
      { _tag: "ChallengeFailed", why: "wrong" }
    ],
    [
      "of a person who refused",
      (sent) => ({ error: "access_denied", state: state(sent) }),
      { _tag: "ChallengeFailed", why: "cancelled" }
    ],
    [
      "of an institution that is closed",
      (sent) => ({ error: "temporarily_unavailable", state: state(sent) }),
      { _tag: "InstitutionDown", how: "maintenance" }
    ],
    [
      "with an error that nobody knows",
      (sent) => ({ error: "constructor", state: state(sent) }),
      { _tag: "SiteChanged", at: "callback" }
    ],
    ["without a code", (sent) => ({ state: state(sent) }), { _tag: "SiteChanged", at: "callback" }],
    ["with an empty code", (sent) => ({ code: "", state: state(sent) }), { _tag: "SiteChanged", at: "callback" }]
  ]
  for (const [what, back, expected] of refused) {
    it.effect(`does not take a callback ${what}`, () =>
      inBank(
        Effect.gen(function* () {
          assert.deepInclude((yield* outcome(back)).error, expected)
        })
      )
    )
  }

  it.effect("sends nobody to an address that is not of the web", () =>
    inBank(
      Effect.gen(function* () {
        for (const url of ["javascript:alert(1)", "login.example", "data:text/html,x", ""]) {
          const { error, seen } = yield* outcome(() => ({}), { ...options, authorize: () => url })
          assert.deepInclude(error, { _tag: "SiteChanged", at: "authorize" })
          assert.deepStrictEqual(seen, [])
        }
      })
    )
  )

  it.effect("is not possible where no callback can arrive", () =>
    inBank(
      Effect.gen(function* () {
        for (const where of [{}, { redirectUri: null }]) {
          const fiber = yield* attempt(Challenges.redirect(options), { ...where, ask: () => Effect.die("not asked") })
          assert.deepInclude(yield* Effect.flip(Fiber.join(fiber)), { _tag: "ChallengeFailed", why: "unsupported" })
        }
      })
    )
  )

  it.effect("whose person never comes back has failed in time", () =>
    inBank(
      Effect.gen(function* () {
        const expiresAt = DateTime.makeUnsafe(20 * 60_000)
        const { ask, isAsked } = silent()
        const fiber = yield* attempt(Challenges.redirect({ ...options, expiresAt }), { ask, redirectUri })
        yield* isAsked
        yield* TestClock.adjust("20 minutes")
        assert.isUndefined(fiber.pollUnsafe(), "what was said in time may still be on its way")
        yield* TestClock.adjust("1 minute")
        yield* until("the end", () => fiber.pollUnsafe() !== undefined)
        assert.deepInclude(yield* Effect.flip(Fiber.join(fiber)), { _tag: "ChallengeFailed", why: "timeout" })
      })
    )
  )
})

describe("a callback", () => {
  const why = (query: string) => Result.getOrUndefined(Result.flip(Callback.read(query, "s")))

  it("is read with its question mark or without", () => {
    for (const query of ["?code=c%20d&state=s", "code=c+d&state=s"]) {
      const granted = Result.getOrThrow(Callback.read(query, "s"))
      assert.strictEqual(Redacted.value(granted.code), "c d")
    }
  })

  it("that says a thing twice has not said it", () => {
    assert.deepInclude(why("code=c&state=s&state=s"), { _tag: "ChallengeFailed", why: "wrong" })
    assert.deepInclude(why("code=c&code=d&state=s"), { _tag: "SiteChanged", at: "callback" })
  })
})

describe("a proof key", () => {
  it.effect("is made as RFC 7636 (appendix B) says", () =>
    Effect.gen(function* () {
      const verifier = Redacted.make("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
      assert.strictEqual(yield* Pkce.codeChallenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    })
  )
})
