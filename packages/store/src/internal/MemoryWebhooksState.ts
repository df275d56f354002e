// What the outbox of webhooks holds in memory, beside the state of the other ports and found by it, so that an execution can write
// its events in the same step.
import { DateTime } from "effect"

import type {
  Attempt,
  Delivery,
  NewEvent,
  Owner,
  Range,
  Sealed,
  Subscription,
  SubscriptionId
} from "../WebhookStore.ts"
import type { State } from "./MemoryState.ts"

export interface HeldDelivery extends Omit<Delivery, "url"> {
  /** Of an Item or a Connect Token; a subscription's own may change. */
  readonly url: string | null
  readonly queue: string
  readonly leased: boolean
  readonly holder: string | null
  readonly fence: number
}

export interface HeldSubscription extends Subscription {
  readonly headers: Uint8Array | null
  readonly revision: number
}

export interface Outbox {
  readonly subscriptions: Map<SubscriptionId, HeldSubscription>
  readonly secrets: Map<Owner, Omit<Sealed, "headers"> & { readonly secret: Uint8Array }>
  readonly events: Map<string, NewEvent & { readonly sequence: number | null }>
  readonly deliveries: Map<number, HeldDelivery>
  readonly attempts: Map<number, ReadonlyArray<Attempt>>
  readonly failing: Set<string>
  lastSequence: number
  lastDelivery: number
}

const outboxes = new WeakMap<State, Outbox>()

/** One for each state. */
export const outboxOf = (state: State): Outbox => {
  const held = outboxes.get(state)
  if (held !== undefined) return held
  const made: Outbox = {
    subscriptions: new Map(),
    secrets: new Map(),
    events: new Map(),
    deliveries: new Map(),
    attempts: new Map(),
    failing: new Set(),
    lastSequence: 0,
    lastDelivery: 0
  }
  outboxes.set(state, made)
  return made
}

/** Keeps these events with what they tell of; to be called in the same step. */
export const append = (state: State, events: ReadonlyArray<NewEvent>): void => {
  const { events: held } = outboxOf(state)
  const ids = events.map(({ id }) => id)
  if (new Set(ids).size < ids.length || ids.some((id) => held.has(id))) throw new Error("an event's id is taken")
  for (const event of events) held.set(event.id, { ...event, sequence: null })
}

/** Forgets these events, with deliveries that wait still. */
export const forgetEvents = (state: State, events: ReadonlyArray<Pick<NewEvent, "id">>): void => {
  const outbox = outboxOf(state)
  const gone = new Set(events.map(({ id }) => id))
  for (const id of gone) outbox.events.delete(id)
  for (const delivery of outbox.deliveries.values()) {
    if (!gone.has(delivery.eventId)) continue
    outbox.deliveries.delete(delivery.id)
    outbox.attempts.delete(delivery.id)
  }
}

export const isDue = (at: DateTime.Utc | null, now: DateTime.Utc): boolean =>
  at !== null && !DateTime.isGreaterThan(at, now)

/** As the port tells it. */
export const told = ({ headers: _, revision: __, ...subscription }: HeldSubscription): Subscription => subscription

/** What a queue is named by. */
export const originOf = (url: string): string => (/^[^/?#]*\/\/[^/?#]*/.exec(url)?.[0] ?? url).toLowerCase()

export const dueFirst = (a: HeldDelivery, b: HeldDelivery): number =>
  (a.nextAttemptAt?.epochMilliseconds ?? 0) - (b.nextAttemptAt?.epochMilliseconds ?? 0) || a.id - b.id

export const isWithin = ({ createdAt }: Pick<NewEvent, "createdAt">, { from, to }: Range): boolean =>
  DateTime.isGreaterThanOrEqualTo(createdAt, from) && DateTime.isLessThan(createdAt, to)
