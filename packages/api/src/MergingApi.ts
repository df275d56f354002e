/** What merges decided, what they left to the person, and whether the rows explain the balances; beside the wire. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import { Authorization } from "./Authorization.ts"
import { BalanceCheck, DecisionCursorPage, Suggestion, SuggestionCursorPage, SuggestionState } from "./Merging.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Anywhere, BadRequest, Conflict, NotFound } from "./WireError.ts"

const account = { id: Query.uuid("accountId") }
const suggestion = { id: Query.uuid("suggestionId") }

export const SuggestionListQuery = Schema.Struct({
  state: Query.optional(Query.word(SuggestionState.literals)),
  after: Query.optional(Query.Words),
  pageSize: Query.optional(Query.whole("$property must be an integer between 1 and 500", 1, 500))
})
export type SuggestionListQuery = typeof SuggestionListQuery.Type

export const BalanceCheckQuery = Schema.Struct({
  from: Query.optional(Query.DayOrInstant),
  to: Query.optional(Query.DayOrInstant)
})
export type BalanceCheckQuery = typeof BalanceCheckQuery.Type

export class MergingApi extends HttpApiGroup.make("merging")
  .add(
    HttpApiEndpoint.get("decisions", "/tomada/transactions/:id/decisions", {
      params: { id: Query.uuid("transactionId") },
      success: DecisionCursorPage,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Why a Transaction is as it is",
        description: "What merges decided for it, by which rule and evidence, with how many rivals; the newest first."
      })
    ),
    HttpApiEndpoint.get("suggestions", "/tomada/accounts/:id/suggestions", {
      params: account,
      query: SuggestionListQuery,
      success: SuggestionCursorPage,
      error: [BadRequest, NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "List Transactions that may be one",
        description:
          "Pairs that merges kept apart because they were not sure, the newest first, 50 unless pageSize says otherwise."
      })
    ),
    HttpApiEndpoint.post("accept", "/tomada/suggestions/:id/accept", {
      params: suggestion,
      success: Suggestion,
      error: [NotFound, Conflict, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Accept a suggestion",
        description:
          "Makes the two Transactions one. Refused while the Item runs, and where the institution shows both."
      })
    ),
    HttpApiEndpoint.post("undo", "/tomada/suggestions/:id/undo", {
      params: suggestion,
      success: Suggestion,
      error: [NotFound, Conflict, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Undo a suggestion",
        description: "Makes of an accepted one two Transactions again."
      })
    ),
    HttpApiEndpoint.get("balanceCheck", "/tomada/accounts/:id/balance-check", {
      params: account,
      query: BalanceCheckQuery,
      success: BalanceCheck,
      error: [BadRequest, NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Check the balances of an Account",
        description:
          "Whether its posted Transactions explain the balances that the institution states, day by day, to the cent. The last 365 days unless from says otherwise."
      })
    )
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(
    OpenApi.annotations({ title: "Merging", description: "What merges decided and left open, beside the wire" })
  ) {}
