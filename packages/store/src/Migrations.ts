// The tables' history, forward only. Processes that start at once take turns behind an advisory lock. The migrator skips
// a step whose id is below one that was applied, silently; so what was applied and what is known are compared first.
import { Effect, Schema } from "effect"
import { Migrator, SqlClient } from "effect/sql"

import * as AdvisoryLock from "./AdvisoryLock.ts"
import * as Migration0001 from "./internal/Migration0001.ts"
import * as Migration0002 from "./internal/Migration0002.ts"
import * as Migration0003 from "./internal/Migration0003.ts"
import * as Migration0004 from "./internal/Migration0004.ts"
import * as Migration0005 from "./internal/Migration0005.ts"
import * as Migration0006 from "./internal/Migration0006.ts"
import * as Migration0007 from "./internal/Migration0007.ts"
import * as Migration0008 from "./internal/Migration0008.ts"
import * as Migration0009 from "./internal/Migration0009.ts"
import * as Migration0010 from "./internal/Migration0010.ts"
import * as Migration0011 from "./internal/Migration0011.ts"
import * as Migration0012 from "./internal/Migration0012.ts"
import * as Migration0013 from "./internal/Migration0013.ts"
import * as Migration0014 from "./internal/Migration0014.ts"
import * as Migration0015 from "./internal/Migration0015.ts"
import { orDie } from "./internal/Sql.ts"
import { lay } from "./internal/Tenancy.ts"
import * as Tenancy from "./Tenancy.ts"

/** The database is not one that this version may work on; `message` says why. */
export class WrongHistory extends Schema.TaggedError<WrongHistory>()("WrongHistory", {
  why: Schema.Literals(["skipped", "newer"]),
  migration: Schema.Int
}) {
  override get message() {
    return this.why === "newer"
      ? `the database has migration ${this.migration}, which this version does not know: start a newer version`
      : `migration ${this.migration} has not been applied, but a later one has: its id must be the highest`
  }
}

/** Steps by `<id>_<name>`; ids grow and are never used again. */
export type Steps = Readonly<Record<string, Effect.Effect<void, unknown, SqlClient.SqlClient>>>

export const steps: Steps = {
  "0001_tables": Migration0001.migration,
  "0002_webhooks": Migration0002.migration,
  "0003_products": Migration0003.migration,
  "0004_upkeep": Migration0004.migration,
  "0005_screenshots": Migration0005.migration,
  "0006_standing": Migration0006.migration,
  "0007_budgets": Migration0007.migration,
  "0008_connect-tokens": Migration0008.migration,
  "0009_item-lists": Migration0009.migration,
  "0010_categories": Migration0010.migration,
  "0011_logins": Migration0011.migration,
  "0012_parameter-keys": Migration0012.migration,
  "0013_item-tombstones": Migration0013.migration,
  "0014_allowed-origins": Migration0014.migration,
  "0015_connector-reach": Migration0015.migration
}

const table = "tomada_migrations"

/**
 * Applies what is missing of these steps, then `after`, in one transaction, and answers the steps' names. A history that does not fit is
 * a defect.
 */
export const apply = (
  wanted: Steps,
  after: Effect.Effect<void, unknown, SqlClient.SqlClient> = Effect.void
): Effect.Effect<ReadonlyArray<string>, never, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const migrate = Effect.gen(function* () {
      yield* sql`set local statement_timeout = 0`
      yield* sql`select pg_advisory_xact_lock(${AdvisoryLock.migrations})`
      const exists = yield* sql`select 1 as found where to_regclass(${table}) is not null`
      const rows = exists.length === 0 ? [] : yield* sql<{ id: number }>`select migration_id as id from ${sql(table)}`
      yield* check(
        rows.map(({ id }) => id),
        Object.keys(wanted).map((name) => Number.parseInt(name, 10))
      )
      return yield* Effect.tap(Migrator.make({})({ loader: Migrator.fromRecord(wanted), table }), after)
    })
    const applied = yield* sql.withTransaction(migrate)
    return applied.map(([, name]) => name)
  }).pipe(Effect.orDie)

const check = (applied: ReadonlyArray<number>, known: ReadonlyArray<number>): Effect.Effect<void, WrongHistory> => {
  const last = Math.max(0, ...applied)
  const newer = applied.find((id) => !known.includes(id))
  const skipped = known.find((id) => id <= last && !applied.includes(id))
  if (newer !== undefined) return Effect.fail(new WrongHistory({ why: "newer", migration: newer }))
  if (skipped !== undefined) return Effect.fail(new WrongHistory({ why: "skipped", migration: skipped }))
  return Effect.void
}

/** How far the tables are from this version's: steps that are `missing`, and applied ones that it does not know. Changes nothing. */
export const standing = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const exists = yield* sql`select 1 as found where to_regclass(${table}) is not null`
  const rows = exists.length === 0 ? [] : yield* sql<{ id: number }>`select migration_id as id from ${sql(table)}`
  const applied = rows.map(({ id }) => id)
  const known = Object.keys(steps).map((name) => Number.parseInt(name, 10))
  return {
    applied: applied.length,
    missing: known.filter((id) => !applied.includes(id)),
    unknown: applied.filter((id) => !known.includes(id))
  }
}).pipe(orDie)

/**
 * Brings the database to this version's tables and lays row level security over all of them, as their owner. Several processes may do it
 * at once.
 */
export const run: Effect.Effect<ReadonlyArray<string>, never, SqlClient.SqlClient> = Effect.andThen(
  Effect.orDie(Tenancy.prepare()),
  apply(steps, lay)
)
