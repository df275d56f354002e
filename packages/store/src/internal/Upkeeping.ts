// What the rules of updates and of auto-sync make of an Item: pure, from rows that are held locked. The same for every layer.
import {
  AutoSync,
  Consent,
  Execution,
  type Item,
  ItemLife,
  UpdateRecord,
  UpdateRefusal,
  UpdateRules,
  WireStatus
} from "@tomada/core"
import { type DateTime, Result } from "effect"

import type { Application } from "../ApplicationStore.ts"
import type { Connector } from "../ConnectorStore.ts"
import type { ItemUpdate } from "../ItemStore.ts"
import type { Upkeep } from "../UpkeepStore.ts"

/** An Item with what the rules ask of the world around it. */
export interface Kept {
  readonly item: Item.Item
  readonly upkeep: Upkeep
}

/**
 * - `holdsCredentials`: whether any are sealed for the Item.
 * - `sameCredentialsInFlight`: whether another Item of the same login has a run; false where nobody asked.
 */
export interface Around {
  readonly application: Application
  readonly connector: Connector
  readonly consent: Consent.Consent
  readonly holdsCredentials: boolean
  readonly sameCredentialsInFlight: boolean
}

const settings = (item: Item.Item, around: Around, now: DateTime.Utc): AutoSync.Settings => ({
  every: around.application.disabledAt === null ? around.application.autoSyncEvery : null,
  production: around.application.kind === "production",
  unattended: around.connector.unattended,
  oneStepCode: around.connector.oneStepCode,
  disabled: item.autoSyncDisabledAt !== null,
  consent: Consent.standing(around.consent, now),
  consentExpiresAt: around.consent.expiresAt
})

/** The same for an Item at all times: the ids are random. */
const fraction = (id: Item.ItemId): number => Number.parseInt(id.slice(0, 8), 16) / 2 ** 32

/** The Item with its next run at `next`. */
const planned = ({ item, upkeep }: Kept, next: DateTime.Utc | null): Kept => ({
  item: { ...item, nextAutoSyncAt: next },
  upkeep: {
    ...upkeep,
    autoSyncAt:
      next === null || !WireStatus.hasEnded(item.executionStatus)
        ? null
        : AutoSync.startAt(upkeep.autoSync, next, fraction(item.id))
  }
})

/** The next run by the settings of now. */
export const replanned = (kept: Kept, around: Around, now: DateTime.Utc): Kept =>
  planned(kept, AutoSync.nextRun(settings(kept.item, around, now), kept.upkeep.autoSync, now))

/** After the Item's execution ended at `now`; `item` has followed it already. */
export const ended = (
  { item, upkeep }: Kept,
  execution: Pick<Execution.Execution, "createdAt" | "status" | "trigger">,
  around: Around,
  now: DateTime.Utc
): Kept => {
  const { status, trigger } = execution
  const outcome = { trigger, startedAt: execution.createdAt, status }
  const { nextAutoSyncAt, state } = AutoSync.next(settings(item, around, now), upkeep.autoSync, outcome, now)
  const record = UpdateRecord.followed(upkeep, status, now)
  return planned({ item, upkeep: { ...upkeep, ...record, autoSync: state } }, nextAutoSyncAt)
}

const facts = ({ upkeep }: Kept, around: Around, now: DateTime.Utc): UpdateRules.UpdateFacts => ({
  now,
  record: upkeep,
  credentials: !around.connector.asks ? "none-asked" : around.holdsCredentials ? "held" : "missing",
  consent: Consent.standing(around.consent, now),
  connectorHealth: around.connector.status,
  sandbox: around.connector.sandbox,
  minUpdateFrequencyHours: around.application.minUpdateFrequencyHours,
  sameCredentialsInFlight: around.sameCredentialsInFlight,
  policy: around.application.updatePolicy ?? UpdateRules.defaultPolicy
})

/** Whether the update may start, by all the rules. */
export const mayStart = (
  kept: Kept,
  request: UpdateRules.UpdateRequest,
  around: Around,
  now: DateTime.Utc
): Result.Result<void, UpdateRefusal.UpdateRefusal> => UpdateRules.decide(kept.item, request, facts(kept, around, now))

/** `consent`: the one that this update gives; null where the one before it stands. */
export type Started = Kept & { readonly consent: Consent.Consent | null; readonly passed: boolean }

const begun = ({ item, upkeep }: Kept, execution: Execution.Execution, now: DateTime.Utc): Kept => ({
  item: ItemLife.follow({ ...item, executionId: execution.id }, execution, now),
  upkeep: { ...upkeep, ...UpdateRecord.started(upkeep), autoSyncAt: null }
})

