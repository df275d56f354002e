// What the engine adds by itself: the engine whole, with its Item's life, its visit, its seals and its merge, and the connector by HTTP, but
// over stores and a cluster in memory and without the API. In a process of its own, told over the channel what to do, like bare.ts.
import { ConnectorHost } from "@tomada/connector-kit"
import { connectors } from "@tomada/connector-sandbox"
import { ExecutionStatus, Item, type Product } from "@tomada/core"
import { Engine, Items } from "@tomada/engine"
import * as Tracing from "@tomada/server/Tracing"
import { AccountStore, ApplicationStore, MemoryStore, TransactionStore } from "@tomada/store"
import { Vault } from "@tomada/vault"
import { DateTime, Effect, Layer, ManagedRuntime, Redacted } from "effect"
import { TestRunner } from "effect/cluster"

export interface Order {
  readonly connectorId: number
  readonly user: string
  readonly products: ReadonlyArray<Product.Product>
  readonly times: number
}

/** Milliseconds of CPU for all the times together, and the rows of one; or why it could not be done. */
export type Outcome = { readonly cpu: number; readonly rows: number } | { readonly failed: string }

const [bank = ""] = process.argv.slice(2)
const applicationId = Item.ApplicationId.make("0b0e7e8e-6f3f-4d4e-8a57-3f3b3c3d3e3f")

const engine = Engine.layer.pipe(
  Layer.provideMerge(TestRunner.layer),
  Layer.provideMerge(
    ConnectorHost.ConnectorHost.layerInProcess(connectors, { connectTo: { "bank.sandbox.test": bank } })
  ),
  Layer.provideMerge(Vault.layerMemory),
  Layer.provideMerge(MemoryStore.layer),
  Layer.provideMerge(Tracing.off)
)

const application = Effect.gen(function* () {
  const applications = yield* ApplicationStore.ApplicationStore
  yield* applications.put({
    id: applicationId,
    name: "Bench",
    secretHash: "hash",
    ...ApplicationStore.defaults("production"),
    minUpdateFrequencyHours: null,
    disabledAt: null,
    createdAt: yield* DateTime.now
  })
})

const execution = Effect.fnUntraced(function* ({ connectorId, products, user }: Order) {
  const items = yield* Items.Items
  const { id } = yield* items.create({
    applicationId,
    connectorId,
    parameters: Redacted.make({ user, password: "password-ok" }),
    products,
    clientUserId: null,
    webhookUrl: null,
    oauthRedirectUri: null,
    trigger: "CLIENT"
  })
  for (;;) {
    yield* Effect.sleep("20 millis")
    const item = yield* items.get(applicationId, id)
    if (!ExecutionStatus.isFinal(item.executionStatus)) continue
    if (item.executionStatus !== "SUCCESS") throw new Error(`an execution ended ${item.executionStatus}`)
    return id
  }
})

const rowsOf = Effect.fnUntraced(function* (itemId: Item.ItemId) {
  const accounts = yield* (yield* AccountStore.AccountStore).ofItem(itemId)
  const transactions = yield* TransactionStore.TransactionStore
  let rows = 0
  for (const { id } of accounts) rows += (yield* transactions.page({ accountId: id }, { number: 1, size: 1 })).total
  return rows
})

/** With an engine of its own, because a cluster in memory looks through every message that it ever had. */
const carriedOut = async (order: Order): Promise<Outcome> => {
  const runtime = ManagedRuntime.make(Layer.fresh(engine))
  try {
    await runtime.runPromise(application)
    const before = process.cpuUsage()
    let last: Item.ItemId | undefined
    for (let time = 0; time < order.times; time++) last = await runtime.runPromise(execution(order))
    const { system, user } = process.cpuUsage(before)
    const rows = last === undefined ? 0 : await runtime.runPromise(rowsOf(last))
    return { cpu: (user + system) / 1000, rows }
  } catch (error) {
    return { failed: String(error) }
  } finally {
    await runtime.dispose()
  }
}

process.on("message", (order: Order) => {
  void carriedOut(order).then((outcome) => process.send?.(outcome))
})
