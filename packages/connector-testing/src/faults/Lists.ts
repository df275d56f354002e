// What befalls lists and the shapes of answers: pages that repeat, overlap, come in another order or end too early, accounts that come and
// go, containers, fields and words that nobody knew of.
import { Effect, Predicate } from "effect"

import type * as Cassette from "../Cassette.ts"
import * as Surgery from "../contract/Surgery.ts"
import { answered } from "../Player.ts"
import {
  dayNames,
  idNames,
  instead,
  isAccounts,
  isStatement,
  kindNames,
  moneyName,
  movements,
  rows,
  valueOf,
  withRows
} from "./Bent.ts"
import { at, type Fault, isJson, json, type Site, tags, withText } from "./Fault.ts"

const broken = {
  tags: tags("SiteChanged", "Unsupported"),
  well: "whole",
  again: 1,
  held: "all"
} as const

const pathOf = ({ method, url }: Cassette.Exchanged): string => `${method} ${new URL(url).pathname}`

/** The pages of the same list, in their order. */
const pages = ({ exchange, part }: Site): ReadonlyArray<Cassette.Exchanged> =>
  part.exchanges.filter(
    (each) => each.step === exchange.step && pathOf(each) === pathOf(exchange) && movements(each).length > 0
  )

const pageBefore = (site: Site): Cassette.Exchanged | undefined => {
  const all = pages(site)
  return all[all.indexOf(site.exchange) - 1]
}

/** Whether the institution says how many rows the whole list has, so that one that is too short can be told. */
const isCounted = (site: Site): boolean => {
  const all = pages(site).reduce((sum, each) => sum + movements(each).length, 0)
  return all > 1 && Surgery.counts(answered(site.exchange)).some(([, value]) => value === all)
}

const repeated: Fault = {
  ...broken,
  name: "page repeated",
  family: "paging",
  where: isStatement,
  of: (site) => {
    const before = isStatement(site) ? pageBefore(site) : undefined
    return before === undefined ? null : at(site.position, () => Effect.succeed(answered(before)))
  }
}

const dropped: Fault = {
  ...broken,
  name: "page without its rows",
  family: "paging",
  ...instead(
    (answer) => Surgery.withoutRows(answer),
    (site) => isStatement(site) && isCounted(site)
  )
}

const cut: Fault = {
  ...broken,
  name: "list cut short",
  family: "paging",
  ...instead(
    (answer, { exchange }) => {
      const most = Math.floor(movements(exchange).length / 2)
      return withRows(answer, Surgery.movements, (_, index) => (index < most ? null : []))
    },
    (site) => isStatement(site) && isCounted(site)
  )
}

const overlapping: Fault = {
  ...broken,
  name: "pages overlap",
  family: "paging",
  ...instead((answer, site) => {
    const before = pageBefore(site)
    const last = before === undefined ? undefined : movements(before).at(-1)
    if (last === undefined) return null
    return withRows(answer, Surgery.movements, (row, index) => (index === 0 ? [last.source, row.source] : null))
  }, isStatement)
}

const reordered: Fault = {
  ...broken,
  name: "rows in another order",
  family: "paging",
  ...instead(
    (answer) => Surgery.reordered(answer, (given) => given.toReversed()),
    (site) => isStatement(site) && movements(site.exchange).length > 1
  )
}

const shape = { ...broken, family: "shape", well: "truthful" } as const

const noAccounts: Fault = {
  ...shape,
  name: "no accounts",
  ...instead((answer) => Surgery.withoutRows(answer, () => true, { which: Surgery.any }), isAccounts)
}

const goneAccount: Fault = {
  ...shape,
  name: "account gone",
  ...instead((answer, { exchange }) => {
    const last = rows(exchange).length - 1
    return withRows(answer, Surgery.any, (_, index) => (index === last ? [] : null))
  }, isAccounts)
}

/** Of one that was not there when the visit was recorded, so the institution has nothing else to say of it. */
const extraAccount: Fault = {
  ...shape,
  name: "extra account",
  ...instead((answer, { exchange }) => {
    const [first] = rows(exchange)
    if (first === undefined) return null
    const others = first.values.filter(([, value]) => /\d{3}|[a-z]+-?\d/.test(value)).map(([, value]) => value)
    return Surgery.withRowRepeated(answer, 0, others, { which: Surgery.any })
  }, isAccounts),
  tags: tags("SiteChanged", "Unsupported", "InstitutionDown", "SessionExpired")
}

const container: Fault = {
  ...broken,
  name: "unknown container with rows",
  family: "shape",
  of: ({ exchange, position }) => {
    const body = json(exchange)
    const [list] = movements(exchange)
    if (!Predicate.isObject(body) || Array.isArray(body) || list === undefined) return null
    const more = {
      ...body,
      zzContainer: { zzRows: movements(exchange).map(({ source }) => JSON.parse(source) as unknown) }
    }
    return at(position, (recorded) => withText(recorded, JSON.stringify(more)))
  }
}

const without = (source: string, name: string, exchange: Cassette.Exchanged): string | null => {
  if (!isJson(exchange)) return null
  const row: unknown = JSON.parse(source)
  const remove = (value: unknown, [first = "", ...rest]: ReadonlyArray<string>): unknown => {
    if (!Predicate.isObject(value) || Array.isArray(value)) return value
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, inner]): ReadonlyArray<readonly [string, unknown]> =>
        key !== first ? [[key, inner]] : rest.length === 0 ? [] : [[key, remove(inner, rest)]]
      )
    )
  }
  return JSON.stringify(remove(row, name.split(".")))
}

/** A field of every row is there no more; in HTML it is there and empty. */
const missing = (name: string, of: (given: ReadonlyArray<Surgery.Row>) => string | undefined): Fault => ({
  ...broken,
  name: `rows without their ${name}`,
  family: "body",
  ...instead((answer, { exchange }) => {
    const field = of(movements(exchange))
    if (field === undefined) return null
    return withRows(answer, Surgery.movements, (row, _, notation) => [
      without(row.source, field, exchange) ?? notation.withValue(row.source, field, "")
    ])
  }, isStatement)
})

const unknown = (name: string, of: (given: ReadonlyArray<Surgery.Row>) => string | undefined, to: string): Fault => ({
  ...broken,
  name,
  family: "body",
  ...instead((answer, { exchange }) => {
    const field = of(movements(exchange))
    return field === undefined ? null : Surgery.withValue(answer, field, to)
  }, isStatement)
})

const isCurrency = (text: string): boolean => Intl.supportedValuesOf("currency").includes(text)

export const faults: ReadonlyArray<Fault> = [
  repeated,
  dropped,
  cut,
  overlapping,
  reordered,
  noAccounts,
  goneAccount,
  extraAccount,
  container,
  missing("id", (given) => idNames(given)[0]),
  missing("day", ([first]) => (first === undefined ? undefined : dayNames(first)[0])),
  missing("amount", ([first]) => (first === undefined ? undefined : moneyName(first))),
  unknown(
    "unknown word",
    (given) => kindNames(given).find((name) => !given.some((row) => isCurrency(valueOf(row, name)))),
    "zzunknown"
  ),
  unknown(
    "unknown currency",
    (given) => kindNames(given).find((name) => given.every((row) => isCurrency(valueOf(row, name)))),
    "ZZQ"
  )
]
