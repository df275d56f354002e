// The operator's Items: of whichever application, without a way to their credentials. A sync by the operator is one that nobody
// attends, so where nothing can be collected without the person it is refused before it begins and nothing counts as failed.
import { type Execution as Shown, type Operator, OperatorApi, OperatorRefusal, Refusal } from "@tomada/api"
import { ConnectorHost } from "@tomada/connector-kit"
import { Consent, type Execution, ExecutionStatus, Item, ItemLife, type Manifest } from "@tomada/core"
import { Items } from "@tomada/engine"
import { AccountStore, ExecutionStore, ItemStore, ScreenshotStore, UpkeepStore } from "@tomada/store"
import { DateTime, Effect, Option } from "effect"
import { Base64 } from "effect/encoding"
import { HttpApiBuilder } from "effect/http-api"

import * as ExecutionView from "./ExecutionView.ts"
import { executionStatuses } from "./ItemListsHandlers.ts"
import { byTag, ofUpdate, refuse } from "./Refusals.ts"

const pageSize = 50
const newestExecutions = 10

const statusesOf = (status: ExecutionStatus.ItemStatus | undefined) =>
  status === undefined ? {} : { executionStatuses: executionStatuses([status]) }

const row = (item: Item.Item, manifest: Manifest.Manifest | undefined): Operator.ItemRow => ({
  id: item.id,
  applicationId: item.applicationId,
  connector: { id: item.connectorId, name: manifest?.institution.name ?? "not installed" },
  clientUserId: item.clientUserId,
  status: ItemLife.status(item),
  executionStatus: item.executionStatus,
  lastUpdatedAt: item.lastUpdatedAt,
  nextAutoSyncAt: item.nextAutoSyncAt,
  createdAt: item.createdAt
})

const wireError = (error: Item.ItemError | null) => (error === null ? null : { ...error, attributes: null })

/** A success without warnings keeps no detail: then every product came out well with it. */
const outcomes = (item: Item.Item): Operator.Item["outcomes"] => {
  const succeeded = ItemLife.status(item) === "UPDATED"
  return item.products.flatMap((product) => {
    const outcome = item.statusDetail?.[product]
    if (outcome !== undefined) return [{ product, ...outcome }]
    return item.statusDetail === null && succeeded
      ? [{ product, isUpdated: true, lastUpdatedAt: item.lastUpdatedAt, warnings: [] }]
      : []
  })
}

