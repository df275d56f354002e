/**
 * Why rows are as they are: what merges decided and by which evidence, which rows may be one, and whether the rows explain the balances.
 * Decisions hold numbers and no text of a bank. Days are civil days of the institution.
 */
import { MergeDecision as Decisions } from "@tomada/core"
import { Schema } from "effect"

import { CursorPage } from "./Page.ts"
import { Amount, Decimal, Flag, Id, Instant, Text } from "./Wire.ts"

const Evidence = Schema.Record(Schema.String, Schema.Finite)

/**
 * What one merge decided for a row. `evidence`: `score`, `similarity` (0 to 1), `days`, `absences`, as far as the rule looked at them;
 * `rivals`: other rows that the same evidence could have meant. A row that was created without a rival has no decision.
 */
export const Decision = Schema.Struct({
  executionId: Id,
  rule: Decisions.Rule,
  evidence: Evidence,
  rivals: Schema.Int,
  at: Instant
}).annotate({ identifier: "MergeDecision" })
export type Decision = typeof Decision.Type

/** All of them, the newest first; never divided, so `next` is null. */
export const DecisionCursorPage = CursorPage(Decision).annotate({ identifier: "MergeDecisionCursorPage" })

export const SuggestionState = Schema.Literals(["open", "accepted", "undone"])

/**
 * Two rows kept apart that may be one. Accepted, the row `held` lives on with what the institution shows of the row `created`, which
 * is gone then; undone, they are two again.
 */
export const Suggestion = Schema.Struct({
  id: Id,
  accountId: Id,
  executionId: Id,
  why: Decisions.Suggestion.fields.why,
  held: Id,
  created: Id,
  evidence: Evidence,
  state: SuggestionState,
  createdAt: Instant,
  updatedAt: Instant
}).annotate({ identifier: "Suggestion" })
export type Suggestion = typeof Suggestion.Type

/** Suggestions, the newest first. */
export const SuggestionCursorPage = CursorPage(Suggestion).annotate({ identifier: "SuggestionCursorPage" })

/**
 * One day: what its rows add to the balance and what it was before and after them. `agrees`: whether some order of the rows passes
 * through every balance that the institution states on that day; null where it states none.
 */
export const BalanceDay = Schema.Struct({
  day: Schema.String,
  rows: Schema.Int,
  moved: Decimal,
  opening: Amount,
  closing: Amount,
  agrees: Flag
}).annotate({ identifier: "BalanceDay" })

/**
 * Whether the posted rows of `from` to `to` explain the balances that stand beside them and the account's own.
 *
 * - `CLOSES`: every balance follows from the rows. `NO_EVIDENCE`: fewer than two balances are stated.
 * - `DIVERGES`: they follow up to `divergesSince` and not from there on; `by`: stated minus computed at the first balance that does not
 *   follow, `inAll`: at the last one.
 * - `through`: the day of the last stated balance that follows; `unproven`: rows after it.
 */
export const BalanceCheck = Schema.Struct({
  accountId: Id,
  from: Text,
  to: Text,
  verdict: Schema.Literals(["CLOSES", "DIVERGES", "NO_EVIDENCE"]),
  opening: Amount,
  closing: Amount,
  through: Text,
  unproven: Schema.Int,
  divergesSince: Text,
  by: Amount,
  inAll: Amount,
  days: Schema.Array(BalanceDay)
}).annotate({ identifier: "BalanceCheck" })
export type BalanceCheck = typeof BalanceCheck.Type
