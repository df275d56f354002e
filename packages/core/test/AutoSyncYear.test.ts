// A year of many Items at institutions that are down now and then, in plain arithmetic: what ran when, judged by what was
// promised. Auto-sync's runs are asked of the rules for updates too, which must have nothing against them.
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Effect, Result } from "effect"

import * as AutoSync from "../src/AutoSync.ts"
import type { Trigger } from "../src/Execution.ts"
import type { ExecutionStatus } from "../src/ExecutionStatus.ts"
import * as UpdateRecord from "../src/UpdateRecord.ts"
import * as UpdateRules from "../src/UpdateRules.ts"
import { statusOf } from "../src/WireStatus.ts"
import * as Bank from "./Bank.ts"
import { once } from "./Once.ts"

const begin = DateTime.makeUnsafe("2026-01-01T03:00:00Z")
const year = DateTime.add(begin, { days: 365 })
const minutes = (from: DateTime.Utc, to: DateTime.Utc) =>
  (DateTime.toEpochMillis(to) - DateTime.toEpochMillis(from)) / 60_000

const succeedsIn = 3
const failsIn = 1
const latest = 20
const tooMany = 5000

interface Outage {
  readonly from: DateTime.Utc
  readonly to: DateTime.Utc
}

/** About one a week, from minutes to ten hours. */
const outages = (luck: Bank.Chance): ReadonlyArray<Outage> => {
  const all: Array<Outage> = []
  for (let day = luck.next() * 7; day < 365; day += 1 + luck.next() * 12) {
    const from = DateTime.add(begin, { minutes: Math.floor(day * 1440) })
    all.push({ from, to: DateTime.add(from, { minutes: Math.floor(5 + luck.next() * 600) }) })
  }
  return all
}

interface Run {
  readonly trigger: Trigger
  readonly promisedAt: DateTime.Utc
  readonly startedAt: DateTime.Utc
  readonly endedAt: DateTime.Utc
  readonly status: ExecutionStatus
}

interface Year {
  readonly runs: ReadonlyArray<Run>
  readonly refused: ReadonlyArray<string>
}

/** Of an Item whose client notices after some hours that auto-sync left it, and updates it until that succeeds. */
const live = (seed: number, every: AutoSync.Every, calm = false): Year => {
  const luck = Bank.chance(seed)
  const fraction = luck.next()
  const down = calm ? [] : outages(luck)
  const settings: AutoSync.Settings = {
    every,
    production: true,
    unattended: "always",
    oneStepCode: false,
    disabled: false,
    consent: "given",
    consentExpiresAt: null
  }
  const runs: Array<Run> = []
  const refused: Array<string> = []
  let state: AutoSync.State = AutoSync.fresh
  let record = UpdateRecord.fresh
  let status: ExecutionStatus = "CREATED"
  let lastUpdatedAt: DateTime.Utc | null = null
  let trigger: Trigger = "USER"
  let promisedAt = begin
  while (DateTime.isLessThan(promisedAt, year) && runs.length < tooMany) {
    const late = trigger === "SYNC" ? Math.floor(luck.next() * latest) : 0
    const startedAt = DateTime.add(AutoSync.startAt(state, promisedAt, fraction), { minutes: late })
    if (trigger === "SYNC") {
      const decided = UpdateRules.decide(
        { executionStatus: status, consecutiveFailedLoginAttempts: 0, lastUpdatedAt },
        { trigger, newCredentials: false, oneStepCodes: [] },
        {
          now: startedAt,
          record,
          credentials: "held",
          consent: "given",
          connectorHealth: "UNSTABLE",
          sandbox: false,
          minUpdateFrequencyHours: 24,
          sameCredentialsInFlight: false,
          policy: UpdateRules.defaultPolicy
        }
      )
      if (Result.isFailure(decided)) refused.push(decided.failure._tag)
    }
    const isDown = down.some(({ from, to }) => DateTime.between(startedAt, { minimum: from, maximum: to }))
    status = isDown ? "SITE_NOT_AVAILABLE" : luck.next() < 0.1 ? "PARTIAL_SUCCESS" : "SUCCESS"
    const endedAt = DateTime.add(startedAt, { minutes: isDown ? failsIn : succeedsIn })
    runs.push({ trigger, promisedAt, startedAt, endedAt, status })
    record = UpdateRecord.followed(record, status, endedAt)
    lastUpdatedAt = isDown ? lastUpdatedAt : endedAt
    const next: ReturnType<typeof AutoSync.next> = AutoSync.next(
      settings,
      state,
      { trigger, startedAt, status },
      endedAt
    )
    state = next.state
    trigger = next.nextAutoSyncAt === null ? "CLIENT" : "SYNC"
    promisedAt = next.nextAutoSyncAt ?? DateTime.add(endedAt, { minutes: Math.floor(30 + luck.next() * 300) })
  }
  return { runs, refused }
}

