// What every process stands on, whether it answers the API or only visits: the stores, the keys, the connectors.
import { NodeFileSystem, NodePath } from "@effect/platform-node"
import { ConnectorHost } from "@tomada/connector-kit"
import { BrowserPool, Screenshots } from "@tomada/engine"
import { SandboxBank } from "@tomada/sandbox-bank"
import { ItemStore, SqlStore } from "@tomada/store"
import { Vault } from "@tomada/vault"
import { Effect, Layer, Option } from "effect"

import { connectors } from "./ConnectorRegistry.generated.ts"
import * as Database from "./Database.ts"
import { DataFolder } from "./DataFolder.ts"
import * as OutsideConnectors from "./OutsideConnectors.ts"
import { Settings } from "./Settings.ts"

export const stores = SqlStore.layer.pipe(Layer.provideMerge(Database.layer))

/**
 * The keys below `folder`. A key is made only by the one process that may, and only where nothing is sealed yet; where
 * something is, a missing key stops the start.
 */
export const vault = (folder: string, mayMake: boolean) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const items = yield* ItemStore.ItemStore
      return Vault.layerFiles({ folder, createIfMissing: mayMake && !(yield* items.holdsSealed) })
    })
  ).pipe(Layer.provide([NodeFileSystem.layer, NodePath.layer]))

const sandboxHost = "bank.sandbox.test"

/** Nothing is started before a connector needs a browser. */
const browsers = Layer.unwrap(
  Effect.gen(function* () {
    const { browserSandbox, chromium } = yield* Settings
    const data = yield* DataFolder
    return BrowserPool.layer({
      folder: data.entry("browsers"),
      executable: Option.getOrUndefined(chromium),
      sandbox: browserSandbox
    })
  })
)

/** How long what a failed visit's page looked like is kept. */
export const screenshots = Layer.effect(
  Screenshots.Kept,
  Effect.map(Settings, ({ screenshots }) => screenshots)
)

/** By host, the address that its traffic goes to instead. Without a bank the sandbox connectors cannot connect, and say so. */
export const connectTo = Effect.gen(function* () {
  const { sandbox, sandboxBank } = yield* Settings
  const beside = Option.map(yield* Effect.serviceOption(SandboxBank), ({ url }) => new URL(url).host)
  const address = Option.filter(
    Option.orElse(beside, () => sandboxBank),
    () => sandbox
  )
  const found: Readonly<Record<string, string>> = Option.match(address, {
    onNone: () => ({}),
    onSome: (at) => ({ [sandboxHost]: at })
  })
  return found
})

export const host = Layer.unwrap(
  Effect.gen(function* () {
    const { requestTimeout } = yield* Settings
    const options = {
      connectTo: yield* connectTo,
      ...(Option.isSome(requestTimeout) && { requestTimeout: requestTimeout.value })
    }
    return OutsideConnectors.beside(ConnectorHost.ConnectorHost.layerInProcess(connectors, options), options)
  })
).pipe(Layer.provide(browsers))
