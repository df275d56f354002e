// Loans in PostgreSQL. Those of one merge share their instant, so the order of their insertion is kept beside it.
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"

import * as Paging from "./internal/Paging.ts"
import { loans } from "./internal/ProductTables.ts"
import { orDie } from "./internal/Sql.ts"
import { LoanNotFound, LoanStore } from "./LoanStore.ts"

export const layer: Layer.Layer<LoanStore, never, SqlClient.SqlClient> = Layer.effect(
  LoanStore,
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const list = { name: "loans", table: loans, order: "created_at, ordinal" }
    return LoanStore.of({
      get: Effect.fn("LoanStore.get")(function* (applicationId, id) {
        const [row] = yield* sql`
          select ${sql.literal(loans.columns)} from loans
          where id = ${id} and application_id = ${applicationId} and state = 'live'`
        return row === undefined ? yield* new LoanNotFound() : yield* loans.decode(row)
      }, orDie),
      page: Effect.fn("LoanStore.page")(function* (itemId, page) {
        return yield* Paging.page(sql, { ...list, where: sql`item_id = ${itemId} and state = 'live'` }, page)
      }, orDie),
      ofItem: Effect.fn("LoanStore.ofItem")(function* (itemId) {
        return yield* Paging.all(sql, { ...list, where: sql`item_id = ${itemId}` })
      }, orDie)
    })
  })
)
