// The statement documents of an account: the list of its months, and one month as OFX or PDF.
import { HttpServerResponse } from "effect/http"

import * as AccountPages from "./AccountPages.ts"
import { markup } from "./Html.ts"
import * as MonthFacts from "./MonthFacts.ts"
import * as Ofx from "./Ofx.ts"
import * as Paging from "./Paging.ts"
import * as Pdf from "./Pdf.ts"
import { count, day, json, money, type Sheet, table, text } from "./Sheet.ts"
import { guarded, refusal, type Show, shownOf } from "./View.ts"
import { notFound, type Visit } from "./Visit.ts"

export const monthsPerPage = 12

const monthYear = (name: string) => name.split("-").toReversed().join("-")

const sheetOf = (month: MonthFacts.Month): Sheet => ({
  month: text(monthYear(month.name)),
  "first-day": day(month.first),
  "last-day": day(month.last),
  "opening-balance": money(month.opening),
  "closing-balance": money(month.closing),
  rows: count(month.rows.length)
})

const months = (visit: Visit, open: Parameters<Show>[1]) => {
  const account = AccountPages.named(visit, open, "checking")
  if (account === undefined) return undefined
  return { account, months: MonthFacts.monthsOf(account, AccountPages.rowsOf(visit, open.user, account), visit.today) }
}

/** /accounts/:id/statements */
export const list: Show = (visit, open) => {
  const here = months(visit, open)
  if (here === undefined) return undefined
  const { account } = here
  const { cap, rows } = shownOf(visit, open.user, "statements", here.months)
  const paged = Paging.cut(rows, visit.query, monthsPerPage)
  if (paged === undefined) return refusal("statements", "Documents", "no-such-page", "There is no such page.", 404)
  const address = `/accounts/${account.id}/statements`
  return {
    page: {
      name: "statements",
      title: `Documents of ${account.number}`,
      data: { account: account.id, ...Paging.data(paged), ...(cap === undefined ? {} : { "row-cap": String(cap) }) },
      body: markup`${table(
        "statements",
        paged.rows.map((month) => ({
          sheet: sheetOf(month),
          named: ["data-month", month.name],
          links: [
            ["document", `${address}/${month.name}.ofx`],
            ["document-pdf", `${address}/${month.name}.pdf`]
          ]
        }))
      )}${Paging.links(paged, address)}`
    },
    json: {
      account: account.id,
      ...Paging.json(paged),
      rowCap: cap ?? null,
      statements: paged.rows.map((month) => ({
        ...json(sheetOf(month)),
        ofx: `${address}/${month.name}.ofx`,
        pdf: `${address}/${month.name}.pdf`
      }))
    }
  }
}

/** GET /accounts/:id/statements/2026-02.ofx and .pdf */
export const document = guarded("statements", (visit, open) => {
  const [, name, type] = /^(\d{4}-\d{2})\.(ofx|pdf)$/.exec(visit.parts[3] ?? "") ?? []
  const here = months(visit, open)
  const month = here?.months.find((each) => each.name === name)
  if (month === undefined) return notFound(visit)
  return HttpServerResponse.uint8Array(type === "ofx" ? Ofx.write(month) : Pdf.write(MonthFacts.lines(month)), {
    contentType: type === "ofx" ? "application/x-ofx" : "application/pdf",
    headers: {
      "cache-control": "no-store",
      "content-disposition": `attachment; filename="extrato-${month.name}.${type}"`
    }
  })
})
