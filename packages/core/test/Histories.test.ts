// Properties of every sync in random histories against a bank that knows each real transaction.
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Schema } from "effect"

import * as Coverage from "../src/Coverage.ts"
import * as DateInterval from "../src/DateInterval.ts"
import * as PlannedReads from "../src/PlannedReads.ts"
import { defaultPolicy } from "../src/Product.ts"
import { type CollectedTransaction, type Transaction, TransactionId } from "../src/Transaction.ts"
import * as Transactions from "../src/Transactions.ts"
import * as Bank from "./Bank.ts"
import { accountA, accountB, empty } from "./Ledger.ts"
import * as Life from "./Life.ts"

const histories = {
  seed: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 })),
  regime: Schema.Literals(Bank.regimes),
  holdDays: Schema.Literals([6, 10])
}
const runs = { arbitrary: { runs: 12 }, timeout: 60_000 }

interface History {
  readonly seed: number
  readonly regime: Bank.Regime
  readonly holdDays: number
}

const bankOf = ({ holdDays, regime, seed }: History) => Bank.make(seed, { regime, holdDays, days: 30 })

const policy = defaultPolicy

const supply = () => {
  let ids = 0
  return () => TransactionId.make(`00000000-0000-4000-8100-${String(ids++).padStart(12, "0")}`)
}

const again = (visit: Life.Visit, changes: Partial<Transactions.MergeRequest>): Transactions.Merge =>
  Result.getOrThrow(
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
  )

const shuffled = <A>(items: ReadonlyArray<A>, luck: Bank.Chance): ReadonlyArray<A> =>
  items
    .map((item) => [luck.next(), item] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, item]) => item)

const content = (row: CollectedTransaction): string =>
  [row.date, row.amount.value, row.amount.scale, row.description, row.status, row.institutionId].join("|")

const counted = (rows: ReadonlyArray<CollectedTransaction>): ReadonlyArray<string> => rows.map(content).toSorted()

/** A history in which syncs are skipped and streams fail; `check` sees each visit and all that is held after it. */
const watch = (
  history: History,
  check: (visit: Life.Visit, rows: ReadonlyMap<string, Transaction>, proven: Coverage.ProvenCoverage) => void
) => Effect.sync(() => Life.live(bankOf(history), { skips: 0.15, failures: 0.1, observe: check }))

