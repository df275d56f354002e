// What the environment says, read once at start. A setting that cannot be used is named with its rule; its value, which
// may be a secret typed into the wrong place, is not repeated.
import { EgressAllowList } from "@tomada/engine"
import { Config, Context, Duration, Effect, Layer, Option, Redacted, Result } from "effect"
import { RunnerAddress } from "effect/cluster"

import { BadSetting } from "./StartupError.ts"

export interface SettingsShape {
  readonly host: string
  readonly port: number
  /** The address that people and clients use, without a slash at the end; none means where the server listens. */
  readonly publicUrl: Option.Option<string>
  /** The data folder. */
  readonly home: string
  /** Of one's own PostgreSQL; none means the embedded one. */
  readonly databaseUrl: Option.Option<Redacted.Redacted<string>>
  /** Of the owner of the tables there; none means that the user of `databaseUrl` is. */
  readonly databaseOwnerUrl: Option.Option<Redacted.Redacted<string>>
  /** Where the other processes of one database reach this one; `none` visits nothing; absent it has the database alone. */
  readonly runnerAddress: Option.Option<RunnerAddress.RunnerAddress | "none">
  /** How long visits may go on once the process is told to stop. */
  readonly drain: Duration.Duration
  /** Whether the sandbox connectors have a bank to visit. */
  readonly sandbox: boolean
  /** `host:port` of a sandbox bank that runs by itself; none means that one runs beside the server. */
  readonly sandboxBank: Option.Option<string>
  /** Whether the page that plays an application is served, where nobody but this computer reaches it. */
  readonly demo: boolean
  /** Visits under way, of all processes, from which on a client is told to come later with another. */
  readonly visits: number
  /** How often one key may ask in a minute: anything, for an update, and one address for a key; 0 is no limit. */
  readonly requestRate: number
  readonly updateRate: number
  readonly authRate: number
  /** Packages of connectors that are not of this repository: folders, or names that are installed in the data folder. */
  readonly connectors: ReadonlyArray<string>
  /** How long one answer of an institution may take; none means what each connector says. */
  readonly requestTimeout: Option.Option<Duration.Duration>
  /** The Chromium of connectors that need a browser; none means the first that is found. */
  readonly chromium: Option.Option<string>
  /** Whether Chromium's own sandbox stands between a page and this computer. */
  readonly browserSandbox: boolean
  /** How long a masked screenshot of a visit that failed is kept; zero takes none. */
  readonly screenshots: Duration.Duration
  /** Who is told how busy the server is: whoever has the operator's token, or also every program of this computer. */
  readonly metrics: "token" | "loopback"
  /** Receivers of webhooks on one's own network; none by default. */
  readonly webhookAllow: EgressAllowList.EgressAllowList
  /** How often and how long a receiver that does not answer is tried. */
  readonly webhookSchedule: "standard" | "pluggy"
}

const text = (name: string) =>
  Effect.map(
    Effect.orDie(Config.option(Config.String(name))),
    Option.filter((value) => value.trim() !== "")
  )

const parsed = <A>(name: string, fallback: A, parse: (value: string) => A | undefined, problem: string) =>
  Effect.flatMap(text(name), (given) => {
    if (Option.isNone(given)) return Effect.succeed(fallback)
    const value = parse(given.value.trim())
    return value === undefined ? Effect.fail(new BadSetting({ name, problem })) : Effect.succeed(value)
  })

const url = Option.liftThrowable((value: string) => new URL(value))

const address = (value: string, schemes: ReadonlyArray<string>): string | undefined =>
  Option.getOrUndefined(
    Option.map(
      Option.filter(url(value), ({ protocol }) => schemes.includes(protocol)),
      () => value.replace(/\/+$/, "")
    )
  )

const port = (value: string): number | undefined => {
  const number = /^\d{1,5}$/.test(value) ? Number(value) : undefined
  return number !== undefined && number <= 65_535 ? number : undefined
}

const hostAndPort = (value: string): string | undefined =>
  Option.getOrUndefined(
    Option.map(
      Option.filter(
        url(`tcp://${value}`),
        ({ host, hostname, port }) => hostname !== "" && port !== "" && host === value
      ),
      ({ host }) => host
    )
  )

const runnerAddress = (value: string): RunnerAddress.RunnerAddress | "none" | undefined => {
  if (value === "none") return "none"
  const given = hostAndPort(value)
  const { hostname, port: number } = new URL(`tcp://${given ?? "none:0"}`)
  const parsedPort = port(number)
  return given === undefined || parsedPort === undefined
    ? undefined
    : RunnerAddress.RunnerAddress.make({ host: hostname.replace(/^\[(.*)\]$/, "$1"), port: parsedPort })
}

const secondsOrNone = (value: string): Duration.Duration | undefined =>
  /^\d{1,4}$/.test(value) ? Duration.seconds(Number(value)) : undefined

const seconds = (value: string): Duration.Duration | undefined =>
  /^[1-9]\d{0,3}$/.test(value) ? Duration.seconds(Number(value)) : undefined

const days = (value: string): Duration.Duration | undefined =>
  /^\d{1,3}$/.test(value) ? Duration.days(Number(value)) : undefined

const visits = (value: string): number | undefined => (/^[1-9]\d{0,5}$/.test(value) ? Number(value) : undefined)

const rate = (value: string): number | undefined => (/^\d{1,6}$/.test(value) ? Number(value) : undefined)

const yesNo = (value: string): boolean | undefined =>
  ({ on: true, true: true, "1": true, off: false, false: false, "0": false })[value.toLowerCase()]

const listed = (value: string): ReadonlyArray<string> =>
  value
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")

