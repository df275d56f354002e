// Investments and their movements in PostgreSQL.
import { CivilDate, Coverage } from "@tomada/core"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"

import * as Paging from "./internal/Paging.ts"
import { investmentCoverage, investments, investmentTransactions } from "./internal/ProductTables.ts"
import { orDie } from "./internal/Sql.ts"
import { storable } from "./internal/Table.ts"
import { InvestmentNotFound, InvestmentStore, InvestmentTransactionNotFound } from "./InvestmentStore.ts"

/** PostgreSQL has no year 0. */
const firstDay = CivilDate.make("0001-01-01")

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const positions = { name: "investments", table: investments, order: "created_at, ordinal" }
  const movements = { name: "investment_transactions", table: investmentTransactions, order: "date desc, id desc" }

  return InvestmentStore.of({
    get: Effect.fn("InvestmentStore.get")(function* (applicationId, id) {
      const [row] = yield* sql`
        select ${sql.literal(investments.columns)} from investments
        where id = ${id} and application_id = ${applicationId} and state = 'live'`
      return row === undefined ? yield* new InvestmentNotFound() : yield* investments.decode(row)
    }, orDie),
    page: Effect.fn("InvestmentStore.page")(function* ({ itemId, type }, page) {
      const ofType = type === undefined ? [] : [sql`type = ${type}`]
      const where = sql.and([sql`item_id = ${itemId}`, sql`state = 'live'`, ...ofType])
      return yield* Paging.page(sql, { ...positions, where }, page)
    }, orDie),
    ofItem: Effect.fn("InvestmentStore.ofItem")(function* (itemId) {
      return yield* Paging.all(sql, { ...positions, where: sql`item_id = ${itemId}` })
    }, orDie),
    proven: Effect.fn("InvestmentStore.proven")(function* (id) {
      const [row] = yield* sql`
        select ${sql.literal(investmentCoverage.columns)} from investment_coverage where investment_id = ${id}`
      if (row === undefined) return Coverage.none
      const { intervals, collectedAt, deepRescanAt } = yield* investmentCoverage.decode(row)
      return { intervals, collectedAt, deepRescanAt }
    }, orDie),
    transaction: Effect.fn("InvestmentStore.transaction")(function* (applicationId, id) {
      const [row] = yield* sql`
        select ${sql.literal(investmentTransactions.columns)} from investment_transactions
        where id = ${id} and application_id = ${applicationId} and state = 'live'`
      return row === undefined ? yield* new InvestmentTransactionNotFound() : yield* investmentTransactions.decode(row)
    }, orDie),
    transactions: Effect.fn("InvestmentStore.transactions")(function* ({ from, investmentId, to }, page) {
      const where = sql.and([
        sql`investment_id = ${investmentId}`,
        sql`state = 'live'`,
        ...(from === undefined ? [] : [sql`date >= ${CivilDate.max(from, firstDay)}`]),
        ...(to === undefined ? [] : [sql`date <= ${CivilDate.max(to, firstDay)}`])
      ])
      return yield* Paging.page(sql, { ...movements, where }, page)
    }, orDie),
    forMerge: Effect.fn("InvestmentStore.forMerge")(function* (id, { from, to }, institutionIds) {
      const where = sql`investment_id = ${id} and (
        (date >= ${from} and date <= ${to}) or institution_id = any(${institutionIds.map(storable)}::text[]))`
      return yield* Paging.all(sql, { ...movements, where })
    }, orDie),
    unsettled: Effect.fn("InvestmentStore.unsettled")(function* (id) {
      const where = sql`investment_id = ${id} and state = 'live' and absences > 0`
      return yield* Paging.all(sql, { ...movements, where })
    }, orDie)
  })
})

export const layer: Layer.Layer<InvestmentStore, never, SqlClient.SqlClient> = Layer.effect(InvestmentStore, make)
