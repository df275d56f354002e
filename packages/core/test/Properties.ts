// What holds of every sync of every history, checked against a bank that knows each real transaction. A history is its seed:
// ids that last or change, holds that vanish soon or late, days without a sync, streams that fail, rows that the person deletes.
import { isDeepStrictEqual } from "node:util"

import { assert } from "@effect/vitest"
import { Result } from "effect"

import * as Coverage from "../src/Coverage.ts"
import * as DateInterval from "../src/DateInterval.ts"
import * as PlannedReads from "../src/PlannedReads.ts"
import { defaultPolicy as policy } from "../src/Product.ts"
import { type CollectedTransaction, type Transaction, TransactionId } from "../src/Transaction.ts"
import * as Transactions from "../src/Transactions.ts"
import * as Bank from "./Bank.ts"
import * as Judge from "./Judge.ts"
import { accountA, accountB, empty } from "./Ledger.ts"
import * as Life from "./Life.ts"

export interface History {
  readonly seed: number
  readonly regime: Bank.Regime
  readonly holdDays: number
  readonly days: number
}

/** The history of a seed: of six to sixteen days, in one of the four regimes. */
export const historyOf = (seed: number): History => {
  const luck = Bank.chance(seed ^ 0x5eed)
  return {
    seed,
    regime: luck.pick(["stable", ...Bank.regimes]),
    holdDays: luck.pick([3, 6, 10]),
    days: 6 + Math.floor(luck.next() * 11)
  }
}

type Rows = ReadonlyMap<string, Transaction>

/** The quick comparison first: a proof makes it by the million. */
const same = (actual: unknown, expected: unknown): void => {
  if (!isDeepStrictEqual(actual, expected)) assert.deepStrictEqual(actual, expected)
}

/** Sees each visit, all that is held after it and what is proven then. */
type Check = (visit: Life.Visit, rows: Rows, proven: Coverage.ProvenCoverage) => void

const supply = () => {
  let ids = 0
  return () => TransactionId.make(`00000000-0000-4000-8100-${String(ids++).padStart(12, "0")}`)
}

const tried = (visit: Life.Visit, changes: Partial<Transactions.MergeRequest>) =>
  Transactions.merge({
    accountId: accountA,
    held: visit.held,
    collected: visit.collected,
    policy,
    executionId: visit.executionId,
    now: visit.now,
    newId: supply(),
    wider: true,
    ...changes
  })

const again = (visit: Life.Visit, changes: Partial<Transactions.MergeRequest>): Transactions.Merge =>
  Result.getOrThrow(tried(visit, changes))

const shuffled = <A>(items: ReadonlyArray<A>, luck: Bank.Chance): ReadonlyArray<A> =>
  items
    .map((item) => [luck.next(), item] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, item]) => item)

const content = (row: CollectedTransaction): string =>
  [row.date, row.amount.value, row.amount.scale, row.description, row.status, row.institutionId].join("|")

const counted = (rows: ReadonlyArray<CollectedTransaction>): ReadonlyArray<string> => rows.map(content).toSorted()

const samePages =
  (luck: Bank.Chance): Check =>
  (visit) => {
    const { collected, held } = visit
    const changed = {
      held: shuffled(held, luck),
      collected: {
        ...collected,
        records: shuffled(collected.records, luck),
        coverage: shuffled(collected.coverage, luck).flatMap((claim) =>
          [...Life.daysOf(claim)].map((day) => ({ ...claim, from: day, to: day }))
        )
      }
    }
    same(again(visit, changed), again(visit, {}))
  }

const readsLess: Check = (visit) => {
  const held = Life.neededOf(visit.held, visit.collected, { before: false })
  const result = tried(visit, { held, before: false })
  if (Result.isSuccess(result)) same(result.success, again(visit, {}))
  else assert.strictEqual(result.failure._tag, "NeedsBefore")
}

const idempotent: Check = (visit, rows) => {
  same(again(visit, { held: [...rows.values()] }), empty)
}

const holdsWhatIsShown: Check = ({ collected }, rows) => {
  const proven = Coverage.provenDays(collected, "POSTED")
  const held = [...rows.values()].filter(
    (row) => row.state === "live" && row.absences === 0 && DateInterval.covers(proven, row.date)
  )
  if (collected.complete) same(counted(held), counted(collected.records))
  for (const row of rows.values()) {
    if (row.state === "live" && row.absences > 0) same([row.absences, row.status], [1, "POSTED"])
  }
}

const removesWhatIsProven: Check = ({ collected, executionId, held, merge }) => {
  const before = new Map(held.map((row) => [row.id, row]))
  for (const row of merge.removed) {
    assert.isTrue(DateInterval.covers(Coverage.provenDays(collected, row.status), row.date))
    assert.strictEqual(row.absences, row.status === "POSTED" ? 2 : 1)
    assert.notStrictEqual(before.get(row.id)?.absentIn, executionId)
  }
  if (!collected.complete) assert.isTrue(merge.touched.every((row) => row.absences === 0 || row.unconfirmed))
}

