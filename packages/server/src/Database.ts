// The one database of the process: the server of DATABASE_URL, else the embedded one in the data folder. Tables are
// brought to this version before anything else touches them.
import { Migrations, Postgres } from "@tomada/store"
import { Effect, Layer, Option, Redacted } from "effect"

import { DataFolder } from "./DataFolder.ts"
import { EmbeddedPostgres } from "./EmbeddedPostgres.ts"
import { Settings } from "./Settings.ts"
import { DatabaseUnreachable, mapLayerError } from "./StartupError.ts"

/** `host:port/database`, without user and password. */
const whereabouts = (address: Redacted.Redacted<string>): string => {
  const { host, pathname } = new URL(Redacted.value(address))
  return `${host}${pathname}`
}

const connected = (address: Redacted.Redacted<string>) =>
  Layer.effectDiscard(Migrations.run).pipe(
    Layer.provideMerge(
      mapLayerError(
        Postgres.layer({ url: address }),
        ({ reason }) => new DatabaseUnreachable({ where: whereabouts(address), problem: reason })
      )
    )
  )

const embedded = Layer.unwrap(
  Effect.gen(function* () {
    const folder = yield* DataFolder
    return Layer.unwrap(Effect.map(EmbeddedPostgres, ({ url }) => connected(url))).pipe(
      Layer.provide(EmbeddedPostgres.layer({ folder: folder.path }))
    )
  })
)

export const layer = Layer.unwrap(
  Effect.map(Settings, ({ databaseUrl }) => (Option.isSome(databaseUrl) ? connected(databaseUrl.value) : embedded))
)
