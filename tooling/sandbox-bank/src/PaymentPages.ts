// How the money of one row of an account moved: payer, receiver, and the slip where one was paid.
import * as AccountPages from "./AccountPages.ts"
import * as CivilDay from "./CivilDay.ts"
import { markup } from "./Html.ts"
import * as PaymentFacts from "./PaymentFacts.ts"
import { json, terms } from "./Sheet.ts"
import { type Show } from "./View.ts"

/** /accounts/:id/payments/:row */
export const payment: Show = (visit, open) => {
  const account = AccountPages.named(visit, open, "checking")
  if (account === undefined) return undefined
  const truths = visit.bank.book(open.user.name, account.id)?.truthAt(CivilDay.toIso(visit.today)) ?? []
  const truth = truths.find(({ row }) => row.id === visit.parts[3])
  const found = truth === undefined ? undefined : PaymentFacts.of(visit.bank.seed, account, truth)
  if (found === undefined) return undefined
  const { boleto, listed, method, payer, receiver } = found
  return {
    page: {
      name: "payment",
      title: "Payment",
      data: { method },
      body: markup`${terms("payment", listed)}
        <h2>Payer</h2>
        ${terms("payer", payer)}
        <h2>Receiver</h2>
        ${terms("receiver", receiver)}
        ${boleto === undefined ? undefined : markup`<h2>Slip</h2>${terms("boleto", boleto)}`}`
    },
    json: {
      ...json(listed),
      payer: json(payer),
      receiver: json(receiver),
      boleto: boleto === undefined ? null : json(boleto)
    }
  }
}
