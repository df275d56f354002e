// The cases that every merge of bank rows meets, made of rows that the connector itself has read and merged by its own policy. Each is two
// collections: what is held after the first, what the second shows, and which rows must be held then, and be the same ones.
import { Connector } from "@tomada/connector-kit"
import {
  Accounts,
  Account,
  CivilDate,
  Coverage,
  type Product,
  type Transaction as Row,
  Transaction,
  Transactions
} from "@tomada/core"
import { BigDecimal, DateTime, Effect, Result } from "effect"

import * as Bends from "./Bends.ts"
import { type Check, unaudited, verdict } from "./Check.ts"
import * as Reads from "./Reads.ts"

type Collected = Row.CollectedTransaction

/** What a scenario is made of: a row of the connector with others around it, and in which ways it can be told. */
interface Sample {
  readonly row: Collected
  readonly others: ReadonlyArray<Collected>
  readonly isNamed: boolean
  readonly showsPending: boolean
}

/** Rows by what they really are; what the merge is given has no such names. */
type Rows = Readonly<Record<string, Collected>>

/**
 * - `second`: what is shown then, `times` times; `isCut`: the reading ended in an error.
 * - `deleted`: by the person, in between. `live`: what must be held at the end.
 */
interface Scenario {
  readonly name: string
  readonly first: Rows
  readonly second: Rows
  readonly live: Rows
  readonly times?: number
  readonly isCut?: boolean
  readonly deleted?: string
}

const plus = (row: Collected, days: number): Collected => ({ ...row, date: CivilDate.addDays(row.date, days) })
const pending = (row: Collected): Collected => ({ ...row, status: "PENDING" })
const renamed = (row: Collected, to: string): Collected =>
  row.institutionId == null ? row : { ...row, institutionId: `${row.institutionId}${to}` }
const longer = (row: Collected): Collected => ({ ...row, description: `${row.description} BR` })

const withTip = (row: Collected): Collected => ({
  ...row,
  amount: BigDecimal.multiply(row.amount, BigDecimal.make(12n, 1)),
  balance: null
})

const elsewhere = (row: Collected): Collected => ({ ...renamed(row, "q"), description: "ZYXWVU 987", balance: null })

/** Those that the connector's rows can come to. */
const scenarios = ({ isNamed, others, row: x, showsPending }: Sample): ReadonlyArray<Scenario> => {
  const around: Rows = Object.fromEntries(others.map((other, index) => [`other ${index}`, other]))
  const twin = renamed(x, "t")
  const next = renamed(plus(x, 1), "n")
  const wait = pending(x)
  const posted = longer(plus(x, 1))
  const either = { ...around, x }
  const stays = { ...around, x: wait, y: elsewhere(plus(x, 1)) }
  const always: ReadonlyArray<Scenario> = [
    {
      name: "01 two equal rows, read again",
      first: { ...either, twin },
      second: { ...either, twin },
      live: { ...either, twin }
    },
    { name: "08 a second equal row of the day", first: either, second: { ...either, twin }, live: { ...either, twin } },
    {
      name: isNamed ? "09 the next day's equal row" : "10 the next day's equal row",
      first: either,
      second: { ...either, next },
      live: { ...either, next }
    },
    {
      name: "11 a description is restated",
      first: either,
      second: { ...around, x: longer(x) },
      live: { ...around, x: longer(x) }
    },
    {
      name: "12 a day is restated by two",
      first: either,
      second: { ...around, x: plus(x, 2) },
      live: { ...around, x: plus(x, 2) }
    },
    { name: "13 a row is taken back", first: either, second: around, live: around, times: 2 },
    { name: "14 a page is lost", first: either, second: around, live: either, times: 3, isCut: true },
    {
      name: "16 a row that the person deleted is shown again",
      first: either,
      second: either,
      live: around,
      deleted: "x"
    }
  ]
  const ofPending: ReadonlyArray<Scenario> = [
    {
      name: "02 a pending row is posted",
      first: { ...around, x: wait },
      second: { ...around, x: posted },
      live: { ...around, x: posted }
    },
    {
      name: "06 a pending row stays while another of its amount is posted",
      first: { ...around, x: wait },
      second: stays,
      live: stays
    }
  ]
  const byId = (name: string, to: Collected): Scenario => ({
    name,
    first: { ...around, x: wait },
    second: { ...around, x: to },
    live: { ...around, x: to }
  })
  const ofIds: ReadonlyArray<Scenario> = [
    byId("03 a pending row is posted under a new id that names the old one", {
      ...renamed(posted, "q"),
      pendingId: x.institutionId ?? null
    }),
    byId("04 a pending row is posted under a new id", renamed(posted, "q")),
    byId("05 a pending row is posted with a tip under a new id", renamed(withTip(plus(x, 1)), "q"))
  ]
  return [...always, ...(showsPending ? ofPending : []), ...(showsPending && isNamed ? ofIds : [])]
}

const accountId = Account.AccountId.make("00000000-0000-4000-9000-000000000000")

const essence = (row: Collected): string =>
  [row.date, BigDecimal.format(BigDecimal.normalize(row.amount)), row.description, row.status].join(" ")

