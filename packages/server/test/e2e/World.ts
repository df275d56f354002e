// The whole product on a real socket, for clients that know nothing of it but its address: the real composition with its
// own data folder and database, the sandbox bank beside it, and one clock for both that can be moved. Moving it does not
// shorten any wait: `sleep` stays real, so what is awaited must be awaited by its state (`until`).
import { randomUUID } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { describe, layer as suiteOf, type Vitest } from "@effect/vitest"
import { Item } from "@tomada/core"
import { SandboxBank } from "@tomada/sandbox-bank"
import { ApplicationStore, Postgres } from "@tomada/store"
import {
  Clock,
  ConfigProvider,
  Context,
  DateTime,
  Duration,
  Effect,
  Layer,
  Logger,
  Redacted,
  References,
  Schedule
} from "effect"
import { SqlClient } from "effect/sql"

import * as Server from "../../src/Server.ts"
import { Settings } from "../../src/Settings.ts"
import { Line } from "./FaultyBank.ts"

const testServer = (): URL => {
  const url = process.env["TOMADA_TEST_DATABASE_URL"]
  if (url === undefined) throw new Error("TOMADA_TEST_DATABASE_URL names no server")
  return new URL(url)
}

const asOwner = <A, E>(statement: (sql: SqlClient.SqlClient) => Effect.Effect<A, E>) =>
  Effect.flatMap(SqlClient.SqlClient, statement).pipe(
    Effect.provide(Postgres.layer({ url: Redacted.make(testServer().href), maxConnections: 1 }), { local: true }),
    Effect.orDie
  )

const database = Effect.acquireRelease(
  Effect.suspend(() => {
    const name = `tomada_e2e_${randomUUID().replaceAll("-", "")}`
    return Effect.as(
      asOwner((sql) => sql`create database ${sql(name)}`),
      name
    )
  }),
  (name) => asOwner((sql) => sql`drop database ${sql(name)} with (force)`)
).pipe(
  Effect.map((name) => {
    const url = testServer()
    url.pathname = `/${name}`
    return url.href
  })
)

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "tomada-e2e-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** What moves the clock. */
class Hand extends Context.Service<
  Hand,
  { readonly set: (iso: string) => Effect.Effect<void>; readonly advance: (by: Duration.Input) => Effect.Effect<void> }
>()("@tomada/server/test/Hand") {}

/** A clock that runs as the real one does, from another moment. */
const movable = Layer.unwrap(
  Effect.map(Effect.service(Clock.Clock), (real) => {
    let ahead = 0
    const millis = () => real.currentTimeMillisUnsafe() + ahead
    const nanos = () => real.currentTimeNanosUnsafe() + BigInt(ahead) * 1_000_000n
    const clock: Clock.Clock = {
      currentTimeMillisUnsafe: millis,
      currentTimeMillis: Effect.sync(millis),
      currentTimeNanosUnsafe: nanos,
      currentTimeNanos: Effect.sync(nanos),
      monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe(),
      monotonicTimeNanos: real.monotonicTimeNanos,
      sleep: (duration) => real.sleep(duration)
    }
    const move = (to: () => number) =>
      Effect.sync(() => {
        ahead = to()
      })
    const hand = Hand.of({
      set: (iso) => move(() => DateTime.toEpochMillis(DateTime.makeUnsafe(iso)) - real.currentTimeMillisUnsafe()),
      advance: (by) => move(() => ahead + Duration.toMillis(Duration.fromInputUnsafe(by)))
    })
    return Layer.merge(Layer.succeed(Clock.Clock, clock), Layer.succeed(Hand, hand))
  })
)

export interface Options {
  /**
   * Whether the first application stays as a start makes it. Otherwise it is a development one: a clock that is moved by days
   * would start runs that nobody asked for, in the middle of a test about something else.
   */
  readonly production?: boolean
  /** Settings beside those that every world has, which knows no limit of updates: tests make more in a minute than people do. */
  readonly settings?: Readonly<Record<string, string>>
}

export class World extends Context.Service<
  World,
  {
    /** Where the server listens, without a slash at the end. */
    readonly url: string
    readonly clientId: string
    readonly clientSecret: string
    /** The data folder. */
    readonly home: string
    /** Everything that was logged, each line with its annotations and causes. */
    readonly log: ReadonlyArray<string>
    /** Moves the clock of the server and the bank to an ISO instant. */
    readonly setClock: (iso: string) => Effect.Effect<void>
    readonly advanceClock: (by: Duration.Input) => Effect.Effect<void>
  }
>()("@tomada/server/test/World") {}

