/** Accounts of an Item. */
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import { Account, AccountPage, AccountType } from "./Account.ts"
import { Authorization } from "./Authorization.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Anywhere, NotFound } from "./WireError.ts"

export class AccountsApi extends HttpApiGroup.make("accounts")
  .add(
    HttpApiEndpoint.get("list", "/accounts", {
      query: { itemId: Query.requiredId, type: Query.optional(Query.word(AccountType.literals)) },
      success: AccountPage,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({ summary: "List Accounts", description: "All Accounts of an Item, in one page." })
    ),
    HttpApiEndpoint.get("get", "/accounts/:id", {
      params: { id: Query.uuid("accountId") },
      success: Account,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(OpenApi.annotations({ summary: "Get an Account", description: "One Account." }))
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Accounts", description: "Bank accounts and cards" })) {}
