import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Redacted, Stream } from "effect"
import { TestClock } from "effect/testing"

import { connectors } from "../src/index.ts"
import { atBank, Ledger, loggedIn, person, SandboxBank, twoStep, Users, visit } from "./Bank.ts"

describe("the login of the sandbox bank", () => {
  const refused: ReadonlyArray<readonly [string, object]> = [
    ["user-logged", { _tag: "AlreadyLoggedIn" }],
    ["user-locked", { _tag: "AccountLocked" }],
    ["user-error", { _tag: "InstitutionDown", how: "server-error" }],
    ["user-unavailable", { _tag: "InstitutionDown", how: "maintenance" }],
    ["user-connection-error", { _tag: "InstitutionDown", how: "unreachable" }],
    ["user-account-need-actions", { _tag: "UserActionNeeded", action: "accept-terms", providerMessage: null }],
    [
      "user-account-need-actions-provider-message",
      {
        _tag: "UserActionNeeded",
        action: "accept-terms",
        providerMessage: Users.find("user-account-need-actions-provider-message")?.providerMessage
      }
    ],
    ["user-account-credentials-reset", { _tag: "UserActionNeeded", action: "change-password" }],
    ["user-not-supported", { _tag: "Unsupported" }],
    ["user-ok-auth-pending", { _tag: "UserActionNeeded", action: "authorize-device" }],
    ["user-nobody", { _tag: "InvalidCredentials" }]
  ]
  for (const connectorId of [0, 2, twoStep]) {
    for (const [user, error] of refused) {
      it.effect(`of ${user} with connector ${connectorId} is refused for what it is`, () =>
        atBank(
          Effect.gen(function* () {
            const { ask } = person("123456")
            const opened = yield* visit(user, { connectorId, ask })
            assert.deepInclude(yield* Effect.flip(opened.login), error)
            assert.isTrue(Option.isNone((yield* opened.saved).session))
          })
        )
      )
    }
  }

  it("is tried with every user who is refused", () => {
    const known = Users.names.filter((name) => !["open", "companies"].includes(Users.find(name)?.atLogin ?? ""))
    assert.deepStrictEqual(
      known.filter((name) => !refused.some(([user]) => user === name)),
      []
    )
  })

  it.effect("with a wrong password is refused, and said once only", () =>
    atBank(
      Effect.gen(function* () {
        const opened = yield* visit("user-ok", { password: "canary-wrong" })
        const error = yield* Effect.flip(opened.login)
        assert.strictEqual(error._tag, "InvalidCredentials")
        assert.notInclude(JSON.stringify(error), "canary")
        assert.strictEqual(yield* (yield* SandboxBank).passwordPosts("user-ok"), 1)
      })
    )
  )

  it.effect("of a form that is not filled in asks the bank nothing", () =>
    atBank(
      Effect.gen(function* () {
        const opened = yield* visit("ana", { password: "short" })
        const error = yield* Effect.flip(opened.login)
        assert.deepStrictEqual("fields" in error && error.fields, ["user", "password"])
        assert.deepStrictEqual(yield* (yield* SandboxBank).log, [])
      })
    )
  )

  it.effect("goes on once the device was authorised on the phone", () =>
    atBank(
      Effect.gen(function* () {
        const user = "user-ok-auth-pending"
        const opened = yield* visit(user)
        yield* Effect.flip(opened.login)
        yield* (yield* SandboxBank).decideDevice(user, "approve")
        yield* opened.login
        assert.strictEqual((yield* Stream.runCollect(opened.collect("ACCOUNTS", null))).length, 1)
      })
    )
  )

  it.effect("of a connector that cannot ask does not support what the bank would ask", () =>
    atBank(
      Effect.gen(function* () {
        const opened = yield* visit("user-ok-multi-company")
        assert.strictEqual((yield* Effect.flip(opened.login))._tag, "Unsupported")
      })
    )
  )

  it.effect("is needed once: the session that was kept is enough, until the bank ends it", () =>
    atBank(
      Effect.gen(function* () {
        const bank = yield* SandboxBank
        const first = yield* loggedIn("user-ok")
        const second = yield* visit("user-ok", { saved: yield* first.saved })
        yield* second.resume
        assert.strictEqual((yield* Stream.runCollect(second.collect("ACCOUNTS", null))).length, 1)
        assert.strictEqual(yield* bank.passwordPosts("user-ok"), 1)
        yield* bank.expireSessions
        const third = yield* visit("user-ok", { saved: yield* second.saved })
        assert.strictEqual((yield* Effect.flip(third.resume))._tag, "SessionExpired")
        yield* third.login
        assert.strictEqual((yield* Stream.runCollect(third.collect("ACCOUNTS", null))).length, 1)
      })
    )
  )

  it("of one connector is not that of another: ids and forms are what the docs say", () => {
    assert.deepStrictEqual(
      connectors.map(({ manifest }) => [manifest.id as number, manifest.unattended, manifest.challenges.length > 0]),
      [
        [0, "always", false],
        [1, "until-session-expiry", false],
        [2, "always", false],
        [3, "until-session-expiry", true],
        [4, "until-session-expiry", true],
        [5, "until-session-expiry", true],
        [701, "until-session-expiry", true],
        [702, "until-session-expiry", true],
        [703, "until-session-expiry", true]
      ]
    )
  })
})