const isUpdated = ({ status }: Run) => statusOf(status) === "UPDATED"

describe.each(AutoSync.Every.literals)("A year of Items synced every %i h", (every) => {
  const years = once(() => Array.from({ length: 25 }, (_, item) => live(item * 7 + every, every)))

  it.effect("refuses no run of auto-sync, and starts none before its promise or far behind it", () =>
    Effect.sync(() => {
      for (const { refused, runs } of years()) {
        assert.deepStrictEqual(refused, [])
        assert.isBelow(runs.length, tooMany)
        for (const { promisedAt, startedAt } of runs) {
          const behind = minutes(promisedAt, startedAt)
          assert.isTrue(behind >= 0 && behind <= AutoSync.spreadMinutes + latest, String(behind))
        }
      }
    })
  )

  it.effect("misses no cycle and doubles none: each success is followed after its time", () =>
    Effect.sync(() => {
      for (const { runs } of years()) {
        for (const [index, run] of runs.entries()) {
          const next = runs[index + 1]
          if (next === undefined || !isUpdated(run)) continue
          assert.strictEqual(next.trigger, "SYNC")
          assert.strictEqual(minutes(run.endedAt, next.promisedAt), every * 60)
        }
      }
    })
  )

  it.effect("runs as often as its cycle fits a year that nothing disturbs, spread and lateness counted", () =>
    Effect.sync(() => {
      for (const seed of [1, 2, 3]) {
        const { runs } = live(seed, every, true)
        const shortest = every * 60 + succeedsIn
        assert.isTrue(runs.every(isUpdated))
        assert.isAtLeast(runs.length, Math.floor((365 * 1440) / (shortest + AutoSync.spreadMinutes + latest)))
        assert.isAtMost(runs.length, Math.ceil((365 * 1440) / shortest))
      }
    })
  )

  it.effect("tries every failure again at +1 h to +5 h, drops the Item at the fifth retry's, and takes it back", () =>
    Effect.sync(() => {
      let dropped = 0
      let longestRow = 0
      for (const { runs } of years()) {
        let failing: Run | null = null
        let retries = 0
        for (const [index, run] of runs.entries()) {
          const before = runs[index - 1]
          if (before !== undefined && !isUpdated(before) && run.trigger === "SYNC" && failing !== null) {
            retries += 1
            longestRow = Math.max(longestRow, retries)
            assert.isAtMost(retries, 5)
            const due = DateTime.add(failing.endedAt, { hours: retries })
            assert.isTrue(DateTime.isGreaterThanOrEqualTo(run.startedAt, due))
            assert.isAtMost(minutes(due, run.startedAt), retries * latest)
            assert.isAtLeast(Duration.toMinutes(DateTime.distance(before.startedAt, run.startedAt)), 60)
          }
          if (run.trigger === "CLIENT" && retries === 5) dropped += 1
          if (isUpdated(run) || run.trigger === "CLIENT") retries = 0
          failing = isUpdated(run) ? null : (failing ?? run)
        }
        assert.isTrue(runs.slice(-20).some(isUpdated))
      }
      assert.isAbove(dropped, 0)
      assert.strictEqual(longestRow, 5)
    })
  )
})
