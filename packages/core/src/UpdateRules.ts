// Whether a run may start now. The rules stand in the order in which they are asked; the first that refuses is the answer:
// a run under way; what the request lacks, which no waiting mends; what only help mends; what waiting mends; what others hold
// up. So whoever mends what the answer names never meets an earlier refusal afterwards, unless they are late for it.
//
// No rule is a trap: new credentials, an update in the widget, an operator's pass or, for the last group, the end of what
// holds it up lead out of each. The tests walk through all states to prove it.
import { Array, DateTime, Duration, Option, Result } from "effect"

import type { Standing } from "./Consent.ts"
import type { CredentialField } from "./CredentialField.ts"
import type { Trigger } from "./Execution.ts"
import { mayHealUnattended, remedy } from "./Remedy.ts"
import type { UpdateRecord } from "./UpdateRecord.ts"
import * as Refusal from "./UpdateRefusal.ts"
import { hasEnded, refusedLogin, type WireStatus } from "./WireStatus.ts"

/** How a connector fares for everybody, in the wire's words. */
export type ConnectorHealth = "ONLINE" | "UNSTABLE" | "OFFLINE"

/**
 * - `loginBackoffMinutes`: the wait after `maxConsecutiveFailedLoginAttempts` refused logins in a row, and after each further one.
 * - `maxConsecutiveFailedSyncs`: one failed run more than this and a client is sent for help.
 * - `errorCooldownMinutes`: the wait after a failed run once `errorCooldownAfter` failed in a row.
 */
export interface UpdatePolicy {
  readonly maxConsecutiveFailedLoginAttempts: number
  readonly loginBackoffMinutes: number
  readonly maxConsecutiveFailedSyncs: number
  readonly errorCooldownAfter: number
  readonly errorCooldownMinutes: number
}

/** The first three are the wire's; the wire names a cooldown but not its length. */
export const defaultPolicy: UpdatePolicy = {
  maxConsecutiveFailedLoginAttempts: 2,
  loginBackoffMinutes: 15,
  maxConsecutiveFailedSyncs: 5,
  errorCooldownAfter: 3,
  errorCooldownMinutes: 5
}

/** A credential that must be fresh at each run, and what the request brings for it. */
export interface OneStepCode {
  readonly parameter: string
  readonly value: "fresh" | "repeated" | "missing"
}

/**
 * - `trigger`: USER is a person in the widget, CLIENT the application, SYNC auto-sync, INTERNAL the house itself.
 * - `newCredentials`: whether it brings a credential other than a one-step code.
 * - `oneStepCodes`: what it brings for the connector's one-step codes (`oneStepCodes` tells).
 * - `brought`: whether it brings all that is to be collected, as a statement file does, so that no institution is asked.
 */
export interface UpdateRequest {
  readonly trigger: Trigger
  readonly newCredentials: boolean
  readonly oneStepCodes: ReadonlyArray<OneStepCode>
  readonly brought?: boolean
}

/**
 * What the rules know of the Item.
 *
 * - `lastUpdatedAt`: its last success; null before the first.
 */
export interface UpdatedItem {
  readonly executionStatus: WireStatus
  readonly consecutiveFailedLoginAttempts: number
  readonly lastUpdatedAt: DateTime.Utc | null
}

/**
 * What the rules know of the world.
 *
 * - `credentials`: whether they are held; `none-asked` where the connector's form asks for nothing that can be held.
 * - `minUpdateFrequencyHours`: the application's floor between a success and the client's next update; null is none.
 * - `sameCredentialsInFlight`: whether another Item with equal login fields has a run.
 */
export interface UpdateFacts {
  readonly now: DateTime.Utc
  readonly record: UpdateRecord
  readonly credentials: "held" | "missing" | "none-asked"
  readonly consent: Standing
  readonly connectorHealth: ConnectorHealth
  readonly sandbox: boolean
  readonly minUpdateFrequencyHours: number | null
  readonly sameCredentialsInFlight: boolean
  readonly policy: UpdatePolicy
}

