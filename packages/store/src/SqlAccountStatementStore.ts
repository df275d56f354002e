// Statement documents in PostgreSQL.
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"

import { AccountStatementStore, StatementNotFound } from "./AccountStatementStore.ts"
import * as Paging from "./internal/Paging.ts"
import { statements } from "./internal/ProductTables.ts"
import { orDie } from "./internal/Sql.ts"

export const layer: Layer.Layer<AccountStatementStore, never, SqlClient.SqlClient> = Layer.effect(
  AccountStatementStore,
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const order = "right(month_year, 4) desc, month_year desc, id desc"
    const list = { name: "account_statements", table: statements, order }
    return AccountStatementStore.of({
      get: Effect.fn("AccountStatementStore.get")(function* (applicationId, id) {
        const [row] = yield* sql`
          select ${sql.literal(statements.columns)} from account_statements
          where id = ${id} and application_id = ${applicationId} and state = 'live'`
        return row === undefined ? yield* new StatementNotFound() : yield* statements.decode(row)
      }, orDie),
      page: Effect.fn("AccountStatementStore.page")(function* (accountId, page) {
        const where = sql`account_id = ${accountId} and state = 'live'`
        return yield* Paging.page(sql, { ...list, where }, page)
      }, orDie),
      ofAccount: Effect.fn("AccountStatementStore.ofAccount")(function* (accountId) {
        return yield* Paging.all(sql, { ...list, where: sql`account_id = ${accountId}` })
      }, orDie)
    })
  })
)
