// The checks of what is fetched and known again: on the good connector of the model bank, on a connector of files, on an institution that
// cuts its lists, and the parts of them that can be wrong by themselves.
import { assert, describe, it } from "@effect/vitest"
import { Connector, Field, Pages, Parse, type Records } from "@tomada/connector-kit"
import { BigDecimal, DateTime, Duration, Effect, Fiber, Redacted } from "effect"
import { z } from "zod"

import type * as Cassette from "../src/Cassette.ts"
import * as Subject from "../src/contract/Subject.ts"
import * as Suite from "../src/contract/Suite.ts"
import type * as Surgery from "../src/contract/Surgery.ts"
import * as Unread from "../src/contract/Unread.ts"
import * as LeapingClock from "../src/LeapingClock.ts"
import * as Model from "./model/Model.ts"
import { atCappedBank } from "./saboteurs/Fetch.ts"

const ours = Suite.all.filter(({ family }) => family === "fetch" || family === "identity")

const outcomes = (subject: Subject.Subject) =>
  Effect.map(Suite.run(subject, ours), (results) =>
    Object.fromEntries(results.map(({ check, outcome }) => [check.id, outcome._tag] as const))
  )

const statement = [
  "Day;Text;Amount;Kind",
  "2026-09-28;Caf\u00e9;-5.00;card",
  "2026-09-28;Bread;-9.00;card",
  "2026-09-27;Salary;1200.00;transfer",
  "2026-09-26;Shop;-80.00;card"
].join("\n")

const { TRANSACTIONS: transactions } = Model.manifest.products
const filesManifest = {
  ...Model.manifest,
  id: 9_002,
  slug: "model-files",
  transport: "file",
  challenges: [],
  unattended: "never",
  hosts: [],
  products: { ACCOUNTS: {}, TRANSACTIONS: transactions }
} as const satisfies Connector.ManifestInput<"ACCOUNTS" | "TRANSACTIONS", "never">

const account: Records.CollectedAccount = {
  key: "0001-1",
  handle: "0001-1",
  type: "BANK",
  subtype: "CHECKING_ACCOUNT",
  number: "0001-1",
  name: "Checking",
  balance: BigDecimal.make(0n, 0),
  currencyCode: "BRL"
}

const rowOf = Effect.fnUntraced(function* (line: string) {
  const [day = "", description = "", amount = ""] = line.split(";")
  const value = yield* Parse.decimalPoint(amount, "file")
  const [year = "", month = "", date = ""] = day.split("-")
  const row: Records.CollectedTransaction = {
    date: yield* Parse.dayMonthYear(`${date}/${month}/${year}`, "file"),
    status: "POSTED",
    type: BigDecimal.isNegative(value) ? "DEBIT" : "CREDIT",
    amount: value,
    currencyCode: "BRL",
    description
  }
  return row
})

const fileSession = z.object({ lines: z.array(z.string()) })
type FileSession = z.output<typeof fileSession>

/** Reads a table of semicolons out of the file that it is given; `skip` leaves the first lines out. */
const files = (skip = 0): Connector.Connector =>
  Connector.make({
    manifest: filesManifest,
    credentials: { file: Field.file({ label: "Statement", maxBytes: 100_000 }) },
    session: fileSession,
    login: (given) => {
      const [, body = ""] = Redacted.value(given).file.split(",")
      const lines = Buffer.from(body, "base64").toString("latin1").split("\n").slice(1)
      return Effect.succeed({ session: { lines: lines.slice(skip) } })
    },
    resume: (session) => Effect.succeed(session),
    accounts: () => Pages.single(Effect.succeed([account])),
    products: {
      TRANSACTIONS: ({ lines }: FileSession, _: Records.CollectedAccount, { from, to }: Connector.Window) =>
        Pages.single(
          Effect.map(Effect.forEach(lines, rowOf), (rows) => rows.filter(({ date }) => date >= from && date <= to)),
          [{ from, to, states: ["POSTED"] }]
        )
    }
  })

const given = (connector: Connector.Connector): Cassette.Cassette => {
  const sync = (number: number): Cassette.Line => ({
    sync: number,
    clock: DateTime.addDuration(Model.began, Duration.days(number)),
    trigger: number === 1 ? "first" : "update",
    expects: { status: "SUCCESS", error: null, records: {} }
  })
  return {
    header: {
      cassette: 1,
      connector: connector.manifest,
      scenario: "ok",
      redactor: 1,
      recordedAt: Model.began,
      zone: "America/Sao_Paulo",
      hosts: [],
      parameters: { file: `data:text/csv;base64,${Buffer.from(statement, "latin1").toString("base64")}` },
      products: null,
      volatile: [],
      keep: []
    },
    lines: [sync(1), sync(2)]
  }
}

