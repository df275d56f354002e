// What a collection of loans changes in what is held of an Item. A loan is known by its key, else by its number at the central
// bank or at the institution where nothing else could be meant.
import type { DateTime } from "effect"

import * as Coverage from "./Coverage.ts"
import type { CollectedLoan, Loan, LoanId } from "./Loan.ts"
import * as Upsert from "./Upsert.ts"

/** One complete or failed collection, and what is held; `newId` gives fresh UUIDs, `now` stamps what changes. */
export interface LoansRequest {
  readonly itemId: string
  readonly held: ReadonlyArray<Loan>
  readonly collected: Coverage.Collected<CollectedLoan>
  readonly executionId: string
  readonly now: DateTime.Utc
  readonly newId: () => LoanId
}

const spoken = (text: string | null | undefined): ReadonlyArray<string> => (text == null ? [] : [text])

/**
 * What the collection changes. A loan is absent when a complete list does not show it, and removed at its second absence, in
 * another execution.
 */
export const merge = (request: LoansRequest): Upsert.Changes<Loan> => {
  const isWhole = Coverage.isWhole(request.collected)
  return Upsert.merge<CollectedLoan, Loan>({
    held: request.held.filter(({ itemId }) => itemId === request.itemId),
    records: request.collected.records,
    complete: isWhole,
    rule: {
      identifiers: [
        { kind: "key", of: ({ key }) => [key] },
        { kind: "sole", of: ({ ipocCode }) => spoken(ipocCode) },
        {
          kind: "sole",
          of: ({ contractNumber, currencyCode, kind }) =>
            spoken(contractNumber).map((text) => `${kind}|${currencyCode}|${text}`)
        }
      ],
      make: (record, life) => ({ ...record, id: request.newId(), itemId: request.itemId, ...life }),
      silent: ["key"],
      isProven: () => isWhole,
      absences: 2
    },
    executionId: request.executionId,
    now: request.now
  })
}
