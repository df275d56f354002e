// When an Item is synced unasked: what each outcome makes of it at each attempt, what makes it eligible, and what holds always.
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Effect, Schema } from "effect"

import * as AutoSync from "../src/AutoSync.ts"
import type { Trigger } from "../src/Execution.ts"
import { hasEnded, WireStatus } from "../src/WireStatus.ts"
import { noon } from "./Ledger.ts"

const now = noon("2026-03-20")
const inHours = (hours: number) => DateTime.add(now, { hours })
const inMinutes = (minutes: number) => DateTime.add(now, { minutes })

const settings: AutoSync.Settings = {
  every: 24,
  production: true,
  unattended: "always",
  oneStepCode: false,
  disabled: false,
  consent: "given",
  consentExpiresAt: null
}

const { cases } = AutoSync.State
const onSchedule = (succeededAt: DateTime.Utc) => cases.OnSchedule.make({ succeededAt })
const ended = (because: AutoSync.EndedBecause) => cases.Ended.make({ because })
const retrying = (retries: number, failedAt: DateTime.Utc, startedAt: DateTime.Utc) =>
  cases.Retrying.make({ failedAt, startedAt, retries })

const outcome = (status: WireStatus, trigger: Trigger = "SYNC", startedAt = inMinutes(-2)): AutoSync.Outcome => ({
  status,
  trigger,
  startedAt
})

/** What becomes of each status: every status of the wire stands here once. */
const classes: Record<"running" | "succeeds" | "refused" | "heals" | "needs a person", ReadonlyArray<WireStatus>> = {
  running: WireStatus.literals.filter((status) => !hasEnded(status)),
  succeeds: ["SUCCESS", "PARTIAL_SUCCESS"],
  refused: [
    "INVALID_CREDENTIALS",
    "ACCOUNT_CREDENTIALS_RESET",
    "ACCOUNT_LOCKED",
    "USER_AUTHORIZATION_NOT_GRANTED",
    "USER_AUTHORIZATION_REVOKED"
  ],
  heals: [
    "USER_AUTHORIZATION_PENDING",
    "ACCOUNT_NEEDS_ACTION",
    "ALREADY_LOGGED_IN",
    "SITE_NOT_AVAILABLE",
    "CONNECTION_ERROR",
    "UNEXPECTED_ERROR",
    "ERROR",
    "MERGE_ERROR",
    "CREATE_ERROR",
    "RESOURCES_LIMIT_EXCEEDED"
  ],
  "needs a person": ["INVALID_CREDENTIALS_MFA", "USER_INPUT_TIMEOUT", "USER_NOT_SUPPORTED"]
}

/** Every attempt: none yet, a regular one, the failing run's five retries, and after the end. */
const attempts: ReadonlyArray<AutoSync.State> = [
  AutoSync.fresh,
  onSchedule(inHours(-24)),
  ...[0, 1, 2, 3, 4].map((retries) => retrying(retries, inHours(-retries - 1), inHours(-1))),
  ended("login-refused"),
  ended("person-needed"),
  ended("retries-used-up")
]

const expected = (kind: keyof typeof classes, state: AutoSync.State, { startedAt, trigger }: AutoSync.Outcome) => {
  switch (kind) {
    case "running":
      return state
    case "succeeds":
      return onSchedule(now)
    case "refused":
      return ended("login-refused")
    case "needs a person":
      return state._tag === "Ended" ? state : ended("person-needed")
    case "heals":
      if (state._tag === "Ended") return state
      if (state._tag !== "Retrying") return retrying(0, now, startedAt)
      if (trigger !== "SYNC") return { ...state, startedAt }
      return state.retries === 4 ? ended("retries-used-up") : { ...state, startedAt, retries: state.retries + 1 }
  }
}