describe("the second factor of the sandbox bank", () => {
  const kinds: ReadonlyArray<readonly [string, ReadonlyArray<string>, ReadonlyArray<string>]> = [
    ["user-ok", ["123456"], ["Otp"]],
    ["user-ok-img", ["123456"], ["Image"]],
    ["user-ok-select", ["123456"], ["Select"]],
    ["user-ok-phone", ["2", "123456"], ["Select", "Otp"]],
    ["user-ok-multi-company", ["123456", "transportes"], ["Otp", "Select"]]
  ]
  for (const [user, answers, tags] of kinds) {
    it.effect(`of ${user} asks by ${tags.join(", then ")} and lets in`, () =>
      atBank(
        Effect.gen(function* () {
          const { ask, questions } = person(...answers)
          const opened = yield* loggedIn(user, { connectorId: twoStep, ask })
          assert.deepStrictEqual(
            questions.map(({ _tag }) => _tag),
            tags as never // the tags of the union
          )
          const [page] = yield* Stream.runCollect(opened.collect("ACCOUNTS", null))
          assert.strictEqual(page?.records.length, 1)
          for (const question of questions) {
            if (question._tag === "Otp") assert.isNotNull(question.hint)
            if (question._tag === "Image") {
              assert.strictEqual(Buffer.from(question.pngBase64, "base64").subarray(1, 4).toString(), "PNG")
            }
            if (question._tag === "Select") {
              assert.isAbove(question.options.length, 1)
              for (const { label, value } of question.options) assert.isTrue(label !== "" && value !== "")
            }
          }
        })
      )
    )

    it.effect(`of ${user} that is answered wrong is refused`, () =>
      atBank(
        Effect.gen(function* () {
          const { ask } = person(...answers.map((answer) => (answer === "123456" ? "654321" : answer)))
          const opened = yield* visit(user, { connectorId: twoStep, ask })
          assert.deepInclude(yield* Effect.flip(opened.login), { _tag: "ChallengeFailed", why: "wrong" })
        })
      )
    )
  }

  it.effect("leads to the company that was chosen", () =>
    atBank(
      Effect.gen(function* () {
        const user = "user-ok-multi-company"
        const { seed } = yield* SandboxBank
        for (const company of Ledger.companies) {
          const { ask, questions } = person("123456", company.id)
          const opened = yield* loggedIn(user, { connectorId: twoStep, ask })
          const [page] = yield* Stream.runCollect(opened.collect("ACCOUNTS", null))
          const held = Ledger.accountsOf({ seed, user }).find((account) => account.company === company.id)
          assert.strictEqual(page?.records[0]?.number, held?.number)
          const [, choice] = questions
          assert.include(JSON.stringify(choice), JSON.stringify({ value: company.id, label: company.name }))
          const [profile] = yield* Stream.runCollect(opened.collect("IDENTITY", null))
          assert.strictEqual(profile?.records[0]?.companyName, company.name)
        }
      })
    )
  )

  it.effect("says when the question expires, and is refused after it", () =>
    atBank(
      Effect.gen(function* () {
        const expires: Array<number | undefined> = []
        const opened = yield* visit("user-ok", {
          connectorId: twoStep,
          ask: (challenge) =>
            Effect.as(
              Effect.andThen(
                Effect.sync(() => expires.push(challenge.expiresAt?.epochMilliseconds)),
                TestClock.adjust("3 minutes")
              ),
              Redacted.make("123456")
            )
        })
        assert.deepInclude(yield* Effect.flip(opened.login), { _tag: "ChallengeFailed", why: "timeout" })
        assert.deepStrictEqual(expires, [120_000])
      })
    )
  )

  it.effect("that nobody answers ends the login", () =>
    atBank(
      Effect.gen(function* () {
        const opened = yield* visit("user-ok", { connectorId: twoStep })
        assert.deepInclude(yield* Effect.flip(opened.login), { _tag: "ChallengeFailed", why: "no-user-present" })
      })
    )
  )

  it.effect("is not asked again while the session lasts", () =>
    atBank(
      Effect.gen(function* () {
        const { ask } = person("123456")
        const first = yield* loggedIn("user-ok", { connectorId: twoStep, ask })
        const second = yield* visit("user-ok", { connectorId: twoStep, saved: yield* first.saved })
        yield* second.resume
        assert.strictEqual((yield* Stream.runCollect(second.collect("ACCOUNTS", null))).length, 1)
      })
    )
  )
})