interface Asked {
  readonly item: UpdatedItem
  readonly request: UpdateRequest
  readonly facts: UpdateFacts
}

type Rule = (asked: Asked) => Refusal.UpdateRefusal | null

/**
 * What a request brings for the one-step codes of a form.
 *
 * - `given`: names of the parameters in the request.
 * - `repeated`: names of those whose value equals that of the last execution.
 */
export const oneStepCodes = (
  form: ReadonlyArray<Pick<CredentialField, "name" | "mfa" | "optional">>,
  given: ReadonlyArray<string>,
  repeated: ReadonlyArray<string>
): ReadonlyArray<OneStepCode> =>
  form
    .filter(({ mfa, name, optional }) => mfa && (!optional || given.includes(name)))
    .map(({ name }) => ({
      parameter: name,
      value: !given.includes(name) ? "missing" : repeated.includes(name) ? "repeated" : "fresh"
    }))

/** A moment further ahead than the wait itself was written by a clock that has been set back since, and binds nothing. */
const isRecent = (moment: DateTime.Utc, now: DateTime.Utc, wait: Duration.Duration): boolean =>
  Duration.isLessThan(Duration.abs(DateTime.distance(moment, now)), wait)

const inWords = (minutes: number): string => `${minutes} minute${minutes === 1 ? "" : "s"}`

const isByClient = ({ request }: Asked): boolean => request.trigger === "CLIENT"

const hasPass = ({ facts }: Asked): boolean => facts.record.unblockedAt !== null

const alreadyUpdating: Rule = ({ item }) => (hasEnded(item.executionStatus) ? null : new Refusal.AlreadyUpdating())

const parametersNotProvided: Rule = ({ facts, request }) => {
  const consents = facts.consent === "given" || request.trigger === "USER"
  return request.newCredentials || (facts.credentials !== "missing" && consents)
    ? null
    : new Refusal.ParametersNotProvided()
}

const newCredentialsNeeded: Rule = (asked) => {
  const { facts, item, request } = asked
  if (!refusedLogin(item.executionStatus) || request.newCredentials || hasPass(asked)) return null
  const canReconnect = remedy(item.executionStatus) === "reconnect" || facts.credentials === "none-asked"
  return canReconnect && request.trigger === "USER" ? null : new Refusal.NewCredentialsNeeded()
}

const oneStepCodeMissing: Rule = ({ request }) => {
  const missing = request.oneStepCodes.find(({ value }) => value === "missing")
  return missing === undefined ? null : new Refusal.OneStepCodeMissing({ parameter: missing.parameter })
}

const oneStepCodeAlreadyUsed: Rule = ({ request }) => {
  const repeated = request.oneStepCodes.find(({ value }) => value === "repeated")
  return repeated === undefined ? null : new Refusal.OneStepCodeAlreadyUsed({ parameter: repeated.parameter })
}

const tooManyConsecutiveErrors: Rule = (asked) => {
  const { policy, record } = asked.facts
  if (!isByClient(asked) || asked.request.newCredentials || hasPass(asked)) return null
  return record.consecutiveFailedSyncs > policy.maxConsecutiveFailedSyncs
    ? new Refusal.TooManyConsecutiveErrors({ limit: policy.maxConsecutiveFailedSyncs })
    : null
}

const tooManyLoginFailures: Rule = (asked) => {
  const { facts, item } = asked
  const { loginBackoffMinutes, maxConsecutiveFailedLoginAttempts } = facts.policy
  const endedAt = facts.record.lastExecutionEndedAt
  if (endedAt === null || !refusedLogin(item.executionStatus) || hasPass(asked)) return null
  if (item.consecutiveFailedLoginAttempts < maxConsecutiveFailedLoginAttempts) return null
  if (!isRecent(endedAt, facts.now, Duration.minutes(loginBackoffMinutes))) return null
  return new Refusal.TooManyLoginFailures({
    readableBackoffTime: inWords(loginBackoffMinutes),
    maxConsecutiveFailedLoginAttempts,
    lastExecutionEndedAt: endedAt,
    canRetryAfterDate: DateTime.add(endedAt, { minutes: loginBackoffMinutes })
  })
}

