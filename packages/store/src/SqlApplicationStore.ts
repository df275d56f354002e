// Applications in PostgreSQL.
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"

import { ApplicationNotFound, ApplicationStore } from "./ApplicationStore.ts"
import { orDie } from "./internal/Sql.ts"
import { applications } from "./internal/Tables.ts"

export const layer: Layer.Layer<ApplicationStore, never, SqlClient.SqlClient> = Layer.effect(
  ApplicationStore,
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const columns = sql.literal(applications.columns)
    return ApplicationStore.of({
      get: Effect.fn("ApplicationStore.get")(function* (id) {
        const [row] = yield* sql`select ${columns} from applications where id = ${id}`
        return row === undefined ? yield* new ApplicationNotFound() : yield* applications.decode(row)
      }, orDie),
      put: Effect.fn("ApplicationStore.put")(function* (application) {
        yield* applications.write(sql, [application])
      }, orDie),
      all: Effect.flatMap(
        sql`select ${columns} from applications order by created_at, id`.values,
        applications.decodeAll
      ).pipe(orDie)
    })
  })
)