const inDevelopment = Effect.fnUntraced(function* (clientId: string) {
  const applications = yield* ApplicationStore.ApplicationStore
  const first = yield* applications.get(Item.ApplicationId.make(clientId))
  yield* applications.put({ ...first, ...ApplicationStore.defaults("development") })
})

const server = ({ production = false, settings }: Options) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const { advance, set } = yield* Hand
      const home = yield* folder
      const log: Array<string> = []
      const clientId = randomUUID()
      const clientSecret = `secret-${randomUUID()}`
      const env = {
        TOMADA_HOME: home,
        PORT: "0",
        DATABASE_URL: yield* database,
        TOMADA_CLIENT_ID: clientId,
        TOMADA_CLIENT_SECRET: clientSecret,
        TOMADA_UPDATE_RATE: "0",
        ...settings
      }
      const world = Layer.effect(
        World,
        Effect.gen(function* () {
          const { address } = yield* Server.Listening
          if (!production) yield* inDevelopment(clientId)
          return World.of({ url: address, clientId, clientSecret, home, log, setClock: set, advanceClock: advance })
        })
      )
      return Layer.fresh(world.pipe(Layer.provideMerge(Server.layer), Layer.provide(Settings.layer))).pipe(
        Layer.provide([
          ConfigProvider.layer(ConfigProvider.fromEnv({ env })),
          Logger.layer([Logger.map(Logger.formatLogFmt, (line) => void log.push(line))]),
          Layer.succeed(References.MinimumLogLevel, "Trace")
        ])
      )
    })
  )

/** The bank that the server started beside itself. */
const besideServer = Layer.effect(
  SandboxBank,
  Effect.flatMap(Effect.serviceOption(SandboxBank), (found) => Effect.orDie(Effect.fromOption(found)))
)

/** A world of its own, closed with the scope. */
export const layer = (options: Options = {}) =>
  besideServer.pipe(Layer.provideMerge(server(options)), Layer.provideMerge(movable), Layer.orDie)

/** The bank as it is reached through the line that can be spoiled. */
const throughLine = Layer.effect(
  SandboxBank,
  Effect.gen(function* () {
    const { address } = yield* Line
    return SandboxBank.of({ ...(yield* SandboxBank), url: `http://${address}` })
  })
).pipe(Layer.provideMerge(Line.layer), Layer.provide(SandboxBank.layer()))

/** A world whose bank runs by itself, at the end of a line that can be spoiled. */
export const layerWithLine = (options: Options = {}) =>
  Layer.unwrap(
    Effect.map(Line, ({ address }) => server({ settings: { ...options.settings, TOMADA_SANDBOX_BANK: address } }))
  ).pipe(Layer.provideMerge(throughLine), Layer.provideMerge(movable), Layer.orDie)

/**
 * A world whose bank runs by itself and keeps the real time, so that its sessions outlive a move of the clock, as those of a bank do
 * that a person uses each day.
 */
export const layerWithSteadyBank = (options: Options = {}) =>
  Layer.unwrap(
    Effect.map(SandboxBank, ({ url }) =>
      server({ ...options, settings: { ...options.settings, TOMADA_SANDBOX_BANK: new URL(url).host } })
    )
  ).pipe(Layer.provideMerge(movable), Layer.provideMerge(Layer.fresh(SandboxBank.layer())), Layer.orDie)

/** A suite in a world of its own, which is there within so many seconds; its tests have live services, and time enough on a busy machine. */
export const suiteIn =
  <A>(world: Layer.Layer<A>, seconds = 30) =>
  (name: string, tests: (it: Vitest.MethodsNonLive<A>) => void) =>
    describe(`${name}`, { timeout: 60_000 }, () => {
      suiteOf(world, { excludeTestServices: true, timeout: `${seconds} seconds` })(tests)
    })

export const suite = (options: Options = {}) => suiteIn(layer(options))

/** Asks again and again until it is so, and answers with what was so; dies, saying what it saw last, when it never is. */
export const until = <A, E, R>(
  what: string,
  state: Effect.Effect<A, E, R>,
  holds: (state: A) => boolean,
  within: Duration.Input = "15 seconds"
): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    let last: A | undefined
    return state.pipe(
      Effect.tap((seen) => Effect.sync(() => void (last = seen))),
      Effect.repeat({ until: holds, schedule: Schedule.spaced("50 millis") }),
      Effect.timeoutOrElse({
        duration: within,
        orElse: () => Effect.die(new Error(`${what} did not come; last seen: ${JSON.stringify(last)?.slice(0, 2_000)}`))
      })
    )
  })
