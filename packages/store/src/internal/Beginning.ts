// The few columns of an Item that a run's begin changes, instead of the whole row: a claim begins many at once. A change that is more
// than that is none of these, and is written as every other.
import type { Execution } from "@tomada/core"
import { DateTime } from "effect"

import type { Batch } from "./Batch.ts"
import type { Kept } from "./Upkeeping.ts"

/** An Item as it was read, and as it is to be; a field that stayed the same is the same object. */
export interface Change {
  readonly before: Kept
  readonly after: Kept
}

const differing = <A extends object>(before: A, after: A): ReadonlyArray<keyof A> =>
  // Object.keys does not say that they are the struct's.
  (Object.keys(after) as ReadonlyArray<string> as ReadonlyArray<keyof A>).filter(
    (field) => before[field] !== after[field]
  )

const ofItem = new Set<keyof Kept["item"]>(["executionId", "executionStatus", "error", "challenge", "updatedAt"])

/** Whether the change is that a run begins, and nothing else. */
export const isOne = ({ after, before }: Change): boolean =>
  after.item.executionId !== before.item.executionId &&
  after.item.error === null &&
  after.item.challenge === null &&
  after.upkeep.autoSyncAt === null &&
  differing(before.item, after.item).every((field) => ofItem.has(field)) &&
  differing(before.upkeep, after.upkeep).every((field) => field === "autoSyncAt")

const array = (values: ReadonlyArray<string | null>): string => `{${values.map((value) => value ?? "NULL").join(",")}}`

const items = (first: number): string => `
  update items set execution_id = rows.run, execution_status = rows.status, error = null, challenge = null, updated_at = rows.at
  from unnest($${first}::uuid[], $${first + 1}::uuid[], $${first + 2}::text[], $${first + 3}::timestamptz[]) as rows (id, run, status, at)
  where items.id = rows.id returning 1`

const upkeep = (first: number): string =>
  `update upkeep set auto_sync_at = null where item_id = any($${first}::uuid[]) returning 1`

const steps = (first: number): string => `
  insert into execution_steps (execution_id, application_id, status, at)
  select * from unnest($${first}::uuid[], $${first + 1}::uuid[], $${first + 2}::text[], $${first + 3}::timestamptz[]) returning 1`

/** The first step of each of these executions, whosever they are. */
export const firstSteps = (executions: ReadonlyArray<Execution.Execution>): ReadonlyArray<Batch> => {
  const parameters = [
    array(executions.map(({ id }) => id)),
    array(executions.map(({ applicationId }) => applicationId)),
    array(executions.map(({ status }) => status)),
    array(executions.map(({ createdAt }) => DateTime.formatIso(createdAt)))
  ]
  return executions.length === 0 ? [] : [{ insert: steps, parameters }]
}

/** Items that are held locked, for `writeTogether`: rows of Items, then of upkeep. */
export const rows = (changes: ReadonlyArray<Change>): ReadonlyArray<ReadonlyArray<Batch>> => {
  if (changes.length === 0) return [[], []]
  const after = changes.map(({ after: { item } }) => item)
  const ids = array(after.map(({ id }) => id))
  const parameters = [
    ids,
    array(after.map(({ executionId }) => executionId)),
    array(after.map(({ executionStatus }) => executionStatus)),
    array(after.map(({ updatedAt }) => DateTime.formatIso(updatedAt)))
  ]
  return [[{ insert: items, parameters }], [{ insert: upkeep, parameters: [ids] }]]
}
