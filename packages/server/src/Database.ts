// The one database of the process: the server of DATABASE_URL, else the embedded one in the data folder. Its owner brings the tables to this
// version before anything else touches them, and is gone before anybody is served: what serves are two roles that own nothing. A server
// of DATABASE_URL may go and come back; the embedded one does not come back while we run, so its end is ours.
import { Migrations, Postgres, Tenancy, TenantSql } from "@tomada/store"
import { Context, Effect, Layer, Option, Redacted, Schema } from "effect"

import * as Cluster from "./Cluster.ts"
import { DataFolder } from "./DataFolder.ts"
import { EmbeddedPostgres } from "./EmbeddedPostgres.ts"
import { Entropy } from "./Entropy.ts"
import { Settings } from "./Settings.ts"
import { DatabaseRoleUnsafe, DatabaseRolesMissing, DatabaseUnreachable, mapLayerError } from "./StartupError.ts"

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
export const whereabouts = (address: Redacted.Redacted<string>): string => {
  const { hostname, pathname, port } = new URL(Redacted.value(address))
  return `${hostname}:${port === "" ? "5432" : port}${pathname}`
}

const problems: Readonly<Record<string, string>> = {
  ConnectionError: "no answer",
  AuthenticationError: "it refuses that user or password",
  AuthorizationError: "it refuses that user"
}

const unreachable =
  (address: Redacted.Redacted<string>, setting?: string) =>
  ({ reason }: Postgres.Unreachable) =>
    new DatabaseUnreachable({
      where: whereabouts(address),
      problem: problems[reason] ?? reason,
      ...(setting !== undefined && { setting })
    })

/** Who makes the tables, and who serves; `isApart`: they are two users, and the second must be nothing but that. */
interface Users {
  readonly owner: Redacted.Redacted<string>
  readonly serving: Redacted.Redacted<string>
  readonly isApart: boolean
}

const userOf = (address: Redacted.Redacted<string>): string =>
  decodeURIComponent(new URL(Redacted.value(address)).username)

/** Everything that only the owner may do; answers the schema of the tables. */
const prepare = Effect.fnUntraced(function* ({ isApart, serving }: Users) {
  yield* Tenancy.prepare(isApart ? userOf(serving) : undefined)
  yield* Cluster.tables
  yield* Migrations.run
  return yield* Tenancy.schema
})

const asOwner = <A, E, R>(owner: Redacted.Redacted<string>, effect: Effect.Effect<A, E, R>) =>
  Effect.provide(effect, Postgres.layer({ url: owner, maxConnections: 2 }), { local: true })

const connected = (users: Users) =>
  Layer.unwrap(
    Effect.map(
      asOwner(users.owner, prepare(users)).pipe(
        Effect.catchTags({
          Unreachable: (error) =>
            unreachable(users.owner, users.isApart ? "TOMADA_DATABASE_OWNER_URL" : undefined)(error),
          RolesMissing: ({ cure }) => new DatabaseRolesMissing({ where: whereabouts(users.owner), cure })
        })
      ),
      (schema) =>
        mapLayerError(
          Layer.effectDiscard(Tenancy.check({ login: users.isApart })),
          ({ role, why }) => new DatabaseRoleUnsafe({ role, why })
        ).pipe(
          Layer.provideMerge(mapLayerError(TenantSql.layer({ url: users.serving, schema }), unreachable(users.serving)))
        )
    )
  )

/** Who serves from the embedded PostgreSQL. */
const server = "tomada_server"

/** The user that serves, with a password that nobody knows after this start. */
const ownUser = Effect.fnUntraced(function* (owner: Redacted.Redacted<string>) {
  const password = yield* (yield* Entropy).base64Url(32)
  yield* asOwner(owner, Tenancy.login(server, Redacted.make(password))).pipe(Effect.mapError(unreachable(owner)))
  const url = new URL(Redacted.value(owner))
  url.username = server
  url.password = password
  return Redacted.make(url.href)
})

const embedded = Layer.unwrap(
  Effect.gen(function* () {
    const folder = yield* DataFolder
    return Layer.unwrap(
      Effect.gen(function* () {
        const { ended, url } = yield* EmbeddedPostgres
        return Layer.merge(
          connected({ owner: url, serving: yield* ownUser(url), isApart: true }),
          Layer.succeed(Outage, {
            ended: Effect.map(ended, (reason) => new DatabaseEnded({ reason, log: folder.entry("postgres/log") }))
          })
        )
      })
    ).pipe(Layer.provide(EmbeddedPostgres.layer({ folder: folder.path })))
  })
)

const external = (users: Users) => Layer.merge(connected(users), Layer.succeed(Outage, { ended: Effect.never }))

export const layer = Layer.unwrap(
  Effect.map(Settings, ({ databaseOwnerUrl, databaseUrl }) =>
    Option.match(databaseUrl, {
      onNone: () => embedded,
      onSome: (serving) =>
        external({
          serving,
          owner: Option.getOrElse(databaseOwnerUrl, () => serving),
          isApart: Option.isSome(databaseOwnerUrl)
        })
    })
  )
)
