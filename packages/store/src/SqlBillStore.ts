// Credit card bills in PostgreSQL.
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"

import { BillNotFound, BillStore } from "./BillStore.ts"
import * as Paging from "./internal/Paging.ts"
import { bills } from "./internal/ProductTables.ts"
import { orDie } from "./internal/Sql.ts"

export const layer: Layer.Layer<BillStore, never, SqlClient.SqlClient> = Layer.effect(
  BillStore,
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const list = { name: "bills", table: bills, order: "due_date desc, id desc" }
    return BillStore.of({
      get: Effect.fn("BillStore.get")(function* (applicationId, id) {
        const [row] = yield* sql`
          select ${sql.literal(bills.columns)} from bills
          where id = ${id} and application_id = ${applicationId} and state = 'live'`
        return row === undefined ? yield* new BillNotFound() : yield* bills.decode(row)
      }, orDie),
      page: Effect.fn("BillStore.page")(function* (accountId, page) {
        const where = sql`account_id = ${accountId} and state = 'live'`
        return yield* Paging.page(sql, { ...list, where }, page)
      }, orDie),
      ofAccount: Effect.fn("BillStore.ofAccount")(function* (accountId) {
        return yield* Paging.all(sql, { ...list, where: sql`account_id = ${accountId}` })
      }, orDie)
    })
  })
)
