// When an Item is synced unasked. What happened to it is one small state; when it runs next follows from that state and the
// settings of the moment, so a changed setting, a consent that ends or a clock that jumps needs no repair of what is stored.
//
// Every 24, 12 or 8 h after a success. A failure that may heal is tried again 1, 2, 3, 4 and 5 h after it; the fifth retry's
// failure drops the Item until a success. What needs a person ends it at once, until a success.
import { DateTime, Match, Schema } from "effect"

import type { Standing } from "./Consent.ts"
import type { Trigger } from "./Execution.ts"
import type { Manifest } from "./Manifest.ts"
import { mayHealUnattended } from "./Remedy.ts"
import { hasEnded, statusOf, type WireStatus } from "./WireStatus.ts"

/** Retries after one failing run, which itself is not counted. */
export const maxRetries = 5

const retryHours = 1

/** How far regular runs of Items that fell due together are spread, in minutes. */
export const spreadMinutes = 10

/** Hours between a success and the next run: a setting of the application. */
export const Every = Schema.Literals([24, 12, 8])
export type Every = typeof Every.Type

/** Why auto-sync left the Item; a success brings it back. */
export const EndedBecause = Schema.Literals(["login-refused", "person-needed", "retries-used-up"])
export type EndedBecause = typeof EndedBecause.Type

/**
 * What auto-sync knows of an Item.
 *
 * - `NotYet`: no run has ended.
 * - `OnSchedule`: the last run succeeded at `succeededAt`.
 * - `Retrying`: a run failed at `failedAt`, and `retries` of 0 to 4 failed after it; `startedAt` is when the last run began.
 * - `Ended`: until a success.
 */
export const State = Schema.TaggedUnion({
  NotYet: {},
  OnSchedule: { succeededAt: Schema.DateTimeUtcFromString },
  Retrying: {
    failedAt: Schema.DateTimeUtcFromString,
    startedAt: Schema.DateTimeUtcFromString,
    retries: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: maxRetries - 1 }))
  },
  Ended: { because: EndedBecause }
})
export type State = typeof State.Type

/** Of an Item that was just made. */
export const fresh: State = State.cases.NotYet.make({})

/**
 * What makes an Item eligible.
 *
 * - `every`: null where the application turned auto-sync off.
 * - `production`: whether the application is one; only these are synced unasked.
 * - `unattended`: the connector's own word; `never` ends it. For `until-session-expiry` the session's end is an outcome that
 *   needs a person.
 * - `oneStepCode`: whether the connector's form demands a code that is fresh at each run.
 * - `disabled`: whether auto-sync of this Item was disabled, and the client has not forced an update since.
 * - `consentExpiresAt`: a run at or after it is not promised; null when the consent has no end.
 */
export interface Settings {
  readonly every: Every | null
  readonly production: boolean
  readonly unattended: Manifest["unattended"]
  readonly oneStepCode: boolean
  readonly disabled: boolean
  readonly consent: Standing
  readonly consentExpiresAt: DateTime.Utc | null
}

/** A run's end: who asked for it, when it began, what it came to. A status in which it still runs is no end. */
export interface Outcome {
  readonly trigger: Trigger
  readonly startedAt: DateTime.Utc
  readonly status: WireStatus
}

/** What auto-sync knows after a run ended at `now`. Only auto-sync's own runs count as retries. */
export const after = (state: State, outcome: Outcome, now: DateTime.Utc): State => {
  const { status, trigger } = outcome
  if (!hasEnded(status)) return state
  if (statusOf(status) === "UPDATED") return State.cases.OnSchedule.make({ succeededAt: now })
  if (statusOf(status) === "LOGIN_ERROR") return State.cases.Ended.make({ because: "login-refused" })
  if (state._tag === "Ended") return state
  if (!mayHealUnattended(status)) return State.cases.Ended.make({ because: "person-needed" })
  const startedAt = outcome.startedAt
  if (state._tag !== "Retrying") return State.cases.Retrying.make({ failedAt: now, startedAt, retries: 0 })
  const retries = state.retries + (trigger === "SYNC" ? 1 : 0)
  return retries < maxRetries
    ? State.cases.Retrying.make({ failedAt: state.failedAt, startedAt, retries })
    : State.cases.Ended.make({ because: "retries-used-up" })
}

/** Whether auto-sync may run for the Item at `at`, were one due. */
export const isEligible = (settings: Settings, at: DateTime.Utc): boolean =>
  settings.every !== null &&
  settings.production &&
  settings.unattended !== "never" &&
  !settings.oneStepCode &&
  !settings.disabled &&
  settings.consent === "given" &&
  (settings.consentExpiresAt === null || DateTime.isLessThan(at, settings.consentExpiresAt))

const plannedFor = (state: State, every: Every): DateTime.Utc | null =>
  Match.valueTags(state, {
    NotYet: () => null,
    Ended: () => null,
    OnSchedule: ({ succeededAt }) => DateTime.add(succeededAt, { hours: every }),
    Retrying: ({ failedAt, retries, startedAt }) =>
      DateTime.max(
        DateTime.add(failedAt, { hours: (retries + 1) * retryHours }),
        DateTime.add(startedAt, { hours: retryHours })
      )
  })

/**
 * The wire's `nextAutoSyncAt`: the earliest instant of the next run, `now` when it is due, never before; null when none is to
 * come. Ask again whenever a setting changes. A clock that was set back puts no run off by more than its wait.
 */
export const nextRun = (settings: Settings, state: State, now: DateTime.Utc): DateTime.Utc | null => {
  const { every } = settings
  const planned = every === null ? null : plannedFor(state, every)
  if (every === null || planned === null) return null
  const latest = DateTime.add(now, { hours: state._tag === "OnSchedule" ? every : retryHours })
  const next = DateTime.clamp(planned, { minimum: now, maximum: latest })
  return isEligible(settings, next) ? next : null
}

/** `nextAutoSyncAt` of a run that was due but could not start at `now` or before `until`, because of others; it is not counted as a retry. */
export const postponed = (
  settings: Settings,
  state: State,
  now: DateTime.Utc,
  until: DateTime.Utc = DateTime.add(now, { hours: retryHours })
): DateTime.Utc | null => {
  const planned = nextRun(settings, state, now)
  if (planned === null) return null
  const later = DateTime.max(planned, until)
  return isEligible(settings, later) ? later : null
}

/**
 * When to start the run that is due at `nextAutoSyncAt`: at it or up to `spreadMinutes` later, never before, so that the promise
 * of the wire holds. Retries are not spread: they follow their failing run by the hour.
 *
 * - `fraction`: 0 to 1, always the same for an Item, as from a hash of its id.
 */
export const startAt = (state: State, nextAutoSyncAt: DateTime.Utc, fraction: number): DateTime.Utc =>
  state._tag === "OnSchedule"
    ? DateTime.add(nextAutoSyncAt, { milliseconds: Math.floor(fraction * spreadMinutes * 60_000) })
    : nextAutoSyncAt

/** Whether an update asked for so undoes that auto-sync of the Item was disabled: a client or a person forced it. */
export const isForced = (trigger: Trigger): boolean => trigger === "CLIENT" || trigger === "USER"

/** What auto-sync knows after a run ended at `now`, and the wire's `nextAutoSyncAt` from then on. */
export const next = (
  settings: Settings,
  state: State,
  outcome: Outcome,
  now: DateTime.Utc
): { readonly state: State; readonly nextAutoSyncAt: DateTime.Utc | null } => {
  const known = after(state, outcome, now)
  return { state: known, nextAutoSyncAt: nextRun(settings, known, now) }
}
