// The bank's rows and ours, side by side: what the ledger says is there, told in the words of the wire.
import { assert } from "@effect/vitest"
import { Ledger, SandboxBank } from "@tomada/sandbox-bank"
import { Effect } from "effect"
import type { Account, PluggyClient, Transaction } from "pluggy-sdk"

import { accountsOf, call } from "./Client.ts"

/** The civil day so many days after. */
export const day = (iso: string, days = 0): string => {
  const date = new Date(`${iso}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

/** An instant within the day, in every zone that matters here. */
export const noon = (iso: string) => `${iso}T15:00:00Z`

export type Kind = "checking" | "card"

export const user = "user-ok"

export const bookOf = (seed: string, kind: Kind): Ledger.Book => {
  const account = Ledger.accountsOf({ seed, user }).find(({ type }) => type === kind)
  const book = Ledger.open({ seed, user }, account?.id ?? "")
  if (book === undefined) throw new Error(`${user} has no ${kind}`)
  return book
}

export const bankKey = ({ amount, date, description, status }: Ledger.Row): string =>
  `${date} ${amount} ${description} ${status.toUpperCase()}`

/** A day is told as its first instant in the bank's zone, which is three hours behind. */
export const wireKey = ({ amount, date, description, status }: Transaction): string =>
  `${new Date(date.getTime() - 3 * 3_600_000).toISOString().slice(0, 10)} ${Math.round(amount * 100)} ${description} ${status}`

/** What the first multiset has beyond the second, and the other way round. */
const difference = (left: ReadonlyArray<string>, right: ReadonlyArray<string>) => {
  const beyond = (some: ReadonlyArray<string>, others: ReadonlyArray<string>) => {
    const rest = new Map<string, number>()
    for (const one of others) rest.set(one, (rest.get(one) ?? 0) + 1)
    return some.filter((one) => {
      const left = rest.get(one) ?? 0
      rest.set(one, left - 1)
      return left <= 0
    })
  }
  return { more: beyond(left, right), less: beyond(right, left) }
}

export const rowsOf = (client: PluggyClient, account: Account) =>
  call(client, (sdk) => sdk.fetchAllTransactions(account.id))

/** The ids of rows by what they show. */
export const idsBy = (rows: ReadonlyArray<Transaction>) => {
  const byKey = Map.groupBy(rows, wireKey)
  return (key: string): Array<string> => (byKey.get(key) ?? []).map(({ id }) => id)
}

export const accountFor = Effect.fnUntraced(function* (client: PluggyClient, itemId: string, kind: Kind) {
  const type = kind === "checking" ? "BANK" : "CREDIT"
  const found = (yield* accountsOf(client, itemId)).find((account) => account.type === type)
  if (found === undefined) return yield* Effect.die(new Error(`no ${kind} account`))
  return found
})

/** The held rows are the bank's rows of the covered days, as a multiset, and beside them only what is named. */
export const assertSameAsBank = Effect.fnUntraced(function* (
  client: PluggyClient,
  itemId: string,
  from: string,
  beside: (book: Ledger.Book) => ReadonlyArray<string> = () => []
) {
  const bank = yield* SandboxBank
  const today = yield* bank.today
  for (const kind of ["checking", "card"] as const) {
    const rows = yield* rowsOf(client, yield* accountFor(client, itemId, kind))
    const book = bookOf(bank.seed, kind)
    const shown = book.rowsAt(today).filter(({ date }) => date >= from)
    const { less, more } = difference(rows.map(wireKey), shown.map(bankKey))
    assert.deepStrictEqual(less, [])
    assert.deepStrictEqual(more.toSorted(), beside(book).toSorted())
    assert.isAbove(rows.length, 100)
  }
})
