// What the bank asks beside the password, other than the questions of Login.test.ts: a token in the form, what a phone decides,
// a consent at the bank itself, and what a device that it remembers is spared.
import { assert, describe, it } from "@effect/vitest"
import { type Challenges, type ConnectorHost, Errors } from "@tomada/connector-kit"
import { Effect, Fiber, Option, Redacted, Stream } from "effect"
import { TestClock } from "effect/testing"

import {
  atBank,
  atBanksLogin,
  consenting,
  inside,
  loggedIn,
  oneStep,
  person,
  redirectUri,
  SandboxBank,
  twoStep,
  visit
} from "./Bank.ts"

const sees = (opened: ConnectorHost.Visit) =>
  Effect.map(Stream.runCollect(opened.collect("ACCOUNTS", null)), (pages) => assert.lengthOf(pages, 1))

describe("a token beside the password", () => {
  it.effect("lets in, and the bank is asked nothing else", () =>
    atBank(
      Effect.gen(function* () {
        const bank = yield* SandboxBank
        for (const connectorId of [oneStep, 4]) {
          const opened = yield* loggedIn("user-ok", { connectorId, token: "123456" })
          yield* sees(opened)
        }
        assert.strictEqual(yield* bank.codesSent("user-ok"), 0)
      })
    )
  )

  it.effect("that is wrong is a wrong code and no wrong password", () =>
    atBank(
      Effect.gen(function* () {
        const opened = yield* visit("user-ok", { connectorId: oneStep, token: "654321" })
        const error = yield* Effect.flip(opened.login)
        assert.deepInclude(error, { _tag: "ChallengeFailed", why: "wrong" })
        assert.notInclude(JSON.stringify(error), "654321")
      })
    )
  )

  it.effect("that was used is a wrong code, and a fresh one lets in", () =>
    atBank(
      Effect.gen(function* () {
        const user = "user-ok-token-once"
        yield* loggedIn(user, { connectorId: oneStep, token: "123450" })
        const again = yield* visit(user, { connectorId: oneStep, token: "123450" })
        assert.deepInclude(yield* Effect.flip(again.login), { _tag: "ChallengeFailed", why: "wrong" })
        yield* sees(yield* loggedIn(user, { connectorId: oneStep, token: "123451" }))
      })
    )
  )

  it.effect("that nobody is there to give ends the login before the bank is asked", () =>
    atBank(
      Effect.gen(function* () {
        const opened = yield* visit("user-ok", { connectorId: oneStep })
        assert.deepInclude(yield* Effect.flip(opened.login), { _tag: "ChallengeFailed", why: "no-user-present" })
        assert.deepStrictEqual(yield* (yield* SandboxBank).log, [])
      })
    )
  )

  it.effect("of a business is followed by the choice of a company", () =>
    atBank(
      Effect.gen(function* () {
        const { ask, questions } = person("padaria")
        yield* sees(yield* loggedIn("user-ok-multi-company", { connectorId: 4, token: "123456", ask }))
        assert.deepStrictEqual(
          questions.map(({ _tag }) => _tag),
          ["Select"]
        )
      })
    )
  )
})

/** Somebody who sees what is shown until it is withdrawn. */
const watching = () => {
  const shown: Array<Challenges.Challenge> = []
  const withdrawn: Array<string> = []
  const show = (challenge: Challenges.Challenge): Stream.Stream<"done", Errors.ChallengeFailed> =>
    Stream.never.pipe(
      Stream.onStart(Effect.sync(() => void shown.push(challenge))),
      Stream.ensuring(Effect.sync(() => void withdrawn.push(challenge._tag)))
    )
  return { show, shown, withdrawn }
}

const turn = Effect.callback<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})
const until = (isThere: () => boolean) =>
  Effect.repeat(Effect.andThen(turn, Effect.sync(isThere)), { until: (is) => is })
const passing = (seconds: number) =>
  Effect.forEach(Array.from({ length: seconds }), () => Effect.andThen(TestClock.adjust("1 second"), turn), {
    discard: true
  })

