// Loans as held. Only live ones are shown; a merge sees all.
import type { Item, Loan } from "@tomada/core"
import { Context, type Effect, Schema } from "effect"

import type { PageOf, PageRequest } from "./Pagination.ts"

export class LoanNotFound extends Schema.TaggedError<LoanNotFound>()("LoanNotFound", {}) {}

export class LoanStore extends Context.Service<
  LoanStore,
  {
    get(applicationId: Item.ApplicationId, id: Loan.LoanId): Effect.Effect<Loan.Loan, LoanNotFound>
    /** Oldest first; those of one merge in its order. */
    page(itemId: Item.ItemId, page: PageRequest): Effect.Effect<PageOf<Loan.Loan>>
    /** In every state, in the same order. */
    ofItem(itemId: Item.ItemId): Effect.Effect<ReadonlyArray<Loan.Loan>>
  }
>()("@tomada/store/LoanStore") {}
