// From a run as held to the run that its application and an operator are told of.
import type { Execution } from "@tomada/api"
import type { ExecutionHistory, ExecutionStore } from "@tomada/store"

type Run = Omit<ExecutionHistory.Past, "steps" | "counts">

export const view = (
  { createdAt, endedAt, error, id, itemId, status, trigger }: Run,
  steps: ReadonlyArray<ExecutionStore.Step>,
  counts: ReadonlyArray<ExecutionStore.ProductCounts>
): Execution.Execution => ({
  id,
  itemId,
  trigger,
  status,
  createdAt,
  endedAt,
  error: error === null ? null : { ...error, attributes: null },
  steps,
  counts
})
