// Statement documents as held: where to get each, never the document. Only live ones are shown; a merge sees all.
import type { Account, AccountStatement, Item } from "@tomada/core"
import { Context, type Effect, Schema } from "effect"

import type { PageOf, PageRequest } from "./Pagination.ts"

export class StatementNotFound extends Schema.TaggedError<StatementNotFound>()("StatementNotFound", {}) {}

export class AccountStatementStore extends Context.Service<
  AccountStatementStore,
  {
    get(
      applicationId: Item.ApplicationId,
      id: AccountStatement.AccountStatementId
    ): Effect.Effect<AccountStatement.AccountStatement, StatementNotFound>
    /** The latest month first. */
    page(accountId: Account.AccountId, page: PageRequest): Effect.Effect<PageOf<AccountStatement.AccountStatement>>
    /** In every state, the latest month first. */
    ofAccount(accountId: Account.AccountId): Effect.Effect<ReadonlyArray<AccountStatement.AccountStatement>>
  }
>()("@tomada/store/AccountStatementStore") {}
