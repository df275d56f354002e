// What an Item remembers of its runs so that the next one can be judged: failures in a row, when the last run ended, and an
// operator's pass. A pass is good for one run, whoever asks for it, and is gone when that run starts.
import { type DateTime, Schema } from "effect"

import { hasEnded, statusOf, type WireStatus } from "./WireStatus.ts"

/**
 * - `consecutiveFailedSyncs`: runs since the last success that ended otherwise, whoever asked for them.
 * - `lastExecutionEndedAt`: null until a run has ended.
 * - `unblockedAt`: when an operator gave a pass that no run has used; null without one.
 */
export const UpdateRecord = Schema.Struct({
  consecutiveFailedSyncs: Schema.Int,
  lastExecutionEndedAt: Schema.NullOr(Schema.DateTimeUtcFromString),
  unblockedAt: Schema.NullOr(Schema.DateTimeUtcFromString)
})
export type UpdateRecord = typeof UpdateRecord.Type

/** Of an Item whose first run has not ended. */
export const fresh: UpdateRecord = { consecutiveFailedSyncs: 0, lastExecutionEndedAt: null, unblockedAt: null }

/** After a run was let start: a pass is used up. */
export const started = (record: UpdateRecord): UpdateRecord => ({ ...record, unblockedAt: null })

/** After the execution took the status at `now`; a status in which it still runs changes nothing. */
export const followed = (record: UpdateRecord, status: WireStatus, now: DateTime.Utc): UpdateRecord =>
  hasEnded(status)
    ? {
        ...record,
        consecutiveFailedSyncs: statusOf(status) === "UPDATED" ? 0 : record.consecutiveFailedSyncs + 1,
        lastExecutionEndedAt: now
      }
    : record

/** After an operator's unblock at `now`: nothing counts against the Item any more, and the next run may start. */
export const unblocked = (record: UpdateRecord, now: DateTime.Utc): UpdateRecord => ({
  ...record,
  consecutiveFailedSyncs: 0,
  unblockedAt: now
})
