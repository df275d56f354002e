// Rows of what the institution answered that are in no record. A row is one with a day and money, and it was read when some record says the
// same day and the same amount; of each list, every record counts for one row, so that twins which were taken for one are found.
import { type CivilDate } from "@tomada/core"
import { BigDecimal, DateTime, Predicate } from "effect"

import * as Facts from "./rows/Facts.ts"
import type { Row } from "./Surgery.ts"

/** What a record, or a part of one, says in days and amounts. */
export interface Said {
  readonly days: ReadonlySet<string>
  readonly amounts: ReadonlySet<string>
}

interface Gathering {
  readonly days: Set<string>
  readonly amounts: Set<string>
}

/** A record and each of its parts. */
export const said = (record: unknown, zone: string): ReadonlyArray<Said> => {
  const all: Array<Gathering> = []
  const walk = (value: unknown, around: ReadonlyArray<Gathering>): void => {
    if (BigDecimal.isBigDecimal(value)) for (const each of around) each.amounts.add(Facts.unsigned(value))
    else if (DateTime.isDateTime(value)) {
      for (const day of Facts.days(DateTime.formatIso(value), zone)) for (const each of around) each.days.add(day)
    } else if (typeof value === "string") {
      for (const day of Facts.days(value, zone)) for (const each of around) each.days.add(day)
    } else if (Array.isArray(value)) for (const each of value) walk(each, around)
    else if (Predicate.isObject(value)) {
      const own: Gathering = { days: new Set(), amounts: new Set() }
      all.push(own)
      for (const inner of Object.values(value)) walk(inner, [...around, own])
    }
  }
  walk(record, [])
  return all.filter(({ amounts, days }) => amounts.size > 0 && days.size > 0)
}

const isOf = (row: Row, { amounts, days }: Said): boolean =>
  row.days.some((day: CivilDate.CivilDate) => days.has(day)) && row.amounts.some((amount) => amounts.has(amount))

/** How many of one list's rows are in no record: those that are left when as many as can be have one each. */
export const count = (rows: ReadonlyArray<Row>, records: ReadonlyArray<Said>): number => {
  const byDay = new Map<string, Array<number>>()
  for (const [index, { days }] of records.entries()) {
    for (const day of days) byDay.set(day, [...(byDay.get(day) ?? []), index])
  }
  const candidates = rows.map((row) =>
    [...new Set(row.days.flatMap((day) => byDay.get(day) ?? []))].filter((index) => {
      const record = records[index]
      return record !== undefined && isOf(row, record)
    })
  )
  const holder = new Map<number, number>()
  const place = (row: number, tried: Set<number>): boolean => {
    for (const record of candidates[row] ?? []) {
      if (tried.has(record)) continue
      tried.add(record)
      const other = holder.get(record)
      if (other === undefined || place(other, tried)) {
        holder.set(record, row)
        return true
      }
    }
    return false
  }
  return rows.filter((_, row) => !place(row, new Set())).length
}