describe("Every sync of a random history", () => {
  it.effect.prop(
    "changes nothing when the same execution merges it again",
    histories,
    (history) =>
      watch(history, (visit, rows) => {
        const merge = again(visit, { held: [...rows.values()] })
        assert.deepStrictEqual(merge, empty)
      }),
    runs
  )

  it.effect.prop(
    "gives the same rows in any order of pages and of held rows",
    histories,
    (history) => {
      const luck = Bank.chance(history.seed + 1)
      return watch(history, (visit) => {
        const { collected, held } = visit
        assert.deepStrictEqual(
          again(visit, {
            held: shuffled(held, luck),
            collected: {
              ...collected,
              records: shuffled(collected.records, luck),
              coverage: shuffled(collected.coverage, luck)
            }
          }),
          again(visit, {})
        )
      })
    },
    runs
  )

  it.effect.prop(
    "gives the same rows for one window and for its single days",
    histories,
    (history) =>
      watch(history, (visit) => {
        const coverage = visit.collected.coverage.flatMap((claim) => {
          const days: Array<Coverage.Coverage> = []
          for (const day of Life.daysOf(claim)) days.push({ ...claim, from: day, to: day })
          return days
        })
        assert.deepStrictEqual(again(visit, { collected: { ...visit.collected, coverage } }), again(visit, {}))
      }),
    runs
  )

  it.effect.prop(
    "holds what a complete coverage shows, row for row, and posted rows in their first absence",
    histories,
    (history) =>
      watch(history, ({ collected }, rows) => {
        const proven = Coverage.provenDays(collected, "POSTED")
        const held = [...rows.values()].filter(
          (row) => row.state === "live" && row.absences === 0 && DateInterval.covers(proven, row.date)
        )
        if (collected.complete) assert.deepStrictEqual(counted(held), counted(collected.records))
        for (const row of rows.values()) {
          if (row.state === "live" && row.absences > 0)
            assert.deepStrictEqual([row.absences, row.status], [1, "POSTED"])
        }
      }),
    runs
  )

  it.effect.prop(
    "removes nothing that a complete coverage does not prove, and posted rows at a second absence only",
    histories,
    (history) =>
      watch(history, ({ collected, executionId, held, merge }) => {
        const before = new Map(held.map((row) => [row.id, row]))
        for (const row of merge.removed) {
          assert.isTrue(DateInterval.covers(Coverage.provenDays(collected, row.status), row.date))
          assert.strictEqual(row.absences, row.status === "POSTED" ? 2 : 1)
          assert.notStrictEqual(before.get(row.id)?.absentIn, executionId)
        }
        if (!collected.complete) assert.isTrue(merge.touched.every((row) => row.absences === 0 || row.unconfirmed))
      }),
    runs
  )

  it.effect.prop(
    "leaves no row absent once that no later sync reads again",
    histories,
    (history) =>
      watch(history, ({ now }, rows, proven) => {
        const unsettled = [...rows.values()].filter(Life.isUnsettled)
        const { windows } = PlannedReads.plan({ policy, zone: Life.zone, now, proven, unsettled })
        for (const row of unsettled) assert.isTrue(row.unconfirmed || DateInterval.covers(windows, row.date))
      }),
    runs
  )

  it.effect.prop(
    "never gives an id twice, never forgets a row, never moves one to another account",
    histories,
    (history) => {
      const known = new Set<string>()
      return watch(history, ({ merge }, rows) => {
        for (const { id } of merge.created) {
          assert.isFalse(known.has(id))
          known.add(id)
        }
        assert.deepStrictEqual(new Set(rows.keys()), known)
        for (const row of rows.values()) assert.strictEqual(row.accountId, accountA)
      })
    },
    runs
  )

  it.effect.prop(
    "takes no notice of rows of another account, though they be equal",
    histories,
    (history) =>
      watch(history, (visit) => {
        const others = visit.held.map((row, index) => ({
          ...row,
          accountId: accountB,
          id: TransactionId.make(`00000000-0000-4000-8200-${String(index).padStart(12, "0")}`)
        }))
        assert.deepStrictEqual(again(visit, { held: [...others, ...visit.held] }), again(visit, {}))
      }),
    runs
  )

  it.effect.prop(
    "gives each row of a day a place of its own, for as long as it is of that day",
    histories,
    (history) => {
      const places = new Map<string, string>()
      return watch(history, (_visit, rows) => {
        const taken = new Set([...rows.values()].map((row) => `${row.date}#${row.position}`))
        assert.strictEqual(taken.size, rows.size)
        for (const row of rows.values()) {
          const before = places.get(row.id)
          if (before?.startsWith(row.date) === true) assert.strictEqual(`${row.date}#${row.position}`, before)
          places.set(row.id, `${row.date}#${row.position}`)
        }
      })
    },
    runs
  )

  it.effect.prop(
    "never shows again what the person deleted, and misses nothing else, when ids last",
    histories,
    ({ holdDays, seed }) =>
      Effect.sync(() => {
        const bank = bankOf({ regime: "stable", holdDays, seed })
        const deleted = new Set<string>()
        const life = Life.live(bank, {
          skips: 0.15,
          failures: 0.1,
          deletes: 0.3,
          closing: true,
          observe: (_visit, rows) => {
            for (const row of rows.values()) {
              if (row.state === "deleted") deleted.add(row.id)
              else assert.isFalse(deleted.has(row.id))
            }
          }
        })
        const gone = [...life.rows.values()].filter(({ state }) => state === "deleted")
        const { doubled, lost } = Life.judge(bank, life)
        const numbers = new Set(gone.map(({ providerCode }) => providerCode))
        const shown = bank.everything(Life.lastVisit(life).today).filter((row) => numbers.has(row.providerCode))
        assert.deepStrictEqual({ doubled, lost }, { doubled: 0, lost: shown.length })
      }),
    runs
  )

  it.effect.prop(
    "ends with nothing lost and nothing doubled once all days were read twice",
    histories,
    (history) =>
      Effect.sync(() => {
        const bank = bankOf(history)
        const life = Life.live(bank, { skips: 0.15, failures: 0.1, closing: true })
        const { doubled, lost } = Life.judge(bank, life)
        assert.deepStrictEqual({ doubled, lost }, { doubled: 0, lost: 0 })
      }),
    runs
  )
})

describe("Twenty histories of ninety days with a four day overlap and a weekly rescan of sixty", () => {
  const limits = {
    doubled: 0.5,
    lost: 1,
    broken: { "changes at posting": 11, "only when posted": 11, none: 11, stable: 3 }
  }

  it.effect.each(Bank.regimes)("stay within the limits when ids are: %s", (regime) =>
    Effect.sync(() => {
      const total = { real: 0, doubled: 0, lost: 0, broken: 0 }
      for (let seed = 1; seed <= 20; seed++) {
        const bank = Bank.make(seed, { regime, holdDays: 6, days: 90 })
        const score = Life.judge(bank, Life.live(bank, { skips: 0.1 }))
        for (const key of ["real", "doubled", "lost", "broken"] as const) total[key] += score[key]
      }
      const perThousand = (count: number) => (count * 1000) / total.real
      assert.isAtMost(perThousand(total.doubled), limits.doubled)
      assert.isAtMost(perThousand(total.lost), limits.lost)
      assert.isAtMost(perThousand(total.broken), limits.broken[regime])
    })
  )
})
