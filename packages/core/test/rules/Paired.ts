// Rules that pair each collected row with a held one that looks like it.
import { addDays, daysBetween } from "../../src/CivilDate.ts"
import * as DateInterval from "../../src/DateInterval.ts"
import { amountKey } from "../../src/internal/MergeRow.ts"
import type { CollectedTransaction } from "../../src/Transaction.ts"
import { oneAbsence } from "./Keyed.ts"
import { amount, content, type Held, type Rule, text, updated } from "./Rule.ts"

type Pass = (held: Held, row: CollectedTransaction) => boolean

/** In each pass every open row takes the nearest open live one that passes; the rest is created, nothing is removed. */
const paired =
  (passes: ReadonlyArray<Pass>, change: (held: Held, row: CollectedTransaction) => Held): Rule =>
  ({ collected, create, held }) => {
    const after = new Map(held.map((known) => [known.id, known]))
    const taken = new Set<number>()
    const open = new Set(collected.records)
    for (const mayBe of passes) {
      for (const row of open) {
        const distance = ({ row: { date } }: Held) => Math.abs(daysBetween(date, row.date))
        const [nearest] = held
          .filter((known) => known.state === "live" && !taken.has(known.id) && mayBe(known, row))
          .toSorted((a, b) => distance(a) - distance(b))
        if (nearest === undefined) continue
        taken.add(nearest.id)
        open.delete(row)
        after.set(nearest.id, change(nearest, row))
      }
    }
    for (const row of open) {
      const made = create(row)
      after.set(made.id, made)
    }
    return [...after.values()]
  }

const days = (held: Held, row: CollectedTransaction): number => daysBetween(held.row.date, row.date)
const sameId: Pass = (held, row) => row.institutionId != null && held.row.institutionId === row.institutionId
const sameAmount: Pass = (held, row) => amount(held.row) === amount(row)
const within =
  (reach: number): Pass =>
  (held, row) =>
    Math.abs(days(held, row)) <= reach

/** Day and amount stay as they were first shown; the state and the id do not. */
const cleared = (held: Held, row: CollectedTransaction): Held => ({
  ...held,
  row: {
    ...held.row,
    status: row.status,
    institutionId: row.institutionId ?? held.row.institutionId ?? null,
    ...(row.providerCode === undefined ? {} : { providerCode: row.providerCode })
  }
})

const actual = (mayPair: Pass): Rule =>
  paired(
    [
      sameId,
      (held, row) =>
        mayPair(held, row) && within(7)(held, row) && sameAmount(held, row) && text(held.row) === text(row),
      (held, row) => mayPair(held, row) && within(7)(held, row) && sameAmount(held, row)
    ],
    cleared
  )

/** Id, else amount within seven days, same payee first; rows that both have an id are not paired. Actual's default. */
export const actualStrict = actual((held, row) => held.row.institutionId == null || row.institutionId == null)

/** The same, ids or not. */
export const actualLoose = actual(() => true)

/** One to one: amount, day and the label without spaces. As Kresus does. */
export const kresus = paired(
  [
    (held, row) =>
      sameAmount(held, row) &&
      days(held, row) === 0 &&
      text(held.row).replaceAll(" ", "") === text(row).replaceAll(" ", "")
  ],
  cleared
)

/** A row is known when any held one has its amount within four days, deleted ones too. */
export const amountAndDate: Rule = ({ collected, create, held }) => {
  const after = new Map(held.map((known) => [known.id, known]))
  for (const row of collected.records) {
    const isIt = (known: Held) =>
      known.state !== "removed" && within(4)(known, row) && amountKey(known.row.amount) === amountKey(row.amount)
    const known = held.find((candidate) => isIt(candidate) && days(candidate, row) === 0) ?? held.find(isIt)
    const next = known === undefined ? create(row) : known.state === "live" ? updated(known, row) : known
    after.set(next.id, next)
  }
  return [...after.values()]
}

/**
 * Id or content; a posted row that is new takes over a pending one of its amount from the eight days before, whether that is
 * still shown or not. As Sure does.
 */
export const sure: Rule = ({ collected, create, held }) => {
  const name = (row: CollectedTransaction) => row.institutionId ?? content(row)
  const after = new Map(held.map((known) => [known.id, known]))
  const known = new Map(held.filter(({ state }) => state === "live").map(({ id, row }) => [name(row), id]))
  const isNew = collected.records.filter((row) => {
    const id = known.get(name(row))
    const found = id === undefined ? undefined : after.get(id)
    if (found !== undefined) after.set(found.id, updated(found, row))
    return found === undefined
  })
  for (const row of isNew) {
    if (known.has(name(row))) continue
    const hold =
      row.status === "POSTED"
        ? [...after.values()].find(
            (candidate) =>
              candidate.state === "live" &&
              candidate.row.status === "PENDING" &&
              sameAmount(candidate, row) &&
              days(candidate, row) >= 0 &&
              days(candidate, row) <= 8
          )
        : undefined
    const next = hold === undefined ? create(row) : updated(hold, row)
    after.set(next.id, next)
    known.set(name(row), next.id)
  }
  return [...after.values()]
}

/** The first time all days, afterwards the last four only. */
export const fixedWindow: Rule = (request) => {
  if (request.held.length === 0) return oneAbsence(request)
  const from = addDays(request.today, -4)
  const isLate = ({ date }: CollectedTransaction) => daysBetween(from, date) >= 0
  return oneAbsence({
    ...request,
    collected: {
      ...request.collected,
      records: request.collected.records.filter(isLate),
      coverage: request.collected.coverage
        .map((claim) => ({ ...claim, from: daysBetween(from, claim.from) >= 0 ? claim.from : from }))
        .filter((claim) => !DateInterval.isEmpty(claim))
    }
  })
}
