// Connectors that read the model bank badly, each in one way.
import { Connector, type Exchange, Paging, Pages, type Records } from "@tomada/connector-kit"
import { CivilDate } from "@tomada/core"
import { BigDecimal, Effect, Option, Stream } from "effect"
import { z } from "zod"

import * as Subject from "../../src/contract/Subject.ts"
import * as Model from "../model/Model.ts"
import { ModelBank, type Options, statement } from "../model/ModelBank.ts"
import type { Saboteur } from "./Saboteur.ts"

type Read = typeof Model.transactions
type Row = Parameters<typeof Model.collectedRow>[0]

/** The good connector with another way to read rows. */
export const reading = (transactions: Read): Connector.Connector =>
  Connector.make({ ...Model.definition, products: { TRANSACTIONS: transactions } })

/** Recorded with the connector itself, so that it makes the recorded requests. */
export const recordedBy = (
  connector: Connector.Connector,
  options: Model.Recorded = {}
): Effect.Effect<Subject.Subject> =>
  Effect.flatMap(Model.recorded({ connector, ...options }), (cassette) => Subject.make(connector, [cassette]))

interface Listing {
  readonly record?: (row: Row) => ReturnType<typeof Model.collectedRow>
  readonly keep?: (row: Row) => boolean
  readonly list?: typeof Model.list
  /** Reads the first page and takes it for all. */
  readonly firstOnly?: boolean
  /** A page that is not understood is taken for the end. */
  readonly endsEarly?: boolean
}

/** The good connector's list with a piece replaced. */
export const listing =
  ({
    endsEarly = false,
    firstOnly = false,
    keep = () => true,
    list = Model.list,
    record = Model.collectedRow
  }: Listing): Read =>
  (held, { handle }, window) =>
    Paging.ofDays(
      {
        at: "statement",
        first: 1,
        read: (page: number) => {
          const path = `/accounts/${handle}/rows?from=${window.from}&to=${window.to}&page=${page}`
          const read = Effect.gen(function* () {
            const { more, rows, total } = yield* Model.ask(held, path, list, "statement")
            const records = yield* Effect.forEach(rows.filter(keep), record)
            return {
              records,
              rows: rows.length,
              total: firstOnly && rows.length > 0 ? null : total,
              next: more && !firstOnly ? Option.some(page + 1) : Option.none<number>()
            }
          })
          const end = { records: [], rows: 0, total: null, next: Option.none<number>() }
          return endsEarly
            ? Effect.catchTag(read, "SiteChanged", (changed) => (page > 1 ? Effect.succeed(end) : Effect.fail(changed)))
            : read
        }
      },
      { window, states: ["POSTED", "PENDING"], dayOf: ({ date }) => date, asked: "days", order: "newest-first" }
    )

const changing = (change: (record: Records.CollectedTransaction, row: Row) => Records.CollectedTransaction): Read =>
  listing({ record: (row) => Effect.map(Model.collectedRow(row), (record) => change(record, row)) })

/** The day as a machine's own calendar has it, two hours after midnight in Greenwich. */
const machineDay = (day: string): CivilDate.CivilDate => {
  const date = new Date(`${day}T02:00:00Z`)
  const two = (value: number) => String(value).padStart(2, "0")
  return CivilDate.make(`${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`)
}

const earlier: Read = (held, account, window) =>
  Stream.map(Model.transactions(held, account, { ...window, from: CivilDate.addDays(window.from, -10) }), (page) => ({
    ...page,
    coverage: page.coverage.map((claim) => ({ ...claim, from: window.from }))
  }))

/** So many pages at first, and all others as one at the end. */
const inOne =
  (first: number): Read =>
  (held, account, window) =>
    Stream.unwrap(
      Effect.sync(() => {
        const all = Model.transactions(held, account, window)
        const kept: Array<Pages.Page<Records.CollectedTransaction>> = []
        let count = 0
        const begin = all.pipe(
          Stream.filter((page) => {
            count += 1
            if (count > first) kept.push(page)
            return count <= first
          })
        )
        const end = Stream.suspend(() =>
          Stream.succeed(
            Pages.page(
              kept.flatMap(({ records }) => records),
              kept.flatMap(({ coverage }) => coverage)
            )
          )
        )
        return Stream.concat(begin, end)
      })
    )

/** Shows the three newest rows of whatever days, and says so. */
class CappedBank extends ModelBank {
  override readonly tap: Exchange.Tap = capped(new ModelBank())
}

