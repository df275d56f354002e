// The only way from the engine to a connector. A visit is a conversation whose every word can cross a process border:
// ids, JSON and pages go in and out, the connector's own types stay behind it. Whoever is not of this repository runs in
// a process of its own behind the same port.
import { Context, Effect, Layer } from "effect"

import { Browsers } from "./Browsers.ts"
import type { Connector } from "./Connector.ts"
import type { ConnectorProcesses } from "./ConnectorProcesses.ts"
import { both } from "./internal/Both.ts"
import * as InProcess from "./internal/InProcess.ts"
import * as Outside from "./internal/process/Outside.ts"
import type { Host } from "./Visit.ts"

export { ConnectorNotFound } from "./Visit.ts"
export type { Saved, Visit, VisitRequest } from "./Visit.ts"
export type { InProcessOptions } from "./internal/InProcess.ts"
export { ConnectorsRefused } from "./internal/process/Outside.ts"
export type { OutsideOptions } from "./internal/process/Outside.ts"

export class ConnectorHost extends Context.Service<ConnectorHost, Host>()("@tomada/connector-kit/ConnectorHost") {
  /**
   * For connectors of this repository: visits run in this process. Throws when two connectors share an id. `Browsers` is
   * taken where it is provided; without it only connectors that ask for a browser fail.
   */
  static readonly layerInProcess = (
    connectors: ReadonlyArray<Connector>,
    options: InProcess.InProcessOptions = {}
  ): Layer.Layer<ConnectorHost> => {
    const host = InProcess.make(connectors, options)
    return Layer.effect(
      this,
      Effect.map(Effect.serviceOption(Browsers), (browsers) => this.of(host(browsers)))
    )
  }

  /**
   * For all others: a visit runs in a child process, which the engine starts. Each module is asked once what it is, in a child
   * too; none is ever loaded here. A connector that asks for a browser is Blocked.
   */
  static readonly layerProcess = (
    modules: ReadonlyArray<string>,
    options: Outside.OutsideOptions = {}
  ): Layer.Layer<ConnectorHost, Outside.ConnectorsRefused, ConnectorProcesses> =>
    Layer.effect(
      this,
      Effect.map(Outside.make(modules, options), (host) => this.of(host))
    )

  /** One host of two, neither of which may know a connector of the other's. */
  static readonly layerBoth = <E1, R1, E2, R2>(
    inside: Layer.Layer<ConnectorHost, E1, R1>,
    outside: Layer.Layer<ConnectorHost, E2, R2>
  ): Layer.Layer<ConnectorHost, E1 | E2 | Outside.ConnectorsRefused, R1 | R2> =>
    Layer.effect(
      this,
      Effect.gen({ self: this }, function* () {
        const first = yield* Layer.build(Layer.fresh(inside))
        const second = yield* Layer.build(Layer.fresh(outside))
        return this.of(yield* both(Context.get(first, ConnectorHost), Context.get(second, ConnectorHost)))
      })
    )
}
