// Credit card bills as held. Only live ones are shown; a merge sees all.
import type { Account, CreditCardBill, Item } from "@tomada/core"
import { Context, type Effect, Schema } from "effect"

import type { PageOf, PageRequest } from "./Pagination.ts"

export class BillNotFound extends Schema.TaggedError<BillNotFound>()("BillNotFound", {}) {}

export class BillStore extends Context.Service<
  BillStore,
  {
    get(applicationId: Item.ApplicationId, id: CreditCardBill.BillId): Effect.Effect<CreditCardBill.Bill, BillNotFound>
    /** The one due last first. */
    page(accountId: Account.AccountId, page: PageRequest): Effect.Effect<PageOf<CreditCardBill.Bill>>
    /** In every state, the one due last first. */
    ofAccount(accountId: Account.AccountId): Effect.Effect<ReadonlyArray<CreditCardBill.Bill>>
  }
>()("@tomada/store/BillStore") {}
