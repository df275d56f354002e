// The shape of a case of merging, and the rows that several cases share.
import type { Collected } from "../src/Coverage.ts"
import type { CollectedTransaction } from "../src/Transaction.ts"
import type * as Ledger from "./Ledger.ts"
import { pending, row } from "./Ledger.ts"
import type { RuleName } from "./rules/All.ts"

export const before = "2026-03-19"
export const d0 = "2026-03-20"
export const d1 = "2026-03-21"
export const d2 = "2026-03-22"

export interface Scenario {
  readonly name: string
  /** A simple rule that ends with other rows. */
  readonly defeats: RuleName
  readonly first: ReadonlyArray<CollectedTransaction>
  readonly second: Collected<CollectedTransaction>
  /** Collections after the second, when the rule needs them. */
  readonly afterwards?: ReadonlyArray<Collected<CollectedTransaction>>
  readonly deleted?: number
  readonly idsAreUnique?: boolean
  /** Number of the row, its day, amount, description, status, id. */
  readonly live: ReadonlyArray<readonly [number, string, string, string, string, string | null]>
}

export const coffee = (date: string, extra: Ledger.Extra = {}) => row(date, "-5", "CAFE", extra)
export const id = (institutionId: string): Ledger.Extra => ({ institutionId })
export const open = (institutionId: string): Ledger.Extra => ({ institutionId, ...pending })

export const shop = row(d0, "-80", "LOJA", id("1"))
export const bread = row(before, "-9", "PAO", id("2"))
export const hold = row(d0, "-20", "ATM CENTRO", pending)
export const fuel = row(d1, "-20", "POSTO SHELL")
export const reversed = row(d0, "-80", "ESTORNADO", id("1"))
export const loaf = row(d0, "-9", "PAO", id("2"))
export const interest = (date: string) => row(date, "0.01", "RENDIMENTO")
