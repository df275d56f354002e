// The Item as an entity of the cluster: one run at a time, nudges, cancels and live reads beside it. Messages carry ids only,
// because the cluster's tables hold clear JSON; live reads are kept in no table, since their answers are a person's money. An
// answer that queued behind the run that it should answer would be a deadlock, hence the forks; a defect in one handler must
// not restart the Item and cut a visit that waits, hence the options.
import { Products } from "@tomada/connector-kit"
import { Account, AccountStatement, Item } from "@tomada/core"
import { Tenant } from "@tomada/store"
import { Effect, Layer, Schema } from "effect"
import { ClusterSchema, Entity } from "effect/cluster"
import { Rpc } from "effect/rpc"

import { graceful } from "./Drain.ts"
import * as LiveRefusal from "./LiveRefusal.ts"
import { LiveVisits } from "./LiveVisits.ts"
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

const Balance = Rpc.make("Balance", {
  payload: { applicationId: Item.ApplicationId, accountId: Account.AccountId },
  success: Products.LiveBalance,
  error: LiveRefusal.OfBalance
})

const Statement = Rpc.make("Statement", {
  payload: { applicationId: Item.ApplicationId, statementId: AccountStatement.AccountStatementId },
  success: Products.StatementFile,
  error: LiveRefusal.OfStatement
})

export const ItemEntity = Entity.make("Item", [
  Run.annotate(ClusterSchema.Persisted, true),
  Nudge.annotate(ClusterSchema.Persisted, true),
  Cancel.annotate(ClusterSchema.Persisted, true),
  Balance,
  Statement
])

export const layer = ItemEntity.toLayer(
  Effect.gen(function* () {
    const visits = yield* Visits
    const waiting = yield* Waiting
    const live = yield* (yield* LiveVisits).door
    // A visit outlives the request that asked for it, and counts against budgets that are nobody's.
    const ours = Tenant.asHouse
    return ItemEntity.of({
      Run: ({ payload }) => graceful(ours(Effect.andThen(live.giveWay, visits.run(payload.executionId)))),
      Nudge: ({ payload }) => Rpc.fork(ours(waiting.nudge(payload.challengeId))),
      Cancel: ({ payload }) => Rpc.fork(ours(Effect.andThen(live.giveWay, visits.cancel(payload.executionId)))),
      Balance: ({ payload }) => Rpc.fork(ours(live.balance(payload.applicationId, payload.accountId))),
      Statement: ({ payload }) => Rpc.fork(ours(live.statement(payload.applicationId, payload.statementId)))
    })
  }),
  { concurrency: 1, disableFatalDefects: true }
).pipe(Layer.provide(Layer.merge(Visits.layer, LiveVisits.layer)))
