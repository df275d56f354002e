// Identities in PostgreSQL.
import { Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"

import { IdentityNotFound, IdentityStore } from "./IdentityStore.ts"
import { orDie } from "./internal/Sql.ts"
import { identities } from "./internal/Tables.ts"

export const layer: Layer.Layer<IdentityStore, never, SqlClient.SqlClient> = Layer.effect(
  IdentityStore,
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const columns = sql.literal(identities.columns)
    return IdentityStore.of({
      get: Effect.fn("IdentityStore.get")(function* (applicationId, id) {
        const [row] =
          yield* sql`select ${columns} from identities where id = ${id} and application_id = ${applicationId}`
        return row === undefined ? yield* new IdentityNotFound() : yield* identities.decode(row)
      }, orDie),
      ofItem: Effect.fn("IdentityStore.ofItem")(function* (itemId) {
        const [row] = yield* sql`select ${columns} from identities where item_id = ${itemId}`
        return row === undefined ? Option.none() : Option.some(yield* identities.decode(row))
      }, orDie)
    })
  })
)
