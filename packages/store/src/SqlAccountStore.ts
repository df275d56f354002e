// Accounts in PostgreSQL. Those of one merge share their instant, so the order of their insertion is kept beside it.
import { Coverage } from "@tomada/core"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"

import { AccountNotFound, AccountStore } from "./AccountStore.ts"
import { orDie } from "./internal/Sql.ts"
import { accounts, coverage } from "./internal/Tables.ts"

export const layer: Layer.Layer<AccountStore, never, SqlClient.SqlClient> = Layer.effect(
  AccountStore,
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const columns = sql.literal(accounts.columns)
    return AccountStore.of({
      get: Effect.fn("AccountStore.get")(function* (applicationId, id) {
        const [row] = yield* sql`select ${columns} from accounts where id = ${id} and application_id = ${applicationId}`
        return row === undefined ? yield* new AccountNotFound() : yield* accounts.decode(row)
      }, orDie),
      ofItem: Effect.fn("AccountStore.ofItem")(function* (itemId) {
        return yield* accounts.decodeAll(
          yield* sql`select ${columns} from accounts where item_id = ${itemId} order by created_at, ordinal`.values
        )
      }, orDie),
      ofTheirs: Effect.fn("AccountStore.ofTheirs")(function* (applicationId, itemId) {
        return yield* accounts.decodeAll(
          yield* sql`
            select ${columns} from accounts where item_id = ${itemId} and application_id = ${applicationId}
            order by created_at, ordinal`.values
        )
      }, orDie),
      proven: Effect.fn("AccountStore.proven")(function* (id, product) {
        const [row] = yield* sql`
          select ${sql.literal(coverage.columns)} from coverage where account_id = ${id} and product = ${product}`
        if (row === undefined) return Coverage.none
        const { intervals, collectedAt, deepRescanAt } = yield* coverage.decode(row)
        return { intervals, collectedAt, deepRescanAt }
      }, orDie)
    })
  })
)
