// The rows of a merge with the keys by which they are compared, in an order that the institution's pages do not decide. An
// id counts only where it names one row: where the institution repeats it, content decides.
import { BigDecimal } from "effect"

import type { AccountId } from "../Account.ts"
import * as CivilDate from "../CivilDate.ts"
import * as Content from "../Content.ts"
import type { Rule } from "../MergeDecision.ts"
import type { Decimal } from "../Money.ts"
import type { ProductPolicy } from "../Product.ts"
import type { CollectedTransaction, Transaction, TransactionId } from "../Transaction.ts"
import * as Similarity from "./Similarity.ts"

const epoch = CivilDate.make("1970-01-01")

/** One text for equal amounts: 1.0 and 1.00 give the same. */
export const amountKey = (amount: Decimal): string => {
  const { scale, value } = BigDecimal.normalize(amount)
  return `${value}e${-scale}`
}

/** A row with its keys, each made when it is first asked for: most rows are found by their id alone. */
class Keyed<Row extends CollectedTransaction> {
  readonly row: Row
  /** The institution's id, where it can be trusted to name this row alone. */
  readonly id: string | null
  #day: number | undefined
  #amount: string | undefined
  #text: string | undefined
  #content: string | undefined
  #exact: string | undefined

  constructor(row: Row, trusted: (id: string) => boolean) {
    this.row = row
    const id = row.institutionId ?? null
    this.id = id !== null && trusted(id) ? id : null
  }

