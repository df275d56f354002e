import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit } from "effect"
import { SqlClient } from "effect/sql"

import * as Migrations from "../src/Migrations.ts"
import * as TestDatabase from "./TestDatabase.ts"

const step = (table: string): Migrations.Steps[string] =>
  SqlClient.SqlClient.pipe(
    Effect.flatMap((sql) => sql`create table ${sql(table)} (id integer)`),
    Effect.asVoid
  )

const broken: Migrations.Steps[string] = step("half").pipe(Effect.andThen(Effect.fail("broken")))

const tables = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public' order by 1`
  return rows.map(({ name }) => name)
})

const failure = <A, R>(effect: Effect.Effect<A, never, R>) =>
  Effect.exit(effect).pipe(
    Effect.map((exit) => (Exit.isFailure(exit) && Cause.hasDies(exit.cause) ? Cause.pretty(exit.cause) : "no failure"))
  )

describe("the migrations", () => {
  it.live("are applied once, in order, and then there is nothing to do", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* Migrations.run,
        Object.keys(Migrations.steps).map((name) => name.slice(5))
      )
      assert.deepStrictEqual(yield* Migrations.run, [])
      assert.include(yield* tables, "tomada_migrations")
    }).pipe(Effect.provide(TestDatabase.empty, { local: true }))
  )

  it.live("are applied by one of the processes that start at once", () =>
    Effect.gen(function* () {
      const applied = yield* Effect.all(
        Array.from({ length: 6 }, () => Migrations.run),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(applied.filter((names) => names.length > 0).length, 1)
    }).pipe(Effect.provide(TestDatabase.empty, { local: true }))
  )

  it.live("refuse a step whose id is lower than one that was applied", () =>
    Effect.gen(function* () {
      yield* Migrations.apply({ "0001_a": step("a"), "0003_c": step("c") })
      const refused = yield* failure(
        Migrations.apply({ "0001_a": step("a"), "0002_b": step("b"), "0003_c": step("c"), "0004_d": step("d") })
      )
      assert.include(refused, "migration 2 has not been applied, but a later one has")
      assert.deepStrictEqual(yield* tables, ["a", "c", "tomada_migrations"])
    }).pipe(Effect.provide(TestDatabase.empty, { local: true }))
  )

  it.live("refuse a database that a newer version has changed", () =>
    Effect.gen(function* () {
      yield* Migrations.apply({ "0001_a": step("a"), "0002_b": step("b") })
      assert.include(yield* failure(Migrations.apply({ "0001_a": step("a") })), "start a newer version")
    }).pipe(Effect.provide(TestDatabase.empty, { local: true }))
  )

  it.live("are taken back whole when one of them fails", () =>
    Effect.gen(function* () {
      assert.notStrictEqual(yield* failure(Migrations.apply({ "0001_a": step("a"), "0002_b": broken })), "no failure")
      assert.deepStrictEqual(yield* tables, [])
      yield* Migrations.apply({ "0001_a": step("a"), "0002_b": step("half") })
      assert.deepStrictEqual(yield* tables, ["a", "half", "tomada_migrations"])
    }).pipe(Effect.provide(TestDatabase.empty, { local: true }))
  )

  it("have ids that grow by one from the first", () => {
    const ids = Object.keys(Migrations.steps).map((name) => Number(/^(\d{4})_[a-z]+(-[a-z]+)*$/.exec(name)?.[1]))
    assert.deepStrictEqual(
      ids,
      ids.map((_, index) => index + 1)
    )
  })
})
