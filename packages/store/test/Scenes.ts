// Items in the middle of their life, for tests of what happens next.
import { randomUUID } from "node:crypto"

import { type Consent, Execution, Item, Manifest } from "@tomada/core"
import { type DateTime, Effect } from "effect"

import { type Application, ApplicationStore, defaults } from "../src/ApplicationStore.ts"
import { type ConnectorFacts, ConnectorStore } from "../src/ConnectorStore.ts"
import type { ConsentStore } from "../src/ConsentStore.ts"
import { ExecutionStore } from "../src/ExecutionStore.ts"
import { ItemStore, type ItemUpdate, type NewItem } from "../src/ItemStore.ts"
import { UpkeepStore } from "../src/UpkeepStore.ts"
import type { WebhookStore } from "../src/WebhookStore.ts"
import * as World from "./World.ts"

const { at } = World

export type Stores = World.Stores | UpkeepStore | ConsentStore | ConnectorStore | WebhookStore

let lastConnector = 1_000

/** A connector of its own for each test, so that one test's claims take nothing of another's. */
export const connector = Effect.fn("connector")(function* (fields: Partial<ConnectorFacts> = {}) {
  const id = Manifest.ConnectorId.make(++lastConnector)
  const facts = { id, unattended: "always" as const, asks: true, oneStepCode: false, sandbox: false, ...fields }
  yield* (yield* ConnectorStore).announce([facts])
  return id
})

export const application = Effect.fn("application")(function* (fields: Partial<Application> = {}) {
  const id = Item.ApplicationId.make(randomUUID())
  const own = { ...defaults("production"), minUpdateFrequencyHours: null, ...fields }
  const made = { id, name: "Budget", secretHash: "hash", disabledAt: null, createdAt: at(0), ...own }
  yield* (yield* ApplicationStore).put(made)
  return made
})

export interface Scene {
  readonly application?: Partial<Application>
  readonly connector?: Partial<ConnectorFacts>
  readonly consent?: Partial<Consent.Consent>
  readonly of?: { readonly applicationId: Item.ApplicationId; readonly connectorId: Manifest.ConnectorId }
}

export const made = Effect.fn("made")(function* (scene: Scene = {}) {
  const applicationId = scene.of?.applicationId ?? (yield* application(scene.application)).id
  const connectorId = scene.of?.connectorId ?? (yield* connector(scene.connector))
  const fresh = World.newItem(applicationId)
  const consent = { ...fresh.consent, ...scene.consent }
  const created: NewItem = {
    ...fresh,
    consent,
    item: { ...fresh.item, connectorId, consentExpiresAt: consent.expiresAt }
  }
  yield* (yield* ItemStore).create(created)
  return created
})

export const end = Effect.fn("end")(function* (id: Item.ExecutionId, event: Execution.Event, minutes: number) {
  const executions = yield* ExecutionStore
  const { claim } = yield* executions.claim(id, at(minutes))
  yield* executions.record(claim, World.loginStarted, at(minutes))
  if (event._tag === "Failed") return yield* executions.record(claim, event, at(minutes))
  yield* executions.record(claim, World.mergeStarted, at(minutes))
  return yield* executions.commit(claim, { ...World.nothing, event }, at(minutes))
})

export const failed = (code: "INVALID_CREDENTIALS" | "SITE_NOT_AVAILABLE" | "USER_INPUT_TIMEOUT") =>
  Execution.failure(code, "no")

/** An Item whose first run succeeded at ten minutes. */
export const succeeded = Effect.fn("succeeded")(function* (scene: Scene = {}) {
  const { execution } = yield* made(scene)
  return yield* end(execution.id, World.succeeded, 10)
})

export const due = Effect.fn("due")(function* (
  connectorId: Manifest.ConnectorId,
  now: DateTime.Utc,
  places: { readonly atOnce?: number; readonly all?: number; readonly ownBudgets?: boolean } = {}
) {
  const { all = 1_000, atOnce = 100, ownBudgets = false } = places
  return yield* (yield* UpkeepStore).due(
    { connectors: [{ id: connectorId, atOnce, ownBudgets }], atOnce: all, newId: () => randomUUID() },
    now
  )
})

export const refused = Effect.fn("refused")(function* (
  item: Item.Item,
  minutes: number,
  update: Partial<ItemUpdate> = {},
  trigger: Execution.Trigger = "CLIENT"
) {
  const execution = { ...World.execution(item, at(minutes)), trigger }
  return yield* Effect.flip(
    (yield* ItemStore).update(item.applicationId, item.id, { execution, ...update }, at(minutes))
  )
})

export const day = 24 * 60