const page = z.object({ rows: z.array(z.unknown()) })

function capped(bank: ModelBank): Exchange.Tap {
  return (sent, exchange) =>
    Effect.map(bank.tap(sent, exchange), (answer) => {
      const list = page.safeParse(JSON.parse(new TextDecoder().decode(answer.bytes)))
      if (!list.success) return answer
      const rows = list.data.rows.slice(0, 3)
      const body = { rows, total: rows.length, page: 1, more: false, rowCap: 3 }
      return { ...answer, bytes: new TextEncoder().encode(JSON.stringify(body)) }
    })
}

/** The good connector at a bank that cuts lists, which it does not know; or knows. */
export const atCappedBank = (rowCap?: number): Effect.Effect<Subject.Subject> => {
  const knowing = reading((held, account, window) =>
    Stream.map(Model.transactions(held, account, window), (each) => ({
      ...each,
      coverage: rowCap === undefined ? each.coverage : each.coverage.map((claim) => ({ ...claim, rowCap }))
    }))
  )
  return recordedBy(knowing, { bank: new CappedBank() })
}

const rowOfAnyKind = Model.list.shape.rows.element.extend({ kind: z.string() })
/** Rows of other kinds are filtered out before anybody looks at them. */
const anyKind = Model.list.extend({ rows: z.array(rowOfAnyKind) }) as unknown as typeof Model.list

const manyRows: Options["accounts"] = [
  { id: "a1", number: "0001-1", name: "Checking", currency: "BRL", rows: statement("a1", 80) }
]

const anyAccounts = (held: Model.Session): Connector.Rows<"ACCOUNTS"> =>
  Pages.single(
    Effect.gen(function* () {
      const shape = z.object({
        accounts: z.array(
          z.object({ id: z.string(), number: z.string(), name: z.string(), currency: z.string(), balance: z.string() })
        )
      })
      const { accounts } = yield* Model.ask(held, "/accounts", shape, "accounts")
      return yield* Effect.forEach(accounts, Model.collectedAccount)
    })
  )

export const saboteurs: ReadonlyArray<Saboteur> = [
  {
    breaks: "C-20",
    how: "takes money out for money in",
    subject: recordedBy(
      reading(changing((record) => ({ ...record, type: record.type === "DEBIT" ? "CREDIT" : "DEBIT" })))
    )
  },
  {
    breaks: "C-20",
    how: "reads days by the machine's calendar",
    subject: recordedBy(reading(changing((record, { day }) => ({ ...record, date: machineDay(day) }))))
  },
  { breaks: "C-21", how: "yields ten days more than it is asked for", subject: recordedBy(reading(earlier)) },
  {
    breaks: "C-22",
    how: "takes a page that it does not understand for the end",
    subject: recordedBy(reading(listing({ endsEarly: true })))
  },
  {
    breaks: "C-22",
    how: "takes the first page for the whole list",
    subject: recordedBy(reading(listing({ firstOnly: true })))
  },
  { breaks: "C-23", how: "does not look at the row cap", subject: atCappedBank() },
  {
    breaks: "C-24",
    how: "passes over fees",
    subject: recordedBy(
      reading(
        listing({
          keep: ({ kind }) => kind !== "fee",
          record: (row) => Effect.map(Model.collectedRow(row), (record) => ({ ...record, balance: null }))
        })
      )
    )
  },
  {
    breaks: "C-25",
    how: "takes the amount into the balance once more",
    subject: recordedBy(
      reading(
        changing((record) => ({
          ...record,
          balance: record.balance == null ? null : BigDecimal.sum(record.balance, record.amount)
        }))
      )
    )
  },
  {
    breaks: "C-26",
    how: "takes an empty list of accounts for a person without any",
    subject: recordedBy(Connector.make({ ...Model.definition, accounts: anyAccounts }))
  },
  {
    breaks: "C-27",
    how: "filters out rows of a kind that it does not know",
    subject: recordedBy(
      reading(
        listing({
          list: anyKind,
          keep: ({ kind }) => ["card", "transfer", "fee"].includes(kind)
        })
      )
    )
  },
  { breaks: "C-28", how: "reads all pages into one", subject: recordedBy(reading(inOne(0))) },
  {
    breaks: "C-28",
    how: "yields one page and keeps all others back",
    subject: recordedBy(reading(inOne(1)), { accounts: manyRows })
  }
]
