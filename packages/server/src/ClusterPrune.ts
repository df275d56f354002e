// Removes what the cluster has done with: it keeps every message and its reply for ever otherwise. A message that is removed
// could be sent again, and would find that its execution has ended; what is not done with is never touched.
import { DateTime, Duration, Effect, Layer, Schedule } from "effect"
import { MachineId, Snowflake } from "effect/cluster"
import { SqlClient } from "effect/sql"

/** Longer than anybody repeats a message: the sweeper does while an execution is open, which no visit is for so long. */
const keep = Duration.days(1)

const every = Duration.hours(1)

/** Messages a statement, so that none holds its locks for long. */
const batch = 1_000

const machine = MachineId.make(0)

/** One statement of it; answers how many messages went. Processes may do it at once. */
const some = Effect.fnUntraced(function* (before: DateTime.Utc) {
  const sql = yield* SqlClient.SqlClient
  const first = Snowflake.make({ machineId: machine, sequence: 0, timestamp: before.epochMilliseconds })
  const gone = yield* sql`
    with done as (
      select id from cluster_messages where entity_type = 'Item' and processed and id < ${first}
      order by id limit ${batch} for update skip locked
    ), answered as (
      delete from cluster_replies where request_id in (select id from done)
    )
    delete from cluster_messages where id in (select id from done) returning 1 as gone`
  return gone.length
})

/** Everything that was done with a day ago; answers how many messages went. */
export const prune = Effect.gen(function* () {
  const before = DateTime.subtractDuration(yield* DateTime.now, keep)
  let gone = 0
  for (;;) {
    const now = yield* some(before)
    gone += now
    if (now < batch) return gone
  }
}).pipe(Effect.withSpan("ClusterPrune.prune"))

/** Once an hour, for as long as the scope is open. */
export const layer = Layer.effectDiscard(
  prune.pipe(
    Effect.catchCause((cause) => Effect.logWarning("finished messages were not removed", cause)),
    Effect.repeat(Schedule.spaced(every)),
    Effect.forkScoped
  )
)
