// The composition root: every layer of the product put together once. Tests put the same layers together with another
// clock and another environment.
import { NodeCrypto, NodeFileSystem, NodeHttpServer, NodePath } from "@effect/platform-node"
import { ConnectorHost } from "@tomada/connector-kit"
import { Item } from "@tomada/core"
import { BrowserPool, Engine } from "@tomada/engine"
import { SandboxBank } from "@tomada/sandbox-bank"
import { ApplicationStore, ItemStore, SqlStore } from "@tomada/store"
import { SecretHash, Vault } from "@tomada/vault"
import { Context, DateTime, Effect, Layer, Option, Predicate } from "effect"
import { SingleRunner } from "effect/cluster"

import { connectors } from "./ConnectorRegistry.generated.ts"
import * as Database from "./Database.ts"
import { DataFolder } from "./DataFolder.ts"
import * as EarlyAnswers from "./EarlyAnswers.ts"
import { FirstApplication } from "./FirstApplication.ts"
import * as Http from "./Http.ts"
import * as Published from "./Published.ts"
import { Settings } from "./Settings.ts"
import { BadSetting, mapLayerError, PortInUse } from "./StartupError.ts"
import * as Webhooks from "./Webhooks.ts"

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

/** The bank that the sandbox connectors visit, unless another process runs it. */
const bank = Layer.unwrap(
  Effect.map(Settings, ({ sandbox, sandboxBank }) =>
    sandbox && Option.isNone(sandboxBank) ? SandboxBank.layer() : Layer.empty
  )
)

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

/** Without a bank the sandbox connectors cannot connect, and say so. */
const host = Layer.unwrap(
  Effect.gen(function* () {
    const { requestTimeout, sandbox, sandboxBank } = yield* Settings
    const beside = Option.map(yield* Effect.serviceOption(SandboxBank), ({ url }) => new URL(url).host)
    const address = Option.filter(
      Option.orElse(beside, () => sandboxBank),
      () => sandbox
    )
    return ConnectorHost.ConnectorHost.layerInProcess(connectors, {
      connectTo: Option.match(address, { onNone: () => ({}), onSome: (at) => ({ [sandboxHost]: at }) }),
      ...(Option.isSome(requestTimeout) && { requestTimeout: requestTimeout.value })
    })
  })
)

/** Makes the application that `client.json` or the environment names; of one that is there only the secret follows them. */
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
    const now = yield* DateTime.now
    const settings = Option.getOrElse(held, () => ({
      id: id.value,
      name: "first",
      ...ApplicationStore.defaults("production"),
      disabledAt: null,
      createdAt: now
    }))
    yield* applications.put({ ...settings, secretHash: yield* hashes.hash(clientSecret) })
  })
)

const cluster = SingleRunner.layer({ runnerStorage: "memory", shardingConfig: sharding }).pipe(
  Layer.provide(NodeCrypto.layerDigest),
  Layer.orDie
)

/** Why the port could not be opened; only one of the reasons is another program. */
const notListening = (host: string, port: number) => (error: { readonly cause?: unknown }) => {
  const code = Predicate.hasProperty(error.cause, "code") ? error.cause.code : undefined
  if (code === "EADDRINUSE") return new PortInUse({ host, port })
  if (code === "EACCES") return new BadSetting({ name: "PORT", problem: "this user may not open that port" })
  return new BadSetting({ name: "HOST", problem: "it must be an address of this computer" })
}

/** Room for the five hundred ids that a transaction list may be asked for in one address. */
const maxHeaderSize = 64 * 1024

/** The graceful second is for answers under way; a browser's connection that never asked for anything takes all of it. */
const listener = Layer.unwrap(
  Effect.map(Settings, ({ host, port }) =>
    mapLayerError(
      NodeHttpServer.layer(() => EarlyAnswers.server({ maxHeaderSize }), {
        host,
        port,
        gracefulShutdownTimeout: "1 second"
      }),
      notListening(host, port)
    )
  )
)

/** Opens the port for a moment: what can be refused at once shall not wait for PostgreSQL, nor leave anything behind. */
const portIsOurs = Layer.effectDiscard(Effect.scoped(Layer.build(Layer.fresh(listener))))

/** Where the server listens, once it does. */
export class Listening extends Context.Service<Listening, { readonly address: string }>()("@tomada/server/Listening") {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function* () {
      const data = yield* DataFolder
      const address = yield* Published.listening
      yield* data.announce(address)
      return Listening.of({ address })
    })
  )
}

/** Everything, from the settings to the open port. */
export const layer = Layer.mergeAll(Http.layer, Listening.layer).pipe(
  Layer.provideMerge(firstApplication),
  Layer.provideMerge(Engine.layer),
  Layer.provideMerge(Published.layer),
  Layer.provideMerge(Webhooks.layer),
  Layer.provideMerge(listener),
  Layer.provideMerge(cluster),
  Layer.provideMerge(host.pipe(Layer.provide(browsers))),
  Layer.provideMerge(bank),
  Layer.provideMerge(Http.Ready.layer),
  Layer.provideMerge(vault),
  Layer.provideMerge(stores),
  Layer.provideMerge(FirstApplication.layer),
  Layer.provideMerge(portIsOurs),
  Layer.provideMerge(folder)
)