describe("Auto-sync", () => {
  it.effect("knows after every outcome of every attempt what became of the Item", () =>
    Effect.sync(() => {
      assert.sameMembers(Object.values(classes).flat(), [...WireStatus.literals])
      for (const kind of Object.keys(classes) as ReadonlyArray<keyof typeof classes>) {
        // the keys of a literal record
        for (const status of classes[kind]) {
          for (const state of attempts) {
            for (const trigger of ["SYNC", "CLIENT", "USER", "INTERNAL"] as const) {
              const run = outcome(status, trigger)
              const after = AutoSync.after(state, run, now)
              assert.deepStrictEqual(after, expected(kind, state, run), `${status} after ${JSON.stringify(state)}`)
              assert.deepStrictEqual(AutoSync.next(settings, state, run, now), {
                state: after,
                nextAutoSyncAt: AutoSync.nextRun(settings, after, now)
              })
            }
          }
        }
      }
    })
  )

  it.effect.each(AutoSync.Every.literals)("runs %i h after a success, to the instant", (every) =>
    Effect.sync(() => {
      for (const status of classes.succeeds) {
        const { nextAutoSyncAt } = AutoSync.next({ ...settings, every }, AutoSync.fresh, outcome(status), now)
        assert.deepStrictEqual(nextAutoSyncAt, inHours(every))
      }
    })
  )

  it.effect(
    "tries a failed run again one to five hours after it, the failed run not counted, and never a sixth time",
    () =>
      Effect.sync(() => {
        let state: AutoSync.State = onSchedule(inHours(-24))
        let at: DateTime.Utc | null = now
        const tries: Array<number> = []
        for (let run = 0; at !== null && run < 20; run++) {
          tries.push(Duration.toHours(DateTime.distance(now, at)))
          const next: ReturnType<typeof AutoSync.next> = AutoSync.next(
            settings,
            state,
            outcome("SITE_NOT_AVAILABLE", "SYNC", at),
            run === 0 ? at : DateTime.add(at, { minutes: 3 })
          )
          state = next.state
          at = next.nextAutoSyncAt
        }
        assert.deepStrictEqual(tries, [0, 1, 2, 3, 4, 5])
        assert.deepStrictEqual(state, ended("retries-used-up"))
      })
  )

  it.effect("keeps an hour between the beginnings of two runs, though one began late or a client ran one between", () =>
    Effect.sync(() => {
      const state = retrying(1, inHours(-3), inHours(-2))
      const late = AutoSync.next(settings, state, outcome("ERROR", "SYNC", inMinutes(-20)), now)
      assert.deepStrictEqual(late.nextAutoSyncAt, inMinutes(40))
      const between = AutoSync.next(settings, state, outcome("ERROR", "CLIENT", inMinutes(-5)), now)
      assert.deepStrictEqual(
        [between.nextAutoSyncAt, between.state],
        [inMinutes(55), { ...state, startedAt: inMinutes(-5) }]
      )
    })
  )

  it.effect("counts a retry's hours from the end of the failing run, however long that lasted", () =>
    Effect.sync(() => {
      for (const retries of [0, 1, 2, 3, 4]) {
        const state = retrying(retries, inHours(-retries), inHours(-9))
        assert.deepStrictEqual(AutoSync.nextRun(settings, state, now), inHours(1))
      }
    })
  )

  it.effect("runs at once what fell due while a run lasted", () =>
    Effect.sync(() => {
      const long = AutoSync.next(
        settings,
        retrying(0, inHours(-4), inHours(-5)),
        outcome("ERROR", "SYNC", inHours(-3)),
        now
      )
      assert.deepStrictEqual(long.nextAutoSyncAt, now)
    })
  )

  it.effect("has left an Item until a success, whatever else its runs come to", () =>
    Effect.sync(() => {
      for (const because of AutoSync.EndedBecause.literals) {
        const failed = AutoSync.next(settings, ended(because), outcome("CONNECTION_ERROR", "CLIENT"), now)
        assert.deepStrictEqual(failed, { state: ended(because), nextAutoSyncAt: null })
        const back = AutoSync.next(settings, failed.state, outcome("PARTIAL_SUCCESS", "USER"), now)
        assert.deepStrictEqual(back.nextAutoSyncAt, inHours(24))
      }
    })
  )

  it.effect("promises nothing before the first run has ended", () =>
    Effect.sync(() => assert.isNull(AutoSync.nextRun(settings, AutoSync.fresh, now)))
  )

  it.effect("promises nothing to an Item that is not eligible, and again as soon as it is", () =>
    Effect.sync(() => {
      const refusing: ReadonlyArray<Partial<AutoSync.Settings>> = [
        { every: null },
        { production: false },
        { unattended: "never" },
        { oneStepCode: true },
        { disabled: true },
        { consent: "expired" },
        { consent: "revoked" }
      ]
      for (const state of [onSchedule(now), retrying(0, now, now)]) {
        for (const change of refusing) {
          assert.isNull(AutoSync.nextRun({ ...settings, ...change }, state, now), JSON.stringify(change))
        }
        assert.isNotNull(AutoSync.nextRun(settings, state, now))
        assert.isNotNull(AutoSync.nextRun({ ...settings, unattended: "until-session-expiry" }, state, now))
      }
    })
  )

  it.effect("promises no run at which the consent has expired", () =>
    Effect.sync(() => {
      const until = (consentExpiresAt: DateTime.Utc) =>
        AutoSync.nextRun({ ...settings, consentExpiresAt }, onSchedule(now), now)
      assert.isNull(until(inHours(24)))
      assert.deepStrictEqual(until(DateTime.add(inHours(24), { milliseconds: 1 })), inHours(24))
    })
  )

  it.effect("follows a setting that changes: 24 h to 8 h moves the next run, to now when it is overdue", () =>
    Effect.sync(() => {
      const state = onSchedule(inHours(-6))
      const moved = AutoSync.Every.literals.map((every) => AutoSync.nextRun({ ...settings, every }, state, now))
      assert.deepStrictEqual(moved, [inHours(18), inHours(6), inHours(2)])
      assert.deepStrictEqual(AutoSync.nextRun({ ...settings, every: 8 }, onSchedule(inHours(-10)), now), now)
    })
  )

  it.effect("puts no run off by more than its wait when the clock was set back", () =>
    Effect.sync(() => {
      const ahead = inHours(9000)
      assert.deepStrictEqual(AutoSync.nextRun(settings, onSchedule(ahead), now), inHours(24))
      assert.deepStrictEqual(AutoSync.nextRun(settings, retrying(3, ahead, ahead), now), inHours(1))
    })
  )

  it.effect("puts off for an hour what others hold up, and counts no retry for it", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(AutoSync.postponed(settings, onSchedule(inHours(-24)), now), inHours(1))
      assert.deepStrictEqual(AutoSync.postponed(settings, onSchedule(inHours(-2)), now), inHours(22))
      assert.isNull(AutoSync.postponed(settings, ended("login-refused"), now))
      const expiring = { ...settings, consentExpiresAt: inMinutes(30) }
      assert.isNull(AutoSync.postponed(expiring, onSchedule(inHours(-24)), now))
    })
  )

  it.effect("spreads regular runs over ten minutes after the promised instant, retries not at all", () =>
    Effect.sync(() => {
      const at = (fraction: number) => AutoSync.startAt(onSchedule(now), now, fraction)
      assert.deepStrictEqual([at(0), at(0.5), at(1)], [now, inMinutes(5), inMinutes(10)])
      assert.deepStrictEqual(at(0.000_002_5), DateTime.add(now, { milliseconds: 1 }))
      assert.deepStrictEqual(AutoSync.startAt(retrying(0, now, now), now, 0.9), now)
    })
  )

  it.effect("that was disabled comes back when a client or a person forces an update", () =>
    Effect.sync(() =>
      assert.deepStrictEqual((["CLIENT", "USER", "SYNC", "INTERNAL"] as const).map(AutoSync.isForced), [
        true,
        true,
        false,
        false
      ])
    )
  )

  it.effect("keeps what it knows as plain data", () =>
    Effect.gen(function* () {
      const json = Schema.fromJsonString(AutoSync.State)
      for (const state of attempts) {
        const text = yield* Schema.encodeEffect(json)(state)
        assert.deepStrictEqual(yield* Schema.decodeEffect(json)(text), state)
      }
    })
  )
})

