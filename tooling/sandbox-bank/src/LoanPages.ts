// Loans: the list of contracts, and one contract with its instalments, fees, charges, warranties and payments.
import { markup } from "./Html.ts"
import * as Facts from "./LoanFacts.ts"
import { json, type Sheet, table, terms } from "./Sheet.ts"
import { type Show, shownOf } from "./View.ts"
import type { Visit } from "./Visit.ts"

const loans = (visit: Visit, { company, user }: Parameters<Show>[1]) =>
  Facts.loansOf({ seed: visit.bank.seed, user: user.name, company }, visit.today)

/** /loans */
export const list: Show = (visit, open) => {
  const { cap, rows } = shownOf(visit, open.user, "loans", loans(visit, open))
  return {
    page: {
      name: "loans",
      title: "Loans",
      data: { "total-rows": String(rows.length), ...(cap === undefined ? {} : { "row-cap": String(cap) }) },
      body: table(
        "loans",
        rows.map(({ id, listed }) => ({ sheet: listed, named: ["data-loan", id], links: [["loan", `/loans/${id}`]] }))
      )
    },
    json: { rowCap: cap ?? null, loans: rows.map(({ id, listed }) => ({ id, ...json(listed) })) }
  }
}

const parts = (
  loan: Facts.Loan
): ReadonlyArray<readonly [id: string, key: string, title: string, rows: ReadonlyArray<Sheet>]> => [
  ["interest-rates", "interestRates", "Interest rates", loan.interestRates],
  ["contracted-fees", "contractedFees", "Fees", loan.fees],
  ["finance-charges", "financeCharges", "Charges", loan.charges],
  ["warranties", "warranties", "Warranties", loan.warranties],
  ["balloon-payments", "balloonPayments", "Larger payments", loan.balloons],
  ["releases", "releases", "Payments", loan.releases]
]

/** /loans/:id */
export const one: Show = (visit, open) => {
  const loan = loans(visit, open).find(({ id }) => id === visit.parts[1])
  if (loan === undefined) return undefined
  return {
    page: {
      name: "loan",
      title: "Loan",
      data: { loan: loan.id },
      body: markup`${terms("loan", loan.full)}
        <h2>Instalments</h2>
        ${terms("installments", loan.installments)}${parts(loan).map(
          ([id, , title, rows]) =>
            markup`<h2>${title}</h2>${table(
              id,
              rows.map((sheet) => ({ sheet }))
            )}`
        )}`
    },
    json: {
      id: loan.id,
      ...json(loan.full),
      installments: json(loan.installments),
      ...Object.fromEntries(parts(loan).map(([, key, , rows]) => [key, rows.map(json)]))
    }
  }
}
