// A run that a test writes itself: what an institution would have to be brought to show.
import { randomUUID } from "node:crypto"

import { Execution, Item } from "@tomada/core"
import { ExecutionStore, ItemStore } from "@tomada/store"
import { DateTime, Effect } from "effect"

/** A run of the Item that commits what a test says, as if an institution had shown it. */
export const committed = Effect.fnUntraced(function* (
  applicationId: Item.ApplicationId,
  itemId: Item.ItemId,
  commit: (executionId: Item.ExecutionId, now: DateTime.Utc) => Partial<ExecutionStore.Merged>
) {
  const executions = yield* ExecutionStore.ExecutionStore
  const now = yield* DateTime.now
  const executionId = Item.ExecutionId.make(randomUUID())
  const execution: Execution.Execution = {
    ...Execution.created,
    id: executionId,
    itemId,
    applicationId,
    trigger: "INTERNAL",
    fence: 0,
    createdAt: now,
    heartbeatAt: null,
    endedAt: null
  }
  yield* (yield* ItemStore.ItemStore).update(applicationId, itemId, { execution }, now)
  const { claim } = yield* executions.claim(executionId, now)
  yield* executions.record(claim, Execution.Event.cases.LoginStarted.make({}), now)
  yield* executions.record(claim, Execution.Event.cases.MergeStarted.make({}), now)
  const nothing: ExecutionStore.Merged = {
    accounts: [],
    transactions: [],
    identity: null,
    coverage: [],
    sealed: [],
    event: Execution.Event.cases.Succeeded.make({ statusDetail: null, partial: false })
  }
  yield* executions.commit(claim, { ...nothing, ...commit(executionId, now) }, now)
  return { executionId, now }
})
