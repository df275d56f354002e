// What the database has recorded, read past the product: where a visit is, whose backend serves it, which events there are. Two pools, because
// what is held must not keep anybody from reading. A connection that died with its server is simply tried again.
import { setTimeout as sleep } from "node:timers/promises"

import { PgClient } from "@effect/sql-pg"
import { Deferred, Effect, ManagedRuntime, Redacted } from "effect"
import { SqlClient } from "effect/sql"

export interface Execution {
  readonly id: string
  readonly status: string
  readonly fence: number
  readonly ended: boolean
}

export interface Told {
  readonly eventId: string
  readonly itemId: string
  readonly event: string
  readonly delivered: boolean
}

export interface Database {
  /** The latest execution of an Item. */
  readonly execution: (itemId: string) => Promise<Execution | undefined>
  /** The steps that an execution has recorded. */
  readonly steps: (executionId: string) => Promise<ReadonlyArray<string>>
  /** Whether a transaction waits for a lock on this table, and the pid of its backend. */
  readonly waitsFor: (table: string) => Promise<number | undefined>
  /** A backend of the server: one that is in a transaction, else the one that spoke of an execution last. */
  readonly backend: () => Promise<number | undefined>
  /** Whether the delivery of an event is under way. */
  readonly leased: (eventId: string) => Promise<boolean>
  /** All events of Items. */
  readonly told: () => Promise<ReadonlyArray<Told>>
  /** Executions that have not ended, or whose end is none that the product knows a reason for. */
  readonly unended: () => Promise<ReadonlyArray<string>>
  /** How many rows an Item's accounts have ever got, by the account's id. */
  readonly rows: (itemId: string) => Promise<ReadonlyMap<string, number>>
  /** Keeps everybody from writing to a table until it is released, or the database dies. */
  readonly hold: (table: string) => Promise<() => void>
  readonly run: (statement: string) => Promise<void>
  /** Resolves when a new question is answered. */
  readonly ready: () => Promise<void>
  readonly close: () => Promise<void>
}

const patience = 30_000

const poolOf = (url: string) =>
  ManagedRuntime.make(
    PgClient.layer({
      url: Redacted.make(url),
      applicationName: "crash",
      maxConnections: 2,
      connectTimeout: "5 seconds"
    })
  )

export const open = (url: string): Database => {
  const asking = poolOf(url)
  const holding = poolOf(url)
  const once = <A extends object>(text: string, parameters: ReadonlyArray<unknown> = []): Promise<ReadonlyArray<A>> =>
    asking.runPromise(
      Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe<A>(text, parameters)).pipe(Effect.timeout("5 seconds"))
    )
  const rows = async <A extends object>(
    text: string,
    parameters: ReadonlyArray<unknown> = []
  ): Promise<ReadonlyArray<A>> => {
    const until = performance.now() + patience
    for (;;) {
      try {
        return await once<A>(text, parameters)
      } catch (error) {
        if (performance.now() > until) throw error
        await sleep(50)
      }
    }
  }
  const pid = async (text: string, parameters?: ReadonlyArray<unknown>) =>
    (await rows<{ pid: number }>(text, parameters))[0]?.pid
  return {
    execution: async (itemId) =>
      (
        await rows<Execution>(
          `select id, status, fence, ended_at is not null as ended from executions where item_id = $1::uuid
           order by created_at desc, id desc limit 1`,
          [itemId]
        )
      )[0],
    steps: async (executionId) =>
      (
        await rows<{ status: string }>("select status from execution_steps where execution_id = $1::uuid order by id", [
          executionId
        ])
      ).map(({ status }) => status),
    waitsFor: (table) =>
      pid(
        `select a.pid from pg_stat_activity a join pg_locks l on l.pid = a.pid
         where a.application_name = 'tomada' and a.xact_start is not null and not l.granted
           and l.relation = $1::text::regclass limit 1`,
        [table]
      ),
    backend: () =>
      pid(
        `select pid from pg_stat_activity where application_name = 'tomada' and backend_type = 'client backend'
         order by xact_start is not null desc, query like '%execution%' desc, state_change desc limit 1`
      ),
    leased: async (eventId) =>
      (
        await rows(
          `select 1 as one from webhook_deliveries d join webhook_events e on e.id = d.event
           where e.event_id = $1::uuid and d.state = 'waiting' and d.leased`,
          [eventId]
        )
      ).length > 0,
    told: () =>
      rows<Told>(
        `select e.event_id as "eventId", e.item_id as "itemId", e.event,
           exists (select 1 from webhook_deliveries d where d.event = e.id and d.state = 'delivered') as delivered
         from webhook_events e where e.item_id is not null`
      ),
    unended: async () =>
      (
        await rows<{ status: string }>(
          `select status from executions
           where ended_at is null or (status not in ('SUCCESS', 'PARTIAL_SUCCESS') and error->>'code' is null)`
        )
      ).map(({ status }) => status),
    rows: async (itemId) => {
      const found = await rows<{ id: string; rows: number }>(
        `select a.id, (select count(*)::integer from transactions t where t.account_id = a.id) as rows
         from accounts a where a.item_id = $1::uuid`,
        [itemId]
      )
      return new Map(found.filter(({ rows }) => rows > 0).map(({ id, rows }) => [id, rows]))
    },
    hold: async (table) => {
      const released = Deferred.makeUnsafe<void>()
      const { promise, reject, resolve } = Promise.withResolvers<void>()
      const transaction = Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* sql.withTransaction(
          Effect.gen(function* () {
            yield* sql`lock table ${sql(table)} in share mode`
            resolve()
            yield* Deferred.await(released)
          })
        )
      })
      holding.runPromise(transaction).then(() => undefined, reject)
      await promise
      return () => void Effect.runSync(Deferred.succeed(released, undefined))
    },
    run: async (statement) => void (await rows(statement)),
    ready: async () => void (await rows("select 1 as one")),
    close: async () => {
      for (const pool of [asking, holding]) await pool.dispose().catch(() => undefined)
    }
  }
}
