// The roles that Tomada works as: made by the owner of the tables before these are, checked before anything is asked. Roles belong to the
// whole PostgreSQL server, so several databases may be making them at the same moment, and a user who may not make them needs somebody who may.
import { Effect, Redacted, Schedule, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"

import * as Roles from "./internal/Roles.ts"
import { orDie } from "./internal/Sql.ts"
import * as Tables from "./internal/Tenancy.ts"
import { codeOf } from "./StorageFailure.ts"

export { house, tenant } from "./internal/Roles.ts"
export { NobodysTable } from "./internal/Tenancy.ts"

/** The roles are not there, or the user may not work as them; `cure` are the statements for somebody who may make roles. */
export class RolesMissing extends Schema.TaggedError<RolesMissing>()("RolesMissing", { cure: Schema.String }) {}

/** Row level security would not hold this role. */
export class RoleUnsafe extends Schema.TaggedError<RoleUnsafe>()("RoleUnsafe", {
  role: Schema.String,
  /** What it is: `superuser`, or it may pass the rows' rules, or owns tables; `above`: it may become the house. */
  why: Schema.Literals(["superuser", "bypass", "owner", "above"])
}) {}

const roles = [Roles.house, Roles.tenant]

/** Another database of the server did the same at this moment. */
const passing = new Set(["XX000", "23505", "42710", "40001"])

const againWhenRaced = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) =>
  Effect.retry(effect, {
    while: ({ reason }) => passing.has(codeOf(reason) ?? ""),
    times: 8,
    schedule: Schedule.jittered(Schedule.exponential("10 millis"))
  })

const notAllowed = "42501"

/** Makes the roles that are not there. */
const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const there = yield* sql<{ name: string }>`select rolname as name from pg_roles where ${sql.in("rolname", roles)}`
  for (const role of roles.filter((name) => !there.some((found) => found.name === name))) {
    yield* sql.unsafe(`do $tomada$ begin
      if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
    end $tomada$`)
  }
})

/** Lets these users work as both roles. */
const admit = Effect.fnUntraced(function* (users: ReadonlyArray<string>) {
  const sql = yield* SqlClient.SqlClient
  for (const user of users) {
    const [found] = yield* sql<{ may: boolean }>`
      select bool_and(pg_has_role(${user}::name, role,
        case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end)) as may
      from unnest(${roles}::name[]) as role`
    if (found?.may !== true) yield* sql.unsafe(`grant ${roles.join(", ")} to ${Roles.quoted(user)}`)
  }
})

/**
 * As the owner of the tables, before there are any: makes the roles and lets the owner and `user`, who is to serve, work as them. What is
 * there already needs no right to make it. Several processes and databases may do it at once.
 */
export const prepare = Effect.fn("Tenancy.prepare")(function* (user?: string) {
  const sql = yield* SqlClient.SqlClient
  const [session] = yield* orDie(sql<{ user: string }>`select current_user as user`)
  const users = [...new Set([session?.user ?? "", user ?? session?.user ?? ""])]
  yield* Effect.andThen(make, admit(users)).pipe(
    againWhenRaced,
    Effect.catchIf(
      ({ reason }) => codeOf(reason) === notAllowed,
      () => {
        const made = roles.map((role) => `create role ${role}`)
        const granted = `grant ${roles.join(", ")} to ${users.map(Roles.quoted).join(", ")}`
        return new RolesMissing({ cure: `${[...made, granted].join("; ")};` })
      }
    ),
    orDie
  )
  // Row level security is forced on the owner too, whose migrations must see every row, and do as one who has the house's rights.
  const [owner] = yield* orDie(
    sql<{ sees: boolean }>`select pg_has_role(current_user, ${Roles.house}::name, 'USAGE') as sees`
  )
  if (owner?.sees !== true) {
    return yield* new RolesMissing({
      cure: `grant ${Roles.house} to ${Roles.quoted(session?.user ?? "")} with inherit true;`
    })
  }
})

/** Which of the roles are not there, or may not be worked as by the user of this session. Changes nothing. */
export const missing = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const found = yield* sql<{ name: string }>`select rolname as name from pg_roles
    where ${sql.in("rolname", roles)} and pg_has_role(session_user, oid,
      case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end)`
  return roles.filter((role) => !found.some(({ name }) => name === role))
}).pipe(orDie)

/** Makes the user that is to serve, who may log in and nothing else, or gives it this password: letters, digits, - and _. */
export const login = Effect.fn("Tenancy.login")(function* (user: string, password: Redacted.Redacted<string>) {
  const sql = yield* SqlClient.SqlClient
  const secret = Redacted.value(password)
  if (!/^[\w-]+$/.test(secret)) return yield* Effect.die(new Error("a password of other characters"))
  const found = yield* orDie(sql`select from pg_roles where rolname = ${user}`)
  const verb = found.length === 0 ? "create" : "alter"
  yield* orDie(sql.unsafe(`${verb} role ${Roles.quoted(user)} login noinherit password '${secret}'`))
})

/** Where the tables are: for `TenantSql`. */
export const schema: Effect.Effect<string, never, SqlClient.SqlClient> = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [found] = yield* sql<{ schema: string }>`select current_schema() as schema`
  return found?.schema ?? "public"
}).pipe(orDie)

/**
 * Whether row level security holds both roles, and with `login` the user of the session too, which may become either. Fails with the first
 * that it would not hold.
 */
export const check = Effect.fn("Tenancy.check")(function* ({ login }: { readonly login: boolean }) {
  const sql = yield* SqlClient.SqlClient
  const found = yield* orDie(
    sql<{ role: string; superuser: boolean; bypass: boolean; owner: boolean; above: boolean }>`
      select rolname as role, rolsuper as superuser, rolbypassrls as bypass,
        exists (select from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
          and pg_has_role(pg_roles.oid, relowner, 'MEMBER')) as owner,
        rolname = ${Roles.tenant} and pg_has_role(pg_roles.oid, ${Roles.house}::name, 'MEMBER') as above
      from pg_roles where ${sql.in("rolname", roles)} or (${login} and rolname = session_user) order by rolname`
  )
  for (const { role, ...is } of found) {
    const why = (["superuser", "bypass", "owner", "above"] as const).find((what) => is[what])
    if (why !== undefined) return yield* new RoleUnsafe({ role, why })
  }
})

/** Of each table that row level security does not cover as it should, what is wrong with it, in words. Changes nothing. */
export const uncovered = orDie(Tables.found)
