// What becomes of a suggestion that is accepted or undone, the same for every layer: core's rule on the rows as they are.
import { type Product, Suggestions, type Transaction } from "@tomada/core"
import { DateTime, Result, Schema } from "effect"

import { type Suggested, SuggestionSettled } from "../DecisionStore.ts"

interface Rows {
  readonly suggestion: Suggested
  readonly held: Transaction.Transaction
  readonly created: Transaction.Transaction
  readonly now: DateTime.Utc
}

/** Both rows to be kept, and what the suggestion becomes. */
export interface Step extends Pick<Suggested, "state" | "acceptance"> {
  readonly rows: Suggestions.Rows
}

type Refused = SuggestionSettled | Suggestions.SuggestionOutdated

export const accept = (request: Rows & { readonly policy: Product.ProductPolicy }): Result.Result<Step, Refused> => {
  const { created, evidence, held, state, why } = request.suggestion
  if (state === "accepted") return Result.fail(new SuggestionSettled({ state }))
  const suggestion = { why, held, created, evidence }
  return Result.map(Suggestions.accept({ ...request, suggestion }), ({ acceptance, ...rows }) => ({
    state: "accepted",
    acceptance,
    rows
  }))
}

export const undo = ({ suggestion, ...rows }: Rows): Result.Result<Step, Refused> => {
  const { acceptance, state } = suggestion
  if (acceptance === null) return Result.fail(new SuggestionSettled({ state }))
  return Result.map(Suggestions.undo({ ...rows, acceptance }), (apart) => ({
    state: "undone",
    acceptance: null,
    rows: apart
  }))
}

const Kept = Schema.fromJsonString(Suggestions.Acceptance)

/** An acceptance as the table keeps it. */
export const encode = (acceptance: Suggestions.Acceptance): string => Schema.encodeSync(Kept)(acceptance)

export const date = (instant: DateTime.Utc): Date => DateTime.toDateUtc(instant)
