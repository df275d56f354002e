/** Bills of a credit card. */
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import { Authorization } from "./Authorization.ts"
import { Bill, BillPage } from "./Bill.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Anywhere, NotFound } from "./WireError.ts"

export class BillsApi extends HttpApiGroup.make("bills")
  .add(
    HttpApiEndpoint.get("list", "/bills", {
      query: { accountId: Query.requiredId },
      success: BillPage,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "List Bills",
        description: "All Bills of a card, in one page, the one due last first."
      })
    ),
    HttpApiEndpoint.get("get", "/bills/:id", {
      params: { id: Query.uuid("billId") },
      success: Bill,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(OpenApi.annotations({ summary: "Get a Bill", description: "One Bill." }))
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Bills", description: "Bills of credit cards" })) {}
