// What is held against what the bank knows: rows too many, transactions without a row, rows that changed what they are. It
// judges any rule by its live rows after each visit.
import type { CivilDate } from "../src/CivilDate.ts"
import type { CollectedTransaction, Transaction } from "../src/Transaction.ts"
import type { Bank } from "./Bank.ts"

/**
 * - `doubled`: live rows beyond one for each real transaction that the bank shows at the end.
 * - `lost`: shown transactions without a row; of them `unread` were in no window since the bank showed them.
 * - `broken`: live rows that stood for another transaction before, or whose transaction had another row that it left.
 * - `exchanged`: of those, apart from `broken`, rows that changed places with another live one of the same merchant and
 *   amount: no one could tell them apart.
 */
export interface Score {
  readonly real: number
  readonly doubled: number
  readonly lost: number
  readonly unread: number
  readonly broken: number
  readonly exchanged: number
}

export interface Row {
  readonly id: string
  readonly real: string
}

export const realOf = (row: CollectedTransaction): string => row.providerCode ?? ""

/** The live rows of ours. */
export const liveOf = (rows: ReadonlyMap<string, Transaction>): ReadonlyArray<Row> =>
  [...rows.values()].filter(({ state }) => state === "live").map((row) => ({ id: row.id, real: realOf(row) }))

export const make = (bank: Bank) => {
  const firstRow = new Map<string, string>()
  const firstReal = new Map<string, string>()
  const read = new Set<string>()
  let live: ReadonlyArray<Row> = []
  return {
    /** After each visit: what it read and all rows that are live then. */
    see: (collected: ReadonlyArray<CollectedTransaction>, rows: ReadonlyArray<Row>): void => {
      for (const row of collected) read.add(realOf(row))
      for (const { id, real } of rows) {
        if (!firstRow.has(real)) firstRow.set(real, id)
        if (!firstReal.has(id)) firstReal.set(id, real)
      }
      live = rows
    },
    score: (today: CivilDate): Score => {
      const expected = new Set(bank.everything(today).map(realOf))
      const held = new Set(live.map(({ real }) => real))
      const now = new Map(live.map(({ id, real }) => [id, real]))
      const isSecond = (real: string) => now.get(firstRow.get(real) ?? "") === real
      const moved = live.filter(
        ({ id, real }) => firstReal.get(id) !== real || (firstRow.get(real) !== id && !isSecond(real))
      )
      const exchanged = moved.filter(({ id, real }) => {
        const was = firstReal.get(id) ?? ""
        return now.has(firstRow.get(real) ?? "") && expected.has(was) && bank.alike(real) === bank.alike(was)
      })
      const lost = [...expected].filter((real) => !held.has(real))
      return {
        real: expected.size,
        doubled: live.length - [...held].filter((real) => expected.has(real)).length,
        lost: lost.length,
        unread: lost.filter((real) => !read.has(real)).length,
        broken: moved.length - exchanged.length,
        exchanged: exchanged.length
      }
    }
  }
}

const figures = ["real", "doubled", "lost", "unread", "broken", "exchanged"] as const

/** Of several histories together. */
export const sum = (scores: ReadonlyArray<Score>): Score => {
  const total = { real: 0, doubled: 0, lost: 0, unread: 0, broken: 0, exchanged: 0 }
  for (const score of scores) for (const figure of figures) total[figure] += score[figure]
  return total
}

/** All but `real` for a thousand real transactions. */
export const perThousand = (score: Score): Score => {
  const rate = (count: number) => (count * 1000) / score.real
  return {
    real: score.real,
    doubled: rate(score.doubled),
    lost: rate(score.lost),
    unread: rate(score.unread),
    broken: rate(score.broken),
    exchanged: rate(score.exchanged)
  }
}