const updatingTooOften: Rule = (asked) => {
  const { facts, item, request } = asked
  const { lastUpdatedAt } = item
  const hours = facts.minUpdateFrequencyHours
  if (!isByClient(asked) || facts.sandbox || hasPass(asked) || hours === null || lastUpdatedAt === null) return null
  if (request.brought === true || (refusedLogin(item.executionStatus) && request.newCredentials)) return null
  return isRecent(lastUpdatedAt, facts.now, Duration.hours(hours))
    ? new Refusal.UpdatingTooOften({ minUpdateFrequencyAllowedInHours: hours, lastUpdatedAt })
    : null
}

const inErrorCooldown: Rule = (asked) => {
  const { facts, item } = asked
  const { errorCooldownAfter, errorCooldownMinutes } = facts.policy
  const endedAt = facts.record.lastExecutionEndedAt
  if (!isByClient(asked) || facts.sandbox || hasPass(asked) || endedAt === null) return null
  if (facts.record.consecutiveFailedSyncs < errorCooldownAfter || !mayHealUnattended(item.executionStatus)) return null
  return isRecent(endedAt, facts.now, Duration.minutes(errorCooldownMinutes))
    ? new Refusal.InErrorCooldown({ canRetryAfterDate: DateTime.add(endedAt, { minutes: errorCooldownMinutes }) })
    : null
}

const connectorOffline: Rule = (asked) =>
  asked.facts.connectorHealth === "OFFLINE" && !hasPass(asked) ? new Refusal.ConnectorOffline() : null

const sameCredentialsUpdating: Rule = ({ facts }) =>
  facts.sameCredentialsInFlight ? new Refusal.SameCredentialsUpdating() : null

const rules: ReadonlyArray<Rule> = [
  alreadyUpdating,
  parametersNotProvided,
  newCredentialsNeeded,
  oneStepCodeMissing,
  oneStepCodeAlreadyUsed,
  tooManyConsecutiveErrors,
  tooManyLoginFailures,
  updatingTooOften,
  inErrorCooldown,
  connectorOffline,
  sameCredentialsUpdating
]

/** Whether a run may start now, or the first thing in its way. */
export const decide = (
  item: UpdatedItem,
  request: UpdateRequest,
  facts: UpdateFacts
): Result.Result<void, Refusal.UpdateRefusal> => {
  for (const rule of rules) {
    const refusal = rule({ item, request, facts })
    if (refusal !== null) return Result.fail(refusal)
  }
  return Result.succeed(undefined)
}

/** Everything that is in the way of a run now, in the order in which it would be met; empty when it may start. */
export const refusals = (
  item: UpdatedItem,
  request: UpdateRequest,
  facts: UpdateFacts
): ReadonlyArray<Refusal.UpdateRefusal> =>
  Array.getSomes(rules.map((rule) => Option.fromNullOr(rule({ item, request, facts }))))

/** Whether an Item may be made now: the rules above that ask nothing of an Item that exists. */
export const mayConnect = (
  facts: Pick<UpdateFacts, "connectorHealth" | "sameCredentialsInFlight">
): Result.Result<void, Refusal.ConnectorOffline | Refusal.SameCredentialsUpdating> => {
  if (facts.connectorHealth === "OFFLINE") return Result.fail(new Refusal.ConnectorOffline())
  if (facts.sameCredentialsInFlight) return Result.fail(new Refusal.SameCredentialsUpdating())
  return Result.succeed(undefined)
}
