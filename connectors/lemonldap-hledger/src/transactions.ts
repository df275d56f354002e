// The rows of an account. `payload` is an invented answer: put the institution's own in its place, and then read it in `transactions`
// with `Paging`, which works out what the rows prove of the days that were asked for.
import { type Connector, Day, Errors, Parse, type Records } from "@tomada/connector-kit"
import { BigDecimal, Effect, Stream } from "effect"
import { z } from "zod"

import type { Session } from "./session.ts"

const row = z.object({ id: z.string().min(1), date: z.string(), description: z.string(), amount: z.string() })
const payload = z.object({ transactions: z.array(row) })

const collected = Effect.fnUntraced(function* ({ amount, date, description, id }: z.output<typeof row>) {
  const value = yield* Parse.decimalPoint(amount, "transactions/amount")
  const found: Records.CollectedTransaction = {
    institutionId: id,
    date: yield* Day.read(date, "transactions/date", "yyyy-mm-dd"),
    status: "POSTED",
    type: BigDecimal.isNegative(value) ? "DEBIT" : "CREDIT",
    amount: value,
    currencyCode: "BRL",
    description,
    descriptionRaw: description
  }
  return found
})

/** An answer as rows; SiteChanged where it has another shape. */
export const parse = Effect.fnUntraced(function* (answer: unknown) {
  const { transactions } = yield* Parse.payload(payload, answer, "transactions")
  return yield* Effect.forEach(transactions, collected)
})

export const transactions = (
  _session: Session,
  _account: Records.CollectedAccount,
  _window: Connector.Window
): Connector.Rows<"TRANSACTIONS"> => Stream.fail(new Errors.Unsupported({ what: "TRANSACTIONS" }))
