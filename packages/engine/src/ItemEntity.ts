// The Item as an entity of the cluster: one run at a time, nudges and cancels beside it. Messages carry ids only, because
// the cluster's tables hold clear JSON. An answer that queued behind the run that it should answer would be a deadlock,
// hence the forks; a defect in one handler must not restart the Item and cut a visit that waits, hence the options.
import { Item } from "@tomada/core"
import { Effect, Layer, Schema } from "effect"
import { ClusterSchema, Entity } from "effect/cluster"
import { Rpc } from "effect/rpc"

import { graceful } from "./Drain.ts"
import { Visits } from "./Visits.ts"
import { Waiting } from "./Waiting.ts"

/** `attempt` is the fence that the sender saw: the same execution may be woken again after a runner died. */
const Run = Rpc.make("Run", {
  payload: { executionId: Item.ExecutionId, attempt: Schema.Int },
  primaryKey: ({ attempt, executionId }) => `${executionId}/${attempt}`
})
  .annotate(ClusterSchema.Uninterruptible, "client")
  .annotate(ClusterSchema.InterruptOnTermination, true)

const Nudge = Rpc.make("Nudge", {
  payload: { challengeId: Schema.String },
  primaryKey: ({ challengeId }) => challengeId
})

const Cancel = Rpc.make("Cancel", {
  payload: { executionId: Item.ExecutionId },
  primaryKey: ({ executionId }) => executionId
})

export const ItemEntity = Entity.make("Item", [Run, Nudge, Cancel]).annotateRpcs(ClusterSchema.Persisted, true)

export const layer = ItemEntity.toLayer(
  Effect.gen(function* () {
    const visits = yield* Visits
    const waiting = yield* Waiting
    return ItemEntity.of({
      Run: ({ payload }) => graceful(visits.run(payload.executionId)),
      Nudge: ({ payload }) => Rpc.fork(waiting.nudge(payload.challengeId)),
      Cancel: ({ payload }) => Rpc.fork(visits.cancel(payload.executionId))
    })
  }),
  { concurrency: 1, disableFatalDefects: true }
).pipe(Layer.provide(Visits.layer))