describe("what is fetched", () => {
  it.effect("by the good connector passes every check but that of an institution which cuts its lists", () =>
    Effect.gen(function* () {
      const subject = yield* Subject.make(Model.connector, [yield* Model.recorded()])
      const { "C-23": caps, ...others } = yield* outcomes(subject)
      assert.strictEqual(caps, "Unaudited")
      assert.deepStrictEqual([...new Set(Object.values(others))], ["Passed"])
      assert.lengthOf(Object.keys(others), 13)
    })
  )

  it.effect("from lists that are cut passes where the connector says so", () =>
    Effect.gen(function* () {
      const { "C-23": caps } = yield* outcomes(yield* atCappedBank(3))
      assert.strictEqual(caps, "Passed")
    })
  )

  it.effect("out of a file is looked at as far as a file goes", () =>
    Effect.gen(function* () {
      const connector = files()
      const found = yield* outcomes(yield* Subject.make(connector, [given(connector)]))
      const of = (outcome: string) =>
        Object.keys(found).filter((id) => Object.entries(found).some(([other, its]) => other === id && its === outcome))
      assert.deepStrictEqual(of("Passed"), ["C-20", "C-21", "C-24", "C-27", "C-30", "C-31", "C-32", "C-33"])
      assert.deepStrictEqual(of("Exempt"), ["C-22", "C-26", "C-28", "C-34"])
      assert.deepStrictEqual(of("Failed"), [])
    })
  )

  it.effect("out of a file whose first line is left out fails", () =>
    Effect.gen(function* () {
      const connector = files(1)
      const results = yield* Suite.run(yield* Subject.make(connector, [given(connector)]), ours)
      const found = results.flatMap(({ outcome }) => (outcome._tag === "Failed" ? outcome.found : []))
      assert.include(found, "the file leaves 1 rows of its answers unread")
    })
  )

  it.effect("without any recording is not audited, and nothing passes", () =>
    Effect.gen(function* () {
      const found = yield* outcomes(yield* Subject.make(Model.connector, []))
      assert.deepStrictEqual([...new Set(Object.values(found))], ["Unaudited"])
    })
  )
})

describe("rows that nobody read", () => {
  const row = (day: string, ...amounts: ReadonlyArray<string>) =>
    ({ source: "", values: [], days: [day], amounts }) as unknown as Surgery.Row // days of a literal
  const record = (day: string, amount: string) => ({ date: day, amount: BigDecimal.fromStringUnsafe(amount) })
  const said = (...records: ReadonlyArray<unknown>) => records.flatMap((each) => Unread.said(each, "UTC"))

  it("are counted once for each twin that is missing", () => {
    const twins = [row("2026-03-20", "5"), row("2026-03-20", "5")]
    assert.strictEqual(Unread.count(twins, said(record("2026-03-20", "-5"))), 1)
    assert.strictEqual(Unread.count(twins, said(record("2026-03-20", "-5"), record("2026-03-20", "5.00"))), 0)
    assert.strictEqual(Unread.count(twins, said(record("2026-03-21", "5"))), 2)
  })

  it("are none where a balance looks like the amount of another row", () => {
    const rows = [row("2026-03-20", "10", "5"), row("2026-03-20", "10", "20")]
    assert.strictEqual(Unread.count(rows, said(record("2026-03-20", "10"), record("2026-03-20", "5"))), 0)
  })
})

describe("a clock that leaps", () => {
  it.effect("shows another day, and wakes nobody who sleeps until then", () =>
    Effect.gen(function* () {
      const before = yield* DateTime.now
      const sleeper = yield* Effect.forkChild(Effect.sleep("1 minute"))
      yield* Effect.yieldNow
      yield* LeapingClock.leapTo(before.epochMilliseconds + 86_400_000)
      yield* Effect.yieldNow
      assert.strictEqual(DateTime.distance(before, yield* DateTime.now).pipe(Duration.toDays), 1)
      assert.isUndefined(sleeper.pollUnsafe())
      yield* Fiber.interrupt(sleeper)
    }).pipe(Effect.provide(LeapingClock.layer))
  )
})
