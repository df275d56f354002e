// Row level security, laid over every table by one rule: a table bears `application_id`, or it is named here as nobody's. A table that
// comes tomorrow is protected by that alone, and one that is neither stops the start. Only what is not as it should be is touched,
// because every such change waits for all who use the table.
import { Effect, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"

import { house, setting, tenant } from "./Roles.ts"

/** A table bears no application and is not known to belong to nobody. */
export class NobodysTable extends Schema.TaggedError<NobodysTable>()("NobodysTable", { table: Schema.String }) {
  override get message() {
    return `the table ${this.table} bears no application_id: Tomada needs a database, or a schema, of its own`
  }
}

/** Tables of no application. What requests of applications read of them is `read`; all else is the house's. */
const nobodys: ReadonlyArray<{ readonly name: RegExp; readonly read: boolean }> = [
  { name: /^connectors$/, read: true },
  { name: /^connector_(ends|budgets)$/, read: false },
  { name: /^webhook_sequencer$/, read: false },
  { name: /^tomada_migrations$/, read: false },
  { name: /^cluster_/, read: false }
]

const Policy = Schema.Struct({
  name: Schema.String,
  roles: Schema.Array(Schema.String),
  command: Schema.String,
  permissive: Schema.Boolean,
  using: Schema.NullOr(Schema.String),
  check: Schema.NullOr(Schema.String)
})

const Seen = Schema.Struct({
  name: Schema.String,
  /** As it is written in SQL. */
  quoted: Schema.String,
  bears: Schema.Boolean,
  enabled: Schema.Boolean,
  forced: Schema.Boolean,
  policies: Schema.Array(Policy),
  /** What each role may do with it, of select, insert, update and delete. */
  house: Schema.Array(Schema.String),
  tenant: Schema.Array(Schema.String)
})
type Seen = typeof Seen.Type

const everything = ["select", "insert", "update", "delete"]

const may = (role: string): string =>
  `to_json(array(select may from unnest(array['${everything.join("','")}']) as may where has_table_privilege('${role}', tables.oid, may)))`

const looked = `
  select relname as name, quote_ident(relname) as quoted, relrowsecurity as enabled, relforcerowsecurity as forced,
    exists (select from pg_attribute where attrelid = tables.oid and attname = 'application_id'
      and atttypid = 'uuid'::regtype and attnotnull and not attisdropped) as bears,
    (select coalesce(json_agg(json_build_object('name', polname, 'command', polcmd, 'permissive', polpermissive,
        'roles', array(select case role when 0 then 'public' else pg_get_userbyid(role)::text end from unnest(polroles) as role),
        'using', pg_get_expr(polqual, polrelid), 'check', pg_get_expr(polwithcheck, polrelid))), '[]')
      from pg_policy where polrelid = tables.oid) as policies,
    ${may(house)} as house, ${may(tenant)} as tenant
  from pg_class as tables
  where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace
    and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = tables.oid and deptype = 'e')
  order by relname`

const seen: Effect.Effect<ReadonlyArray<Seen>, SqlError.SqlError, SqlClient.SqlClient> = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  return yield* Effect.orDie(Schema.decodeUnknownEffect(Schema.Array(Seen))(yield* sql.unsafe(looked)))
})

/** How a table should be; `key` is the column that says whose a row is, null where rows are nobody's. */
interface Wanted {
  readonly key: string | null
  readonly tenant: ReadonlyArray<string>
}

const wantedOf = ({ bears, name }: Seen): Wanted | undefined => {
  if (name === "applications") return { key: "id", tenant: ["select"] }
  if (bears) return { key: "application_id", tenant: everything }
  const known = nobodys.find((table) => table.name.test(name))
  return known === undefined ? undefined : { key: null, tenant: known.read ? ["select"] : [] }
}

/** Asked once a statement, not once a row: hence the `select`. */
const own = (key: string): string => `${key} = (select nullif(current_setting('${setting}', true), '')::uuid)`

/** PostgreSQL gives back an expression with casts, names and brackets that nobody wrote. */
const bare = (expression: string | null): string =>
  (expression ?? "").toLowerCase().replaceAll(/::text|as "?nullif"?|[\s()]/g, "")

