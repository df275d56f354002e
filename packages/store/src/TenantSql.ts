// SQL for a server of many applications: one client, two pools. What is asked for an application (`Tenant`) runs in a session of the role
// that sees nothing by itself, in a transaction that bears the application; all else runs as the house. That transaction costs no turn of
// its own: its begin, its setting, the statement and its end go out in one write. A session that bears an application is never left so.
import { PgClient, type PgConnection, PgPool } from "@effect/sql-pg"
import { Context, Duration, Effect, Exit, Fiber, Layer, Scheduler, Scope } from "effect"
import { SqlClient, type SqlConnection, SqlError } from "effect/sql"

import * as Roles from "./internal/Roles.ts"
import * as Session from "./internal/Session.ts"
import * as Postgres from "./Postgres.ts"
import { codeOf } from "./StorageFailure.ts"
import { Tenant } from "./Tenant.ts"

/** `schema`: where the tables are; sessions look nowhere else. */
export interface Options extends Postgres.Options {
  readonly schema: string
}

/** The client for those who are nobody's: what they ask runs as the house, whatever fiber asks it. */
export class HouseSql extends Context.Service<HouseSql, SqlClient.SqlClient>()("@tomada/store/HouseSql") {
  /** As the client that everybody takes. */
  static readonly asSqlClient: Layer.Layer<SqlClient.SqlClient, never, HouseSql> = Layer.effect(
    SqlClient.SqlClient,
    HouseSql
  )
}

/** The role again, in case something between here and PostgreSQL kept the one that sessions begin with. */
const bear = `select set_config('${Roles.setting}', $1, true), set_config('role', '${Roles.tenant}', true)`

/** How long what was on its way may take to end once nobody waits for it; then its session goes with it. */
const patience = Duration.seconds(5)

const onTheWire = <A>(statement: Effect.Effect<A, SqlError.SqlError>) =>
  Effect.forkDetach(statement, { startImmediately: true })

const settled = (
  pool: PgPool.PgPool,
  session: PgConnection.PgConnection,
  fibers: ReadonlyArray<Fiber.Fiber<unknown, unknown>>
) =>
  Effect.onInterrupt(Effect.interruptible(Fiber.awaitAll(fibers)), () =>
    Effect.timeoutOrElse(Effect.interruptible(Effect.asVoid(Fiber.awaitAll(fibers))), {
      duration: patience,
      orElse: () => pool.invalidate(session)
    })
  )

/** What must reach PostgreSQL in its order is handed over without a pause, and whole. */
const inOrder = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.uninterruptible(Effect.provideService(effect, Scheduler.PreventSchedulerYield, true))

/** A statement that the session had prepared and that the tables have changed under; outside of transactions the driver asks again by itself. */
const isForgotten = ({ reason }: SqlError.SqlError): boolean => ["0A000", "26000"].includes(codeOf(reason) ?? "")

/** One statement in a transaction of its own; `prepare`: whether the session may hold it prepared. */
const alone = <A>(
  pool: PgPool.PgPool,
  session: PgConnection.PgConnection,
  tenant: string,
  statement: (prepare: boolean) => Effect.Effect<A, SqlError.SqlError>,
  prepare: boolean
): Effect.Effect<A, SqlError.SqlError> => {
  const once = Effect.gen(function* () {
    const begun = yield* onTheWire(session.query("BEGIN"))
    const borne = yield* onTheWire(session.query(bear, [tenant]))
    const asked = yield* onTheWire(statement(prepare))
    const ended = yield* onTheWire(session.query("COMMIT"))
    yield* settled(pool, session, [begun, borne, asked, ended])
    yield* Fiber.join(begun)
    yield* Fiber.join(borne)
    const answer = yield* Fiber.join(asked)
    // It comes after the end of its transaction, where nothing is seen, if the driver asked it twice.
    return Session.isRolledBack(yield* Fiber.join(ended)) ? yield* Effect.fail(Session.rolledBack()) : answer
  })
  if (!prepare) return inOrder(once)
  return Effect.catchIf(inOrder(once), isForgotten, () =>
    Effect.andThen(pool.invalidate(session), alone(pool, session, tenant, statement, false))
  )
}

/** A session for one statement. */
const forOne = (pool: PgPool.PgPool, session: PgConnection.PgConnection, tenant: string): SqlConnection.Connection =>
  Session.of({
    query: (sql, parameters, prepare = true) =>
      alone(pool, session, tenant, (prepare) => session.query(sql, parameters, prepare), prepare),
    queryValues: (sql, parameters, prepare = true) =>
      alone(pool, session, tenant, (prepare) => session.queryValues(sql, parameters, prepare), prepare),
    stream: session.stream
  })

const ends = new Set(["COMMIT", "ROLLBACK"])

