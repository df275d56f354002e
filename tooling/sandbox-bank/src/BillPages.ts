// The bills of a card: the list, newest first, and one bill with its rows, what it charges for itself and what was paid.
import * as AccountPages from "./AccountPages.ts"
import * as Bills from "./Bills.ts"
import * as CivilDay from "./CivilDay.ts"
import { markup } from "./Html.ts"
import type * as Ledger from "./Ledger.ts"
import * as Paging from "./Paging.ts"
import { day, flag, json, money, type Sheet, table, terms, text } from "./Sheet.ts"
import * as StatementPages from "./StatementPages.ts"
import { refusal, type Show, shownOf } from "./View.ts"
import type { Visit } from "./Visit.ts"

export const billsPerPage = 12

const sheetOf = (bill: Bills.Bill): Sheet => ({
  id: text(bill.id),
  state: text(bill.state),
  "closing-date": day(bill.closing),
  "due-date": day(bill.due),
  total: money(bill.total),
  "minimum-payment": money(bill.minimum),
  "allows-instalments": flag(bill.total > 50_000)
})

const chargeSheet = (charge: Bills.Charge): Sheet => ({
  id: text(charge.id),
  type: text(charge.type),
  amount: money(charge.amount),
  "additional-info": charge.type === "OTHER" ? text(charge.description) : undefined
})

const paymentSheet = (payment: Bills.Payment): Sheet => ({
  id: text(payment.id),
  date: day(payment.date),
  "value-type": text(payment.valueType),
  mode: text(payment.mode),
  amount: money(payment.amount)
})

const rowSheet = (row: Ledger.Row): Sheet => ({
  date: text(row.date.split("-").toReversed().join("/")),
  authorisation: text(row.id),
  description: text(row.description),
  instalment: text(row.instalment),
  kind: text(row.kind),
  status: text(row.status),
  amount: money(row.amount)
})

const found = (visit: Visit, open: Parameters<Show>[1]) => {
  const card = AccountPages.named(visit, open, "card")
  const book = card === undefined ? undefined : visit.bank.book(open.user.name, card.id)
  if (card === undefined || book === undefined) return undefined
  const rows = book.rowsAt(CivilDay.toIso(visit.today))
  return { card, rows, bills: Bills.billsOf(open.user, book, rows, visit.today) }
}

/** /cards/:id/bills */
export const list: Show = (visit, open) => {
  const here = found(visit, open)
  if (here === undefined) return undefined
  const { card } = here
  const { cap, rows: bills } = shownOf(visit, open.user, "bills", here.bills)
  const paged = Paging.cut(bills, visit.query, billsPerPage)
  if (paged === undefined) return refusal("bills", "Bills", "no-such-page", "There is no such page.", 404)
  const address = `/cards/${card.id}/bills`
  const capped = cap === undefined ? {} : { "row-cap": String(cap) }
  return {
    page: {
      name: "bills",
      title: `Bills of ${card.name} ${card.number}`,
      data: { card: card.id, ...Paging.data(paged), ...capped },
      body: markup`${table(
        "bills",
        paged.rows.map((bill) => ({
          sheet: sheetOf(bill),
          named: ["data-bill", bill.id],
          links: [["bill", `${address}/${bill.id}`]]
        }))
      )}${Paging.links(paged, address)}`
    },
    json: {
      card: card.id,
      ...Paging.json(paged),
      rowCap: cap ?? null,
      bills: paged.rows.map((bill) => json(sheetOf(bill)))
    }
  }
}

/** /cards/:id/bills/:bill */
export const one: Show = (visit, open) => {
  const here = found(visit, open)
  const bill = here?.bills.find(({ id }) => id === visit.parts[3])
  if (here === undefined || bill === undefined) return undefined
  const rows = Bills.rowsOn(bill, here.rows)
  return {
    page: {
      name: "bill",
      title: `Bill ${bill.id}`,
      data: { card: here.card.id, bill: bill.id, state: bill.state },
      body: markup`${terms("bill", sheetOf(bill))}
        <h2>Charges</h2>
        ${table(
          "charges",
          bill.charges.map((charge) => ({ sheet: chargeSheet(charge), named: ["data-charge", charge.id] }))
        )}
        <h2>Payments</h2>
        ${table(
          "payments",
          bill.payments.map((payment) => ({ sheet: paymentSheet(payment), named: ["data-payment", payment.id] }))
        )}
        <h2>Rows</h2>
        ${table(
          "bill-rows",
          rows.map((row) => ({ sheet: rowSheet(row), named: ["data-row", row.id] }))
        )}`
    },
    json: {
      ...json(sheetOf(bill)),
      charges: bill.charges.map((charge) => json(chargeSheet(charge))),
      payments: bill.payments.map((payment) => json(paymentSheet(payment))),
      rows: rows.map((row) => StatementPages.rowJson(row, visit.today, true))
    }
  }
}
