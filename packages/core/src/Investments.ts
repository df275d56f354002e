// What a collection of investments changes in what is held of an Item. A position is known by its key, else by its holder's
// reference number, else by its paper and the day of its purchase, the last two only where nothing else could be meant.
import type { DateTime } from "effect"

import * as Coverage from "./Coverage.ts"
import type { CollectedInvestment, Investment, InvestmentId } from "./Investment.ts"
import * as Upsert from "./Upsert.ts"

/** One complete or failed collection, and what is held; `newId` gives fresh UUIDs, `now` stamps what changes. */
export interface InvestmentsRequest {
  readonly itemId: string
  readonly held: ReadonlyArray<Investment>
  readonly collected: Coverage.Collected<CollectedInvestment>
  readonly executionId: string
  readonly now: DateTime.Utc
  readonly newId: () => InvestmentId
}

const paper = ({ code, dueDate, isin, purchaseDate }: CollectedInvestment): string | null =>
  (isin ?? code) == null || purchaseDate == null ? null : `${isin ?? code}|${purchaseDate}|${dueDate ?? ""}`

const named =
  (of: (investment: CollectedInvestment) => string | null | undefined) =>
  (investment: CollectedInvestment): ReadonlyArray<string> => {
    const text = of(investment)
    return text == null ? [] : [`${investment.type}|${investment.currencyCode}|${text}`]
  }

/**
 * What the collection changes. A position is absent when a complete list does not show it, and removed at its second absence,
 * in another execution.
 */
export const merge = (request: InvestmentsRequest): Upsert.Changes<Investment> => {
  const isWhole = Coverage.isWhole(request.collected)
  return Upsert.merge<CollectedInvestment, Investment>({
    held: request.held.filter(({ itemId }) => itemId === request.itemId),
    records: request.collected.records,
    complete: isWhole,
    rule: {
      identifiers: [
        { kind: "key", of: ({ key }) => [key] },
        { kind: "sole", of: named(({ number }) => number) },
        { kind: "sole", of: named(paper) }
      ],
      make: (record, life) => ({ ...record, id: request.newId(), itemId: request.itemId, ...life }),
      silent: ["key", "handle"],
      isProven: () => isWhole,
      absences: 2
    },
    executionId: request.executionId,
    now: request.now
  })
}
