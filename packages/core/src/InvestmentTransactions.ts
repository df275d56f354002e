// What a collection of movements changes in what is held of one investment. Where the institution gives no ids, equal movements
// are counted: two equal purchases of a day stay two. A movement restated in its day or amount is another one.
import type { DateTime } from "effect"

import * as Coverage from "./Coverage.ts"
import * as DateInterval from "./DateInterval.ts"
import type { InvestmentId } from "./Investment.ts"
import type {
  CollectedInvestmentTransaction,
  InvestmentTransaction,
  InvestmentTransactionId
} from "./InvestmentTransaction.ts"
import type { Unsettled } from "./PlannedReads.ts"
import type { ProductPolicy } from "./Product.ts"
import * as Upsert from "./Upsert.ts"

/** One complete or failed collection, and what is held; `newId` gives fresh UUIDs, `now` stamps what changes. */
export interface InvestmentTransactionsRequest {
  readonly investmentId: InvestmentId
  readonly held: ReadonlyArray<InvestmentTransaction>
  readonly collected: Coverage.Collected<CollectedInvestmentTransaction>
  readonly policy: Pick<ProductPolicy, "institutionIds">
  readonly executionId: string
  readonly now: DateTime.Utc
  readonly newId: () => InvestmentTransactionId
}

const content = ({ amount, date, movementType, quantity, type }: CollectedInvestmentTransaction): string =>
  Upsert.canonical({ amount, date, movementType, quantity, type })

/**
 * What the collection changes. A movement is absent only where a complete collection claims its day, and removed at its second
 * absence, in another execution.
 */
export const merge = (request: InvestmentTransactionsRequest): Upsert.Changes<InvestmentTransaction> => {
  const { collected, investmentId, newId, policy } = request
  const idOf = ({ institutionId }: CollectedInvestmentTransaction) =>
    policy.institutionIds === "unique" && institutionId != null ? institutionId : null
  const proven = Coverage.provenDays(collected, "POSTED")
  return Upsert.merge<CollectedInvestmentTransaction, InvestmentTransaction>({
    held: request.held.filter((row) => row.investmentId === investmentId),
    records: collected.records,
    complete: collected.complete,
    rule: {
      identifiers: [
        {
          kind: "key",
          of: (row) => {
            const id = idOf(row)
            return id === null ? [] : [id]
          }
        },
        { kind: "twins", of: (row) => (idOf(row) === null ? [content(row)] : []) },
        { kind: "twins", of: (row) => [content(row)] }
      ],
      mayBe: (held, record) => idOf(held) === null || idOf(record) === null || idOf(held) === idOf(record),
      make: (record, life) => ({ ...record, id: newId(), investmentId, ...life }),
      silent: ["institutionId"],
      isProven: ({ date }) => DateInterval.covers(proven, date),
      absences: 2
    },
    executionId: request.executionId,
    now: request.now
  })
}

/** The movements whose days are to be read again for their own sake: the live ones with an absence. */
export const unsettled = (
  held: ReadonlyArray<InvestmentTransaction>
): ReadonlyArray<Unsettled & { readonly id: InvestmentTransactionId }> =>
  held
    .filter(({ absences, state }) => state === "live" && absences > 0)
    .map(({ absences, date, id }) => ({ id, date, absences, status: "POSTED" }))
