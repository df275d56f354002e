// What goes wrong at the bank, place by place and by both doors, and what it is called. Nothing is claimed by a read that
// failed; a list that was cut says so.
import { assert, describe, it } from "@effect/vitest"
import { type Connector, type ConnectorHost, type Errors, type Pages, Records } from "@tomada/connector-kit"
import { Cause, Effect, Exit, Stream } from "effect"
import { TestClock } from "effect/testing"

import { atBank, atBanksLogin, inside, plain, SandboxBank, today } from "./Bank.ts"

const day = Records.CivilDate.make(today)
const window = { from: Records.CivilDate.make("2025-12-01"), to: day, today: day }
const longAgo = Records.CivilDate.make("2020-01-01")
const user = "user-ok"

type Read = Effect.Effect<ReadonlyArray<Pages.Page<unknown>>, Errors.FetchError>

interface World {
  readonly opened: ConnectorHost.Visit
  readonly account: Records.CollectedAccount
  readonly card: Records.CollectedAccount
  readonly investment: Records.CollectedInvestment
  readonly rows: ReadonlyArray<Connector.IdentifiedRow>
}

const pages = <A>(stream: Stream.Stream<Pages.Page<A>, Errors.FetchError>): Read => Stream.runCollect(stream)
const single = (effect: Effect.Effect<unknown, Errors.FetchError>): Read =>
  Effect.map(effect, (value) => [{ records: [value], coverage: [], warnings: [] }])

/** How each place of the bank is read. */
const reads: Readonly<Record<string, (world: World) => Read>> = {
  accounts: ({ opened }) => pages(opened.collect("ACCOUNTS", null)),
  cards: ({ opened }) => pages(opened.collect("CREDIT_CARDS", null)),
  transactions: ({ account, opened }) => pages(opened.collect("TRANSACTIONS", { account, window })),
  "card-transactions": ({ card, opened }) => pages(opened.collect("TRANSACTIONS", { account: card, window })),
  payments: ({ account, opened, rows }) => pages(opened.collect("PAYMENT_DATA", { account, rows })),
  bills: ({ card, opened }) => pages(opened.collect("BILLS", { account: card })),
  statements: ({ account, opened }) => pages(opened.collect("ACCOUNT_STATEMENTS", { account })),
  investments: ({ opened }) => pages(opened.collect("INVESTMENTS", null)),
  movements: ({ investment, opened }) =>
    pages(opened.collect("INVESTMENTS_TRANSACTIONS", { investment, window: { ...window, from: longAgo } })),
  loans: ({ opened }) => pages(opened.collect("LOANS", null)),
  profile: ({ opened }) => pages(opened.collect("IDENTITY", null)),
  balance: ({ account, opened }) => single(opened.balance(account))
}

const failures: ReadonlyArray<readonly [string, object]> = [
  ["error", { _tag: "InstitutionDown", how: "server-error" }],
  ["unavailable", { _tag: "InstitutionDown", how: "maintenance" }],
  ["reset", { _tag: "InstitutionDown", how: "unreachable" }],
  ["hold", { _tag: "InstitutionDown", how: "no-answer" }],
  ["half", { _tag: "SiteChanged" }],
  ["markup", { _tag: "SiteChanged" }],
  ["garbage", { _tag: "SiteChanged" }],
  ["session-lost", { _tag: "SessionExpired" }]
]

const firstOf = <A>(stream: Stream.Stream<Pages.Page<A>, Errors.FetchError>) =>
  Effect.map(Stream.runCollect(stream), (found) => found[0]?.records[0] ?? assert.fail("nothing"))

const world = Effect.fnUntraced(function* (opened: ConnectorHost.Visit) {
  const account = yield* firstOf(opened.collect("ACCOUNTS", null))
  const found = yield* Stream.runCollect(opened.collect("TRANSACTIONS", { account, window: { ...window, from: day } }))
  const identified = { ...(found[0]?.records[0] ?? assert.fail("no row")), institutionId: "0", operationType: "PIX" }
  const all = yield* Stream.runCollect(opened.collect("TRANSACTIONS", { account, window }))
  const moved = all.flatMap(({ records }) => records).find(({ operationType }) => operationType === "PIX")
  const known: World = {
    opened,
    account,
    card: yield* firstOf(opened.collect("CREDIT_CARDS", null)),
    investment: yield* firstOf(opened.collect("INVESTMENTS", null)),
    rows: [{ ...identified, ...moved, institutionId: moved?.institutionId ?? "" }]
  }
  return known
})

const turn = Effect.callback<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

/** Time passes only while the bank holds its answer. */
const impatient = (read: Read, bank: SandboxBank["Service"]): Read =>
  Effect.raceFirst(
    read,
    Effect.gen(function* () {
      const isHeld = Effect.map(bank.log, (log) => log.at(-1)?.status === undefined)
      for (let turns = 0; turns < 50;) {
        yield* turn
        turns = (yield* isHeld) ? turns + 1 : 0
      }
      yield* TestClock.adjust("21 seconds")
      return yield* Effect.never
    })
  )