/** Whether the scenario ends as it must under the policy. */
const holds = (
  { deleted, first, isCut = false, live, second, times = 1 }: Scenario,
  policy: Product.ProductPolicy
): boolean => {
  const all = [...Object.values(first), ...Object.values(second)].map(({ date }) => date).toSorted()
  const [from] = all
  const to = all.at(-1)
  if (from === undefined || to === undefined) return true
  const claim = { from, to: CivilDate.addDays(to, 2), states: Coverage.RowState.literals }
  const now = DateTime.makeUnsafe(`${claim.to}T12:00:00Z`)
  let ids = 0
  const newId = () => Transaction.TransactionId.make(`00000000-0000-4000-8000-${String((ids += 1)).padStart(12, "0")}`)
  const held = new Map<string, Row.Transaction>()
  const sync = (rows: Rows, complete: boolean, executionId: string): void => {
    const collected = { records: Object.values(rows), coverage: complete ? [claim] : [], complete }
    const merged = Result.getOrThrow(
      Transactions.merge({
        accountId,
        held: [...held.values()],
        collected,
        policy,
        executionId,
        now,
        newId,
        wider: true
      })
    )
    for (const kind of ["created", "updated", "removed", "revived", "touched"] as const) {
      for (const row of merged[kind]) held.set(row.id, row)
    }
  }
  sync(first, true, "first")
  const left = [...held.values()]
  const ofName = new Map(
    Object.entries(first).map(([name, row]) => {
      const index = left.findIndex((each) => essence(each) === essence(row) && each.institutionId === row.institutionId)
      return [name, index === -1 ? undefined : left.splice(index, 1)[0]?.id] as const
    })
  )
  const gone = deleted === undefined ? undefined : held.get(ofName.get(deleted) ?? "")
  if (gone !== undefined) held.set(gone.id, { ...gone, state: "deleted" })
  for (let time = 0; time < times; time++) sync(second, !isCut, `again ${time}`)
  const rows = [...held.values()].filter(({ state }) => state === "live")
  const before = new Set(ofName.values())
  return (
    rows.length === Object.keys(live).length &&
    Object.entries(live).every(([name, row]) => {
      const id = ofName.get(name)
      return rows.some(
        (each) => (name in first ? each.id === id : !before.has(each.id)) && essence(each) === essence(row)
      )
    })
  )
}

/** 15: a renewed consent names the account otherwise, and what is printed on it finds it. */
const isFound = (accounts: ReadonlyArray<Account.CollectedAccount>): boolean | null => {
  const numbers = accounts.map(({ number, subtype }) => `${subtype} ${number.replaceAll(/\D/g, "")}`)
  const isTold =
    numbers.every((number) => number.replaceAll(/\D/g, "").length >= 4) && new Set(numbers).size === numbers.length
  if (!isTold || accounts.length === 0) return null
  let ids = 0
  const options = {
    itemId: "item",
    now: DateTime.makeUnsafe("2026-01-01T12:00:00Z"),
    newId: () => Account.AccountId.make(`00000000-0000-4000-8000-${String((ids += 1)).padStart(12, "0")}`)
  }
  const held = Accounts.resolve([], accounts, options).map(({ account }) => account)
  const again = accounts.map((account, index) => ({ ...account, key: `renewed ${index}`, handle: `renewed ${index}` }))
  return Accounts.resolve(held, again, options).every(({ change }) => change !== "created")
}

const reach = 30

/** A posted row unlike all others of its account, with those around it. */
const sampleOf = ({ coverage, rows }: Reads.Statement): Sample | null => {
  const amounts = Map.groupBy(rows, ({ amount }) => BigDecimal.format(BigDecimal.normalize(BigDecimal.abs(amount))))
  const row = [...amounts.values()].flatMap(([only, ...more]) =>
    only !== undefined &&
    more.length === 0 &&
    only.status === "POSTED" &&
    only.creditCardMetadata?.installmentNumber == null
      ? [only]
      : []
  )[0]
  return row === undefined
    ? null
    : {
        row,
        others: rows.filter((each) => each !== row && Math.abs(CivilDate.daysBetween(row.date, each.date)) <= reach),
        isNamed: row.institutionId != null,
        showsPending:
          rows.some(({ status }) => status === "PENDING") || coverage.some(({ states }) => states.includes("PENDING"))
      }
}

export const merging: Check = {
  id: "C-33",
  family: "identity",
  title: "yields rows that can be known again in all that institutions do to them",
  mend: "give rows the description that the institution shows, its ids where it has any, and a policy that says what those are worth",
  exempt: ({ products }) => (products.TRANSACTIONS === undefined ? "it collects no transactions" : null),
  run: (subject) =>
    Effect.gen(function* () {
      const cassette = Bends.chosen(subject)
      const [first] = cassette === null ? [] : yield* subject.replayed(cassette)
      const samples = (first === undefined ? [] : Reads.statements(first)).flatMap((read) => {
        const sample = sampleOf(read)
        return sample === null ? [] : [{ read, sample }]
      })
      if (first === undefined || samples.length === 0) {
        return unaudited("a recording named ok with a posted row whose amount no other row has")
      }
      const policy = Connector.policy(subject.connector.manifest, "TRANSACTIONS")
      const found = samples.flatMap(({ read, sample }) =>
        scenarios(sample)
          .filter((scenario) => !holds(scenario, policy))
          .map(({ name }) => `rows like those of account ${read.number} are not known again: ${name}`)
      )
      const isSame = isFound(Reads.accounts(first))
      return verdict([...found, ...(isSame === false ? ["accounts are not known again: 15 a consent is renewed"] : [])])
    })
}
