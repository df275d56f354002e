// What applications are told of a change, in the wire's events and payloads. Decided from the change alone, so that the events
// can be stored in the transaction that makes it. A row that changed in Tomada's own bookkeeping only raises nothing.
import { DateTime, Schema } from "effect"

import type { AccountId } from "./Account.ts"
import * as CivilDate from "./CivilDate.ts"
import { Trigger } from "./Execution.ts"
import { type ExecutionStatus, isFinal, itemStatus } from "./ExecutionStatus.ts"
import type { Item } from "./Item.ts"
import type { Merge } from "./MergeDecision.ts"
import type { Transaction } from "./Transaction.ts"

/** Ids that one `transactions/updated` or `transactions/deleted` carries at most; the wire's limit. */
export const mostIds = 400

const uuid = Schema.String.check(Schema.isUUID())
const count = Schema.Int.check(Schema.isGreaterThan(0))
const ids = Schema.Array(uuid).check(Schema.isMinLength(1), Schema.isMaxLength(mostIds))

/** `eventId` is one for all who receive the event; `id` is the wire's old name of what it is about. */
const ofItem = { eventId: uuid, id: Schema.String, itemId: uuid, clientUserId: Schema.NullOr(Schema.String) }
const ofAccount = { ...ofItem, clientId: uuid, accountId: uuid }
const triggered = { triggeredBy: Trigger }

const itemEvent = <const Name extends string>(event: Name) =>
  Schema.Struct({ event: Schema.Literal(event), ...ofItem, ...triggered })

/** How well a connector works, as the wire says it. */
export const ConnectorStatus = Schema.Literals(["ONLINE", "UNSTABLE", "OFFLINE"])
export type ConnectorStatus = typeof ConnectorStatus.Type

/**
 * The body of an event, as it is sent; instants are texts with milliseconds and Z.
 *
 * - `triggeredBy`: who asked for the run; absent where nobody did or the wire has none.
 * - `transactionsMinDate`: the earliest row, `transactionsCreatedAtFrom`: the one instant that all of them were created at;
 *   `createdTransactionsLink` answers these rows and all that were created since.
 */
export const WebhookEvent = Schema.Union([
  itemEvent("item/created"),
  itemEvent("item/updated"),
  itemEvent("item/waiting_user_input"),
  itemEvent("item/waiting_user_action"),
  itemEvent("item/login_succeeded"),
  Schema.Struct({
    event: Schema.Literal("item/error"),
    ...ofItem,
    ...triggered,
    error: Schema.Struct({
      code: Schema.String,
      message: Schema.String,
      providerMessage: Schema.optionalKey(Schema.String)
    })
  }),
  Schema.Struct({ event: Schema.Literal("item/deleted"), ...ofItem }),
  Schema.Struct({ event: Schema.Literal("item/consent_expiring"), ...ofItem, consentExpiresAt: Schema.String }),
  Schema.Struct({
    event: Schema.Literal("connector/status_updated"),
    eventId: uuid,
    id: Schema.String,
    connectorId: Schema.Int,
    data: Schema.Struct({ status: ConnectorStatus })
  }),
  Schema.Struct({
    event: Schema.Literal("transactions/created"),
    ...ofAccount,
    ...triggered,
    transactionsCount: count,
    transactionsMinDate: Schema.String,
    transactionsCreatedAtFrom: Schema.String,
    createdTransactionsLink: Schema.String
  }),
  Schema.Struct({ event: Schema.Literal("transactions/updated"), ...ofAccount, ...triggered, transactionIds: ids }),
  Schema.Struct({ event: Schema.Literal("transactions/deleted"), ...ofAccount, transactionIds: ids })
])
export type WebhookEvent = typeof WebhookEvent.Type

/** What an execution changed in the rows of one account. */
export interface AccountChanges {
  readonly accountId: AccountId
  readonly rows: Pick<Merge, "created" | "updated" | "removed" | "revived">
}

/**
 * - `before`: the Item as it was, null for one that did not exist.
 * - `apiUrl`: where applications reach the API, without a slash at its end; `zone`: the institution's.
 */
export interface ExecutionChanges {
  readonly before: Item | null
  readonly after: Item
  readonly trigger: Trigger
  readonly accounts: ReadonlyArray<AccountChanges>
  readonly apiUrl: string
  readonly zone: string
  readonly newEventId: () => string
}

type Subject = Pick<Item, "applicationId" | "clientUserId" | "id">

const aboutItem = (item: Subject, newEventId: () => string) => ({
  eventId: newEventId(),
  id: item.id,
  itemId: item.id,
  clientUserId: item.clientUserId
})

const beforeLogin: ReadonlySet<ExecutionStatus> = new Set<ExecutionStatus>([
  "CREATED",
  "LOGIN_IN_PROGRESS",
  "LOGIN_MFA_IN_PROGRESS",
  "WAITING_USER_INPUT",
  "WAITING_USER_ACTION"
])

