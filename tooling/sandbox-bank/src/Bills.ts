// The bills of a card on a day: one a month, the last one open. A closed bill comes to what its rows will have come to when the last of them is
// posted, so for a few days after the closing a row may still be on its way; from the day of payment on, the rows explain the bill to the centavo.
import { Option } from "effect"

import * as CardFacts from "./CardFacts.ts"
import * as CivilDay from "./CivilDay.ts"
import * as Ledger from "./Ledger.ts"
import type { Centavos } from "./Money.ts"
import type * as Users from "./Users.ts"

export interface Charge {
  readonly id: string
  readonly type: CardFacts.ChargeType
  readonly amount: Centavos
  readonly description: string
}

export interface Payment {
  readonly id: string
  readonly date: CivilDay.CivilDay
  readonly valueType: "FULL_PAYMENT" | "OTHER_PAYMENT"
  readonly mode: "DEBIT_ACCOUNT" | "BANK_SLIP" | "PIX"
  /** Positive. */
  readonly amount: Centavos
}

export interface Bill {
  /** `FAT-2026-03`: of the month in which it closes. */
  readonly id: string
  readonly state: "open" | "closed" | "paid"
  readonly opens: CivilDay.CivilDay
  readonly closing: CivilDay.CivilDay
  readonly due: CivilDay.CivilDay
  readonly total: Centavos
  readonly minimum: Centavos
  readonly charges: ReadonlyArray<Charge>
  readonly payments: ReadonlyArray<Payment>
}

const dayOf = (iso: string): CivilDay.CivilDay => Option.getOrElse(CivilDay.fromIso(iso), () => 0)

/** The id of the bill that closes in the month of a day. */
export const idOf = (month: CivilDay.CivilDay): string => `FAT-${CivilDay.toIso(month).slice(0, 7)}`

/** The closing day of the bill that a row of a day stands on. */
export const closingFor = (day: CivilDay.CivilDay): CivilDay.CivilDay => {
  const own = Ledger.closingBefore(day)
  return day <= own ? own : Ledger.closingBefore(CivilDay.monthStart(day, 1))
}

/** When the bills of a user are due. */
export const dueDayOf = (user: Users.User): number => (user.paysLate ? CardFacts.lateDueDay : CardFacts.paymentDay)

const typeOf = (description: string): CardFacts.ChargeType => {
  const entries = Object.entries(CardFacts.charges).find(([, text]) => text === description)
  // The entries of an object have its keys.
  return (entries?.[0] as CardFacts.ChargeType | undefined) ?? "OTHER"
}

/** The bills that a card shows on a day, newest first; `rows` are those of the same day. */
export const billsOf = (
  user: Users.User,
  book: Ledger.Book,
  rows: ReadonlyArray<Ledger.Row>,
  today: CivilDay.CivilDay
): ReadonlyArray<Bill> => {
  const first = rows[0]
  if (first === undefined) return []
  const byClosing = Map.groupBy(rows, (row) => closingFor(dayOf(row.date)))
  const bills: Array<Bill> = []
  for (let closing = closingFor(today); closing >= dayOf(first.date);) {
    const own = byClosing.get(closing) ?? []
    const before = Ledger.closingBefore(CivilDay.monthStart(closing, -1))
    const paidOn = CivilDay.monthStart(closing) + CardFacts.paymentDay - 1
    const state = today <= closing ? "open" : today < paidOn ? "closed" : "paid"
    const sofar = own.reduce(
      (sum, row) => (row.kind === "payment" || row.status === "pending" ? sum : sum + row.amount),
      0
    )
    const total = state === "open" ? sofar : book.billed(closing)
    const payment = rows.find((row) => row.kind === "payment" && dayOf(row.date) === paidOn)
    bills.push({
      id: idOf(closing),
      state,
      opens: before + 1,
      closing,
      due: CivilDay.monthStart(closing) + dueDayOf(user) - 1,
      total,
      minimum: Math.max(0, Math.ceil(total * 0.15)),
      charges: own.flatMap((row) =>
        row.kind === "charge"
          ? [{ id: row.id, type: typeOf(row.description), amount: row.amount, description: row.description }]
          : []
      ),
      payments:
        payment === undefined
          ? []
          : [
              {
                id: payment.id,
                date: paidOn,
                valueType: user.paysLate ? "OTHER_PAYMENT" : "FULL_PAYMENT",
                mode: user.paysLate
                  ? CivilDay.fields(closing).month % 2 === 0
                    ? "PIX"
                    : "BANK_SLIP"
                  : "DEBIT_ACCOUNT",
                amount: -payment.amount
              }
            ]
    })
    closing = before
  }
  return bills
}

/** The rows that stand on a bill; what was paid stands beside it. */
export const rowsOn = (bill: Bill, rows: ReadonlyArray<Ledger.Row>): ReadonlyArray<Ledger.Row> => {
  const from = CivilDay.toIso(bill.opens)
  const to = CivilDay.toIso(bill.closing)
  return rows.filter(({ date, kind }) => kind !== "payment" && date >= from && date <= to)
}
