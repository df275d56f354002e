// The engine put together: what handlers call (`Items`, `LiveReads`), what the cluster runs (`ItemEntity`), what watches (`Sweeper`), what
// starts unasked (`Scheduler`).
import { Layer } from "effect"

import * as Budgets from "./Budgets.ts"
import { CategoryRules, layerRecasts } from "./CategoryRules.ts"
import { ConnectorHealth, layerReview } from "./ConnectorHealth.ts"
import { Consents, layerSweep } from "./Consents.ts"
import { Ids } from "./Ids.ts"
import * as ItemEntity from "./ItemEntity.ts"
import { Items } from "./Items.ts"
import { LiveReads } from "./LiveReads.ts"
import { ParameterKeys } from "./ParameterKeys.ts"
import { Runs } from "./Runs.ts"
import * as Scheduler from "./Scheduler.ts"
import * as Screenshots from "./Screenshots.ts"
import * as Sweeper from "./Sweeper.ts"
import { Waiting } from "./Waiting.ts"

/**
 * Everything but the entity, which is to be the first that stops: what a person says while visits end must still arrive.
 * Needs the stores, the vault, the connector host and the cluster's sharding.
 */
export const layerBesideVisits = Layer.mergeAll(
  Items.layer,
  ParameterKeys.layer,
  LiveReads.layer,
  Sweeper.layer,
  Scheduler.layer,
  Budgets.layerPrune,
  layerReview,
  layerSweep,
  layerRecasts,
  Screenshots.layer
).pipe(
  Layer.provideMerge(Layer.mergeAll(ConnectorHealth.layer, Consents.layer, CategoryRules.layer)),
  Layer.provideMerge(Runs.layer),
  Layer.provideMerge(Waiting.layer),
  Layer.provideMerge(Ids.layer)
)

/** All of it. */
export const layer = ItemEntity.layer.pipe(Layer.provideMerge(layerBesideVisits))