describe("what a phone decides", () => {
  for (const [user, tag] of [
    ["user-ok-qr", "QrCode"],
    ["user-ok-approve", "Approve"]
  ] as const) {
    const world = Effect.gen(function* () {
      const seen = watching()
      const opened = yield* visit(user, { connectorId: twoStep, show: seen.show })
      const login = yield* Effect.forkChild(opened.login, { startImmediately: true })
      yield* until(() => seen.shown.length === 1)
      return { ...seen, opened, login, bank: yield* SandboxBank }
    })
    /** Time goes on until the login has ended. */
    const ended = <A, E>(login: Fiber.Fiber<A, E>) =>
      Effect.raceFirst(Fiber.join(login), Effect.forever(Effect.andThen(TestClock.adjust("1 second"), turn)))

    it.effect(`of ${user} is shown as ${tag} and lets in once it is approved`, () =>
      atBank(
        Effect.gen(function* () {
          const { bank, login, opened, shown, withdrawn } = yield* world
          const [challenge] = shown
          if (challenge?._tag === "QrCode") assert.match(challenge.payload, /^tomada-qr:.+/)
          else if (challenge?._tag === "Approve") assert.strictEqual(challenge.where, "(11) 9****-1234")
          assert.strictEqual(challenge?._tag, tag)
          assert.strictEqual(challenge?.expiresAt?.epochMilliseconds, 120_000)
          yield* passing(5)
          assert.isUndefined(login.pollUnsafe(), "not before the phone")
          assert.strictEqual(yield* bank.decideOnPhone(user, "approve"), 1)
          yield* ended(login)
          assert.deepStrictEqual(withdrawn, [tag])
          yield* sees(opened)
        })
      )
    )

    it.effect(`of ${user} that is refused there is cancelled`, () =>
      atBank(
        Effect.gen(function* () {
          const { bank, login } = yield* world
          yield* bank.decideOnPhone(user, "refuse")
          assert.deepInclude(yield* Effect.flip(ended(login)), { _tag: "ChallengeFailed", why: "cancelled" })
        })
      )
    )

    it.effect(`of ${user} that never comes is too late after the bank's two minutes`, () =>
      atBank(
        Effect.gen(function* () {
          const { login } = yield* world
          assert.deepInclude(yield* Effect.flip(ended(login)), { _tag: "ChallengeFailed", why: "timeout" })
        })
      )
    )

    it.effect(`of ${user} ends when the person gives up`, () =>
      atBank(
        Effect.gen(function* () {
          const show = () => Stream.fail(new Errors.ChallengeFailed({ why: "cancelled" }))
          const opened = yield* visit(user, { connectorId: twoStep, show })
          assert.deepInclude(yield* Effect.flip(opened.login), { _tag: "ChallengeFailed", why: "cancelled" })
        })
      )
    )
  }
})

describe("a question", () => {
  for (const user of ["user-ok", "user-ok-select", "user-ok-img", "user-ok-phone"]) {
    it.effect(`of ${user} ends the login when the person gives up`, () =>
      atBank(
        Effect.gen(function* () {
          const ask = () => Effect.fail(new Errors.ChallengeFailed({ why: "cancelled" }))
          const opened = yield* visit(user, { connectorId: 5, ask })
          assert.deepInclude(yield* Effect.flip(opened.login), { _tag: "ChallengeFailed", why: "cancelled" })
          assert.isTrue(Option.isNone((yield* opened.saved).session))
        })
      )
    )
  }

  it.effect("is spared a device that the bank remembers, until it forgets it", () =>
    atBank(
      Effect.gen(function* () {
        const bank = yield* SandboxBank
        const first = yield* loggedIn("user-ok", { connectorId: twoStep, ask: person("123456").ask })
        const { trust } = yield* first.saved
        const known = { session: Option.none(), trust }
        yield* sees(yield* loggedIn("user-ok", { connectorId: twoStep, saved: known }))
        assert.strictEqual(yield* bank.codesSent("user-ok"), 1)
        yield* bank.forgetTrust("user-ok")
        const later = yield* visit("user-ok", { connectorId: twoStep, saved: known })
        assert.deepInclude(yield* Effect.flip(later.login), { _tag: "ChallengeFailed", why: "no-user-present" })
      })
    )
  )
})