const allowances = (value: string): EgressAllowList.EgressAllowList | undefined =>
  Result.getOrUndefined(EgressAllowList.parse(value))

const schedule = (value: string): SettingsShape["webhookSchedule"] | undefined =>
  value === "standard" || value === "pluggy" ? value : undefined

const metrics = (value: string): SettingsShape["metrics"] | undefined =>
  value === "token" || value === "loopback" ? value : undefined

export class Settings extends Context.Service<Settings, SettingsShape>()("@tomada/server/Settings") {
  static readonly layer: Layer.Layer<Settings, BadSetting> = Layer.effect(
    this,
    Effect.gen(function* () {
      const host = yield* parsed("HOST", "127.0.0.1", (value) => value, "it must be an address")
      const number = yield* parsed("PORT", 8080, port, "it must be a number from 0 to 65535")
      const databaseUrl = yield* parsed<string | undefined>(
        "DATABASE_URL",
        undefined,
        (value) => address(value, ["postgres:", "postgresql:"]),
        "it must be like postgresql://user:password@host:port/database"
      )
      const databaseOwnerUrl = yield* parsed<string | undefined>(
        "TOMADA_DATABASE_OWNER_URL",
        undefined,
        (value) => address(value, ["postgres:", "postgresql:"]),
        "it must be like postgresql://user:password@host:port/database"
      )
      if (databaseOwnerUrl !== undefined && databaseUrl === undefined) {
        const problem = "it names the owner of the tables in the database of DATABASE_URL, which is not set"
        return yield* new BadSetting({ name: "TOMADA_DATABASE_OWNER_URL", problem })
      }
      const runner = yield* parsed<RunnerAddress.RunnerAddress | "none" | undefined>(
        "TOMADA_RUNNER_ADDRESS",
        undefined,
        runnerAddress,
        "it must be host:port, where the other processes reach this one, or none"
      )
      if (runner !== undefined && databaseUrl === undefined) {
        const problem = "processes share a database of DATABASE_URL, which is not set"
        return yield* new BadSetting({ name: "TOMADA_RUNNER_ADDRESS", problem })
      }
      const publicUrl = yield* parsed<string | undefined>(
        "TOMADA_PUBLIC_URL",
        undefined,
        (value) => address(value, ["http:", "https:"]),
        "it must be like https://tomada.example.com"
      )
      const sandboxBank = yield* parsed<string | undefined>(
        "TOMADA_SANDBOX_BANK",
        undefined,
        hostAndPort,
        "it must be like 127.0.0.1:7070"
      )
      const requestTimeout = yield* parsed<Duration.Duration | undefined>(
        "TOMADA_REQUEST_TIMEOUT",
        undefined,
        seconds,
        "it must be a number of seconds from 1 to 9999"
      )
      return Settings.of({
        host,
        port: number,
        publicUrl: Option.fromUndefinedOr(publicUrl),
        home: yield* parsed("TOMADA_HOME", ".tomada", (value) => value, "it must be a folder"),
        databaseUrl: Option.map(Option.fromUndefinedOr(databaseUrl), (value) => Redacted.make(value)),
        databaseOwnerUrl: Option.map(Option.fromUndefinedOr(databaseOwnerUrl), (value) => Redacted.make(value)),
        runnerAddress: Option.fromUndefinedOr(runner),
        drain: yield* parsed(
          "TOMADA_DRAIN",
          databaseUrl === undefined ? Duration.zero : Duration.minutes(1),
          secondsOrNone,
          "it must be a number of seconds from 0 to 9999"
        ),
        visits: yield* parsed("TOMADA_VISITS", 100, visits, "it must be a number from 1 to 999999"),
        requestRate: yield* parsed("TOMADA_REQUEST_RATE", 3_000, rate, "it must be a number from 0 to 999999"),
        updateRate: yield* parsed("TOMADA_UPDATE_RATE", 20, rate, "it must be a number from 0 to 999999"),
        authRate: yield* parsed("TOMADA_AUTH_RATE", 360, rate, "it must be a number from 0 to 999999"),
        sandbox: yield* parsed("TOMADA_SANDBOX", true, yesNo, "it must be on or off"),
        sandboxBank: Option.fromUndefinedOr(sandboxBank),
        demo: yield* parsed("TOMADA_DEMO", true, yesNo, "it must be on or off"),
        connectors: yield* parsed<ReadonlyArray<string>>(
          "TOMADA_CONNECTORS",
          [],
          listed,
          "it must be folders or names of packages with commas between them"
        ),
        requestTimeout: Option.fromUndefinedOr(requestTimeout),
        chromium: yield* text("TOMADA_CHROMIUM"),
        browserSandbox: yield* parsed("TOMADA_BROWSER_SANDBOX", true, yesNo, "it must be on or off"),
        screenshots: yield* parsed(
          "TOMADA_SCREENSHOT_DAYS",
          Duration.days(7),
          days,
          "it must be a number of days from 0 to 999"
        ),
        metrics: yield* parsed<SettingsShape["metrics"]>(
          "TOMADA_METRICS",
          "token",
          metrics,
          "it must be token or loopback"
        ),
        webhookAllow: yield* parsed(
          "TOMADA_WEBHOOK_ALLOW",
          EgressAllowList.none,
          allowances,
          "it must be hosts, addresses and networks with commas between them, like homeassistant.local,192.168.1.0/24,[fd12::/16]:8080"
        ),
        webhookSchedule: yield* parsed<SettingsShape["webhookSchedule"]>(
          "TOMADA_WEBHOOK_SCHEDULE",
          "standard",
          schedule,
          "it must be standard or pluggy"
        )
      })
    })
  )
}
