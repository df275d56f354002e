/** Accounts of an Item. */
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import * as Access from "./Access.ts"
import { Account, AccountBalance, AccountPage, AccountType, ReducedAccountPage } from "./Account.ts"
import { AccountStatementPage } from "./AccountStatement.ts"
import { Authorization } from "./Authorization.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Anywhere, BadGateway, BadRequest, Forbidden, NotFound } from "./WireError.ts"

export class AccountsApi extends HttpApiGroup.make("accounts")
  .add(
    HttpApiEndpoint.get("list", "/accounts", {
      query: { itemId: Query.requiredId, type: Query.optional(Query.word(AccountType.literals)) },
      success: [AccountPage, ReducedAccountPage],
      error: [NotFound, ...Anywhere]
    })
      .annotateMerge(
        OpenApi.annotations({
          summary: "List Accounts",
          description:
            "All Accounts of an Item, in one page; for a connect token without amounts, owners and most of their numbers."
        })
      )
      .annotateMerge(Access.byConnectToken),
    HttpApiEndpoint.get("get", "/accounts/:id", {
      params: { id: Query.uuid("accountId") },
      success: Account,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(OpenApi.annotations({ summary: "Get an Account", description: "One Account." })),
    HttpApiEndpoint.get("statements", "/accounts/:id/statements", {
      params: { id: Query.uuid("accountId") },
      success: AccountStatementPage,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "List the statements of an Account",
        description:
          "All statement documents of an Account, in one page, the latest month first. Each url is an address of this server " +
          "that needs no key: whoever has it may have the document from the institution for 30 minutes."
      })
    ),
    HttpApiEndpoint.get("balance", "/accounts/:id/balance", {
      params: { id: Query.uuid("accountId") },
      success: AccountBalance,
      error: [BadRequest, Forbidden, NotFound, BadGateway, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Get the real-time balance of an Account",
        description:
          "Asks the institution for the balance at this moment, without an update of the Item: in the session that is " +
          "held, or by a login where the connector never asks the person. Refused while the Item is updating."
      })
    )
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Accounts", description: "Bank accounts and cards" })) {}
