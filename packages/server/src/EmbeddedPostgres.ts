/**
 * PostgreSQL in the data folder, for those who have no server of their own: made at the first start, started with the
 * scope and ended with it, on a free port of the loopback address only. Holds `postgres/` by a lock of its own, so that
 * ending a forgotten postmaster can never hit one that another start is using.
 * Needs the real clock: under a test clock the waiting for it never ends.
 */
import { join, resolve } from "node:path"

import * as PgConnection from "@effect/sql-pg/PgConnection"
import { Context, Effect, Layer, ManagedRuntime, Option, Redacted, Schedule } from "effect"

import * as DataFolder from "./DataFolder.ts"
import * as FolderLock from "./FolderLock.ts"
import * as PostgresAccount from "./PostgresAccount.ts"
import * as PostgresBinaries from "./PostgresBinaries.ts"
import * as PostgresCluster from "./PostgresCluster.ts"
import * as PostgresProcess from "./PostgresProcess.ts"
import { readIfPresent } from "./PrivateFile.ts"
import { type FolderInUse, type FolderNotWritable, PostgresNotStarted } from "./StartupError.ts"

export interface Options {
  /** The data folder; PostgreSQL keeps to `postgres/` in it. Made when it is not there. */
  readonly folder: string
  /** False gives up safety against power loss for speed: tests only. Default true. */
  readonly durable?: boolean
  /** False never uses a user namespace when root starts it. Default true. */
  readonly namespaces?: boolean
}

export interface Started {
  /** With the password in it. */
  readonly url: string
  stop(): Promise<void>
}

export class EmbeddedPostgres extends Context.Service<
  EmbeddedPostgres,
  {
    /** `postgresql://user:password@host:port/database` of the superuser that owns everything. */
    readonly url: Redacted.Redacted<string>
    readonly host: string
    readonly port: number
    /** Of the postmaster. */
    readonly pid: number
    /** Never completes while PostgreSQL runs; then gives the reason of its end. */
    readonly ended: Effect.Effect<string>
  }
>()("@tomada/server/EmbeddedPostgres") {
  /** Fails with FolderNotWritable, FolderInUse or PostgresNotStarted, each of which says what to do. */
  static layer(options: Options): Layer.Layer<EmbeddedPostgres, FolderNotWritable | FolderInUse | PostgresNotStarted> {
    return Layer.effect(EmbeddedPostgres, make(options))
  }

  /** For those who do not use Effect, such as the set-up of tests. `stop` resolves when the process is gone. */
  static async start(folder: string, options?: Omit<Options, "folder">): Promise<Started> {
    const runtime = ManagedRuntime.make(EmbeddedPostgres.layer({ ...options, folder }))
    try {
      const { url } = await runtime.runPromise(EmbeddedPostgres)
      return { url: Redacted.value(url), stop: () => runtime.dispose() }
    } catch (error) {
      await runtime.dispose()
      throw error
    }
  }
}

/** The address of the one that another process has started in this data folder; none where none runs. */
export const beside = Effect.fnUntraced(function* (folder: string) {
  const own = join(resolve(folder), "postgres")
  const password = yield* readIfPresent(join(own, "password"))
  const port = PostgresProcess.portOf(join(own, "data"))
  if (Option.isNone(password) || port === undefined) return Option.none()
  return Option.some(addressOf(Redacted.make(password.value.trim()), port))
})

/** Of the owner of everything. */
const addressOf = (password: Redacted.Redacted<string>, port: number): Redacted.Redacted<string> => {
  const { NAME: name } = PostgresCluster
  return Redacted.make(`postgresql://${name}:${Redacted.value(password)}@${PostgresProcess.HOST}:${port}/${name}`)
}

const make = Effect.fnUntraced(function* ({ folder, durable = true, namespaces = true }: Options) {
  const home = resolve(folder)
  const own = join(home, "postgres")
  yield* DataFolder.make(own)
  yield* FolderLock.hold(own, "server", home)
  const account = yield* PostgresAccount.choose(own, namespaces)
  yield* PostgresAccount.give(account, own, home)
  const binaries = yield* PostgresBinaries.find(own, account.user)
  const password = yield* PostgresCluster.ensure(own, binaries, account, { durable })

  const start = Effect.gen(function* () {
    yield* PostgresProcess.endOrphan(own, binaries)
    const port = yield* PostgresProcess.freePort
    const running = yield* Effect.acquireRelease(
      PostgresProcess.launch(own, binaries, account, { port, durable }),
      (launched) => PostgresProcess.stop(binaries, launched)
    )
    yield* PostgresProcess.awaitReady(own, running)
    return running
  })
  const running = yield* start.pipe(
    Effect.retry({ while: isPassing, schedule: Schedule.spaced("300 millis"), times: 5 })
  )
  const { HOST: host } = PostgresProcess
  const url = addressOf(password, running.port)
  yield* login(url)
  return EmbeddedPostgres.of({ url, host, port: running.port, pid: running.pid, ended: running.ended })
})

/** Another program took the port first, or processes of a killed start are still beginning or still ending. */
const isPassing = (error: FolderNotWritable | PostgresNotStarted): boolean =>
  error._tag === "PostgresNotStarted" &&
  /TCP\/IP sockets|shared memory block|lock file .* already exists/.test(error.reason)

const login = (url: Redacted.Redacted<string>): Effect.Effect<void, PostgresNotStarted> =>
  Effect.scoped(PgConnection.make({ url })).pipe(
    Effect.retry({ times: 3, schedule: Schedule.spaced("100 millis") }),
    Effect.asVoid,
    Effect.mapError(
      (error) =>
        new PostgresNotStarted({ reason: `it runs, but refuses the password kept beside its data: ${error.message}.` })
    )
  )