const readsSuspectsAgain: Check = ({ now }, rows, proven) => {
  const unsettled = [...rows.values()].filter(Life.isUnsettled)
  const { windows } = PlannedReads.plan({ policy, zone: Life.zone, now, proven, unsettled })
  for (const row of unsettled) assert.isTrue(row.unconfirmed || DateInterval.covers(windows, row.date))
}

const neverReusesAnId = (): Check => {
  const known = new Set<string>()
  return ({ merge }, rows) => {
    for (const { id } of merge.created) {
      assert.isFalse(known.has(id))
      known.add(id)
    }
    same(new Set(rows.keys()), known)
    for (const row of rows.values()) assert.strictEqual(row.accountId, accountA)
  }
}

const knowsNoOtherAccount: Check = (visit) => {
  const others = visit.held.map((row, index) => ({
    ...row,
    accountId: accountB,
    id: TransactionId.make(`00000000-0000-4000-8200-${String(index).padStart(12, "0")}`)
  }))
  same(again(visit, { held: [...others, ...visit.held] }), again(visit, {}))
}

const keepsPlaces = (): Check => {
  const places = new Map<string, string>()
  return (_visit, rows) => {
    const taken = new Set([...rows.values()].map((row) => `${row.date}#${row.position}`))
    assert.strictEqual(taken.size, rows.size)
    for (const row of rows.values()) {
      const before = places.get(row.id)
      if (before?.startsWith(row.date) === true) assert.strictEqual(`${row.date}#${row.position}`, before)
      places.set(row.id, `${row.date}#${row.position}`)
    }
  }
}

/** By name, each for one history. */
const checks = (luck: Bank.Chance): Readonly<Record<string, Check>> => ({
  "the same execution merges its collection again and changes nothing": idempotent,
  "any order of pages and any division of the days gives the same rows": samePages(luck),
  "rows held before the coverage change nothing where the merge did not ask for them": readsLess,
  "what a complete coverage shows is held, row for row, and posted rows in their first absence": holdsWhatIsShown,
  "nothing is removed without proof, a posted row at its second absence only": removesWhatIsProven,
  "no row stays absent once that no later sync reads again": readsSuspectsAgain,
  "no id is given twice, no row is forgotten, none moves to another account": neverReusesAnId(),
  "rows of another account are not seen, though they be equal": knowsNoOtherAccount,
  "each row of a day has a place of its own, for as long as it is of that day": keepsPlaces()
})

const bankOf = ({ days, holdDays, regime, seed }: History) => Bank.make(seed, { regime, holdDays, days })
const troubles = { skips: 0.15, failures: 0.1, closing: true }

const named = (name: string, { regime, seed }: History, check: () => void): void => {
  try {
    check()
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`${name}: not in history ${seed} (ids: ${regime}); SEED=${seed} pnpm prove\n${message}`, { cause })
  }
}

const withoutDeletions = (history: History): void => {
  const bank = bankOf(history)
  const judge = Judge.make(bank)
  const all = Object.entries(checks(Bank.chance(history.seed + 1)))
  const observe: Check = (visit, rows, proven) => {
    judge.see(visit.collected.records, Judge.liveOf(rows))
    for (const [name, check] of all) named(name, history, () => check(visit, rows, proven))
  }
  const life = Life.live(bank, { ...troubles, observe })
  const { doubled, lost } = judge.score(Life.lastVisit(life).today)
  named("nothing is lost and nothing doubled once all days were read twice", history, () =>
    same({ doubled, lost }, { doubled: 0, lost: 0 })
  )
}

const withDeletions = (history: History): void => {
  const bank = bankOf(history)
  const judge = Judge.make(bank)
  const deleted = new Set<string>()
  const observe: Check = (_visit, rows) => {
    for (const row of rows.values()) {
      if (row.state === "deleted") deleted.add(row.id)
      else assert.isFalse(deleted.has(row.id))
    }
  }
  named("what the person deleted is never shown again, and nothing else is missing, where ids last", history, () => {
    const life = Life.live(bank, { ...troubles, deletes: 0.3, observe })
    judge.see([], Judge.liveOf(life.rows))
    const gone = [...life.rows.values()].filter(({ state }) => state === "deleted")
    const { doubled, lost } = judge.score(Life.lastVisit(life).today)
    const numbers = new Set(gone.map(Judge.realOf))
    const shown = bank.everything(Life.lastVisit(life).today).filter((row) => numbers.has(Judge.realOf(row)))
    same({ doubled, lost }, { doubled: 0, lost: shown.length })
  })
}

/** Lives the history of a seed and checks every property; throws with the property's name and the seed. */
export const hold = (seed: number): void => {
  const history = historyOf(seed)
  withoutDeletions(history)
  if (history.regime === "stable") withDeletions(history)
}