describe("In any history of runs, auto-sync", () => {
  const run = Schema.Struct({
    // Mostly failures that may heal: a history in which nothing lasts shows nothing.
    status: Schema.Literals([...classes.heals, "SUCCESS", "INVALID_CREDENTIALS", "USER_INPUT_TIMEOUT", "CREATED"]),
    trigger: Schema.Literals(["SYNC", "SYNC", "SYNC", "CLIENT", "USER", "INTERNAL"]),
    lateMinutes: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 200 })),
    lastsMinutes: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 90 }))
  })
  const history = { runs: Schema.Array(run).check(Schema.isMinLength(15)), every: AutoSync.Every }

  /** Auto-sync's own runs begin when they are due or later; those of others at any time. */
  const follow = (
    { every, runs }: { readonly runs: ReadonlyArray<typeof run.Type>; readonly every: AutoSync.Every },
    see: (step: {
      readonly before: AutoSync.State
      readonly outcome: AutoSync.Outcome
      readonly endedAt: DateTime.Utc
      readonly next: ReturnType<typeof AutoSync.next>
    }) => void
  ) =>
    Effect.sync(() => {
      let state: AutoSync.State = AutoSync.fresh
      let clock: DateTime.Utc = now
      let due: DateTime.Utc | null = null
      for (const { lastsMinutes, lateMinutes, status, trigger } of runs) {
        if (trigger === "SYNC" && due === null) continue
        const from: DateTime.Utc = trigger === "SYNC" && due !== null ? DateTime.max(due, clock) : clock
        const startedAt = DateTime.add(from, { minutes: lateMinutes })
        const endedAt = DateTime.add(startedAt, { minutes: lastsMinutes })
        const before: AutoSync.State = state
        const next = AutoSync.next({ ...settings, every }, before, { status, trigger, startedAt }, endedAt)
        see({ before, outcome: { status, trigger, startedAt }, endedAt, next })
        state = next.state
        due = next.nextAutoSyncAt
        clock = endedAt
      }
    })

  it.effect.prop("never promises the past", history, (one) =>
    follow(one, ({ endedAt, next }) => {
      if (next.nextAutoSyncAt !== null) assert.isTrue(DateTime.isGreaterThanOrEqualTo(next.nextAutoSyncAt, endedAt))
    })
  )

  it.effect.prop("always has a next run while it has not ended, and none once it has", history, (one) =>
    follow(one, ({ next }) =>
      assert.strictEqual(next.nextAutoSyncAt === null, next.state._tag === "Ended" || next.state._tag === "NotYet")
    )
  )

  it.effect.prop("is set right by every success", history, (one) =>
    follow(one, ({ endedAt, next, outcome }) => {
      if (outcome.status !== "SUCCESS" && outcome.status !== "PARTIAL_SUCCESS") return
      assert.deepStrictEqual(next, {
        state: onSchedule(endedAt),
        nextAutoSyncAt: DateTime.add(endedAt, { hours: one.every })
      })
    })
  )

  it.effect.prop("gives the same promise whenever it is asked", history, (one) =>
    follow(one, ({ endedAt, next }) =>
      assert.deepStrictEqual(
        AutoSync.nextRun({ ...settings, every: one.every }, next.state, endedAt),
        next.nextAutoSyncAt
      )
    )
  )

  it.effect.prop("retries at most five times after one failure, an hour apart or more", history, (one) => {
    let retries = 0
    let lastStart: DateTime.Utc | null = null
    return follow(one, ({ before, next, outcome }) => {
      if (!hasEnded(outcome.status)) return
      const isRetry = before._tag === "Retrying" && outcome.trigger === "SYNC"
      if (isRetry && lastStart !== null) {
        assert.isTrue(Duration.toMinutes(DateTime.distance(lastStart, outcome.startedAt)) >= 60)
      }
      retries = before._tag === "Retrying" ? retries + (isRetry ? 1 : 0) : 0
      assert.isAtMost(retries, AutoSync.maxRetries)
      if (retries === AutoSync.maxRetries) assert.notStrictEqual(next.state._tag, "Retrying")
      lastStart = outcome.startedAt
    })
  })
})
