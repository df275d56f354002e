// Accounts as held, and how much of their history is proven.
import type { Account, Coverage, Item, Product } from "@tomada/core"
import { Context, type Effect, Schema } from "effect"

export class AccountNotFound extends Schema.TaggedError<AccountNotFound>()("AccountNotFound", {}) {}

export class AccountStore extends Context.Service<
  AccountStore,
  {
    get(applicationId: Item.ApplicationId, id: Account.AccountId): Effect.Effect<Account.Account, AccountNotFound>
    /** Oldest first; those of one merge in its order. */
    ofItem(itemId: Item.ItemId): Effect.Effect<ReadonlyArray<Account.Account>>
    /** The same of an Item that must be the application's; none where it is another's, is not there or has none. */
    ofTheirs(applicationId: Item.ApplicationId, itemId: Item.ItemId): Effect.Effect<ReadonlyArray<Account.Account>>
    proven(id: Account.AccountId, product: Product.Product): Effect.Effect<Coverage.ProvenCoverage>
  }
>()("@tomada/store/AccountStore") {}