/** A session for a transaction: its first statement is the one that begins it. One whose transaction is not over is given up. */
const forMany = Effect.fnUntraced(function* (pool: PgPool.PgPool, tenant: string) {
  const session = yield* pool.get
  const scope = yield* Effect.scope
  let isOpen = false
  let own: PgConnection.PgConnection | undefined
  yield* Effect.addFinalizer(() => (isOpen ? pool.invalidate(session) : Effect.void))

  const begin = (statement: string) =>
    inOrder(
      Effect.gen(function* () {
        isOpen = true
        const begun = yield* onTheWire(session.query(statement, [], false))
        const borne = yield* onTheWire(session.query(bear, [tenant]))
        yield* settled(pool, session, [begun, borne])
        yield* Fiber.join(borne)
        own = yield* Scope.provide(session.pin, scope)
        return yield* Fiber.join(begun)
      })
    )
  const query: PgConnection.PgConnection["query"] = (sql, parameters, prepare) => {
    if (own === undefined) return begin(sql)
    const asked = own.query(sql, parameters, prepare)
    return ends.has(sql) ? Effect.tap(asked, () => Effect.sync(() => void (isOpen = false))) : asked
  }
  return Session.of({
    query,
    queryValues: (sql, parameters, prepare) => (own ?? session).queryValues(sql, parameters, prepare),
    stream: (sql, parameters) => (own ?? session).stream(sql, parameters)
  })
})

/** For a stream, which outlives the effect that starts it. */
const forStream = Effect.fnUntraced(function* (pool: PgPool.PgPool, tenant: string) {
  const session = yield* forMany(pool, tenant)
  yield* Effect.acquireRelease(session.executeUnprepared("BEGIN", [], undefined), (_, exit) =>
    Effect.ignore(Exit.isSuccess(exit) ? Session.commit(session) : session.execute("ROLLBACK", [], undefined))
  )
  return session
})

interface Sources {
  readonly acquirer: SqlConnection.Acquirer
  readonly borrower: SqlConnection.Borrower
  readonly transactionAcquirer: SqlConnection.Acquirer
}

const client = (sources: Sources) =>
  SqlClient.make({
    ...sources,
    compiler: PgClient.makeCompiler(),
    commit: Session.commit,
    releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`,
    prepareTransactionControls: true,
    driver: "pg",
    spanAttributes: [["db.system.name", "postgresql"]]
  })

const ofHouse = (pool: PgPool.PgPool): Sources => ({
  acquirer: Effect.map(pool.get, Session.of),
  borrower: (use) => pool.use((session) => use(Session.of(session))),
  transactionAcquirer: Effect.map(pool.reserve, Session.of)
})

const ofEverybody = (house: Sources, tenants: PgPool.PgPool): Sources => {
  const choose =
    (lease: (pool: PgPool.PgPool, tenant: string) => SqlConnection.Acquirer) =>
    (otherwise: SqlConnection.Acquirer): SqlConnection.Acquirer =>
      Effect.flatMap(Tenant, (tenant) => (tenant === null ? otherwise : lease(tenants, tenant)))
  return {
    acquirer: choose(forStream)(house.acquirer),
    borrower: (use) =>
      Effect.flatMap(Tenant, (tenant) =>
        tenant === null ? house.borrower(use) : tenants.use((session) => use(forOne(tenants, session, tenant)))
      ),
    transactionAcquirer: choose(forMany)(house.transactionAcquirer)
  }
}

/** Everybody's client, with the house's. */
type Served = SqlClient.SqlClient & { readonly house: SqlClient.SqlClient }

const served = Effect.fnUntraced(function* ({ schema, ...options }: Options) {
  const pool = (role: string, settings: Partial<PgPool.Config> = {}) => {
    const config = Postgres.config(options)
    const startupParameters = { ...config.startupParameters, role, search_path: Roles.quoted(schema) }
    return PgPool.make({ ...config, ...settings, startupParameters })
  }
  const ofOurs = ofHouse(yield* pool(Roles.house))
  // Several statements of one borrower on their way at once, never those of several borrowers.
  const tenants = yield* pool(Roles.tenant, { multiplex: true, multiplexConcurrency: 1 })
  const house = yield* client(ofOurs)
  const [session] = yield* house<{ role: string }>`select current_user as role`
  if (session?.role !== Roles.house) return yield* new Postgres.Unreachable({ reason: "a pooler drops the role" })
  return Object.assign(yield* client(ofEverybody(ofOurs, tenants)), { house })
})

/**
 * Sessions of both roles, which the user of `url` must be a member of (`Tenancy`). `maxConnections` is of each of the two pools; the one
 * for applications is opened when the first of them asks. Fails when nobody answers.
 */
export const layer = (options: Options): Layer.Layer<SqlClient.SqlClient | HouseSql, Postgres.Unreachable> => {
  const made = Effect.mapError(served(options), (error) =>
    SqlError.isSqlError(error) ? Postgres.unreachable(error) : error
  )
  // The driver's layer has what clients are made of, and asks of what it gives out only that it is an SQL client.
  const built = Layer.build(
    PgClient.layerFrom(
      made as unknown as Effect.Effect<PgClient.PgClient, Postgres.Unreachable, Effect.Services<typeof made>>
    )
  )
  return Layer.effectContext(
    Effect.map(built, (context) => {
      const all = Context.get(context, SqlClient.SqlClient) as Served // which `served` made
      return Context.make(HouseSql, all.house).pipe(Context.add(SqlClient.SqlClient, all))
    })
  )
}
