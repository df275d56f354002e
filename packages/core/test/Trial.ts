// Ours and a simple rule on the same history: the same bank, the same days without a sync. Ours reads what it plans; a simple
// rule reads from four days before its last visit, the first time everything.
import { addDays, type CivilDate, daysBetween } from "../src/CivilDate.ts"
import { RowState } from "../src/Coverage.ts"
import type * as Bank from "./Bank.ts"
import * as Judge from "./Judge.ts"
import * as Life from "./Life.ts"
import type { Held, Rule } from "./rules/Rule.ts"

const skips = 0.1
const overlapDays = 4

/** With the default policy: 365 days at first, four days of overlap, a weekly rescan of sixty. */
export const ours = (bank: Bank.Bank): Judge.Score => {
  const judge = Judge.make(bank)
  const life = Life.live(bank, {
    skips,
    observe: ({ collected }, rows) => judge.see(collected.records, Judge.liveOf(rows))
  })
  return judge.score(Life.lastVisit(life).today)
}

export const theirs = (bank: Bank.Bank, rule: Rule): Judge.Score => {
  const judge = Judge.make(bank)
  let held: ReadonlyArray<Held> = []
  let made = 0
  let last: CivilDate | null = null
  for (const today of Life.daysOf({ from: bank.firstDay, to: bank.lastDay })) {
    const isLast = daysBetween(bank.lastDay, today) >= 0
    if (!isLast && last !== null && bank.luck.holds(skips)) continue
    if (!isLast) bank.luck.next() // by which ours decides whether the stream fails
    const window = { from: addDays(last ?? today, last === null ? -365 : -overlapDays), to: today }
    const records = bank.show(today, [window])
    held = rule({
      held,
      collected: { records, coverage: [{ ...window, states: RowState.literals }], complete: true },
      today,
      create: (row) => ({ id: made++, state: "live", row })
    })
    const live = held.filter(({ state }) => state === "live")
    judge.see(
      records,
      live.map(({ id, row }) => ({ id: String(id), real: Judge.realOf(row) }))
    )
    last = today
  }
  return judge.score(bank.lastDay)
}
