// Transactions in PostgreSQL. One index holds the order in which they are shown, with the state in it, so that a page,
// a keyset and a window of a merge all cost what they return.
import { CivilDate, Owned, Transaction } from "@tomada/core"
import { DateTime, Effect, Layer, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"

import * as Owning from "./internal/Owning.ts"
import { alone, orDie, transact } from "./internal/Sql.ts"
import { storable } from "./internal/Table.ts"
import { transactions } from "./internal/Tables.ts"
import { cursorOf, type TransactionFilter, TransactionNotFound, TransactionStore } from "./TransactionStore.ts"

const isId = Schema.is(Transaction.TransactionId)

/** PostgreSQL has no year 0. */
const firstDay = CivilDate.make("0001-01-01")

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const columns = sql.literal(transactions.columns)
  const atomically = transact(sql)
  const newest = sql.literal("order by date desc, position desc, id desc")

  const matching = ({ accountId, billKey, from, to, createdAtFrom, ids }: TransactionFilter) =>
    sql.and([
      sql`account_id = ${accountId}`,
      sql`state = 'live'`,
      ...(ids !== undefined
        ? [sql`id = any(${ids.filter(isId)}::uuid[])`]
        : [
            ...(from === undefined ? [] : [sql`date >= ${CivilDate.max(from, firstDay)}`]),
            ...(to === undefined ? [] : [sql`date <= ${CivilDate.max(to, firstDay)}`])
          ]),
      ...(createdAtFrom === undefined ? [] : [sql`created_at >= ${DateTime.toDateUtc(createdAtFrom)}`]),
      ...(billKey === undefined ? [] : [sql`details->'creditCardMetadata'->>'billId' = ${storable(billKey)}`])
    ])

  return TransactionStore.of({
    get: Effect.fn("TransactionStore.get")(function* (applicationId, id) {
      const [row] = yield* sql`
        select ${columns} from transactions
        where id = ${id} and application_id = ${applicationId} and state = 'live'`
      return row === undefined ? yield* new TransactionNotFound() : yield* transactions.decode(row)
    }, orDie),
    page: Effect.fn("TransactionStore.page")(function* (filter, { number, size }) {
      const where = matching(filter)
      const [counted] = yield* sql<{ total: bigint }>`select count(*) as total from transactions where ${where}`
      const rows = yield* sql`
        select ${columns} from transactions where ${where} ${newest}
        limit ${size} offset ${(number - 1) * size}`.values
      return { rows: yield* transactions.decodeAll(rows), total: Number(counted?.total ?? 0) }
    }, orDie),
    after: Effect.fn("TransactionStore.after")(function* (filter, cursor, limit) {
      const place = Option.match(cursor, {
        onNone: () => sql`true`,
        onSome: ({ date, position, id }) => {
          const day = CivilDate.max(date, firstDay)
          return isId(id)
            ? sql`(date, position, id) < (${day}::date, ${position}, ${id}::uuid)`
            : sql`(date, position) < (${day}::date, ${position})`
        }
      })
      const found = yield* transactions.decodeAll(
        yield* sql`
          select ${columns} from transactions where ${matching(filter)} and ${place} ${newest} limit ${limit + 1}`
          .values
      )
      const rows = found.slice(0, limit)
      const last = rows.at(-1)
      return { rows, next: found.length > limit && last !== undefined ? Option.some(cursorOf(last)) : Option.none() }
    }, orDie),
    forMerge: Effect.fn("TransactionStore.forMerge")(function* (accountId, { from, to }, institutionIds) {
      return yield* transactions.decodeAll(
        yield* sql`
          select ${columns} from transactions
          where account_id = ${accountId} and (
            (date >= ${from} and date <= ${to})
            or institution_id = any(${institutionIds.map(storable)}::text[])
          ) ${newest}`.values
      )
    }, orDie),
    unsettled: Effect.fn("TransactionStore.unsettled")(function* (accountId) {
      return yield* transactions.decodeAll(
        yield* sql`
          select ${columns} from transactions
          where account_id = ${accountId} and state = 'live'
            and (status = 'PENDING' or (status = 'POSTED' and absences > 0 and not unconfirmed)) ${newest}`.values
      )
    }, orDie),
    own: Effect.fn("TransactionStore.own")(function* (applicationId, id, field, value, now) {
      const [row] = yield* sql`
        select ${columns} from transactions
        where id = ${id} and application_id = ${applicationId} and state = 'live' for update`
      if (row === undefined) return yield* new TransactionNotFound()
      const held = yield* transactions.decode(row)
      const owned =
        value === null
          ? Owned.clear(held, field, { by: "person", at: now })
          : Owned.set(held, field, { value, by: "person", at: now })
      if (owned !== held) yield* Owning.keep(sql, owned)
      return owned
    }, atomically),
    rule: Effect.fn("TransactionStore.rule")((applicationId, ruled, now) =>
      alone(Owning.rule(sql, applicationId, ruled, now))
    )
  })
})

export const layer: Layer.Layer<TransactionStore, never, SqlClient.SqlClient> = Layer.effect(TransactionStore, make)
