// The main program of a process that visits and answers no API: one of many on the database of DATABASE_URL. It makes no keys
// and no application, holds no data folder, and listens for its health and for the other processes only. What it tells the
// world names the API's address, not its own.
import { rmSync } from "node:fs"
import { join, resolve } from "node:path"

import { Engine, ItemEntity } from "@tomada/engine"
import { Config, Console, Effect, Layer, Option } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"

import * as Cluster from "./Cluster.ts"
import * as ClusterPrune from "./ClusterPrune.ts"
import * as DataFolder from "./DataFolder.ts"
import * as Draining from "./Draining.ts"
import * as Erasure from "./Erasure.ts"
import * as Foundation from "./Foundation.ts"
import { Ready } from "./Http.ts"
import * as Metrics from "./Metrics.ts"
import * as OperatorToken from "./OperatorToken.ts"
import * as Published from "./Published.ts"
import { listener } from "./Server.ts"
import { Settings } from "./Settings.ts"
import { BadSetting } from "./StartupError.ts"
import * as Tracing from "./Tracing.ts"
import * as Turns from "./Turns.ts"
import * as Webhooks from "./Webhooks.ts"

export interface Options {
  /** One line of JSON instead of the words for people. */
  readonly json: boolean
}

/** A folder of this runner alone below the data folder, for what is of no use once it stopped. */
const folder = (path: string, name: string) =>
  Layer.effect(
    DataFolder.DataFolder,
    Effect.gen(function* () {
      const own = join(path, "runners", name)
      yield* DataFolder.make(own)
      yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(own, { recursive: true, force: true })))
      return DataFolder.DataFolder.of({ path: own, entry: (entry) => join(own, entry), announce: () => Effect.void })
    })
  )

/** Its health, and how busy it is, for those who have the operator's token: that of the environment, or of the server's folder. */
const health = (path: string) =>
  HttpRouter.serve(
    Layer.mergeAll(
      Metrics.layer.pipe(Layer.provide(OperatorToken.layerKept(path))),
      HttpRouter.add("GET", "/health/live", Effect.succeed(HttpServerResponse.jsonUnsafe({ status: "live" }))),
      HttpRouter.add(
        "GET",
        "/health/ready",
        Effect.flatMap(Ready, ({ check }) =>
          Effect.match(check, {
            onFailure: ({ message }) => HttpServerResponse.jsonUnsafe({ code: 503, message }, { status: 503 }),
            onSuccess: () => HttpServerResponse.jsonUnsafe({ status: "ready" })
          })
        )
      )
    ),
    { disableLogger: true, disableListenLog: true }
  )

/** Everything of a runner, from the settings on. */
const layer = Layer.unwrap(
  Effect.gen(function* () {
    const { home, publicUrl } = yield* Settings
    const address = yield* Cluster.address
    if (Option.isNone(publicUrl)) {
      const problem = "a runner must be told where the API is; webhooks and the way back from a bank name that address"
      return yield* new BadSetting({ name: "TOMADA_PUBLIC_URL", problem })
    }
    const path = resolve(home)
    return ItemEntity.layer.pipe(
      Layer.provide(Turns.layer),
      Layer.provideMerge(Layer.mergeAll(health(path), ClusterPrune.layer, Erasure.layer)),
      Layer.provideMerge(Engine.layerBesideVisits),
      Layer.provideMerge(Published.layer),
      Layer.provideMerge(Webhooks.layer),
      Layer.provideMerge(listener),
      Layer.provideMerge(Ready.layer),
      Layer.provideMerge(Cluster.layerRunner(address)),
      Layer.provideMerge(Layer.merge(Foundation.host, Foundation.screenshots)),
      Layer.provideMerge(Foundation.vault(path, false)),
      Layer.provideMerge(Foundation.stores),
      Layer.provideMerge(folder(path, `${address.host.replaceAll(":", ".")}-${address.port}`)),
      Layer.provideMerge(Tracing.off),
      Layer.merge(Layer.succeed(Draining.Reached, `${address.host}:${address.port}`))
    )
  })
)

const announce = Effect.fnUntraced(function* ({ json }: Options) {
  const address = yield* Published.listening
  const runner = yield* Draining.Reached
  yield* Console.log(
    json
      ? JSON.stringify({ address, runner })
      : `A runner of Tomada is ready at ${runner}; its health is told at ${address}/health/ready. Stop with Ctrl-C.`
  )
})

/** Runners share computers: unless the environment names a port, the health is told at a free one. */
const settings = Layer.effect(
  Settings,
  Effect.gen(function* () {
    const read = yield* Settings
    const port = yield* Effect.orDie(Config.option(Config.String("PORT")))
    const isGiven = Option.exists(port, (value) => value.trim() !== "")
    return Settings.of(isGiven ? read : { ...read, port: 0 })
  })
).pipe(Layer.provide(Settings.layer))

/** Visits until it is interrupted; fails with why it could not start. */
export const runner = (options: Options) =>
  Effect.gen(function* () {
    yield* announce(options)
    return yield* Draining.untilStopped(Effect.never)
  }).pipe(Effect.provide(layer.pipe(Layer.provideMerge(settings))))
