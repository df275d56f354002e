// What a merge changes and why: the rule, numbers as evidence, and how many rivals there were. Decisions never hold a text of
// the bank, so that the log can be shown and kept without showing a person's life.
import { Schema } from "effect"

import { type Transaction, TransactionId } from "./Transaction.ts"

/**
 * How a row found its counterpart (`institution-id`, `pending-link`, `content`, `installment`: by purchase and number,
 * `re-identified`), or what became of one without (`created`, `absent`, `unconfirmed`, `removed`, `ambiguous`).
 * `superseded`: a pending or scheduled row that the institution showed beside the posted row that it became; `repeated`: a
 * row that it sent twice.
 */
export const Rule = Schema.Literals([
  "institution-id",
  "pending-link",
  "content",
  "installment",
  "re-identified",
  "created",
  "revived",
  "deleted-by-person",
  "absent",
  "unconfirmed",
  "removed",
  "ambiguous",
  "superseded",
  "repeated"
])
export type Rule = typeof Rule.Type

/**
 * - `transactionId`: of the held or created row; null for a collected row that became none.
 * - `evidence`: `score`, `similarity` (0..1), `days` (held to collected), `absences`, as far as the rule looked at them.
 * - `rivals`: other rows that the same evidence could have meant.
 */
export const Decision = Schema.Struct({
  rule: Rule,
  transactionId: Schema.NullOr(TransactionId),
  evidence: Schema.Record(Schema.String, Schema.Finite),
  rivals: Schema.Int
})
export type Decision = typeof Decision.Type

/** Two rows kept apart that may be one; `weak`: amount and days agree, the description or an id that lasts does not. */
export const Suggestion = Schema.Struct({
  why: Schema.Literals(["rivals", "weak"]),
  held: TransactionId,
  created: TransactionId,
  evidence: Schema.Record(Schema.String, Schema.Finite)
})
export type Suggestion = typeof Suggestion.Type

/**
 * Rows whole, as they are to be stored.
 *
 * - `touched`: rows whose content is unchanged: a first absence, its end, an unconfirmed row, or one that the person
 *   deleted. They are stored and not reported.
 * - `revived`: removed rows that came back under their id.
 * - `decisions`: one for each row that is not exactly as it was.
 */
export interface Merge {
  readonly created: ReadonlyArray<Transaction>
  readonly updated: ReadonlyArray<Transaction>
  readonly removed: ReadonlyArray<Transaction>
  readonly revived: ReadonlyArray<Transaction>
  readonly touched: ReadonlyArray<Transaction>
  readonly suggestions: ReadonlyArray<Suggestion>
  readonly decisions: ReadonlyArray<Decision>
}
