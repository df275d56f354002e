// Investments and their movements as held, and how much of a movement's history is proven. Only live rows are shown; a merge
// sees all.
import type { CivilDate, Coverage, Investment, InvestmentTransaction, Item } from "@tomada/core"
import { Context, type Effect, Schema } from "effect"

import type { PageOf, PageRequest } from "./Pagination.ts"

export class InvestmentNotFound extends Schema.TaggedError<InvestmentNotFound>()("InvestmentNotFound", {}) {}

export class InvestmentTransactionNotFound extends Schema.TaggedError<InvestmentTransactionNotFound>()(
  "InvestmentTransactionNotFound",
  {}
) {}

export interface InvestmentFilter {
  readonly itemId: Item.ItemId
  readonly type?: Investment.InvestmentType
}

/** Days are inclusive. */
export interface InvestmentTransactionFilter {
  readonly investmentId: Investment.InvestmentId
  readonly from?: CivilDate.CivilDate
  readonly to?: CivilDate.CivilDate
}

export class InvestmentStore extends Context.Service<
  InvestmentStore,
  {
    get(
      applicationId: Item.ApplicationId,
      id: Investment.InvestmentId
    ): Effect.Effect<Investment.Investment, InvestmentNotFound>
    /** Oldest first; those of one merge in its order. */
    page(filter: InvestmentFilter, page: PageRequest): Effect.Effect<PageOf<Investment.Investment>>
    /** In every state, in the same order. */
    ofItem(itemId: Item.ItemId): Effect.Effect<ReadonlyArray<Investment.Investment>>
    /** Of the movements of one investment. */
    proven(id: Investment.InvestmentId): Effect.Effect<Coverage.ProvenCoverage>
    transaction(
      applicationId: Item.ApplicationId,
      id: InvestmentTransaction.InvestmentTransactionId
    ): Effect.Effect<InvestmentTransaction.InvestmentTransaction, InvestmentTransactionNotFound>
    /** Newest first (day, then id, both descending). */
    transactions(
      filter: InvestmentTransactionFilter,
      page: PageRequest
    ): Effect.Effect<PageOf<InvestmentTransaction.InvestmentTransaction>>
    /** Every state: movements of the days, and movements of any day that bear one of the institution ids. */
    forMerge(
      id: Investment.InvestmentId,
      days: { readonly from: CivilDate.CivilDate; readonly to: CivilDate.CivilDate },
      institutionIds: ReadonlyArray<string>
    ): Effect.Effect<ReadonlyArray<InvestmentTransaction.InvestmentTransaction>>
    /** Live movements that were absent. */
    unsettled(id: Investment.InvestmentId): Effect.Effect<ReadonlyArray<InvestmentTransaction.InvestmentTransaction>>
  }
>()("@tomada/store/InvestmentStore") {}
