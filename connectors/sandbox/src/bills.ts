// The bills of a card, with what each charges for itself and what was paid. A bill that is still open is none yet: its rows
// bear the month in which it will close.
import type { Connector, Records } from "@tomada/connector-kit"
import { Effect, Option } from "effect"

import type { Facts } from "./facts.ts"
import * as View from "./view.ts"

const currencyCode = "BRL"

const chargeTypes = [
  "LATE_PAYMENT_REMUNERATIVE_INTEREST",
  "LATE_PAYMENT_FEE",
  "LATE_PAYMENT_INTEREST",
  "IOF",
  "OTHER"
] as const

const charge = Effect.fnUntraced(function* (row: Facts) {
  const collected: Records.CollectedFinanceCharge = {
    institutionId: row.id,
    type: yield* row.one("type", chargeTypes),
    amount: yield* row.decimal("amount"),
    currencyCode,
    additionalInfo: yield* row.maybe.text("additional-info")
  }
  return collected
})

const payment = Effect.fnUntraced(function* (row: Facts) {
  const collected: Records.CollectedBillPayment = {
    institutionId: row.id,
    valueType: yield* row.one("value-type", ["INSTALLMENT_PAYMENT", "FULL_PAYMENT", "OTHER_PAYMENT"]),
    paymentDate: yield* row.day("date"),
    paymentMode: yield* row.maybe.one("mode", ["DEBIT_ACCOUNT", "BANK_SLIP", "PAYROLL_DEDUCTION", "PIX"]),
    amount: yield* row.decimal("amount"),
    currencyCode
  }
  return collected
})

const bill = Effect.fnUntraced(function* (view: View.View) {
  const facts = yield* view.sheet("bill")
  const collected: Records.CollectedBill = {
    key: yield* facts.text("id"),
    dueDate: yield* facts.day("due-date"),
    billClosingDate: yield* facts.day("closing-date"),
    totalAmount: yield* facts.decimal("total"),
    totalAmountCurrencyCode: currencyCode,
    minimumPaymentAmount: yield* facts.decimal("minimum-payment"),
    allowsInstallments: yield* facts.flag("allows-instalments"),
    financeCharges: yield* Effect.forEach(yield* view.rows("charges"), charge),
    payments: yield* Effect.forEach(yield* view.rows("payments"), payment)
  }
  return collected
})

export const bills =
  <S>(door: View.Door<S>) =>
  (session: S, account: Records.CollectedAccount): Connector.Rows<"BILLS"> => {
    const address = `${account.handle}/bills`
    return View.list(door, session, { address, name: "bills", table: "bills" }, (row) =>
      Effect.gen(function* () {
        if ((yield* row.one("state", ["open", "closed", "paid"])) === "open") return Option.none()
        return Option.some(yield* bill(yield* View.read(door, session, `${address}/${row.id}`, "bill")))
      })
    )
  }
