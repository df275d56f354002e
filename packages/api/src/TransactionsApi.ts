/** Transactions of an Account, in numbered pages (the older way) or behind a cursor. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import { Authorization } from "./Authorization.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Transaction, TransactionCursorPage, TransactionPage, UpdateTransaction } from "./Transaction.ts"
import { Anywhere, BadRequest, NotFound } from "./WireError.ts"

const ids = Query.list(Query.uuid("each value in ids"))

const atMost500Ids = Schema.makeFilter((query: { readonly ids?: ReadonlyArray<string> }) =>
  query.ids !== undefined && query.ids.length > 500
    ? "The ids parameter cannot have more than 500 transaction ids"
    : undefined
)
const oneBeginning = Schema.makeFilter((query: { readonly createdAtFrom?: unknown; readonly dateFrom?: unknown }) =>
  query.createdAtFrom !== undefined && query.dateFrom !== undefined
    ? "createdAtFrom and dateFrom are mutually exclusive"
    : undefined
)

export const PageQuery = Schema.Struct({
  accountId: Query.requiredId,
  ids,
  from: Query.optional(Query.DayOrInstant),
  to: Query.optional(Query.DayOrInstant),
  pageSize: Query.optional(Query.whole("$property must be an integer between 1 and 500", 1, 500)),
  page: Query.optional(Query.PageNumber),
  billId: Query.optional(Query.Words),
  createdAtFrom: Query.optional(Query.At)
}).check(atMost500Ids)
export type PageQuery = typeof PageQuery.Type

export const CursorQuery = Schema.Struct({
  accountId: Query.requiredId,
  ids,
  dateFrom: Query.optional(Query.DayOrInstant),
  dateTo: Query.optional(Query.DayOrInstant),
  createdAtFrom: Query.optional(Query.At),
  after: Query.optional(Query.Words)
}).check(atMost500Ids, oneBeginning)
export type CursorQuery = typeof CursorQuery.Type

export class TransactionsApi extends HttpApiGroup.make("transactions")
  .add(
    HttpApiEndpoint.get("listByPage", "/transactions", {
      query: PageQuery,
      success: TransactionPage,
      error: [BadRequest, NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "List Transactions by page",
        description:
          "A numbered page of an Account's Transactions, 500 unless pageSize says less. Better use the cursor.",
        deprecated: true
      })
    ),
    HttpApiEndpoint.get("list", "/v2/transactions", {
      query: CursorQuery,
      success: TransactionCursorPage,
      error: [BadRequest, NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "List Transactions",
        description:
          "Up to 500 of an Account's Transactions, newest first. Follow next until it is null; dateFrom and createdAtFrom exclude each other."
      })
    ),
    HttpApiEndpoint.get("get", "/transactions/:id", {
      params: { id: Query.uuid("transactionId") },
      success: Transaction,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(OpenApi.annotations({ summary: "Get a Transaction", description: "One Transaction." })),
    HttpApiEndpoint.patch("update", "/transactions/:id", {
      params: { id: Query.uuid("transactionId") },
      payload: UpdateTransaction,
      success: Transaction,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Set the category of a Transaction",
        description:
          "Pins a category, which then stays whatever the institution or a rule says; categoryId null takes the pin back. No webhook tells of it."
      })
    )
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Transactions", description: "What moved on an Account" })) {}
