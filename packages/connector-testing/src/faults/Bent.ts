// Answers whose rows are bent, and what of a row is its day, its money, its name, its id. What a fault needs is looked for in the rows
// themselves, in whatever notation they are; where it is not found, the fault cannot befall the answer.
import type { Exchange } from "@tomada/connector-kit"
import { CivilDate } from "@tomada/core"
import { Effect } from "effect"

import type * as Cassette from "../Cassette.ts"
import * as Facts from "../contract/rows/Facts.ts"
import * as Surgery from "../contract/Surgery.ts"
import { answered } from "../Player.ts"
import { at, type Fault, isContent, type Site } from "./Fault.ts"

type Answered = Exchange.Answered

/** The lists of an answer, read once. */
const known = new WeakMap<Cassette.Exchanged, ReadonlyArray<Surgery.List>>()

const lists = (exchange: Cassette.Exchanged): ReadonlyArray<Surgery.List> => {
  const found = known.get(exchange)
  if (found !== undefined) return found
  const read = isContent(exchange) ? (Surgery.lists(answered(exchange), { which: Surgery.any }) ?? []) : []
  known.set(exchange, read)
  return read
}

/** The rows of the first list that says days and money. */
export const movements = (exchange: Cassette.Exchanged): ReadonlyArray<Surgery.Row> =>
  lists(exchange).find(Surgery.movements)?.rows ?? []

/** The rows of the first list. */
export const rows = (exchange: Cassette.Exchanged): ReadonlyArray<Surgery.Row> => lists(exchange)[0]?.rows ?? []

/** Where it is meant, the answer in another form each time that it is given. */
export const instead = (
  edit: (answer: Answered, site: Site) => Answered | null,
  isMeant: (site: Site) => boolean
): Pick<Fault, "of" | "where"> => ({
  where: isMeant,
  of: (site) => {
    if (!isMeant(site)) return null
    const other = edit(answered(site.exchange), site)
    return other === null ? null : at(site.position, () => Effect.succeed(other))
  }
})

export const isStatement = ({ exchange }: Site): boolean =>
  exchange.step === "TRANSACTIONS" && movements(exchange).length > 0

export const isAccounts = ({ exchange }: Site): boolean => exchange.step === "ACCOUNTS" && rows(exchange).length > 0

type Named = readonly [name: string, value: string]

const columns = (given: ReadonlyArray<Surgery.Row>): ReadonlyMap<string, ReadonlyArray<string>> => {
  const found = new Map<string, Array<string>>()
  for (const { values } of given)
    for (const [name, value] of values) found.set(name, [...(found.get(name) ?? []), value])
  return found
}

const isDay = ([, value]: Named): boolean => Facts.days(value, "UTC").length > 0

/** Names of what tells the rows apart: another text in each, that is no day and no money. */
export const idNames = (given: ReadonlyArray<Surgery.Row>): ReadonlyArray<string> =>
  [...columns(given)].flatMap(([name, values]) => {
    const isWhole = values.length === given.length && new Set(values).size === values.length
    const isOther = values.every(
      (value) => /\d/.test(value) && !/\s/.test(value) && !isDay([name, value]) && !Facts.isMoney(name, value)
    )
    return isWhole && isOther ? [name] : []
  })

export const dayNames = ({ values }: Surgery.Row): ReadonlyArray<string> => values.filter(isDay).map(([name]) => name)

export const moneyName = ({ values }: Surgery.Row): string | undefined =>
  values.find(([name, value]) => Facts.isMoney(name, value))?.[0]

/** The longest text of words. */
export const wordsName = ({ values }: Surgery.Row): string | undefined =>
  values
    .filter(([name, value]) => /[a-z]{3}/i.test(value) && !isDay([name, value]) && !Facts.isMoney(name, value))
    .toSorted(([, one], [, other]) => other.length - one.length)[0]?.[0]

/** Names of what has few values, all of them words: states and kinds. */
export const kindNames = (given: ReadonlyArray<Surgery.Row>): ReadonlyArray<string> =>
  [...columns(given)].flatMap(([name, values]) => {
    const distinct = new Set(values)
    const isKind = values.every((value) => /^[A-Za-z][A-Za-z_-]{1,24}$/.test(value))
    return isKind && given.length > 2 && distinct.size <= 6 && distinct.size * 2 <= values.length ? [name] : []
  })

export const valueOf = ({ values }: Surgery.Row, name: string): string =>
  values.find(([each]) => each === name)?.[1] ?? ""

/** So many days later, in the same writing. */
export const later = (text: string, days: number): string => {
  const move = (day: string) => CivilDate.addDays(CivilDate.make(day), days)
  return text
    .replace(/\d{4}-\d{2}-\d{2}/, move)
    .replace(/\b(\d{2})([/.])(\d{2})\2(\d{4})\b/, (found, date: string, between: string, month: string, year: string) =>
      Number(month) > 12 ? found : move(`${year}-${month}-${date}`).split("-").toReversed().join(between)
    )
    .replace(/^((?:19|20)\d{2})(\d{2})(\d{2})/, (_, year: string, month: string, date: string) =>
      move(`${year}-${month}-${date}`).replaceAll("-", "")
    )
}

/** Another amount of the same shape. */
export const otherAmount = (text: string): string => {
  const last = /\d(?=\D*$)/.exec(text)
  return last === null ? text : `${text.slice(0, last.index)}${(Number(last[0]) + 1) % 10}${text.slice(last.index + 1)}`
}

/** The first list that is meant with its rows edited one by one; null where none of them was. */
export const withRows = (
  answer: Answered,
  which: Surgery.Which,
  edit: (
    row: Surgery.Row,
    index: number,
    notation: Parameters<Parameters<typeof Surgery.edited>[1]>[1]
  ) => ReadonlyArray<string> | null
): Answered | null => {
  let isDone = false
  let isFirst = true
  const written = Surgery.edited(
    answer,
    (list, notation) => {
      if (!isFirst) return list.rows.map(({ source }) => source)
      isFirst = false
      return list.rows.flatMap((row, index) => {
        const made = edit(row, index, notation)
        isDone ||= made !== null
        return made ?? [row.source]
      })
    },
    { which }
  )
  return isDone ? written : null
}