const itemEvents = ({ after, before, newEventId, trigger }: ExecutionChanges): ReadonlyArray<WebhookEvent> => {
  const from = before === null || before.executionId !== after.executionId ? null : before.executionStatus
  const to = after.executionStatus
  if (from === to) return []
  const event = <const Name extends string>(name: Name) => ({
    event: name,
    ...aboutItem(after, newEventId),
    triggeredBy: trigger
  })
  if (to === "WAITING_USER_INPUT") return [event("item/waiting_user_input")]
  if (to === "WAITING_USER_ACTION") return [event("item/waiting_user_action")]
  if (itemStatus(to) === "UPDATED") return [event(before?.lastUpdatedAt == null ? "item/created" : "item/updated")]
  if (isFinal(to)) {
    const { code, message, providerMessage } = after.error ?? { code: to, message: "", providerMessage: null }
    return [
      { ...event("item/error"), error: { code, message, ...(providerMessage === null ? {} : { providerMessage }) } }
    ]
  }
  return from !== null && beforeLogin.has(from) && !beforeLogin.has(to) ? [event("item/login_succeeded")] : []
}

const blocks = (rows: ReadonlyArray<Transaction>): ReadonlyArray<ReadonlyArray<string>> =>
  Array.from({ length: Math.ceil(rows.length / mostIds) }, (_, index) =>
    rows.slice(index * mostIds, (index + 1) * mostIds).map(({ id }) => id)
  )

const earliest = (instants: ReadonlyArray<DateTime.Utc>): string =>
  DateTime.formatIso(instants.reduce((first, instant) => (DateTime.isLessThan(instant, first) ? instant : first)))

/** The times of rows; of those that have a day alone only the first day is made an instant, because that is dear. */
const timesOf = (rows: ReadonlyArray<Transaction>, zone: string): ReadonlyArray<DateTime.Utc> => {
  const [first, ...days] = rows.flatMap(({ date, time }) => (time == null ? [date] : []))
  const times = rows.flatMap(({ time }) => time ?? [])
  return first === undefined ? times : [...times, CivilDate.toInstant(days.reduce(CivilDate.min, first), zone)]
}

const accountEvents = (
  { after, apiUrl, newEventId, trigger, zone }: ExecutionChanges,
  { accountId, rows }: AccountChanges
): ReadonlyArray<WebhookEvent> => {
  const about = () => ({ ...aboutItem(after, newEventId), clientId: after.applicationId, accountId })
  const events: Array<WebhookEvent> = []
  if (rows.created.length > 0) {
    const createdAtFrom = earliest(rows.created.map(({ createdAt }) => createdAt))
    events.push({
      event: "transactions/created",
      ...about(),
      triggeredBy: trigger,
      transactionsCount: rows.created.length,
      transactionsMinDate: earliest(timesOf(rows.created, zone)),
      transactionsCreatedAtFrom: createdAtFrom,
      createdTransactionsLink: `${apiUrl}/v2/transactions?accountId=${accountId}&createdAtFrom=${encodeURIComponent(createdAtFrom)}`
    })
  }
  for (const transactionIds of blocks([...rows.updated, ...rows.revived])) {
    events.push({ event: "transactions/updated", ...about(), triggeredBy: trigger, transactionIds })
  }
  for (const transactionIds of blocks(rows.removed)) {
    events.push({ event: "transactions/deleted", ...about(), transactionIds })
  }
  return events
}

/**
 * What is told of a step of an execution, the Item's event first, then for each account the rows that were created, updated and
 * deleted. A row that came back under its id is told as updated. `item/created` is told at the first success, whichever
 * execution it was; a partial success is one.
 */
export const fromChanges = (changes: ExecutionChanges): ReadonlyArray<WebhookEvent> => [
  ...itemEvents(changes),
  ...changes.accounts.flatMap((account) => accountEvents(changes, account))
]

/** An Item is gone, by hand or by a rule. */
export const itemDeleted = (item: Subject, newEventId: () => string): WebhookEvent => ({
  event: "item/deleted",
  ...aboutItem(item, newEventId)
})

/** The consent of an Item will end at `expiresAt`, unless the person gives another. None of the wire's events: `Delivery.hears`. */
export const consentExpiring = (item: Subject, expiresAt: DateTime.Utc, newEventId: () => string): WebhookEvent => ({
  event: "item/consent_expiring",
  ...aboutItem(item, newEventId),
  consentExpiresAt: DateTime.formatIso(expiresAt)
})

/** A connector works better or worse than before; nothing when it does not. */
export const connectorStatusUpdated = (
  connectorId: number,
  change: { readonly before: ConnectorStatus; readonly after: ConnectorStatus },
  newEventId: () => string
): ReadonlyArray<WebhookEvent> =>
  change.before === change.after
    ? []
    : [
        {
          event: "connector/status_updated",
          eventId: newEventId(),
          id: String(connectorId),
          connectorId,
          data: { status: change.after }
        }
      ]
