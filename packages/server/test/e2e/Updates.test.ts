// Why an update is refused, as clients read it.
import { assert } from "@effect/vitest"
import { Item } from "@tomada/core"
import { ApplicationStore, ConnectorStore, ItemStore, UpkeepStore } from "@tomada/store"
import { Effect } from "effect"

import { call, connect, connected, light } from "./Client.ts"
import { suite } from "./World.ts"

suite()("an update that may not start", (it) => {
  it.effect("says that the last login was refused, and after two of them until when to wait", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const item = yield* connected(client, "user-bad", { products: light })
      assert.strictEqual(item.status, "LOGIN_ERROR")
      const again = yield* Effect.flip(call(client, (sdk) => sdk.updateItem(item.id)))
      assert.strictEqual(again.codeDescription, "LAST_EXECUTION_HAD_LOGIN_ERROR")
    })
  )

  it.effect("says that the application asks too often, by which floor and since when", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const { id, connector } = yield* connected(client, "user-ok", { products: light })
      const upkeep = yield* UpkeepStore.UpkeepStore
      const applications = yield* ApplicationStore.ApplicationStore
      const connectors = yield* ConnectorStore.ConnectorStore
      const [held] = yield* (yield* ItemStore.ItemStore)
        .list(null, 100)
        .pipe(Effect.map((items) => items.filter((item) => item.id === id)))
      assert.isDefined(held)
      if (held === undefined) return
      const before = yield* applications.get(held.applicationId)
      yield* applications.put({ ...before, minUpdateFrequencyHours: 1 })
      const facts = yield* connectors.get(held.connectorId)
      assert.isTrue(facts.sandbox, "which knows no floor")
      yield* connectors.announce([{ ...facts, sandbox: false }])
      const refused = yield* Effect.flip(call(client, (sdk) => sdk.updateItem(id)))
      yield* connectors.announce([facts])
      yield* applications.put(before)
      assert.strictEqual(connector.id, held.connectorId)
      assert.deepInclude(refused, { code: 409, codeDescription: "CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY" })
      assert.isNull((yield* upkeep.get(held.applicationId, Item.ItemId.make(id))).unblockedAt)
    })
  )

  it.effect("says that the connector is offline", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const { connector, id } = yield* connected(client, "user-ok", { products: light })
      const connectors = yield* ConnectorStore.ConnectorStore
      const facts = (yield* connectors.all).find((known) => known.id === connector.id)
      assert.isDefined(facts)
      if (facts === undefined) return
      yield* connectors.judge(facts.id, { status: "OFFLINE", pausedUntil: null })
      const refused = yield* Effect.flip(call(client, (sdk) => sdk.updateItem(id)))
      yield* connectors.judge(facts.id, { status: "ONLINE", pausedUntil: null })
      assert.strictEqual(refused.codeDescription, "CONNECTOR_OFFLINE")
    })
  )
})
