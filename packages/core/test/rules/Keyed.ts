// Rules that find a row by one key.
import { amountKey } from "../../src/internal/MergeRow.ts"
import type { CollectedTransaction } from "../../src/Transaction.ts"
import { amount, content, type Held, isAsked, type Rule, text, updated } from "./Rule.ts"

/**
 * - `key`: null where a row has none; it is new each time then.
 * - `counts`: which rows of a collection are numbered where their keys are equal; others of equal keys are one row.
 * - `removes`: when a row of the asked days is removed that was not shown.
 * - `updates`: whether a found row takes what is shown of it.
 */
export const keyed =
  (options: {
    readonly key: (row: CollectedTransaction) => string | null
    readonly counts: "all" | "without id" | "none"
    readonly removes: "never" | "unseen" | "unseen in a complete stream"
    readonly updates: boolean
  }): Rule =>
  ({ collected, create, held }) => {
    const named = (rows: ReadonlyArray<CollectedTransaction>): ReadonlyArray<string | null> => {
      const counts = new Map<string, number>()
      return rows.map((row) => {
        const key = options.key(row)
        if (key === null) return null
        const count = (counts.get(key) ?? 0) + 1
        counts.set(key, count)
        const isCounted = options.counts === "all" || (options.counts === "without id" && row.institutionId == null)
        return isCounted ? `${key}#${count}` : key
      })
    }
    const after = new Map(held.map((known) => [known.id, known]))
    const present = held.filter(({ state }) => state !== "removed")
    const keys = named(present.map(({ row }) => row))
    const known = new Map(present.map((row, index) => [keys[index] ?? `row ${row.id}`, row]))
    const seen = new Set<number>()
    const names = named(collected.records)
    for (const [index, row] of collected.records.entries()) {
      const name = names[index] ?? null
      const found = name === null ? undefined : known.get(name)
      if (found === undefined) {
        const made = create(row)
        after.set(made.id, made)
        seen.add(made.id)
        if (name !== null) known.set(name, made)
      } else {
        if (options.updates && !seen.has(found.id)) after.set(found.id, updated(found, row))
        seen.add(found.id)
      }
    }
    const removes = options.removes === "unseen" || (options.removes !== "never" && collected.complete)
    return [...after.values()].map((row): Held => {
      const isGone = removes && row.state === "live" && !seen.has(row.id) && isAsked(collected, row)
      return isGone ? { ...row, state: "removed" } : row
    })
  }

/** The id, else day, amount and description with a number; what is not shown is deleted. Pluggy documents it. */
export const pluggyKey = keyed({
  key: (row) => (row.institutionId == null ? content(row) : `id ${row.institutionId}`),
  counts: "without id",
  removes: "unseen",
  updates: true
})

/** A client that knows ids only. */
export const idOnly = keyed({
  key: (row) => row.institutionId ?? null,
  counts: "none",
  removes: "unseen",
  updates: true
})

/** Day, amount and the id or else the description in one string; nothing is updated or removed. As moneyman does. */
export const moneyman = keyed({
  key: (row) => `${row.date}|${amount(row)}|${row.institutionId ?? text(row)}`,
  counts: "none",
  removes: "never",
  updates: false
})

/** The id, else a hash of the whole row, its state included. As Firefly's importer does. */
export const firefly = keyed({
  key: (row) => (row.institutionId == null ? `${content(row)}|${row.status}` : `id ${row.institutionId}`),
  counts: "none",
  removes: "never",
  updates: false
})

/** A hash of day, amount and description. */
export const contentHash = keyed({ key: content, counts: "none", removes: "never", updates: true })

/** Day and amount with a number. */
export const ordinal = keyed({
  key: (row) => `${row.date}|${amountKey(row.amount)}`,
  counts: "all",
  removes: "never",
  updates: true
})

/** The id, else the content with a number; a row is removed the first time that a complete stream does not show it. */
export const oneAbsence = keyed({
  key: (row) => (row.institutionId == null ? content(row) : `id ${row.institutionId}`),
  counts: "without id",
  removes: "unseen in a complete stream",
  updates: true
})
