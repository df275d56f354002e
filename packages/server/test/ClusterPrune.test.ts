// What the cluster keeps of messages, on its own tables in a database of the test.
import { randomUUID } from "node:crypto"

import { NodeCrypto } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Postgres } from "@tomada/store"
import { DateTime, Effect, Layer, Redacted } from "effect"
import { MachineId, ShardingConfig, Snowflake, SqlMessageStorage } from "effect/cluster"
import { SqlClient } from "effect/sql"

import * as ClusterPrune from "../src/ClusterPrune.ts"

const server = (): URL => new URL(process.env["TOMADA_TEST_DATABASE_URL"] ?? "")

const asOwner = <A, E>(statement: (sql: SqlClient.SqlClient) => Effect.Effect<A, E>) =>
  Effect.flatMap(SqlClient.SqlClient, statement).pipe(
    Effect.provide(Postgres.layer({ url: Redacted.make(server().href), maxConnections: 1 }), { local: true }),
    Effect.orDie
  )

const tables = Layer.unwrap(
  Effect.acquireRelease(
    Effect.suspend(() => {
      const name = `tomada_prune_${randomUUID().replaceAll("-", "")}`
      return Effect.as(
        asOwner((sql) => sql`create database ${sql(name)}`),
        name
      )
    }),
    (name) => asOwner((sql) => sql`drop database ${sql(name)} with (force)`)
  ).pipe(
    Effect.map((name) => {
      const url = server()
      url.pathname = `/${name}`
      return SqlMessageStorage.layer.pipe(
        Layer.provide([NodeCrypto.layerDigest, ShardingConfig.layerDefaults]),
        Layer.provideMerge(Postgres.layer({ url: Redacted.make(url.href), maxConnections: 2 })),
        Layer.orDie
      )
    })
  )
)

/** A message of so many hours ago, with its reply. */
const message = Effect.fnUntraced(function* (hours: number, processed: boolean, entity = "Item") {
  const sql = yield* SqlClient.SqlClient
  const timestamp = DateTime.subtract(yield* DateTime.now, { hours }).epochMilliseconds
  const id = Snowflake.make({ machineId: MachineId.make(1), sequence: sequence++, timestamp })
  yield* sql`
    insert into cluster_messages (id, shard_id, entity_type, entity_id, kind, request_id, processed)
    values (${id}, 'default:1', ${entity}, ${randomUUID()}, 0, ${id}, ${processed})`
  if (processed) {
    yield* sql`
      insert into cluster_replies (id, kind, request_id, payload) values (${id}, 0, ${id}, '{}')`
  }
})

let sequence = 0

const left = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [messages] = yield* sql<{ n: number }>`select count(*)::integer as n from cluster_messages`
  const [replies] = yield* sql<{ n: number }>`select count(*)::integer as n from cluster_replies`
  return [messages?.n, replies?.n]
})

describe("the cluster's messages", () => {
  it.live("go with their replies a day after they were done with; the others stay, however old", () =>
    Effect.gen(function* () {
      yield* Effect.forEach([25, 30, 1_000], (hours) => message(hours, true))
      yield* message(23, true)
      yield* message(1_000, false)
      yield* message(1_000, true, "SomebodyElses")
      assert.strictEqual(yield* ClusterPrune.prune, 3)
      assert.deepStrictEqual(yield* left, [3, 2])
      assert.strictEqual(yield* ClusterPrune.prune, 0)
    }).pipe(Effect.provide(tables))
  )
})
