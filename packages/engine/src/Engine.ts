// The engine put together: what handlers call (`Items`), what the cluster runs (`ItemEntity`), what watches (`Sweeper`).
import { Layer } from "effect"

import { Ids } from "./Ids.ts"
import * as ItemEntity from "./ItemEntity.ts"
import { Items } from "./Items.ts"
import { Runs } from "./Runs.ts"
import * as Sweeper from "./Sweeper.ts"
import { Waiting } from "./Waiting.ts"

/** Needs the stores, the vault, the connector host and the cluster's sharding. */
export const layer = Layer.mergeAll(Items.layer, ItemEntity.layer, Sweeper.layer).pipe(
  Layer.provideMerge(Runs.layer),
  Layer.provideMerge(Waiting.layer),
  Layer.provideMerge(Ids.layer)
)
