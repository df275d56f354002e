// The one database of the process: the server of DATABASE_URL, else the embedded one in the data folder. Tables are
// brought to this version before anything else touches them. A server of DATABASE_URL may go and come back; the embedded
// one does not come back while we run, so its end is ours.
import { Migrations, Postgres } from "@tomada/store"
import { Context, Effect, Layer, Option, Redacted, Schema } from "effect"

import { DataFolder } from "./DataFolder.ts"
import { EmbeddedPostgres } from "./EmbeddedPostgres.ts"
import { Settings } from "./Settings.ts"
import { DatabaseUnreachable, mapLayerError } from "./StartupError.ts"

/** The embedded PostgreSQL has ended under a running server. */
export class DatabaseEnded extends Schema.TaggedError<DatabaseEnded>()("DatabaseEnded", {
  reason: Schema.String,
  log: Schema.String
}) {
  override get message() {
    return `The embedded PostgreSQL has ended (${this.reason}; see ${this.log}): Tomada ends with it, start it again.`
  }
}

/** Tells of the end of the database that nobody asked for. */
export class Outage extends Context.Service<
  Outage,
  {
    /** Never completes while the database may still answer. */
    readonly ended: Effect.Effect<DatabaseEnded>
  }
>()("@tomada/server/Outage") {}

/** `host:port/database`, without user and password. */
const whereabouts = (address: Redacted.Redacted<string>): string => {
  const { hostname, pathname, port } = new URL(Redacted.value(address))
  return `${hostname}:${port === "" ? "5432" : port}${pathname}`
}

const problems: Readonly<Record<string, string>> = {
  ConnectionError: "no answer",
  AuthenticationError: "it refuses that user or password",
  AuthorizationError: "it refuses that user"
}

const connected = (address: Redacted.Redacted<string>) =>
  Layer.effectDiscard(Migrations.run).pipe(
    Layer.provideMerge(
      mapLayerError(
        Postgres.layer({ url: address }),
        ({ reason }) => new DatabaseUnreachable({ where: whereabouts(address), problem: problems[reason] ?? reason })
      )
    )
  )

const embedded = Layer.unwrap(
  Effect.gen(function* () {
    const folder = yield* DataFolder
    return Layer.unwrap(
      Effect.map(EmbeddedPostgres, ({ ended, url }) =>
        Layer.merge(
          connected(url),
          Layer.succeed(Outage, {
            ended: Effect.map(ended, (reason) => new DatabaseEnded({ reason, log: folder.entry("postgres/log") }))
          })
        )
      )
    ).pipe(Layer.provide(EmbeddedPostgres.layer({ folder: folder.path })))
  })
)

const external = (address: Redacted.Redacted<string>) =>
  Layer.merge(connected(address), Layer.succeed(Outage, { ended: Effect.never }))

export const layer = Layer.unwrap(
  Effect.map(Settings, ({ databaseUrl }) => (Option.isSome(databaseUrl) ? external(databaseUrl.value) : embedded))
)
