// What a collection of bills changes in what is held of one card. A bill is known by its key, else by its due date where that
// leaves no doubt; its charges and payments keep their ids from sync to sync.
import type { DateTime } from "effect"

import type { AccountId } from "./Account.ts"
import * as Coverage from "./Coverage.ts"
import type { Bill, BillId, BillPayment, CollectedBill, FinanceCharge } from "./CreditCardBill.ts"
import * as DateInterval from "./DateInterval.ts"
import * as Pairing from "./Pairing.ts"
import * as Upsert from "./Upsert.ts"

/** One complete or failed collection, and what is held; `newId` gives fresh UUIDs, `now` stamps what changes. */
export interface BillsRequest {
  readonly accountId: AccountId
  readonly held: ReadonlyArray<Bill>
  readonly collected: Coverage.Collected<CollectedBill>
  readonly executionId: string
  readonly now: DateTime.Utc
  readonly newId: () => BillId
  /** A UUID for a charge or a payment. */
  readonly newPartId: () => string
}

interface Part {
  readonly institutionId?: string | null
}

/** Each collected part with the id that it has, else with a new one. */
const identified = <C extends Part>(
  held: ReadonlyArray<C & { readonly id: string }>,
  collected: ReadonlyArray<C>,
  newId: () => string
): ReadonlyArray<C & { readonly id: string }> => {
  const content = (part: C) => {
    const { id: _, institutionId: __, ...said } = { id: null, ...part }
    return [Upsert.canonical(said)]
  }
  const records = Upsert.sorted(collected)
  const { pairs } = Pairing.pair({
    held,
    records,
    identifiers: [
      { kind: "key", of: ({ institutionId }: C) => (institutionId == null ? [] : [institutionId]) },
      { kind: "twins", of: content }
    ],
    mayBe: (before, part) =>
      before.institutionId == null || part.institutionId == null || before.institutionId === part.institutionId
  })
  const ids = new Map(pairs.map(({ held: before, index }) => [index, before.id]))
  return records.map((part, index) => ({ ...part, id: ids.get(index) ?? newId() }))
}

const rule = (request: BillsRequest): Upsert.Rule<CollectedBill, Bill> => {
  const { accountId, collected, newId, newPartId } = request
  const proven = Coverage.provenDays(collected, "POSTED")
  const parts = (record: CollectedBill, before: Pick<Bill, "financeCharges" | "payments">) => ({
    financeCharges:
      record.financeCharges == null
        ? before.financeCharges
        : identified<NonNullable<CollectedBill["financeCharges"]>[number]>(
            before.financeCharges,
            record.financeCharges,
            newPartId
          ),
    payments:
      record.payments == null
        ? before.payments
        : identified<NonNullable<CollectedBill["payments"]>[number]>(before.payments, record.payments, newPartId)
  })
  const none: { financeCharges: ReadonlyArray<FinanceCharge>; payments: ReadonlyArray<BillPayment> } = {
    financeCharges: [],
    payments: []
  }
  return {
    identifiers: [
      { kind: "key", of: ({ key }) => [key] },
      { kind: "sole", of: (bill) => [`${bill.dueDate}|${bill.totalAmountCurrencyCode}`] }
    ],
    make: (record, life) => ({ ...record, ...parts(record, none), id: newId(), accountId, ...life }),
    update: (before, record) => Upsert.overlay(before, { ...record, ...parts(record, before) }),
    silent: ["key"],
    isProven: (bill) => DateInterval.covers(proven, bill.dueDate),
    absences: 2
  }
}

/**
 * What the collection changes. A bill is absent only where a complete collection claims the day on which it is due, and
 * removed at its second absence, in another execution.
 */
export const merge = (request: BillsRequest): Upsert.Changes<Bill> =>
  Upsert.merge({
    held: request.held.filter(({ accountId }) => accountId === request.accountId),
    records: request.collected.records,
    complete: request.collected.complete,
    rule: rule(request),
    executionId: request.executionId,
    now: request.now
  })

/** The id of the live bill with this key: what a card's row names as `billId` on the wire. Null when none is held. */
export const idOf = (bills: ReadonlyArray<Bill>, key: string | null | undefined): BillId | null =>
  bills.find((bill) => bill.state === "live" && bill.key === key)?.id ?? null
