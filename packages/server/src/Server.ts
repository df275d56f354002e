// The composition root: every layer of the product put together once. Tests put the same layers together with another
// clock and another environment.
import { NodeHttpServer } from "@effect/platform-node"
import { Item } from "@tomada/core"
import { Engine, ItemEntity } from "@tomada/engine"
import { SandboxBank } from "@tomada/sandbox-bank"
import { ApplicationStore } from "@tomada/store"
import { SecretHash } from "@tomada/vault"
import { Context, DateTime, Effect, Layer, Option, Predicate } from "effect"

import { Addresses } from "./Addresses.ts"
import * as Cluster from "./Cluster.ts"
import * as ClusterPrune from "./ClusterPrune.ts"
import { DataFolder } from "./DataFolder.ts"
import { DemoPlace } from "./DemoPlace.ts"
import * as EarlyAnswers from "./EarlyAnswers.ts"
import * as Erasure from "./Erasure.ts"
import { FirstApplication } from "./FirstApplication.ts"
import * as Foundation from "./Foundation.ts"
import * as Http from "./Http.ts"
import * as OperatorKeys from "./OperatorKeys.ts"
import * as Published from "./Published.ts"
import { Settings } from "./Settings.ts"
import { BadSetting, mapLayerError, PortInUse } from "./StartupError.ts"
import * as Tracing from "./Tracing.ts"
import * as Turns from "./Turns.ts"
import * as Webhooks from "./Webhooks.ts"

const folder = Layer.unwrap(Effect.map(Settings, ({ home }) => DataFolder.layer({ folder: home })))

/** The one process that may make keys is the one that holds the folder. */
const vault = Layer.unwrap(Effect.map(DataFolder, ({ path }) => Foundation.vault(path, true)))

/** The bank that the sandbox connectors visit, unless another process runs it. */
const bank = Layer.unwrap(
  Effect.map(Settings, ({ sandbox, sandboxBank }) =>
    sandbox && Option.isNone(sandboxBank) ? SandboxBank.layer() : Layer.empty
  )
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
      name: "My application",
      ...ApplicationStore.defaults("production"),
      disabledAt: null,
      createdAt: now
    }))
    yield* applications.put({ ...settings, secretHash: yield* hashes.hash(clientSecret) })
  })
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

/** Connections that the system keeps until they are taken in; one beyond them waits for seconds, or is lost. */
const backlog = 4_096

const onAll = (publicUrl: Option.Option<string>): Readonly<Record<string, string>> =>
  Option.exists(publicUrl, (url) => url.startsWith("https:")) ? EarlyAnswers.transportSecurity : {}

/** The graceful second is for answers under way; a browser's connection that never asked for anything takes all of it. */
export const listener = Layer.unwrap(
  Effect.map(Settings, ({ host, port, publicUrl }) =>
    mapLayerError(
      NodeHttpServer.layer(() => EarlyAnswers.server({ maxHeaderSize }, undefined, onAll(publicUrl)), {
        host,
        port,
        backlog,
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

/**
 * Everything, from the settings to the open port. Visits are what stops first: while they end, the API still takes the answers
 * that they wait for.
 */
export const layer = ItemEntity.layer.pipe(
  Layer.provide(Turns.layer),
  Layer.provideMerge(
    Layer.mergeAll(Http.layer, Listening.layer, ClusterPrune.layer, Erasure.layer, OperatorKeys.moving)
  ),
  Layer.provideMerge(firstApplication),
  Layer.provideMerge(Engine.layerBesideVisits),
  Layer.provideMerge(Addresses.layer),
  Layer.provideMerge(Published.layer),
  Layer.provideMerge(Webhooks.layer),
  Layer.provideMerge(DemoPlace.layer),
  Layer.provideMerge(listener),
  Layer.provideMerge(Http.Ready.layer),
  Layer.provideMerge(Cluster.layerServer),
  Layer.provideMerge(Layer.merge(Foundation.host, Foundation.screenshots)),
  Layer.provideMerge(bank),
  Layer.provideMerge(vault),
  Layer.provideMerge(Foundation.stores),
  Layer.provideMerge(FirstApplication.layer),
  Layer.provideMerge(portIsOurs),
  Layer.provideMerge(folder),
  Layer.provideMerge(Tracing.off)
)
