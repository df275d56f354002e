// The contract suite with every visit in a process of its own. A connector is found there by the module that exports it; one that a
// check has made of it is in no module, and is visited in this process as ever.
import { type Connector, ConnectorHost } from "@tomada/connector-kit"
import type { Stage } from "@tomada/connector-testing"
import { ConnectorChildren } from "@tomada/engine"
import { Layer } from "effect"

/** Of connectors that are this module's. Children live by the clock of the suite. */
export const hostOf =
  (
    module: string,
    connectors: ReadonlyArray<Connector.Connector>,
    isolation: ConnectorChildren.Isolation = ConnectorChildren.isolation()
  ): Stage.HostOf =>
  (connector, options) => {
    const { layerInProcess, layerProcess } = ConnectorHost.ConnectorHost
    if (!connectors.includes(connector)) return layerInProcess([connector], options)
    return layerProcess([module], { ...options, sharesClock: true }).pipe(
      Layer.provide(ConnectorChildren.layer({ isolation })),
      Layer.orDie
    )
  }
