// What keeps the rows of applications apart when a query forgets to: the database itself, in every table that there is.
import { assert, layer } from "@effect/vitest"
import { CivilDate, Item } from "@tomada/core"
import { Effect, Fiber, Redacted, Schedule } from "effect"
import { SqlClient, type SqlError } from "effect/sql"

import * as Migrations from "../src/Migrations.ts"
import * as Postgres from "../src/Postgres.ts"
import { codeOf } from "../src/StorageFailure.ts"
import * as Tenancy from "../src/Tenancy.ts"
import { asHouse, asTenant } from "../src/Tenant.ts"
import * as TenantSql from "../src/TenantSql.ts"
import { Place, layer as place, tables } from "./Tenants.ts"
import * as World from "./World.ts"

const refusal = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) =>
  Effect.map(Effect.flip(effect), ({ reason }) => codeOf(reason))

const forbidden = "42501"

layer(place, { excludeTestServices: true })("with every query forgetting whose rows it wants", (it) => {
  it.effect("an application sees its own rows of every table and no others", () =>
    Effect.gen(function* () {
      const { one, other } = yield* Place
      const sql = yield* SqlClient.SqlClient
      const all = yield* tables
      assert.isAbove(all.length, 30)
      for (const { key, table } of all) {
        const of = Effect.map(
          sql.unsafe<Record<string, string>>(`select * from "${table}"`),
          (rows) => new Set(rows.map((row) => row[key]))
        )
        assert.deepStrictEqual(yield* asTenant(one)(of), new Set([one]), table)
        assert.deepStrictEqual(yield* asTenant(other)(of), new Set([other]), table)
        assert.deepStrictEqual(yield* of, new Set([one, other]), `${table}, for the house`)
      }
    })
  )

  it.effect("an application changes, removes and makes no rows of another", () =>
    Effect.gen(function* () {
      const { one, other, owner } = yield* Place
      const sql = yield* SqlClient.SqlClient
      const ask = (query: string, of: string) => asTenant(one)(sql.unsafe(query, [of]))
      for (const { insert, key, table } of yield* tables) {
        assert.strictEqual(yield* refusal(ask(insert, other)), forbidden, `${table} takes a row of another`)
        if (table === "applications") {
          assert.strictEqual(yield* refusal(ask(`delete from applications where id = $1::uuid`, one)), forbidden)
          continue
        }
        const theirs = `where "${key}" = $1::uuid returning 1`
        assert.deepStrictEqual(yield* ask(`update "${table}" set "${key}" = "${key}" ${theirs}`, other), [], table)
        assert.deepStrictEqual(yield* ask(`delete from "${table}" ${theirs}`, other), [], table)
        const given = refusal(ask(`update "${table}" set "${key}" = $1::uuid`, other))
        assert.strictEqual(yield* given, forbidden, `${table} gives a row away`)
        const [kept] = yield* owner.unsafe<{ n: number }>(
          `select count(*)::int as n from "${table}" where "${key}" = $1::uuid`,
          [other]
        )
        assert.strictEqual(kept?.n, 1, table)
      }
    })
  )

  it.effect("nobody in particular sees nothing, and no table of nobody's but the connectors", () =>
    Effect.gen(function* () {
      const { url } = yield* Place
      const sessions = Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const rows = []
        for (const { table } of yield* Effect.provide(tables, Postgres.layer({ url, maxConnections: 1 }))) {
          rows.push(...(yield* sql.unsafe(`select 1 from "${table}"`)))
        }
        const others = []
        for (const table of [
          "connectors",
          "connector_ends",
          "connector_budgets",
          "webhook_sequencer",
          "tomada_migrations"
        ]) {
          others.push(yield* Effect.orElseSucceed(refusal(sql.unsafe(`select 1 from "${table}"`)), () => "read"))
        }
        yield* sql`set tomada.application = ''`
        return { rows: [...rows, ...(yield* sql`select 1 from items`)], others }
      })
      const withRole = new URL(Redacted.value(url))
      withRole.searchParams.set("options", `-c role=${Tenancy.tenant}`)
      const asNobody = Postgres.layer({ url: Redacted.make(withRole.href), maxConnections: 1 })
      assert.deepStrictEqual(yield* Effect.provide(sessions, asNobody, { local: true }), {
        rows: [],
        others: ["read", forbidden, forbidden, forbidden, forbidden]
      })
    })
  )

  it.effect("nothing is seen of another in a transaction either, and what failed leaves nothing behind", () =>
    Effect.gen(function* () {
      const { one, other } = yield* Place
      const sql = yield* SqlClient.SqlClient
      const who = sql<{ id: string; role: string }>`
        select current_setting('tomada.application', true) as id, current_user as role from items`
      const seen = [{ id: one, role: Tenancy.tenant }]
      const twice = sql.withTransaction(Effect.all([who, sql.withTransaction(who)]))
      assert.deepStrictEqual(yield* asTenant(one)(twice), [seen, seen])
      yield* Effect.flip(asTenant(other)(sql`select 1 / 0`))
      yield* Effect.flip(asTenant(other)(sql.withTransaction(sql`select 1 / 0`)))
      yield* Effect.exit(asTenant(other)(sql.withTransaction(Effect.andThen(who, Effect.die("no")))))
      assert.deepStrictEqual(yield* asTenant(one)(who), seen)
      const house = sql<{ id: string; role: string }>`
        select coalesce(current_setting('tomada.application', true), '') as id, current_user as role`
      assert.deepStrictEqual(yield* asTenant(one)(asHouse(house)), [{ id: "", role: Tenancy.house }])
    })
  )

  it.effect("a session that was an application's bears none when it is free again, however its work ended", () =>
    Effect.gen(function* () {
      const { one, other, owner } = yield* Place
      const sql = yield* SqlClient.SqlClient
      const interrupted = Effect.fnUntraced(function* (slow: Effect.Effect<unknown, SqlError.SqlError>) {
        const fiber = yield* Effect.forkChild(asTenant(other)(slow), { startImmediately: true })
        yield* owner`select 1 from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`.pipe(
          Effect.repeat({ until: (rows) => rows.length > 0, schedule: Schedule.spaced("20 millis") })
        )
        yield* Fiber.interrupt(fiber)
      })
      // Its own commit inside of ours shows the session as the next one finds it.
      const after = sql.withTransaction(
        Effect.andThen(
          sql`commit`,
          sql`select current_setting('tomada.application', true) as id, count(*)::int as n from items`
        )
      )
      assert.deepStrictEqual(yield* asTenant(other)(after), [{ id: "", n: 0 }])
      yield* interrupted(sql`select pg_sleep(1)`)
      yield* interrupted(sql.withTransaction(sql`select pg_sleep(30)`))
      const items = sql<{ application_id: string }>`select application_id from items`
      assert.deepStrictEqual(yield* asTenant(one)(items), [{ application_id: one }])
      assert.deepStrictEqual(
        yield* owner`select state, xact_start from pg_stat_activity
          where datname = current_database() and application_name = 'tomada' and pid <> pg_backend_pid()
            and (xact_start is not null or state <> 'idle')`,
        []
      )
    })
  )

  it.effect("a statement that the database has forgotten is asked again, for the same application", () =>
    Effect.gen(function* () {
      const { one, owner } = yield* Place
      const sql = yield* SqlClient.SqlClient
      const items = asTenant(one)(sql`select * from items`)
      const before = yield* items
      yield* owner`alter table items add column new_column text`
      assert.deepStrictEqual(yield* items, [{ ...before[0], new_column: null }])
      yield* owner`alter table items drop column new_column`
    })
  )

  it.effect("a page of an application comes from the index in its order", () =>
    Effect.gen(function* () {
      const { owner } = yield* Place
      const sql = yield* SqlClient.SqlClient
      const day = (n: number) => CivilDate.addDays(CivilDate.make("2020-01-01"), n)
      const { account, item } = yield* World.holding((id) =>
        Array.from({ length: 3_000 }, (_, n) => World.transaction(id, { date: day(n) }))
      )
      yield* owner`analyze transactions`
      const plan = yield* asTenant(item.applicationId)(
        sql<{ "QUERY PLAN": string }>`explain select * from transactions
          where account_id = ${account.id}::uuid and application_id = ${item.applicationId}::uuid and state = 'live'
            and (date, position, id) < ('2024-01-01', 0, ${account.id}::uuid)
          order by date desc, position desc, id desc limit 50`
      )
      const lines = plan.map((line) => line["QUERY PLAN"]).join("\n")
      assert.include(lines, "transactions_newest")
      assert.notInclude(lines, "Sort")
    })
  )
})

