// What an application says once of all rows that read alike: this text is that category. A rule comes before what the
// institution says and after what the person pinned; of rules that hold, the one that says most of the row decides.
import { type DateTime, Order, Schema } from "effect"

import type { Account } from "./Account.ts"
import { CategoryId } from "./Category.ts"
import { ApplicationId } from "./Item.ts"
import * as Owned from "./Owned.ts"
import type { Transaction } from "./Transaction.ts"

/** Tomada's own id of a rule: a UUID, never reused. */
export const CategoryRuleId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("CategoryRuleId"))
export type CategoryRuleId = typeof CategoryRuleId.Type

/** Where in a description the rule's text has to stand. */
export const MatchType = Schema.Literals(["exact", "contains", "startsWith", "endsWith"])
export type MatchType = typeof MatchType.Type

/** `transactionType` and `accountType` narrow it to rows of one kind; null: of any. */
export const CategoryRule = Schema.Struct({
  id: CategoryRuleId,
  applicationId: ApplicationId,
  description: Schema.NonEmptyString,
  matchType: MatchType,
  transactionType: Schema.NullOr(Schema.Literals(["DEBIT", "CREDIT"])),
  accountType: Schema.NullOr(Schema.Literals(["CHECKING_ACCOUNT", "CREDIT_CARD"])),
  categoryId: CategoryId,
  createdAt: Schema.DateTimeUtcFromString
})
export type CategoryRule = typeof CategoryRule.Type

/** A text by which rules compare: case, accents and runs of white space say nothing. Of some texts nothing is left. */
export const plain = (text: string): string =>
  text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().replaceAll(/\s+/g, " ").trim()

const stands: Record<Exclude<MatchType, "exact">, (text: string, wanted: string) => boolean> = {
  contains: (text, wanted) => text.includes(wanted),
  startsWith: (text, wanted) => text.startsWith(wanted),
  endsWith: (text, wanted) => text.endsWith(wanted)
}

type AccountType = Account["type"]

const accountTypes: Record<AccountType, CategoryRule["accountType"]> = {
  BANK: "CHECKING_ACCOUNT",
  CREDIT: "CREDIT_CARD"
}

type Row = Pick<Transaction, "description" | "type">

interface Prepared {
  readonly rule: CategoryRule
  readonly wanted: string
}

const strength: Record<MatchType, number> = { exact: 2, startsWith: 1, endsWith: 1, contains: 0 }

/** Whole texts before beginnings and ends before parts; the longer text first, then the newer rule, then the higher id. */
const strongest: Order.Order<Prepared> = Order.combineAll([
  Order.mapInput(Order.flip(Order.Number), ({ rule }: Prepared) => strength[rule.matchType]),
  Order.mapInput(Order.flip(Order.Number), ({ wanted }: Prepared) => wanted.length),
  Order.mapInput(Order.flip(Order.Number), ({ rule }: Prepared) => rule.createdAt.epochMilliseconds),
  Order.mapInput(Order.flip(Order.String), ({ rule }: Prepared) => rule.id)
])

/** The rules of an application, prepared for many rows. */
export interface Book {
  /** Whole texts, which need no search. */
  readonly exact: ReadonlyMap<string, ReadonlyArray<Prepared>>
  readonly others: ReadonlyArray<Prepared>
}

/** Prepares rules of one application. One of whose text nothing is left to compare holds of no row. */
export const book = (rules: ReadonlyArray<CategoryRule>): Book => {
  const prepared = rules
    .map((rule) => ({ rule, wanted: plain(rule.description) }))
    .filter(({ wanted }) => wanted !== "")
    .toSorted(strongest)
  return {
    exact: Map.groupBy(
      prepared.filter(({ rule }) => rule.matchType === "exact"),
      ({ wanted }) => wanted
    ),
    others: prepared.filter(({ rule }) => rule.matchType !== "exact")
  }
}

/** The rule that decides of a row of an account of this type; undefined where none holds. */
export const deciding = ({ exact, others }: Book, row: Row, accountType: AccountType): CategoryRule | undefined => {
  if (exact.size === 0 && others.length === 0) return undefined
  const text = plain(row.description)
  const speaks = ({ rule: { accountType: account, transactionType } }: Prepared): boolean =>
    (transactionType === null || transactionType === row.type) &&
    (account === null || account === accountTypes[accountType])
  const found =
    exact.get(text)?.find(speaks) ??
    others.find(
      (prepared) =>
        speaks(prepared) &&
        prepared.rule.matchType !== "exact" &&
        stands[prepared.rule.matchType](text, prepared.wanted)
    )
  return found?.rule
}

/**
 * The row with what the rules say of it, taken back where none holds any more. The very same row where that changes nothing, as of a
 * row that a person pinned.
 */
export const apply = <A extends Row & Owned.Owning>(
  book: Book,
  row: A,
  accountType: AccountType,
  at: DateTime.Utc
): A => {
  const rule = deciding(book, row, accountType)
  return rule === undefined
    ? Owned.clear(row, "category", { by: "rule", at })
    : Owned.set(row, "category", { value: rule.categoryId, by: "rule", at })
}