  get day(): number {
    return (this.#day ??= CivilDate.daysBetween(epoch, this.row.date))
  }

  get amount(): string {
    return (this.#amount ??= amountKey(this.row.amount))
  }

  get text(): string {
    return (this.#text ??= Similarity.normalise(this.row.description))
  }

  /** Equal content: day, amount, currency and description. */
  get content(): string {
    return (this.#content ??= `${this.row.date}|${this.amount}|${this.row.currencyCode}|${this.text}`)
  }

  /** Equal content, state, instalment, time and balance. */
  get exact(): string {
    return (this.#exact ??= `${likeness.status(this)}|${instantText(this.row)}|${balanceText(this.row)}`)
  }
}

/** `pays`: the collected row that it was found to be. */
export class HeldRow extends Keyed<Transaction> {
  pays: FoundRow | null = null
  /** Whether the recipe of this merge made its institution ids; else they say nothing of the collected ones. */
  readonly isOfRecipe: boolean

  constructor(row: Transaction, trusted: (id: string) => boolean, recipe: number) {
    super(row, (id) => row.recipe === recipe && trusted(id))
    this.isOfRecipe = row.recipe === recipe
  }
}

/** Numbers by which a pair was made: `days`, `score`, `similarity`; never a text of the bank. */
export type Evidence = Readonly<Record<string, number>>

const none: Evidence = {}

/** `paidBy`: the held row that it was found to be, by what rule and on what evidence. */
export class FoundRow extends Keyed<CollectedTransaction> {
  paidBy: HeldRow | null = null
  rule: Rule = "created"
  evidence: Evidence = none
  rivals = 0
}

/** Whether the one may be the posting of the other. */
export const isPosting = (held: HeldRow, found: FoundRow): boolean =>
  held.row.status !== "POSTED" && found.row.status === "POSTED"

const installment = ({ creditCardMetadata: card }: CollectedTransaction): string =>
  card?.installmentNumber == null ? "" : `${card.installmentNumber}/${card.totalInstallments ?? ""}`

const agree = <A>(a: A | null | undefined, b: A | null | undefined): boolean => a == null || b == null || a === b

/** Two instalments of one purchase are never one row; where a side does not say, it may be any. */
export const mayBeSameInstallment = (
  { creditCardMetadata: a }: CollectedTransaction,
  { creditCardMetadata: b }: CollectedTransaction
): boolean =>
  a == null ||
  b == null ||
  (agree(a.installmentNumber, b.installmentNumber) && agree(a.totalInstallments, b.totalInstallments))

/** The same for what a purchase's day tells apart: two instalments whose purchases are of different days are two rows. */
export const mayBeSamePurchase = (a: CollectedTransaction, b: CollectedTransaction): boolean =>
  mayBeSameInstallment(a, b) &&
  (a.creditCardMetadata?.installmentNumber == null ||
    b.creditCardMetadata?.installmentNumber == null ||
    agree(a.creditCardMetadata.purchaseDate, b.creditCardMetadata.purchaseDate))

/** What rows that differ in nothing but their day have in common. */
export const family = ({ amount, row, text }: Keyed<CollectedTransaction>): string =>
  `${row.status}|${amount}|${row.currencyCode}|${installment(row)}|${text}`

const instantText = (row: CollectedTransaction): string => (row.time == null ? "" : String(row.time.epochMilliseconds))

const balanceText = (row: CollectedTransaction): string => (row.balance == null ? "" : amountKey(row.balance))

/** Keys of equal content, from the narrowest to the widest; they decide which of several twins a row is. */
export const likeness = {
  exact: ({ exact }: Keyed<CollectedTransaction>): string => exact,
  status: (keyed: Keyed<CollectedTransaction>): string =>
    `${keyed.content}|${keyed.row.status}|${installment(keyed.row)}`,
  content: ({ content }: Keyed<CollectedTransaction>): string => content
}

/** Whether two rows of equal day and amount have the same `exact` key, without making it. */
export const isExactly = (a: Keyed<CollectedTransaction>, b: Keyed<CollectedTransaction>): boolean =>
  a.row.currencyCode === b.row.currencyCode &&
  a.row.status === b.row.status &&
  (a.row.description === b.row.description || a.text === b.text) &&
  installment(a.row) === installment(b.row) &&
  instantText(a.row) === instantText(b.row) &&
  balanceText(a.row) === balanceText(b.row)

const wholeText = (row: CollectedTransaction): string =>
  JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

/** By what they say, so that the order of the institution's pages decides nothing. */
const compareFound = (a: FoundRow, b: FoundRow): number =>
  compareText(a.row.date, b.row.date) ||
  compareText(instantText(a.row), instantText(b.row)) ||
  compareText(a.row.description, b.row.description) ||
  compareText(a.row.institutionId ?? "", b.row.institutionId ?? "") ||
  compareText(likeness.exact(a), likeness.exact(b)) ||
  compareText(wholeText(a.row), wholeText(b.row))

const compareHeld = ({ row: a }: HeldRow, { row: b }: HeldRow): number =>
  compareText(a.date, b.date) || a.position - b.position || compareText(a.id, b.id)

const idCounts = (rows: ReadonlyArray<CollectedTransaction>): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const { institutionId } of rows) {
    if (institutionId != null) counts.set(institutionId, (counts.get(institutionId) ?? 0) + 1)
  }
  return counts
}

/** Without the rows that the institution sent twice under one id, word for word: the first one takes the id away. */
const sentOnce = (rows: ReadonlyArray<CollectedTransaction>): ReadonlyArray<CollectedTransaction> => {
  const firsts = new Map<string, CollectedTransaction | null>()
  for (const row of rows) {
    if (row.institutionId == null) continue
    const first = firsts.get(row.institutionId)
    if (first === undefined) firsts.set(row.institutionId, row)
    else if (first !== null && !Content.isSame(first, row)) firsts.set(row.institutionId, null)
  }
  return rows.filter(({ institutionId: id }) => id == null || firsts.get(id) === null || firsts.delete(id))
}

/** Without the pending rows that are shown beside the posted row that names them. */
const withoutSuperseded = (found: ReadonlyArray<FoundRow>): ReadonlyArray<FoundRow> => {
  const links = new Set<string>()
  for (const { row } of found) if (row.pendingId != null && row.status === "POSTED") links.add(row.pendingId)
  return found.filter(({ id, row }) => !(row.status === "PENDING" && id !== null && links.has(id)))
}

/** What a merge has before it: every row once, sorted, with the ids that can be trusted. */
export interface Rows {
  readonly held: ReadonlyArray<HeldRow>
  readonly found: ReadonlyArray<FoundRow>
  readonly repeated: number
  readonly superseded: number
}

/** Of one account: rows of any other are left out. */
export const prepare = (options: {
  readonly accountId: AccountId
  readonly held: ReadonlyArray<Transaction>
  readonly records: ReadonlyArray<CollectedTransaction>
  readonly policy: ProductPolicy
}): Rows => {
  const byId = new Map<TransactionId, Transaction>()
  for (const row of options.held) if (row.accountId === options.accountId) byId.set(row.id, row)
  const own = [...byId.values()]
  const isUnique = options.policy.institutionIds === "unique"
  const records = isUnique ? sentOnce(options.records) : options.records
  const collected = idCounts(records)
  const { recipe } = options.policy
  const live = idCounts(own.filter((row) => row.state === "live" && row.recipe === recipe))
  const trusted = (id: string) => isUnique && (collected.get(id) ?? 0) < 2 && (live.get(id) ?? 0) < 2
  const all = records.map((row) => new FoundRow(row, trusted)).sort(compareFound)
  const found = withoutSuperseded(all)
  return {
    held: own.map((row) => new HeldRow(row, trusted, recipe)).sort(compareHeld),
    found,
    repeated: options.records.length - records.length,
    superseded: all.length - found.length
  }
}
