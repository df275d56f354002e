// The rules of telling a receiver of an event: when it is tried again, what its answer means, when it is given up and when
// a receiver is left alone. Pure: the clock and the dice are arguments. A wait is only ever lengthened, by the dice or by the
// receiver's own wish, so that a schedule promises at least its whole window.
import { DateTime, Duration } from "effect"

/** How often and how long a receiver is tried. `waits` holds one entry an attempt: the wait before it, the first is zero. */
export interface Schedule {
  readonly name: "standard" | "pluggy"
  readonly waits: ReadonlyArray<Duration.Duration>
  /** What an answer may take in all. */
  readonly timeout: Duration.Duration
  /** Answers by which the receiver says that it never wants this. */
  readonly refusals: ReadonlySet<number>
}

const waits = (...inputs: ReadonlyArray<Duration.Input>) => inputs.map((input) => Duration.fromInputUnsafe(input))

/** The example schedule of Standard Webhooks: 10 attempts over 75 h 35 min 5 s. */
export const standard: Schedule = {
  name: "standard",
  waits: waits(
    0,
    "5 seconds",
    "5 minutes",
    "30 minutes",
    "2 hours",
    "5 hours",
    "10 hours",
    "14 hours",
    "20 hours",
    "24 hours"
  ),
  timeout: Duration.seconds(20),
  refusals: new Set([410])
}

/** Three in a row, three more after an hour, three more two hours later. */
export const pluggy: Schedule = {
  name: "pluggy",
  waits: waits(0, "1 second", "1 second", "1 hour", "1 second", "1 second", "2 hours", "1 second", "1 second"),
  timeout: Duration.seconds(10),
  refusals: new Set([401, 410])
}

/** Each schedule by its name. */
export const schedules: Readonly<Record<Schedule["name"], Schedule>> = { standard, pluggy }

/** News that is stale after a moment is tried this often and never later. */
export const attemptsOfPassing = 3

/** A receiver that has answered nothing well for so long is left alone. */
export const patience = Duration.days(5)

/** The longest wait that a receiver may ask for. */
export const longestWish = Duration.hours(24)

/** A wait is lengthened by up to this part of it, so that receivers that failed together are not tried together. */
export const spread = 0.1

/** Events that the wire does not have: a client that never named one of them is not to be surprised by it. */
export const beyondWire = ["item/consent_expiring"] as const

const isBeyondWire = (event: string): boolean => beyondWire.some((name) => name === event)

/**
 * Whether a subscription to `filter` hears of `event`: the event itself, `all`, or `item/all` for all that concerns Items; the
 * latter two only of events that the wire has.
 */
export const hears = (filter: string, event: string): boolean =>
  filter === event ||
  (!isBeyondWire(event) && (filter === "all" || (filter === "item/all" && event.startsWith("item/"))))

/**
 * What came of an attempt: an answer, or none and why.
 *
 * - `refused`: the address may not be called, so nothing was sent.
 * - `unresolved`: its host has no address.
 */
export type Reply =
  | { readonly _tag: "Answered"; readonly status: number; readonly retryAfter: string | null }
  | { readonly _tag: "Unanswered"; readonly why: Unanswered }

/** Why there was no answer to an attempt; `unsealed`: the secret that it is signed with cannot be opened. */
export type Unanswered = "refused" | "unresolved" | "connection" | "timeout" | "redirects" | "malformed" | "unsealed"

/** An attempt that has ended, and what is known of its receiver. */
export interface Attempted {
  /** The event's name. */
  readonly event: string
  /** Attempts of this series, this one included. */
  readonly attempts: number
  /** Since when the receiver has answered nothing well; null when the last answer was good. */
  readonly failingSince: DateTime.Utc | null
  readonly reply: Reply
  /** When the attempt ended. */
  readonly at: DateTime.Utc
  /** From 0 to 1. */
  readonly dice: number
}

/** Why a receiver is no longer told anything: `gone` it said so, `failing` for too long, `by-hand`. */
export type Disabled = "gone" | "failing" | "by-hand"

/** What follows an attempt: nothing more, another at an instant, or an end that may leave the receiver alone for good. */
export type Verdict =
  | { readonly _tag: "Delivered" }
  | { readonly _tag: "Retry"; readonly at: DateTime.Utc }
  | { readonly _tag: "GivenUp"; readonly disable: "gone" | "failing" | null }

const isWell = (reply: Reply): boolean => reply._tag === "Answered" && reply.status >= 200 && reply.status <= 299

/** The wait that a `Retry-After` asks for, in seconds or as a date; none when it says neither or lies in the past. */
export const wish = (retryAfter: string | null, at: DateTime.Utc): Duration.Duration | undefined => {
  if (retryAfter === null) return undefined
  const text = retryAfter.trim()
  if (/^\d{1,9}$/.test(text)) return Duration.seconds(Number(text))
  if (!/^[A-Za-z]{3,9},? /.test(text)) return undefined
  const date = DateTime.make(text)
  if (date._tag === "None" || !DateTime.isGreaterThan(date.value, at)) return undefined
  return DateTime.distance(at, DateTime.toUtc(date.value))
}

const slowsDown = (status: number): boolean => status === 429 || status === 503

const nextAt = ({ waits }: Schedule, { at, attempts, dice, event, reply }: Attempted): DateTime.Utc | undefined => {
  const most = event === "item/login_succeeded" ? Math.min(attemptsOfPassing, waits.length) : waits.length
  const wait = attempts < most ? waits[attempts] : undefined
  if (wait === undefined) return undefined
  const scheduled = Duration.times(wait, 1 + spread * Math.min(1, Math.max(0, dice)))
  const wished = reply._tag === "Answered" && slowsDown(reply.status) ? wish(reply.retryAfter, at) : undefined
  const longer = wished === undefined ? scheduled : Duration.max(scheduled, Duration.min(wished, longestWish))
  return DateTime.addDuration(at, longer)
}

/**
 * What an attempt's outcome means. Any 2xx is well; a redirect is not. 410 ends the delivery and disables its subscription; a
 * refusal of the schedule ends the delivery; everything else is tried again while attempts are left, after the
 * schedule's wait or, at 429 and 503, the longer one that the receiver asks for, a day at most. A receiver that has failed for
 * longer than `patience` is disabled whatever the attempt's number.
 */
export const verdict = (schedule: Schedule, attempted: Attempted): Verdict => {
  const { at, failingSince, reply } = attempted
  if (isWell(reply)) return { _tag: "Delivered" }
  const status = reply._tag === "Answered" ? reply.status : undefined
  if (status === 410) return { _tag: "GivenUp", disable: "gone" }
  const spent = failingSince !== null && Duration.isGreaterThanOrEqualTo(DateTime.distance(failingSince, at), patience)
  const disable = spent ? "failing" : null
  const next = status !== undefined && schedule.refusals.has(status) ? undefined : nextAt(schedule, attempted)
  return next === undefined || spent ? { _tag: "GivenUp", disable } : { _tag: "Retry", at: next }
}