const isPolicy = (table: Seen, role: string, using: string): boolean =>
  table.policies.some(
    (policy) =>
      policy.name === role &&
      policy.permissive &&
      policy.command === "*" &&
      policy.roles.join() === role &&
      policy.check === null &&
      bare(policy.using) === bare(using)
  )

const same = (some: ReadonlyArray<string>, others: ReadonlyArray<string>): boolean => some.join() === others.join()

/** What is not as it should be with a table, in words; policies beside ours are told of, and left. */
const wrongs = (table: Seen): ReadonlyArray<string> => {
  const wanted = wantedOf(table)
  if (wanted === undefined) return ["bears no application_id and is not known to belong to nobody"]
  const found: Array<string> = []
  if (!same(table.house, everything)) found.push(`${house} may not read and write it`)
  if (!same(table.tenant, wanted.tenant)) found.push(`${tenant} may do more or less with it than it should`)
  if (wanted.key === null) return found
  if (!table.enabled || !table.forced) found.push("row level security is not forced")
  if (!isPolicy(table, tenant, own(wanted.key))) found.push("the policy for applications is not there, or another")
  if (!isPolicy(table, house, "true")) found.push("the policy for the house is not there, or another")
  return found
}

const strangers = ({ policies }: Seen): ReadonlyArray<string> =>
  policies
    .filter(({ name }) => name !== house && name !== tenant)
    .map(({ name }) => `has a policy that is not Tomada's: ${name}`)

const policy = (table: Seen, role: string, using: string): ReadonlyArray<string> => [
  `drop policy if exists ${role} on ${table.quoted}`,
  `create policy ${role} on ${table.quoted} to ${role} using (${using})`
]

const settling = (table: Seen, { key, tenant: allowed }: Wanted): ReadonlyArray<string> => [
  `revoke all on ${table.quoted} from ${house}, ${tenant}`,
  `grant ${everything.join(", ")} on ${table.quoted} to ${house}`,
  ...(allowed.length === 0 ? [] : [`grant ${allowed.join(", ")} on ${table.quoted} to ${tenant}`]),
  ...(key === null
    ? []
    : [
        `alter table ${table.quoted} enable row level security`,
        `alter table ${table.quoted} force row level security`,
        ...policy(table, tenant, own(key)),
        ...policy(table, house, "true")
      ])
]

/** Of each table that is not as it should be, what is wrong with it. Changes nothing. */
export const found: Effect.Effect<
  ReadonlyArray<{ readonly table: string; readonly wrongs: ReadonlyArray<string> }>,
  SqlError.SqlError,
  SqlClient.SqlClient
> = Effect.map(seen, (tables) =>
  tables
    .map((table) => ({ table: table.name, wrongs: [...wrongs(table), ...strangers(table)] }))
    .filter((table) => table.wrongs.length > 0)
)

/** Brings every table to the rule, as their owner, in the transaction that is open. */
export const lay: Effect.Effect<void, SqlError.SqlError | NobodysTable, SqlClient.SqlClient> = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const statements: Array<string> = []
  for (const table of yield* seen) {
    const wanted = wantedOf(table)
    if (wanted === undefined) return yield* new NobodysTable({ table: table.name })
    if (wrongs(table).length > 0) statements.push(...settling(table, wanted))
  }
  const open = [house, tenant].map((role) => `has_schema_privilege('${role}', current_schema(), 'usage')`).join(" and ")
  const [schema] = yield* sql.unsafe<{ readonly name: string; readonly open: boolean; readonly counted: boolean }>(
    `select quote_ident(current_schema()) as name, ${open} as open,
      (select coalesce(bool_and(has_sequence_privilege('${house}', oid, 'usage')), true) from pg_class
        where relkind = 'S' and relnamespace = current_schema()::regnamespace) as counted`
  )
  if (schema?.open === false) statements.push(`grant usage on schema ${schema.name} to ${house}, ${tenant}`)
  // Of the cluster's tables; those of columns that are identities need none.
  if (schema?.counted === false) statements.push(`grant usage on all sequences in schema ${schema.name} to ${house}`)
  if (statements.length > 0) yield* sql.unsafe(`do $tomada$ begin ${statements.join("; ")}; end $tomada$`)
})