describe("a consent at the bank", () => {
  const asked = Effect.fnUntraced(function* (
    user: string,
    decision: "allow" | "deny",
    change: (query: string) => string = (query) => query
  ) {
    const bank = yield* SandboxBank
    const urls: Array<URL> = []
    const ask = (challenge: Challenges.Challenge) =>
      Effect.gen(function* () {
        if (challenge._tag === "Redirect") urls.push(new URL(challenge.url))
        const answer = yield* consenting(user, decision)(challenge)
        return Redacted.make(change(Redacted.value(answer)))
      }).pipe(Effect.provideService(SandboxBank, bank))
    return { urls, opened: yield* visit(user, { connectorId: atBanksLogin, ask }) }
  })

  it.effect("is asked for with a state of its own and the proof of whoever asks", () =>
    atBank(
      Effect.gen(function* () {
        const [one, two] = [yield* asked("user-ok", "allow"), yield* asked("user-ok", "allow")]
        yield* one.opened.login
        yield* two.opened.login
        const queries = [...one.urls, ...two.urls].map(({ searchParams }) => Object.fromEntries(searchParams))
        for (const query of queries) {
          assert.deepInclude(query, { response_type: "code", code_challenge_method: "S256", redirect_uri: redirectUri })
          assert.match(query["code_challenge"] ?? "", /^[\w-]{43}$/)
        }
        for (const name of ["state", "code_challenge"]) assert.notStrictEqual(queries[0]?.[name], queries[1]?.[name])
        yield* sees(one.opened)
      })
    )
  )

  it.effect("that is denied is cancelled", () =>
    atBank(
      Effect.gen(function* () {
        const { opened } = yield* asked("user-ok", "deny")
        assert.deepInclude(yield* Effect.flip(opened.login), { _tag: "ChallengeFailed", why: "cancelled" })
      })
    )
  )

  it.effect("whose answer bears another state is wrong, and no token is asked for", () =>
    atBank(
      Effect.gen(function* () {
        const { opened } = yield* asked("user-ok", "allow", (query) => query.replace(/state=[^&]+/, "state=another"))
        assert.deepInclude(yield* Effect.flip(opened.login), { _tag: "ChallengeFailed", why: "wrong" })
        const log = yield* (yield* SandboxBank).log
        assert.isFalse(log.some(({ path }) => path === "/oauth/token"))
      })
    )
  )

  it.effect("whose code is another's or too old is wrong", () =>
    atBank(
      Effect.gen(function* () {
        const other = yield* asked("user-ok", "allow", (query) => query.replace(/code=[^&]+/, "code=another"))
        assert.deepInclude(yield* Effect.flip(other.opened.login), { _tag: "ChallengeFailed", why: "wrong" })
        const bank = yield* SandboxBank
        const late = yield* visit("user-ok", {
          connectorId: atBanksLogin,
          ask: (challenge) =>
            Effect.tap(Effect.provideService(consenting("user-ok")(challenge), SandboxBank, bank), () =>
              TestClock.adjust("61 seconds")
            )
        })
        assert.deepInclude(yield* Effect.flip(late.login), { _tag: "ChallengeFailed", why: "wrong" })
      })
    )
  )

  it.effect("is renewed at each visit, and is over once it was revoked", () =>
    atBank(
      Effect.gen(function* () {
        const bank = yield* SandboxBank
        const first = yield* inside("user-ok", atBanksLogin)
        yield* bank.expireAccessTokens
        assert.strictEqual((yield* Effect.flip(sees(first)))._tag, "SessionExpired")
        const second = yield* visit("user-ok", { connectorId: atBanksLogin, saved: yield* first.saved })
        yield* second.resume
        yield* sees(second)
        assert.strictEqual(yield* bank.passwordPosts("user-ok"), 1)
        const saved = yield* second.saved
        yield* second.revoke
        assert.isTrue(Option.isNone((yield* second.saved).session))
        const third = yield* visit("user-ok", { connectorId: atBanksLogin, saved })
        assert.strictEqual((yield* Effect.flip(third.resume))._tag, "SessionExpired")
      })
    )
  )

  it.effect("that was used by somebody else is over for both", () =>
    atBank(
      Effect.gen(function* () {
        const first = yield* inside("user-ok", atBanksLogin)
        const saved = yield* first.saved
        const own = yield* visit("user-ok", { connectorId: atBanksLogin, saved })
        yield* own.resume
        const thief = yield* visit("user-ok", { connectorId: atBanksLogin, saved })
        assert.strictEqual((yield* Effect.flip(thief.resume))._tag, "SessionExpired")
        assert.strictEqual(
          (yield* Effect.flip(Stream.runCollect(own.collect("ACCOUNTS", null))))._tag,
          "SessionExpired"
        )
      })
    )
  )
})
