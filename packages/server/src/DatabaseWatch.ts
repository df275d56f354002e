// Looks every second whether the database answers and can be written to, so that a request is refused at once while it is away
// instead of waiting for it: a pool whose connections are all held up has no deadline of its own. What is under way when it
// goes is told too, since it may wait for a lock that nobody lets go of.
import { Postgres } from "@tomada/store"
import { Context, Duration, Effect, Layer, Schedule } from "effect"
import { SqlClient } from "effect/sql"

/** `gone`: nothing can be asked of it. `unwritable`: it can be read only. */
export interface Away {
  readonly how: "gone" | "unwritable"
  /** For people; no address and no password. */
  readonly message: string
}

const every = Duration.seconds(1)

/** A look at the room on the disk writes to it, so it is taken this seldom while all is well. */
const roomEvery = 5

export class DatabaseWatch extends Context.Service<
  DatabaseWatch,
  {
    /** What the last look found; undefined while all is well. */
    readonly away: () => Away | undefined
    /** Asks the database now, within a few seconds. */
    readonly look: Effect.Effect<void, Away>
    /** Calls `hear` once, when the database is gone; answers how to leave. */
    readonly onGone: (hear: (away: Away) => void) => () => void
    /** Executions that somebody asked for and the last look found under way; of a database that is away, those before. */
    readonly underWay: () => number
    /** How many looks were taken: it tells one `underWay` from the next. */
    readonly looks: () => number
  }
>()("@tomada/server/DatabaseWatch") {
  static readonly layer: Layer.Layer<DatabaseWatch, never, SqlClient.SqlClient> = Layer.effect(
    this,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const hearers = new Set<(away: Away) => void>()
      let away: Away | undefined
      let underWay = 0
      let looks = 0
      let untilRoom = 0

      const asked = Effect.gen(function* () {
        yield* Postgres.ping
        const found = yield* Postgres.executionsUnderWay
        if (untilRoom === 0 || away !== undefined) yield* Postgres.hasRoom
        untilRoom = (untilRoom + 1) % roomEvery
        underWay = found
        looks += 1
      }).pipe(
        Effect.provideService(SqlClient.SqlClient, sql),
        Effect.mapError(({ _tag, message }): Away => ({ how: _tag === "NotWritable" ? "unwritable" : "gone", message }))
      )
      const notice = (found: Away | undefined) => {
        away = found
        if (found?.how !== "gone") return
        const told = [...hearers]
        hearers.clear()
        for (const hear of told) hear(found)
      }
      // A process that stood still for a moment, or one lost connection, is no outage: it is asked twice before many are refused.
      const looked = Effect.suspend(() => {
        const before = away
        return asked.pipe(
          Effect.retry({ times: 1, while: ({ how }) => how === "gone" && before === undefined }),
          Effect.matchEffect({
            onFailure: (found) => {
              notice(found)
              return before === undefined ? Effect.logWarning(`requests are refused: ${found.message}`) : Effect.void
            },
            onSuccess: () => {
              notice(undefined)
              return before === undefined ? Effect.void : Effect.logInfo("the database is there again")
            }
          })
        )
      })
      yield* Effect.forkScoped(Effect.repeat(looked, Schedule.spaced(every)))
      return DatabaseWatch.of({
        away: () => away,
        look: Effect.tap(asked, () => Effect.sync(() => notice(undefined))),
        onGone: (hear) => {
          hearers.add(hear)
          return () => void hearers.delete(hear)
        },
        underWay: () => underWay,
        looks: () => looks
      })
    })
  )
}
