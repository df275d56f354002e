// The composition root: every layer of the product put together once. Tests put the same layers together with another
// clock and another environment.
import { createServer } from "node:http"

import { NodeCrypto, NodeFileSystem, NodeHttpServer, NodePath } from "@effect/platform-node"
import { InProcess } from "@tomada/connector-kit"
import { Item } from "@tomada/core"
import { Engine } from "@tomada/engine"
import { SandboxBank } from "@tomada/sandbox-bank"
import { ApplicationStore, ItemStore, SqlStore } from "@tomada/store"
import { SecretHash, Vault } from "@tomada/vault"
import { Context, DateTime, Effect, Layer } from "effect"
import { SingleRunner } from "effect/cluster"
import { HttpServer } from "effect/http"

import { connectors } from "./ConnectorRegistry.generated.ts"
import * as Database from "./Database.ts"
import { DataFolder } from "./DataFolder.ts"
import { FirstApplication } from "./FirstApplication.ts"
import * as Http from "./Http.ts"
import { Settings } from "./Settings.ts"
import { BadSetting, mapLayerError, PortInUse } from "./StartupError.ts"

/** Measured: a runner that dies is noticed in seconds, and a stop does not wait for messages that nobody reads. */
const sharding = {
  entityMessagePollInterval: "1 second",
  refreshAssignmentsInterval: "1 second",
  shardLockExpiration: "9 seconds",
  shardLockRefreshInterval: "3 seconds",
  runnerHealthCheckInterval: "5 seconds",
  entityTerminationTimeout: "5 seconds"
} as const

const folder = Layer.unwrap(Effect.map(Settings, ({ home }) => DataFolder.layer({ folder: home })))

const stores = SqlStore.layer.pipe(Layer.provideMerge(Database.layer))

/** A key is made only where nothing is sealed yet; where something is, a missing key stops the start. */
const vault = Layer.unwrap(
  Effect.gen(function* () {
    const data = yield* DataFolder
    const items = yield* ItemStore.ItemStore
    return Vault.layerFiles({ folder: data.path, createIfMissing: !(yield* items.holdsSealed) })
  })
).pipe(Layer.provide([NodeFileSystem.layer, NodePath.layer]))

const sandboxHost = "bank.sandbox.test"

/** The bank that the sandbox connectors visit; without it they cannot connect, and say so. */
const bank = Layer.unwrap(Effect.map(Settings, ({ sandbox }) => (sandbox ? SandboxBank.layer() : Layer.empty)))

const host = Layer.unwrap(
  Effect.map(Effect.serviceOption(SandboxBank), (found) =>
    InProcess.layer(connectors, {
      connectTo: found._tag === "Some" ? { [sandboxHost]: new URL(found.value.url).host } : {}
    })
  )
)

/** Makes the application that `client.json` or the environment names. */
const firstApplication = Layer.effectDiscard(
  Effect.gen(function* () {
    const { clientId, clientSecret } = yield* FirstApplication
    const applications = yield* ApplicationStore.ApplicationStore
    const hashes = yield* SecretHash.SecretHash
    const id = Item.ApplicationId.makeOption(clientId)
    if (id._tag === "None") {
      return yield* new BadSetting({ name: "TOMADA_CLIENT_ID", problem: "it must be a UUID" })
    }
    const held = yield* Effect.option(applications.get(id.value))
    if (held._tag === "Some" && (yield* hashes.verify(id.value, clientSecret, held.value.secretHash))) return
    yield* applications.put({
      id: id.value,
      name: "first",
      secretHash: yield* hashes.hash(clientSecret),
      kind: "development",
      disabledAt: null,
      createdAt: yield* DateTime.now
    })
  })
)

const cluster = SingleRunner.layer({ runnerStorage: "memory", shardingConfig: sharding }).pipe(
  Layer.provide(NodeCrypto.layerDigest),
  Layer.orDie
)

const listener = Layer.unwrap(
  Effect.map(Settings, ({ host, port }) =>
    mapLayerError(
      NodeHttpServer.layer(createServer, { host, port, gracefulShutdownTimeout: "2 seconds" }),
      () => new PortInUse({ host, port })
    )
  )
)

/** Where the server listens, once it does. */
export class Listening extends Context.Service<Listening, { readonly address: string }>()("@tomada/server/Listening") {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function* () {
      const server = yield* HttpServer.HttpServer
      const data = yield* DataFolder
      const address = HttpServer.formatAddress(server.address)
      yield* data.announce(address)
      return Listening.of({ address })
    })
  )
}

/** Everything, from the settings to the open port. */
export const layer = Layer.mergeAll(Http.layer, Listening.layer).pipe(
  Layer.provideMerge(listener),
  Layer.provideMerge(firstApplication),
  Layer.provideMerge(Engine.layer),
  Layer.provideMerge(cluster),
  Layer.provideMerge(host),
  Layer.provideMerge(bank),
  Layer.provideMerge(Http.Ready.layer),
  Layer.provideMerge(vault),
  Layer.provideMerge(stores),
  Layer.provideMerge(FirstApplication.layer),
  Layer.provideMerge(folder)
)
