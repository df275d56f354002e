// How the money of rows moved, for institutions that tell it one row at a time: asked only for rows that were just collected and
// of which it is not held yet, and joined to them before the merge. Where that fails the rows themselves stand.
import type { Products } from "@tomada/connector-kit"
import type { Account, ConnectorError, Transaction } from "@tomada/core"
import { Effect } from "effect"

import type { Lot } from "../Staging.ts"
import { part, resultOf, type Task } from "./Task.ts"

export type Details = Products.PaymentDetails

/** The details of each account, laid aside. */
export type DetailsOf = ReadonlyMap<Account.AccountId, Lot<Details>>

const lacking = (
  rows: ReadonlyArray<Transaction.CollectedTransaction>,
  held: ReadonlyArray<Transaction.Transaction>
): ReadonlyArray<Products.IdentifiedRow> => {
  const known = new Set(held.flatMap((row) => (row.paymentData == null ? [] : [row.institutionId])))
  const wanted = new Map<string, Products.IdentifiedRow>()
  for (const row of rows) {
    const { institutionId, paymentData } = row
    if (institutionId == null || paymentData != null || known.has(institutionId)) continue
    wanted.set(institutionId, { ...row, institutionId })
  }
  return [...wanted.values()]
}

/** An account with the rows that were just collected of it, and those that are held. */
export interface Rows {
  readonly account: Account.Account
  readonly held: ReadonlyArray<Transaction.Transaction>
  readonly lot: Lot<Transaction.CollectedTransaction>
}

/** `listing`: how the rows or the lists of accounts failed, which leaves rows without their details. */
export const collect = Effect.fn("PaymentDetails.collect")(function* (
  task: Task,
  all: ReadonlyArray<Rows>,
  listing: ConnectorError.ConnectorError | null
) {
  yield* task.step("PAYMENT_DATA_IN_PROGRESS")
  const details = new Map<Account.AccountId, Lot<Details>>()
  const parts = yield* Effect.forEach(
    all,
    Effect.fnUntraced(function* ({ account, held, lot }) {
      const rows = lacking(yield* lot.records, held)
      if (rows.length === 0) return []
      const gathered = yield* task.reader.read("PAYMENT_DATA", { account, rows })
      details.set(account.id, yield* task.staging.keep(gathered.records))
      return [part(gathered)]
    })
  )
  const of: DetailsOf = details
  const { error, ...result } = resultOf("PAYMENT_DATA", parts.flat())
  return { details: of, result: { ...result, error: error ?? listing } }
})

/** The rows, those with details among these with them. */
export const join = (
  rows: ReadonlyArray<Transaction.CollectedTransaction>,
  details: ReadonlyArray<Details>
): ReadonlyArray<Transaction.CollectedTransaction> => {
  const byId = new Map(details.map(({ institutionId, paymentData }) => [institutionId, paymentData]))
  return rows.map((row) => {
    const paymentData = row.institutionId == null ? undefined : byId.get(row.institutionId)
    return paymentData === undefined || row.paymentData != null ? row : { ...row, paymentData }
  })
}
