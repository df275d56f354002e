// What institutions do with rows between two visits: they show another like it, say otherwise what it was, when or how much, make what was
// pending final, take it back, or enter it late. All of it is true, so that a connector may show it; what was final stays held.
import * as Surgery from "../contract/Surgery.ts"
import {
  dayNames,
  idNames,
  instead,
  isStatement,
  kindNames,
  later,
  moneyName,
  movements,
  otherAmount,
  valueOf,
  withRows,
  wordsName
} from "./Bent.ts"
import { type Fault, tags } from "./Fault.ts"

const shown = {
  family: "rows",
  tags: tags("SiteChanged", "Unsupported"),
  well: "truthful",
  again: 1,
  held: "posted"
} as const

type Edit = Parameters<typeof withRows>[2]

/** In a statement, the first row that the edit is for. */
const inStatement = (edit: Edit): Pick<Fault, "of" | "where"> =>
  instead((answer) => {
    let isDone = false
    return withRows(answer, Surgery.movements, (row, index, notation) => {
      const made = isDone ? null : edit(row, index, notation)
      isDone ||= made !== null
      return made
    })
  }, isStatement)

const twin: Fault = {
  ...shown,
  name: "twin row",
  ...instead((answer, { exchange }) => {
    const rows = movements(exchange)
    const [first] = rows
    if (first === undefined) return null
    return Surgery.withRowRepeated(
      answer,
      0,
      idNames(rows).map((name) => valueOf(first, name))
    )
  }, isStatement)
}

const described: Fault = {
  ...shown,
  name: "description restated",
  later: true,
  ...inStatement((row, _, notation) => {
    const name = wordsName(row)
    return name === undefined ? null : [notation.withValue(row.source, name, `${valueOf(row, name)} RESTATED`)]
  })
}

const redated = (days: number): Fault => ({
  ...shown,
  name: days > 0 ? `day ${days} later` : `day ${-days} earlier`,
  later: true,
  ...inStatement((row, _, notation) => {
    const names = dayNames(row)
    return names.length === 0
      ? null
      : [names.reduce((source, name) => notation.withValue(source, name, later(valueOf(row, name), days)), row.source)]
  })
})

const repriced: Fault = {
  ...shown,
  name: "amount restated",
  later: true,
  ...inStatement((row, _, notation) => {
    const name = moneyName(row)
    return name === undefined ? null : [notation.withValue(row.source, name, otherAmount(valueOf(row, name)))]
  })
}

const pending = /pend|hold|author|provis/i

/** The first pending row becomes final, with what `id` makes of its id. */
const settled = (name: string, id: (text: string) => string): Fault => ({
  ...shown,
  name,
  later: true,
  ...instead((answer, { exchange }) => {
    const rows = movements(exchange)
    const state = kindNames(rows).find((each) => rows.some((row) => pending.test(valueOf(row, each))))
    const final = state === undefined ? undefined : rows.find((row) => !pending.test(valueOf(row, state)))
    if (state === undefined || final === undefined) return null
    const ids = idNames(rows)
    let isDone = false
    return withRows(answer, Surgery.movements, (row, _, notation) => {
      if (isDone || !pending.test(valueOf(row, state))) return null
      isDone = true
      const posted = notation.withValue(row.source, state, valueOf(final, state))
      return [ids.reduce((source, each) => notation.withValue(source, each, id(valueOf(row, each))), posted)]
    })
  }, isStatement)
})

const removed: Fault = {
  ...shown,
  name: "row removed",
  later: true,
  ...instead((answer) => {
    const without = withRows(answer, Surgery.movements, (_, index) => (index === 0 ? [] : null))
    return without === null ? null : Surgery.counted(without, -1)
  }, isStatement)
}

const late: Fault = {
  ...shown,
  name: "late back-dated row",
  later: true,
  ...instead((answer, { exchange }) => {
    const rows = movements(exchange)
    const ids = idNames(rows)
    const with_ = withRows(answer, Surgery.movements, (row, index, notation) => {
      if (index !== rows.length - 1) return null
      const dated = dayNames(row).reduce(
        (source, name) => notation.withValue(source, name, later(valueOf(row, name), -3)),
        row.source
      )
      return [
        row.source,
        ids.reduce((source, name) => notation.withValue(source, name, Surgery.fresh(valueOf(row, name))), dated)
      ]
    })
    return with_ === null ? null : Surgery.counted(with_, 1)
  }, isStatement)
}

export const faults: ReadonlyArray<Fault> = [
  twin,
  described,
  redated(2),
  redated(-2),
  repriced,
  settled("pending to posted with the same id", (id) => id),
  settled("pending to posted with a new id", (id) => Surgery.fresh(id)),
  settled("pending to posted without an id", () => ""),
  removed,
  late
]
