/** Investments of an Item and their movements. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import { Authorization } from "./Authorization.ts"
import { Investment, InvestmentPage, InvestmentTransactionPage, InvestmentType } from "./Investment.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Anywhere, NotFound } from "./WireError.ts"

const numbered = {
  pageSize: Query.optional(Query.whole("$property must be an integer between 1 and 500", 1, 500)),
  page: Query.optional(Query.PageNumber)
}

export const InvestmentQuery = Schema.Struct({
  itemId: Query.requiredId,
  type: Query.optional(Query.word(InvestmentType.literals)),
  ...numbered
})
export type InvestmentQuery = typeof InvestmentQuery.Type

export class InvestmentsApi extends HttpApiGroup.make("investments")
  .add(
    HttpApiEndpoint.get("list", "/investments", {
      query: InvestmentQuery,
      success: InvestmentPage,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "List Investments",
        description: "A numbered page of an Item's Investments, 500 unless pageSize says less."
      })
    ),
    HttpApiEndpoint.get("get", "/investments/:id", {
      params: { id: Query.uuid("investmentId") },
      success: Investment,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(OpenApi.annotations({ summary: "Get an Investment", description: "One Investment." })),
    HttpApiEndpoint.get("transactions", "/investments/:id/transactions", {
      params: { id: Query.uuid("investmentId") },
      query: numbered,
      success: InvestmentTransactionPage,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "List the movements of an Investment",
        description: "A numbered page, newest first, 500 unless pageSize says less."
      })
    )
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Investments", description: "Positions and their movements" })) {}
