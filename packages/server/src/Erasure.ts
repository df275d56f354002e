// What is left to erase of a deleted Item once its rows are gone: messages of the cluster, which name it, and, years later, its tombstone. The
// message that ends its visit is sent after the rows are gone, and none that is under way is touched, so a look is taken again and again.
import { DateTime, Duration, Effect, Layer, Schedule } from "effect"
import { SqlClient } from "effect/sql"

/** How long a tombstone is kept: as long as a claim about the data may be brought. */
export const kept = Duration.days(5 * 365)

/** Looks of the one kind come often, for Items that were deleted a moment ago; those of the other find what was slow to end. */
const looks = [
  { every: Duration.seconds(5), back: Duration.minutes(2) },
  { every: Duration.hours(1), back: Duration.days(2) }
]

/** Messages that are done with, of Items that were deleted since then, with their replies; answers how many. */
export const messages = Effect.fn("Erasure.messages")(function* (since: DateTime.Utc) {
  const sql = yield* SqlClient.SqlClient
  const deleted = yield* sql<{ id: string }>`
    select item_id as id from item_tombstones where deleted_at >= ${DateTime.toDateUtc(since)}`
  if (deleted.length === 0) return 0
  const gone = yield* sql`
    with done as (
      select id from cluster_messages
      where entity_type = 'Item' and processed and entity_id = any(${deleted.map(({ id }) => id)}::text[])
      order by id for update skip locked
    ), answered as (
      delete from cluster_replies where request_id in (select id from done)
    )
    delete from cluster_messages where id in (select id from done) returning 1 as gone`
  return gone.length
})

/** Tombstones that were kept for long enough; answers how many. */
export const tombstones = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const before = DateTime.subtractDuration(yield* DateTime.now, kept)
  const gone = yield* sql`
    delete from item_tombstones where deleted_at < ${DateTime.toDateUtc(before)} returning 1 as gone`
  return gone.length
}).pipe(Effect.withSpan("Erasure.tombstones"))

const repeatedly = <E, R>(every: Duration.Duration, work: Effect.Effect<number, E, R>) =>
  work.pipe(
    Effect.catchCause((cause) => Effect.logWarning("what is left of deleted Items was not erased", cause)),
    Effect.repeat(Schedule.spaced(every)),
    Effect.forkScoped
  )

/** For as long as the scope is open. */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    for (const { back, every } of looks) {
      yield* repeatedly(
        every,
        Effect.flatMap(DateTime.now, (now) => messages(DateTime.subtractDuration(now, back)))
      )
    }
    yield* repeatedly(Duration.days(1), tombstones)
  })
)