for (const [door, connectorId] of [
  ["pages", plain],
  ["interface for programs", atBanksLogin]
] as const) {
  const places = Object.keys(reads).filter((place) => connectorId === plain || place !== "statements")

  describe(`faults of the bank's ${door}`, () => {
    for (const [fault, expected] of failures) {
      it.effect(`that are called ${fault} are ${Object.values(expected).join(", ")} at every place`, () =>
        atBank(
          Effect.gen(function* () {
            const bank = yield* SandboxBank
            const first = yield* world(yield* inside(user, connectorId))
            let { opened } = first
            for (const place of places) {
              yield* bank.setFaults(user, [`${place}-${fault}`])
              const read = reads[place]?.({ ...first, opened }) ?? assert.fail(place)
              const claims: Array<unknown> = []
              const exit = yield* Effect.exit(fault === "hold" ? impatient(read, bank) : read)
              const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : claims
              assert.deepInclude(error, expected, `${place}-${fault}`)
              yield* bank.setFaults(user, [])
              if (fault === "session-lost") opened = yield* inside(user, connectorId)
            }
          })
        )
      )
    }

    it.effect(
      "cut a list to its newest rows: it is not the whole, and only the days after its oldest row are proven",
      () =>
        atBank(
          Effect.gen(function* () {
            const bank = yield* SandboxBank
            const known = yield* world(yield* inside(user, connectorId))
            yield* bank.setFaults(
              user,
              places.map((place) => `${place}-cap`)
            )
            for (const place of ["bills", "investments", "loans", ...(connectorId === plain ? ["statements"] : [])]) {
              const found = yield* reads[place]?.(known) ?? assert.fail(place)
              assert.deepStrictEqual(
                found.flatMap(({ coverage }) => coverage.map(({ rowCap }) => rowCap)),
                [10],
                place
              )
            }
            for (const place of ["transactions", "card-transactions", "movements"]) {
              const found = yield* reads[place]?.(known) ?? assert.fail(place)
              const coverage = found.flatMap((page) => page.coverage)
              const dates = found.flatMap(({ records }) =>
                (records as ReadonlyArray<{ date: string }>).map(({ date }) => date)
              ) // rows
              const oldest = Records.CivilDate.make(dates.toSorted()[0] ?? "")
              const whole = coverage.filter(({ rowCap }) => rowCap === undefined)
              if (place === "movements") continue
              assert.lengthOf(dates, 10, place)
              assert.deepStrictEqual(
                whole.map(({ from, to }) => [from, to]),
                [[Records.addDays(oldest, 1), day]],
                place
              )
              assert.deepInclude(coverage[0], { from: window.from, to: oldest, rowCap: 10 }, place)
            }
          })
        )
    )

    it.effect("show nothing where there is something: an empty list is no error and has no rows", () =>
      atBank(
        Effect.gen(function* () {
          const bank = yield* SandboxBank
          const known = yield* world(yield* inside(user, connectorId))
          for (const place of places.filter((each) => !["profile", "payments", "balance"].includes(each))) {
            yield* bank.setFaults(user, [`${place}-empty`])
            const found = yield* reads[place]?.(known) ?? assert.fail(place)
            assert.deepStrictEqual(
              found.flatMap(({ records }) => records),
              [],
              place
            )
          }
          yield* bank.setFaults(user, ["profile-empty"])
          assert.strictEqual((yield* Effect.flip(reads["profile"]?.(known) ?? assert.fail()))._tag, "SiteChanged")
        })
      )
    )
  })
}

describe("a bank that is slow", () => {
  it.effect("is waited for", () =>
    atBank(
      Effect.gen(function* () {
        const bank = yield* SandboxBank
        const known = yield* world(yield* inside(user, plain))
        yield* bank.setFaults(user, ["loans-slow"])
        const time = Effect.forever(Effect.andThen(turn, TestClock.adjust("1 second")))
        const read = Effect.raceFirst(reads["loans"]?.(known) ?? assert.fail(), time)
        assert.lengthOf(
          (yield* read).flatMap(({ records }) => records),
          6
        )
      })
    )
  )
})

describe("half a document", () => {
  it.effect("is no document", () =>
    atBank(
      Effect.gen(function* () {
        const bank = yield* SandboxBank
        const { account, opened } = yield* world(yield* inside(user, plain))
        const statement = yield* firstOf(opened.collect("ACCOUNT_STATEMENTS", { account }))
        for (const [fault, tag] of [
          ["half", "SiteChanged"],
          ["garbage", "SiteChanged"],
          ["error", "InstitutionDown"]
        ] as const) {
          yield* bank.setFaults(user, [`statements-${fault}`])
          assert.strictEqual((yield* Effect.flip(opened.statement(statement.handle)))._tag, tag)
        }
        yield* bank.setFaults(user, [])
        yield* bank.expireSessions
        assert.strictEqual((yield* Effect.flip(opened.statement(statement.handle)))._tag, "SessionExpired")
      })
    )
  )
})
