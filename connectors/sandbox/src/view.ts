// One of the bank's views, by whichever door it was read: its facts, its tables, and what it says of the list. All doors show
// the same, so every product is read from views alone.
import { type Connector, Errors, Html, Pages, type Paging, Records } from "@tomada/connector-kit"
import { Effect, Option, Predicate, Stream } from "effect"

import * as Facts from "./facts.ts"

/** Of a person: a fact that may be there more than once, such as an e-mail address, and its kind. */
export interface Term {
  readonly field: string
  readonly value: string
  readonly type: string | null
}

export interface View {
  readonly name: string
  /** The facts under a name of their own. */
  readonly sheet: (id: string) => Effect.Effect<Facts.Facts, Errors.SiteChanged>
  /** The same where they may not be there. */
  readonly maybeSheet: (id: string) => Option.Option<Facts.Facts>
  readonly rows: (id: string) => Effect.Effect<ReadonlyArray<Facts.Facts>, Errors.SiteChanged>
  readonly terms: ReadonlyArray<Term>
  readonly warnings: ReadonlyArray<Pages.Warning>
  readonly hasNext: boolean
  /** How many rows the whole list has, where it is in pages. */
  readonly total: number | null
  /** So many rows are shown and no more. */
  readonly rowCap: number | null
}

/** Reads a view; none when the bank has nothing there. `name` is what the page calls itself. */
export type Door<S> = (
  session: S,
  path: string,
  name: string
) => Effect.Effect<Option.Option<View>, Errors.FetchError, Connector.VisitEnv>

/** A view that must be there. */
export const read = <S>(door: Door<S>, session: S, path: string, name: string) =>
  Effect.flatMap(
    door(session, path, name),
    Option.match({
      onNone: () => Effect.fail(new Errors.SiteChanged({ at: name, expected: "a page" })),
      onSome: Effect.succeed
    })
  )

const orNull = (element: Html.Element, name: string) => Option.getOrNull(Html.attribute(element, name))

const numberAt = (element: Html.Element, name: string): number | null => {
  const text = orNull(element, name)
  return text === null ? null : Number(text)
}

/** A page's view; `main` is its main element. */
export const ofPage = (name: string, main: Html.Element): View => ({
  name,
  sheet: (id) => Effect.map(Html.one(main, `dl#${id}`, name), (found) => Facts.ofElement(found, name)),
  maybeSheet: (id) => Option.map(Html.find(main, `dl#${id}`), (found) => Facts.ofElement(found, name)),
  rows: (id) =>
    Effect.map(Html.one(main, `table#${id}`, name), (table) =>
      Html.all(table, "tbody tr").map((row) => Facts.ofElement(row, name, identityOf(row)))
    ),
  terms: Html.all(main, "dl#profile dd[data-field]").map((term) => ({
    field: orNull(term, "data-field") ?? "",
    value: Html.text(term),
    type: orNull(term, "data-type")
  })),
  warnings: Html.all(main, "#account-warning").map((element) => ({
    code: orNull(element, "data-warning-code") ?? "001",
    message: Html.text(element),
    providerMessage: Html.text(element)
  })),
  hasNext: Option.isSome(Html.find(main, "a#next-page")),
  total: numberAt(main, "data-total-rows"),
  rowCap: numberAt(main, "data-row-cap")
})

const identities = ["data-row", "data-account", "data-card", "data-investment", "data-movement", "data-loan"]
const others = ["data-bill", "data-charge", "data-payment", "data-month"]

/** The attribute by which a row is told apart: the first of those that the bank uses. */
const identityOf = (row: Html.Element): string =>
  [...identities, ...others].find((name) => Option.isSome(Html.attribute(row, name))) ?? "id"

type Payload = Readonly<Record<string, unknown>>

const isPayload = (value: unknown): value is Payload => Predicate.isObject(value) && !Array.isArray(value)

const payloads = (value: unknown): ReadonlyArray<Payload> | null =>
  Array.isArray(value) && value.every(isPayload) ? value : null

const numberOr = (value: unknown): number | null => (typeof value === "number" ? value : null)

/** What programs are told, as a view; facts of the thing itself stand at its root. */
export const ofJson = (name: string, payload: Payload): View => {
  const changed = (expected: string) => Effect.fail(new Errors.SiteChanged({ at: name, expected }))
  const sheetAt = (id: string): unknown => (id === name ? payload : payload[Facts.camel(id)])
  const texts = (values: ReadonlyArray<Payload> | null) =>
    (values ?? []).map((value) => (field: string) => (typeof value[field] === "string" ? value[field] : null))
  const [page, pages] = [numberOr(payload["page"]), numberOr(payload["totalPages"])]
  return {
    name,
    sheet: (id) => {
      const found = sheetAt(id)
      return isPayload(found) ? Effect.succeed(Facts.ofJson(found, name)) : changed(Facts.camel(id))
    },
    maybeSheet: (id) => {
      const found = sheetAt(id)
      return isPayload(found) ? Option.some(Facts.ofJson(found, name)) : Option.none()
    },
    rows: (id) => {
      const key = id === "statement" ? "rows" : Facts.camel(id)
      const found = payloads(payload[key])
      return found === null ? changed(key) : Effect.succeed(found.map((row) => Facts.ofJson(row, name)))
    },
    terms: texts(payloads(payload["person"])).map((text) => ({
      field: text("field") ?? "",
      value: text("value") ?? "",
      type: text("type")
    })),
    warnings: texts(payloads(payload["warnings"])).map((text) => ({
      code: text("code") ?? "001",
      message: text("message") ?? "",
      providerMessage: text("message")
    })),
    hasNext: page !== null && pages !== null && page < pages,
    total: numberOr(payload["total"]),
    rowCap: numberOr(payload["rowCap"])
  }
}

/** One page of rows with days as it was read, for `Paging`: what the bank says of the list beside its rows. */
export const paged = <A>(view: View, records: ReadonlyArray<A>, number: number): Paging.Read<number, A> => ({
  records,
  next: view.hasNext ? Option.some(number + 1) : Option.none(),
  total: view.total,
  rowCap: view.rowCap
})

const epoch = Records.CivilDate.make("1970-01-01")

/** Of a list without days that the bank cut: that it is not the whole. */
const claimOf = ({ rowCap }: View) => (rowCap === null ? [] : [{ from: epoch, to: epoch, states: [], rowCap }])

/** Reads a list page after page and each row of it; `address` is without `page`. The last page says whether it was cut. */
export const list = <S, A>(
  door: Door<S>,
  session: S,
  { address, name, table }: { readonly address: string; readonly name: string; readonly table: string },
  record: (row: Facts.Facts) => Effect.Effect<Option.Option<A>, Errors.FetchError, Connector.VisitEnv>
) =>
  Stream.paginate({ number: 1, seen: 0 }, ({ number, seen }) =>
    Effect.gen(function* () {
      const view = yield* read(door, session, number === 1 ? address : `${address}?page=${number}`, name)
      const rows = yield* view.rows(table)
      const count = seen + rows.length
      const records = yield* Effect.forEach(rows, record)
      const known = records.flatMap(Option.toArray)
      if (view.hasNext) return [[Pages.page(known)], Option.some({ number: number + 1, seen: count })] as const
      yield* counted(view, count)
      return [[Pages.page(known, claimOf(view), view.warnings)], Option.none()] as const
    })
  )

/** Fails when fewer rows were read than the bank counts: some went astray between two pages. */
const counted = ({ name, total }: View, count: number) =>
  total === null || total === count
    ? Effect.void
    : Effect.fail(new Errors.SiteChanged({ at: name, expected: "as many rows as the bank counts" }))
