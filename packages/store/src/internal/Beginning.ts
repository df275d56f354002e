// The first steps of executions that begin together, whosever they are: rows of steps bear the application of one owner, these of many.
import type { Execution } from "@tomada/core"
import { DateTime } from "effect"

import type { Batch } from "./Batch.ts"

const array = (values: ReadonlyArray<string>): string => `{${values.join(",")}}`

const steps = (first: number): string => `
  insert into execution_steps (execution_id, application_id, status, at)
  select * from unnest($${first}::uuid[], $${first + 1}::uuid[], $${first + 2}::text[], $${first + 3}::timestamptz[]) returning 1`

/** For `writeTogether`. */
export const firstSteps = (executions: ReadonlyArray<Execution.Execution>): ReadonlyArray<Batch> => {
  const parameters = [
    array(executions.map(({ id }) => id)),
    array(executions.map(({ applicationId }) => applicationId)),
    array(executions.map(({ status }) => status)),
    array(executions.map(({ createdAt }) => DateTime.formatIso(createdAt)))
  ]
  return executions.length === 0 ? [] : [{ insert: steps, parameters }]
}
