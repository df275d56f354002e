// Lists in pages, counted from 1, as all lists of the bank are. The marks on a page and the fields of a JSON answer have the same names.
import { type Html, markup } from "./Html.ts"

export interface Paged<A> {
  readonly rows: ReadonlyArray<A>
  readonly number: number
  readonly pages: number
  readonly total: number
}

/** The page that a query asks for; undefined when there is none of that number. */
export const cut = <A>(rows: ReadonlyArray<A>, query: URLSearchParams, size: number): Paged<A> | undefined => {
  const pages = Math.max(1, Math.ceil(rows.length / size))
  const number = Number(query.get("page") ?? "1")
  if (!Number.isInteger(number) || number < 1 || number > pages) return undefined
  return { rows: rows.slice((number - 1) * size, number * size), number, pages, total: rows.length }
}

/** The attributes of `main` on a page of a list. */
export const data = ({ number, pages, total }: Paged<unknown>): Readonly<Record<string, string>> => ({
  "page-number": String(number),
  "total-pages": String(pages),
  "total-rows": String(total)
})

/** The same for a JSON answer. */
export const json = ({ number, pages, total }: Paged<unknown>) => ({ page: number, totalPages: pages, total })

/** The links to the pages before and after; `address` is without `page`. */
export const links = ({ number, pages }: Paged<unknown>, address: string): Html => {
  const at = (page: number) => `${address}${address.includes("?") ? "&" : "?"}page=${page}`
  return markup`<p>
    Page ${number} of ${pages}
    ${number > 1 ? markup` &nbsp; <a id="previous-page" rel="prev" href="${at(number - 1)}">Previous page</a>` : undefined}${number < pages ? markup` &nbsp; <a id="next-page" rel="next" href="${at(number + 1)}">Next page</a>` : undefined}
  </p>`
}