/** What an update brings, as the rules ask for it. */
export const requestOf = ({
  brought = false,
  credentials,
  execution,
  oneStepCodes = []
}: ItemUpdate): UpdateRules.UpdateRequest => ({
  trigger: execution.trigger,
  newCredentials: credentials !== undefined,
  oneStepCodes,
  brought
})

const renewed = (
  { renewal }: ItemUpdate,
  { consent }: Around,
  now: DateTime.Utc
): Result.Result<Consent.Consent | null, UpdateRefusal.UpdateRefusal> => {
  if (Consent.standing(consent, now) === "given" && renewal?.source !== "widget") return Result.succeed(null)
  const refused = new UpdateRefusal.ParametersNotProvided()
  return renewal === undefined
    ? Result.fail(refused)
    : Result.mapError(Consent.renew(consent, renewal, now), () => refused)
}

/** The Item after an update was accepted, or why it is not. */
export const started = (
  kept: Kept,
  update: ItemUpdate,
  around: Around,
  now: DateTime.Utc
): Result.Result<Started, UpdateRefusal.UpdateRefusal> =>
  Result.map(
    Result.flatMap(mayStart(kept, requestOf(update), around, now), () => renewed(update, around, now)),
    (consent) => {
      const { clientUserId, connectTokenUrl, credentials, execution, products, webhookUrl } = update
      const item: Item.Item = {
        ...kept.item,
        autoSyncDisabledAt: AutoSync.isForced(execution.trigger) ? null : kept.item.autoSyncDisabledAt,
        ...(consent === null ? {} : { consentExpiresAt: consent.expiresAt }),
        ...(credentials === undefined ? {} : { credentialsVersion: credentials.version }),
        ...(clientUserId === undefined ? {} : { clientUserId }),
        ...(webhookUrl === undefined ? {} : { webhookUrl }),
        ...(connectTokenUrl === undefined ? {} : { connectTokenUrl }),
        ...(products === undefined ? {} : { products })
      }
      return { ...begun({ ...kept, item }, execution, now), consent, passed: kept.upkeep.unblockedAt !== null }
    }
  )

/**
 * What becomes of an Item that is due: it starts with the execution, or has another time, or none. Where another Item of the same
 * login has a run it starts all the same: its visit waits for that one's end, which asks nothing of a claim.
 *
 * - `emptyUntil`: until when nothing is left of one of its own budgets.
 */
export const taken = (
  kept: Kept,
  execution: Execution.Execution,
  around: Around,
  now: DateTime.Utc,
  emptyUntil: DateTime.Utc | null = null
): Kept & { readonly starts: boolean } => {
  const rules = settings(kept.item, around, now)
  if (!AutoSync.isEligible(rules, now)) return { ...replanned(kept, around, now), starts: false }
  const request = { trigger: "SYNC", newCredentials: false, oneStepCodes: [] } as const
  const decided = mayStart(kept, request, { ...around, sameCredentialsInFlight: false }, now)
  if (Result.isSuccess(decided) && emptyUntil !== null) {
    return { ...planned(kept, AutoSync.postponed(rules, kept.upkeep.autoSync, now, emptyUntil)), starts: false }
  }
  if (Result.isSuccess(decided)) return { ...begun(kept, execution, now), starts: true }
  const { _tag } = decided.failure
  const ends = _tag === "ParametersNotProvided" || _tag === "NewCredentialsNeeded"
  const next = ends ? null : AutoSync.postponed(rules, kept.upkeep.autoSync, now)
  return { ...planned(kept, next), starts: false }
}

/** After an operator's unblock. */
export const unblocked = (kept: Kept, now: DateTime.Utc): Kept => {
  const { item, record } = ItemLife.unblock({ item: kept.item, record: kept.upkeep }, now)
  return { item, upkeep: { ...kept.upkeep, ...record } }
}

/** After auto-sync was disabled. The first time counts. */
export const disabled = (kept: Kept, around: Around, now: DateTime.Utc): Kept => {
  const item = { ...kept.item, autoSyncDisabledAt: kept.item.autoSyncDisabledAt ?? now }
  return replanned({ ...kept, item }, around, now)
}

/** The execution of a run that nobody asked for. */
export const unasked = (item: Item.Item, id: Item.ExecutionId, now: DateTime.Utc): Execution.Execution => ({
  ...Execution.created,
  id,
  itemId: item.id,
  applicationId: item.applicationId,
  trigger: "SYNC",
  fence: 0,
  createdAt: now,
  heartbeatAt: null,
  endedAt: null
})
