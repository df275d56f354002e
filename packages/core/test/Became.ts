// What a second collection makes of the rows of the first, in short: which became which, what is new and what stays open.
import type { CollectedTransaction } from "../src/Transaction.ts"
import type { Merge } from "../src/Transactions.ts"
import * as Ledger from "./Ledger.ts"
import { complete, pending, row } from "./Ledger.ts"

/** Rows of March 2026 over 20.00. */
export const open = (day: number, text: string, extra: Ledger.Extra = {}) => posted(day, text, { ...pending, ...extra })
export const posted = (day: number, text: string, extra: Ledger.Extra = {}) => row(`2026-03-${day}`, "-20", text, extra)

/** What the second collection changes; each row is said by its day and its text. */
export const merged = (first: ReadonlyArray<CollectedTransaction>, second: ReadonlyArray<CollectedTransaction>) => {
  const ledger = Ledger.make()
  const made = ledger.sync(complete(first)).created
  const merge = ledger.sync(complete(second))
  const [held, created] = [made, merge.created].map((rows) => new Map(rows.map(({ id, ...row }) => [id, row])))
  const say = (row: Pick<CollectedTransaction, "date" | "description"> | undefined) =>
    row === undefined ? "" : `${row.date.slice(-2)} ${row.description}`
  return {
    merge,
    /** Which held row became which, in the order of the collected ones. */
    became: merge.updated.map((row) => `${say(held?.get(row.id))} > ${say(row)}`),
    created: merge.created.map(say),
    suggested: merge.suggestions.map(
      (it) => `${it.why}: ${say(held?.get(it.held))} > ${say(created?.get(it.created))}`
    ),
    rivals: rivals(merge, "re-identified"),
    openRivals: rivals(merge, "ambiguous")
  }
}

const rivals = ({ decisions }: Merge, of: string): ReadonlyArray<number> =>
  decisions.filter(({ rule }) => rule === of).map((decision) => decision.rivals)
