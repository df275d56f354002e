/** Loans of an Item. */
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import { Authorization } from "./Authorization.ts"
import { Loan, LoanPage } from "./Loan.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Anywhere, NotFound } from "./WireError.ts"

export class LoansApi extends HttpApiGroup.make("loans")
  .add(
    HttpApiEndpoint.get("list", "/loans", {
      query: { itemId: Query.requiredId },
      success: LoanPage,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(OpenApi.annotations({ summary: "List Loans", description: "All Loans of an Item, in one page." })),
    HttpApiEndpoint.get("get", "/loans/:id", {
      params: { id: Query.uuid("loanId") },
      success: Loan,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(OpenApi.annotations({ summary: "Get a Loan", description: "One Loan." }))
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Loans", description: "What is owed, and how it is paid back" })) {}