layer(place, { excludeTestServices: true })("the owner of the tables", (it) => {
  const asOwner = <A, E>(effect: Effect.Effect<A, E, SqlClient.SqlClient>) =>
    Effect.flatMap(Place, ({ owner }) => Effect.provideService(effect, SqlClient.SqlClient, owner))

  it.effect("finds what was taken from a table, and a start puts it back", () =>
    Effect.gen(function* () {
      const { owner } = yield* Place
      assert.deepStrictEqual(yield* Tenancy.uncovered, [])
      yield* owner`drop policy ${owner(Tenancy.tenant)} on accounts`
      yield* owner`create policy ${owner(Tenancy.tenant)} on accounts to ${owner(Tenancy.tenant)} using (true)`
      yield* owner`alter table loans no force row level security`
      yield* owner`alter table bills disable row level security`
      yield* owner`grant select on webhook_sequencer to ${owner(Tenancy.tenant)}`
      yield* owner`drop policy ${owner(Tenancy.house)} on items`
      const found = yield* Tenancy.uncovered
      assert.deepStrictEqual(
        found.map(({ table }) => table),
        ["accounts", "bills", "items", "loans", "webhook_sequencer"]
      )
      assert.deepStrictEqual(yield* asOwner(Migrations.run), [])
      assert.deepStrictEqual(yield* Tenancy.uncovered, [])
      yield* owner`create policy everybody on accounts using (true)`
      assert.deepStrictEqual(yield* Tenancy.uncovered, [
        { table: "accounts", wrongs: ["has a policy that is not Tomada's: everybody"] }
      ])
      yield* owner`drop policy everybody on accounts`
    })
  )

  it.effect("is not let past a table that is neither an application's nor known as nobody's", () =>
    Effect.gen(function* () {
      const { owner } = yield* Place
      yield* owner`create table strangers (id integer)`
      const defect = yield* Effect.catchDefect(asOwner(Migrations.run), Effect.succeed)
      assert.instanceOf(defect, Tenancy.NobodysTable)
      yield* owner`drop table strangers`
    })
  )

  it.effect("covers a new table of applications by itself", () =>
    Effect.gen(function* () {
      const { one, other, owner } = yield* Place
      const sql = yield* SqlClient.SqlClient
      yield* owner`create table novelties (application_id uuid not null, what text)`
      yield* asOwner(Migrations.run)
      yield* owner`insert into novelties values (${one}, 'one'), (${other}, 'other')`
      assert.deepStrictEqual(yield* asTenant(one)(sql`select what from novelties`), [{ what: "one" }])
      yield* owner`drop table novelties`
    })
  )

  it.effect("is told of a role that nothing would hold back", () =>
    Effect.gen(function* () {
      const { owner } = yield* Place
      const name = `weak_${Item.ApplicationId.make((yield* Place).one).replaceAll("-", "")}`
      // The two roles are the whole server's, so it is the user of the session that is spoiled here.
      yield* owner`create role ${owner(name)} login password 'weak'`
      yield* asOwner(Tenancy.prepare(name))
      const url = new URL(Redacted.value((yield* Place).url))
      url.username = name
      url.password = "weak"
      const why = Effect.gen(function* () {
        const served = TenantSql.layer({ url: Redacted.make(url.href), maxConnections: 1, schema: "public" })
        const checked = Effect.provide(Tenancy.check({ login: true }), served, { local: true })
        return yield* Effect.match(checked, {
          onFailure: (error) => (error._tag === "RoleUnsafe" ? `${error.why}` : error._tag),
          onSuccess: () => "nothing"
        })
      })
      assert.strictEqual(yield* why, "nothing")
      yield* owner`alter role ${owner(name)} bypassrls`
      assert.strictEqual(yield* why, "bypass")
      yield* owner`alter role ${owner(name)} nobypassrls`
      yield* owner`alter table loans owner to ${owner(name)}`
      assert.strictEqual(yield* why, "owner")
      yield* owner`alter table loans owner to current_user`
      yield* owner`alter role ${owner(name)} superuser`
      assert.strictEqual(yield* why, "superuser")
      yield* owner`drop owned by ${owner(name)}`
      yield* owner`drop role ${owner(name)}`
    })
  )
})
