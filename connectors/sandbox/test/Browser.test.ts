// The bank's application in a browser: every kind of second factor in its dialog, rows by button and by scrolling, a session
// that is kept or handed over, and what goes wrong there.
import { assert, describe, layer } from "@effect/vitest"
import { type Challenges, type ConnectorHost, type Errors, Records } from "@tomada/connector-kit"
import { BigDecimal, Effect, Option, Redacted, Stream } from "effect"

import { atBank, browserLogin, inBrowser, inside, Ledger, loggedIn, person, SandboxBank, today, visit } from "./Bank.ts"
import { browsers } from "./Chromium.ts"

const day = Records.CivilDate.make(today)

/** A browser takes its time on a busy machine. */
const patience = 90_000

const one = <A>(found: ReadonlyArray<{ readonly records: ReadonlyArray<A> }>) =>
  found[0]?.records[0] ?? assert.fail("nothing")

const accountOf = (opened: ConnectorHost.Visit) => Effect.map(Stream.runCollect(opened.collect("ACCOUNTS", null)), one)
const cardOf = (opened: ConnectorHost.Visit) => Effect.map(Stream.runCollect(opened.collect("CREDIT_CARDS", null)), one)

layer(browsers, { excludeTestServices: true })("a visit in a browser", (it) => {
  describe("whose login asks", () => {
    const kinds: ReadonlyArray<readonly [string, ReadonlyArray<string>, ReadonlyArray<string>]> = [
      ["user-ok", ["123456"], ["Otp"]],
      ["user-ok-img", ["123456"], ["Image"]],
      ["user-ok-select", ["123456"], ["Select"]],
      ["user-ok-phone", ["2", "123456"], ["Select", "Otp"]],
      ["user-ok-multi-company", ["123456", "transportes"], ["Otp", "Select"]]
    ]
    for (const [user, answers, tags] of kinds) {
      it.effect(
        `${user} by ${tags.join(", then ")} is in, and one question that is answered wrong is refused`,
        () =>
          atBank(
            Effect.gen(function* () {
              const { ask, questions } = person(...answers)
              const opened = yield* loggedIn(user, { connectorId: inBrowser, ask })
              assert.deepStrictEqual(
                questions.map(({ _tag }) => _tag),
                tags as never // the tags of the union
              )
              const { seed } = yield* SandboxBank
              const held = Ledger.accountsOf({ seed, user }).find(
                ({ company, type }) => type === "checking" && (company ?? "transportes") === "transportes"
              )
              const { key, number } = yield* accountOf(opened)
              assert.deepStrictEqual([key, number], [`999/${held?.number}`, held?.number])
              if (tags.length > 1) return
              const wrong = person(...answers.map((answer) => (answer === "123456" ? "654321" : answer)))
              const other = yield* visit(user, { connectorId: inBrowser, ask: wrong.ask })
              assert.deepInclude(yield* Effect.flip(other.login), { _tag: "ChallengeFailed", why: "wrong" })
            })
          ),
        patience
      )
    }

    for (const [user, decision] of [
      ["user-ok-qr", "approve"],
      ["user-ok-approve", "refuse"]
    ] as const) {
      it.effect(
        `the phone of ${user} to ${decision} goes on as it decides`,
        () =>
          atBank(
            Effect.gen(function* () {
              const bank = yield* SandboxBank
              const shown: Array<Challenges.Challenge> = []
              const show = (challenge: Challenges.Challenge) =>
                Stream.fromEffect(
                  Effect.as(
                    Effect.andThen(
                      Effect.sync(() => shown.push(challenge)),
                      bank.decideOnPhone(user, decision)
                    ),
                    "done" as const
                  )
                ).pipe(Stream.concat(Stream.never))
              const opened = yield* visit(user, { connectorId: inBrowser, show })
              if (decision === "refuse") {
                assert.deepInclude(yield* Effect.flip(opened.login), { _tag: "ChallengeFailed", why: "cancelled" })
                return
              }
              yield* opened.login
              const [challenge] = shown
              assert.match(challenge?._tag === "QrCode" ? challenge.payload : "", /^tomada-qr:.+/)
              yield* accountOf(opened)
            })
          ),
        patience
      )
    }

    it.effect(
      "nobody is refused, and a device that the bank remembers is not asked",
      () =>
        atBank(
          Effect.gen(function* () {
            const unattended = yield* visit("user-ok", { connectorId: inBrowser })
            assert.deepInclude(yield* Effect.flip(unattended.login), {
              _tag: "ChallengeFailed",
              why: "no-user-present"
            })
            const first = yield* inside("user-ok", inBrowser)
            const { trust } = yield* first.saved
            const again = { session: Option.none(), trust }
            yield* accountOf(yield* loggedIn("user-ok", { connectorId: inBrowser, saved: again }))
          })
        ),
      patience
    )
  })

  it.effect(
    "refuses a login for what it is",
    () =>
      atBank(
        Effect.gen(function* () {
          const refused: ReadonlyArray<readonly [string, object]> = [
            ["user-nobody", { _tag: "InvalidCredentials" }],
            ["user-logged", { _tag: "AlreadyLoggedIn" }],
            ["user-locked", { _tag: "AccountLocked" }],
            ["user-error", { _tag: "InstitutionDown", how: "server-error" }],
            ["user-unavailable", { _tag: "InstitutionDown", how: "maintenance" }],
            ["user-connection-error", { _tag: "InstitutionDown", how: "unreachable" }],
            ["user-account-need-actions", { _tag: "UserActionNeeded", action: "accept-terms" }],
            ["user-account-credentials-reset", { _tag: "UserActionNeeded", action: "change-password" }],
            ["user-not-supported", { _tag: "Unsupported" }],
            ["user-ok-auth-pending", { _tag: "UserActionNeeded", action: "authorize-device" }]
          ]
          for (const [user, error] of refused) {
            const opened = yield* visit(user, {
              connectorId: inBrowser,
              ask: () => Effect.succeed(Redacted.make("123456"))
            })
            assert.deepInclude(yield* Effect.flip(Effect.scoped(opened.login)), error, user)
          }
        })
      ),
    patience
  )

  it.effect(
    "shows all rows of the days, by the button and by scrolling",
    () =>
      atBank(
        Effect.gen(function* () {
          const user = "user-ok"
          const opened = yield* inside(user, inBrowser)
          const { seed } = yield* SandboxBank
          const held = Ledger.accountsOf({ seed, user })
          const window = { from: Records.CivilDate.make("2025-11-20"), to: day, today: day }
          for (const [account, type] of [
            [yield* accountOf(opened), "checking"],
            [yield* cardOf(opened), "card"]
          ] as const) {
            const found = yield* Stream.runCollect(opened.collect("TRANSACTIONS", { account, window }))
            const id = held.find((each) => each.type === type)?.id ?? ""
            const rows = Ledger.rowsAt({ seed, user }, id, today).filter(({ date }) => date >= window.from)
            assert.isAbove(rows.length, 60, "three pages at least")
            assert.deepStrictEqual(
              found.flatMap(({ records }) =>
                records.map((row) => [
                  row.institutionId,
                  row.date,
                  row.description,
                  row.status,
                  BigDecimal.format(row.amount)
                ])
              ),
              rows.map((row) => [
                row.id,
                row.date,
                row.description,
                row.status.toUpperCase(),
                BigDecimal.format(BigDecimal.make(BigInt(row.amount), 2))
              ]) as never // days are ISO texts on both sides
            )
            assert.deepStrictEqual(
              found.flatMap(({ coverage }) => coverage),
              [{ from: window.from, to: day, states: ["POSTED", "PENDING"] }]
            )
          }
        })
      ),
    patience
  )

  it.effect(
    "is kept, and goes on where it was until the bank ends it",
    () =>
      atBank(
        Effect.gen(function* () {
          const bank = yield* SandboxBank
          const first = yield* inside("user-ok", inBrowser)
          const second = yield* visit("user-ok", { connectorId: inBrowser, saved: yield* first.saved })
          yield* second.resume
          const account = yield* accountOf(second)
          const [statement] = (yield* Stream.runCollect(second.collect("ACCOUNT_STATEMENTS", { account }))).flatMap(
            ({ records }) => records
          )
          assert.strictEqual((yield* second.statement(statement?.handle ?? "")).contentType, "application/pdf")
          assert.strictEqual(yield* bank.passwordPosts("user-ok"), 1)
          yield* bank.expireSessions
          assert.deepInclude(yield* Effect.flip(accountOf(second)), { _tag: "SessionExpired" })
          assert.deepInclude(yield* Effect.flip(cardOf(second)), { _tag: "SessionExpired" })
          assert.deepInclude(yield* Effect.flip(second.balance(account)), { _tag: "SessionExpired" })
          const third = yield* visit("user-ok", { connectorId: inBrowser, saved: yield* second.saved })
          assert.strictEqual((yield* Effect.flip(third.resume))._tag, "SessionExpired")
        })
      ),
    patience
  )

  it.effect(
    "may end with the login: the rest is read without it, and resumed so",
    () =>
      atBank(
        Effect.gen(function* () {
          const bank = yield* SandboxBank
          const first = yield* inside("user-ok", browserLogin)
          const before = (yield* bank.log).length
          yield* accountOf(first)
          yield* Stream.runCollect(first.collect("LOANS", null))
          const paths = (yield* bank.log).slice(before).map(({ path }) => path)
          assert.isFalse(
            paths.some((path) => path.startsWith("/app")),
            "no page of the application"
          )
          assert.include(paths, "/loans")
          const second = yield* visit("user-ok", { connectorId: browserLogin, saved: yield* first.saved })
          yield* second.resume
          yield* accountOf(second)
          assert.strictEqual(yield* bank.passwordPosts("user-ok"), 1)
        })
      ),
    patience
  )

  it.effect(
    "that meets a broken page says what it is",
    () =>
      atBank(
        Effect.gen(function* () {
          const bank = yield* SandboxBank
          const opened = yield* inside("user-ok", inBrowser)
          const account = yield* accountOf(opened)
          const window = { from: day, to: day, today: day }
          const accounts = Effect.asVoid(accountOf(opened))
          const rows = Stream.runDrain(opened.collect("TRANSACTIONS", { account, window }))
          const loans = Stream.runDrain(opened.collect("LOANS", null))
          const broken: ReadonlyArray<readonly [string, Effect.Effect<void, Errors.FetchError>, object]> = [
            ["accounts-error", accounts, { _tag: "InstitutionDown", how: "server-error" }],
            ["accounts-unavailable", accounts, { _tag: "InstitutionDown", how: "maintenance" }],
            ["accounts-reset", accounts, { _tag: "InstitutionDown", how: "unreachable" }],
            ["accounts-garbage", accounts, { _tag: "SiteChanged" }],
            ["transactions-half", rows, { _tag: "SiteChanged" }],
            ["transactions-error", rows, { _tag: "InstitutionDown", how: "server-error" }],
            ["loans-error", loans, { _tag: "InstitutionDown", how: "server-error" }],
            ["loans-half", loans, { _tag: "SiteChanged" }],
            ["loans-markup", loans, { _tag: "SiteChanged" }],
            ["app-unavailable", accounts, { _tag: "InstitutionDown", how: "maintenance" }],
            ["loans-reset", loans, { _tag: "InstitutionDown", how: "unreachable" }]
          ]
          for (const [fault, read, error] of broken) {
            yield* bank.setFaults("user-ok", [fault])
            const failed = yield* Effect.flip(read)
            assert.deepInclude(failed, error, `${fault}: ${JSON.stringify(failed)}`)
          }
        })
      ),
    patience
  )
})
