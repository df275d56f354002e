// A visit without the engine around it: a host of its own, opened with what is given and nothing else, as after a restart. What the
// engine would not do, such as a login with nobody there, is done here all the same, to see what the connector makes of it.
import { Browsers, type Connector, ConnectorHost, type Exchange } from "@tomada/connector-kit"
import type { ConnectorError } from "@tomada/core"
import { type DateTime, Effect, Fiber, Layer, Option, Redacted } from "effect"
import { TestClock } from "effect/testing"

import * as BrowserTap from "./BrowserTap.ts"
import type * as Cassette from "./Cassette.ts"
import { endOf, type End } from "./Observed.ts"
import { nowhere } from "./Player.ts"
import * as Stage from "./Stage.ts"

/** `tap` answers the visit, and must let nothing through; `ask` is whoever is there. */
export interface Options {
  readonly host?: Stage.HostOf
  readonly connector: Connector.Connector
  readonly header: Cassette.Header
  readonly clock: DateTime.Utc
  readonly tap: Exchange.Tap
  readonly saved?: ConnectorHost.Saved
  readonly ask?: ConnectorHost.VisitRequest["ask"]
  readonly browsers?: Browsers.Browsers["Service"]
}

const nothing: ConnectorHost.Saved = { session: Option.none(), trust: Option.none() }

const unasked: ConnectorHost.VisitRequest["ask"] = () => Effect.die(new Error("a question that nobody expects"))

const host = ({ browsers, connector, header, host: hostOf = Stage.inProcess }: Options, tap: Exchange.Tap) => {
  const inner = hostOf(connector, { connectTo: nowhere(header.hosts), tap })
  return browsers === undefined
    ? inner
    : Layer.provide(inner, Layer.succeed(Browsers.Browsers, BrowserTap.playing(browsers, tap)))
}

/** How it ended, whatever is done in the visit. */
export const visit = (
  options: Options,
  use: (visit: ConnectorHost.Visit) => Effect.Effect<unknown, ConnectorError.ConnectorError>
): Effect.Effect<End> => {
  const { ask = unasked, browsers, clock, connector, header, saved = nothing } = options
  let requests = 0
  const tap: Exchange.Tap = (sent, exchange) =>
    Effect.suspend(() => {
      requests += 1
      return options.tap(sent, exchange)
    })
  return Effect.gen(function* () {
    yield* TestClock.setTime(clock.epochMilliseconds)
    const { open } = yield* ConnectorHost.ConnectorHost
    const parameters = Redacted.make(header.parameters)
    const { redirectUri } = Stage
    const opened = yield* Effect.orDie(
      open({ connectorId: connector.manifest.id, parameters, saved, ask, redirectUri })
    )
    const going = yield* Effect.forkScoped(use(opened))
    const { host: elsewhere } = options
    const pause =
      elsewhere !== undefined ? Stage.beside : browsers === undefined ? Stage.untilIdle(() => requests) : Stage.inStep
    while (going.pollUnsafe() === undefined) yield* pause
    return endOf(yield* Fiber.await(going))
  }).pipe(Effect.scoped, Effect.provide(Layer.merge(Layer.fresh(host(options, tap)), TestClock.layer())))
}
