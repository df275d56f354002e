// How the processes of one database divide its Items between them. One alone needs no address; several find each other in
// the database and speak over sockets that know no password, so these belong on a network of their own.
// The cluster's own tables are the owner's like all others, and what it keeps in them is the house's, whoever asks for a run.
import { NodeClusterSocket, NodeCrypto } from "@effect/platform-node"
import { Drain, Lease } from "@tomada/engine"
import { TenantSql } from "@tomada/store"
import { Duration, Effect, Layer, Option } from "effect"
import {
  RunnerAddress,
  RunnerHealth,
  Runners,
  RunnerStorage,
  Sharding,
  ShardingConfig,
  SqlMessageStorage,
  SqlRunnerStorage
} from "effect/cluster"

import * as ClusterGuard from "./ClusterGuard.ts"
import * as ClusterSockets from "./ClusterSockets.ts"
import * as PostgresProcess from "./PostgresProcess.ts"
import { Settings } from "./Settings.ts"
import { BadSetting, mapLayerError } from "./StartupError.ts"

/** What a visit may take to end its writing once it is interrupted. */
const lastWrites = Duration.seconds(5)

/**
 * Measured: a runner that dies is noticed in seconds, and a stop does not wait for messages that nobody reads. Each look for
 * messages names every shard; 64 are enough for some twenty runners. All processes of a database have the same number.
 */
const sharding = (drain: Duration.Duration): Partial<ShardingConfig.ShardingConfig["Service"]> => ({
  shardsPerGroup: 64,
  entityMessagePollInterval: "1 second",
  refreshAssignmentsInterval: "1 second",
  shardLockExpiration: "7 seconds",
  shardLockRefreshInterval: "2 seconds",
  runnerHealthCheckInterval: "5 seconds",
  entityTerminationTimeout: Duration.sum(drain, lastWrites)
})

/** Makes the cluster's tables, as the owner of all. */
export const tables = Effect.scoped(
  Effect.asVoid(Layer.build(Layer.merge(SqlMessageStorage.layerMigrations({}), SqlRunnerStorage.layerMigrations({}))))
)

const messages = SqlMessageStorage.layerStorage({}).pipe(
  Layer.provide(NodeCrypto.layerDigest),
  Layer.provide(TenantSql.HouseSql.asSqlClient)
)

const draining = (alone: boolean) =>
  Layer.unwrap(Effect.map(Settings, ({ drain }) => Layer.succeed(Drain.Drain, Drain.make(drain, alone))))

const guarded = (alone: boolean) => Layer.effectDiscard(ClusterGuard.hold(alone))

const alone = Layer.unwrap(
  Effect.map(Settings, ({ databaseUrl, drain }) => {
    const cluster = Sharding.layer.pipe(
      Layer.provideMerge(Runners.layerNoop),
      Layer.provideMerge(messages),
      Layer.provide([RunnerStorage.layerMemory, RunnerHealth.layerNoop]),
      Layer.provide(ShardingConfig.layerFromEnv(sharding(drain))),
      Layer.orDie,
      Layer.merge(draining(true))
    )
    // The embedded PostgreSQL belongs to whoever holds its folder.
    return Option.isSome(databaseUrl) ? cluster.pipe(Layer.provide(guarded(true))) : cluster
  })
)

const among = Layer.mergeAll(draining(false), Layer.succeed(Lease.Lease, Lease.ofMany))

/** Of one process among many. */
const storages = (config: Partial<ShardingConfig.ShardingConfig["Service"]>) =>
  SqlRunnerStorage.layerStorage({}).pipe(
    Layer.provide(TenantSql.HouseSql.asSqlClient),
    Layer.merge(messages),
    Layer.provide(ShardingConfig.layerFromEnv(config)),
    Layer.orDie
  )

const clientConfig = { ...sharding(Duration.zero), runnerAddress: Option.none() }

const client = NodeClusterSocket.layer({ storage: "byo", clientOnly: true, shardingConfig: clientConfig }).pipe(
  Layer.provideMerge(storages(clientConfig)),
  Layer.orDie,
  Layer.merge(among),
  Layer.provide(guarded(false))
)

const runnerAt = (address: RunnerAddress.RunnerAddress) =>
  Layer.unwrap(
    Effect.map(Settings, ({ drain }) => {
      const shardingConfig = { ...sharding(drain), runnerAddress: Option.some(address) }
      return mapLayerError(
        ClusterSockets.layer(shardingConfig).pipe(Layer.provideMerge(storages(shardingConfig))),
        () =>
          new BadSetting({
            name: "TOMADA_RUNNER_ADDRESS",
            problem: "this computer cannot listen at that host and port"
          })
      )
    })
  ).pipe(Layer.merge(among), Layer.provide(guarded(false)))

/** The process that answers the API: alone unless the setting says otherwise. */
export const layerServer = Layer.unwrap(
  Effect.map(Settings, ({ runnerAddress }) =>
    Option.match(runnerAddress, {
      onNone: () => alone,
      onSome: (address) => (address === "none" ? client : runnerAt(address))
    })
  )
)

const local = "127.0.0.1"

/** Where a runner is reached by the others: on this computer alone, at a free port, unless the setting says otherwise. */
export const address = Effect.gen(function* () {
  const { databaseUrl, runnerAddress } = yield* Settings
  if (Option.isNone(databaseUrl)) {
    return yield* new BadSetting({ name: "DATABASE_URL", problem: "a runner needs the database that it shares" })
  }
  const given = Option.getOrElse(runnerAddress, () => RunnerAddress.RunnerAddress.make({ host: local, port: 0 }))
  if (given === "none") {
    return yield* new BadSetting({ name: "TOMADA_RUNNER_ADDRESS", problem: "none is for processes that visit nothing" })
  }
  if (given.port !== 0) return given
  return RunnerAddress.RunnerAddress.make({ host: given.host, port: yield* PostgresProcess.freePort })
})

/** One of many processes that visit. */
export const layerRunner = (at: RunnerAddress.RunnerAddress) => runnerAt(at)