const make = Effect.gen(function* () {
  const host = yield* ConnectorHost.ConnectorHost
  const engine = yield* Items.Items
  const items = yield* ItemStore.ItemStore
  const upkeep = yield* UpkeepStore.UpkeepStore
  const executions = yield* ExecutionStore.ExecutionStore
  const accounts = yield* AccountStore.AccountStore
  const screenshots = yield* ScreenshotStore.ScreenshotStore
  const manifests = new Map(host.manifests.map((manifest) => [manifest.id, manifest] as const))
  const show = (item: Item.Item) => row(item, manifests.get(item.connectorId))

  const found = Effect.fnUntraced(function* (id: string) {
    const item = yield* items.find(Item.ItemId.make(id))
    return Option.isNone(item) ? yield* new ItemStore.ItemNotFound() : item.value
  })

  const execution = Effect.fnUntraced(function* (
    run: Execution.Execution,
    screenshot: Shown.ExecutionWithScreenshot["screenshot"]
  ) {
    const steps = yield* executions.steps(run.id)
    return { ...ExecutionView.view(run, steps, yield* executions.counts(run.id)), screenshot }
  })

  const coverage = Effect.fnUntraced(function* (itemId: Item.ItemId) {
    return yield* Effect.forEach(yield* accounts.ofItem(itemId), ({ id, name, type }) =>
      Effect.map(accounts.proven(id, "TRANSACTIONS"), ({ collectedAt, intervals }) => ({
        id,
        name,
        type,
        transactions: { days: intervals, collectedAt }
      }))
    )
  })

  const detail = Effect.fnUntraced(function* (item: Item.Item) {
    const { applicationId, id } = item
    const kept = yield* upkeep.get(applicationId, id)
    const consent = yield* items.consent(applicationId, id)
    const runs = yield* executions.ofItem(applicationId, id, { number: 1, size: newestExecutions })
    const { autoSync } = kept
    const now = yield* DateTime.now
    const pictures = new Map(
      (yield* screenshots.ofItem(id, now)).map(
        ({ executionId, expiresAt, takenAt }) => [executionId, { takenAt, expiresAt }] as const
      )
    )
    const shown: Operator.Item = {
      ...show(item),
      error: wireError(item.error),
      webhookUrl: item.webhookUrl,
      products: item.products,
      outcomes: outcomes(item),
      accounts: yield* coverage(id),
      consent: { ...consent, standing: Consent.standing(consent, now) },
      autoSync: {
        disabledAt: item.autoSyncDisabledAt,
        endedBecause: autoSync._tag === "Ended" ? autoSync.because : null,
        retries: autoSync._tag === "Retrying" ? autoSync.retries : null
      },
      consecutiveFailedLoginAttempts: item.consecutiveFailedLoginAttempts,
      consecutiveFailedSyncs: kept.consecutiveFailedSyncs,
      unblockedAt: kept.unblockedAt,
      executions: yield* Effect.forEach(runs.rows, (run) => execution(run, pictures.get(run.id) ?? null)),
      executionsInAll: runs.total
    }
    return shown
  })

  /** Whether a run that nobody attends can collect anything: by logging in, or by the session that is held. */
  const runsUnattended = Effect.fnUntraced(function* (item: Item.Item, { unattended }: Manifest.Manifest) {
    if (unattended !== "until-session-expiry") return unattended === "always"
    return Option.isSome(yield* items.sealed(item.id, "session", "session"))
  })

  const sync = Effect.fnUntraced(function* (item: Item.Item) {
    const manifest = manifests.get(item.connectorId)
    if (manifest === undefined) return yield* refuse(Refusal.connectorNotFound)
    const ended = ExecutionStatus.isFinal(item.executionStatus)
    if (ended && !(yield* runsUnattended(item, manifest))) return yield* refuse(OperatorRefusal.personNeeded)
    const { applicationId, id: itemId } = item
    const request = { applicationId, itemId, parameters: null, products: null, trigger: "INTERNAL" as const }
    return yield* engine.update(request).pipe(Effect.catchTags({ ProductsNotSupported: Effect.die }))
  })

  const screenshot = Effect.fnUntraced(function* (id: string) {
    const executionId = Item.ExecutionId.make(id)
    const found = yield* screenshots.get(executionId, yield* DateTime.now)
    if (Option.isNone(found)) return yield* refuse(OperatorRefusal.screenshotNotFound)
    const { expiresAt, image, itemId, takenAt } = found.value
    const shown: Operator.Screenshot = { executionId, itemId, takenAt, expiresAt, image: Base64.encode(image) }
    return shown
  })

  return { detail, engine, found, items, screenshot, show, sync }
})

export const operatorItemsHandlers = HttpApiBuilder.group(
  OperatorApi.OperatorApi,
  "operatorItems",
  Effect.fnUntraced(function* (handlers) {
    const { detail, engine, found, items, screenshot, show, sync } = yield* make
    return handlers.handleAll({
      list: Effect.fn("operator.items.list")(function* ({ query }) {
        const { applicationId, page = 1, pageSize: size = pageSize, status } = query
        const filter = {
          ...(applicationId === undefined ? {} : { applicationId: Item.ApplicationId.make(applicationId) }),
          ...statusesOf(status)
        }
        const { rows, total } = yield* items.page(filter, { number: page, size })
        return { results: rows.map(show), page, total, totalPages: Math.ceil(total / size) }
      }),
      get: Effect.fn("operator.items.get")(
        function* ({ params }) {
          return yield* detail(yield* found(params.id))
        },
        Effect.catchTags({ ItemNotFound: byTag.ItemNotFound })
      ),
      sync: Effect.fn("operator.items.sync")(
        function* ({ params }) {
          return show(yield* sync(yield* found(params.id)))
        },
        Effect.catchTags({
          ItemNotFound: byTag.ItemNotFound,
          BeyondReach: byTag.BeyondReach,
          CredentialsRejected: byTag.CredentialsRejected,
          ...ofUpdate
        })
      ),
      unblock: Effect.fn("operator.items.unblock")(
        function* ({ params }) {
          const { applicationId, id } = yield* found(params.id)
          return show(yield* engine.unblock(applicationId, id))
        },
        Effect.catchTags({ ItemNotFound: byTag.ItemNotFound })
      ),
      screenshot: Effect.fn("operator.items.screenshot")(function* ({ params }) {
        return yield* screenshot(params.id)
      })
    })
  })
)
