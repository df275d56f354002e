// A connector with its cassettes, as the checks look at it. A cassette is replayed once, however many checks ask for it.
import type { Browsers, Connector, Visit } from "@tomada/connector-kit"
import type { ConnectorError } from "@tomada/core"
import { Effect, References } from "effect"

import * as Alone from "../Alone.ts"
import type * as Cassette from "../Cassette.ts"
import type { End } from "../Observed.ts"
import * as Replay from "../Replay.ts"
import type * as Stage from "../Stage.ts"

export interface Subject {
  readonly connector: Connector.Connector
  readonly cassettes: ReadonlyArray<Cassette.Cassette>
  /** As it was recorded. */
  readonly replayed: (cassette: Cassette.Cassette) => Effect.Effect<ReadonlyArray<Replay.Replayed>>
  /** Otherwise than it was recorded. */
  readonly bent: (
    cassette: Cassette.Cassette,
    options: Omit<Replay.Options, "browsers">
  ) => Effect.Effect<ReadonlyArray<Replay.Replayed>>
  /** A visit without the engine. */
  readonly alone: (
    options: Omit<Alone.Options, "browsers" | "connector" | "host">,
    use: (visit: Visit.Visit) => Effect.Effect<unknown, ConnectorError.ConnectorError>
  ) => Effect.Effect<End>
  readonly files: Files | null
  /** What visits of it need beside a cassette, for checks that stage them otherwise. */
  readonly staged: Options
}

/** The connector's package; paths are relative to it, with slashes. Null: there is no such file. */
export interface Files {
  readonly read: (path: string) => Effect.Effect<string | null>
  readonly list: () => Effect.Effect<ReadonlyArray<string>>
}

export interface Options {
  readonly browsers?: Browsers.Browsers["Service"]
  /** Without it whatever is about the package's files is unaudited. */
  readonly files?: Files
  /** Stands between the engine and the connector in every replay. */
  readonly between?: Stage.Between
  /** As of `Stage.Options`. */
  readonly host?: Stage.HostOf
  readonly stores?: Stage.Options["stores"]
}

/** Visits that are made to fail would fill the log. */
const quietly = Effect.provideService(References.MinimumLogLevel, "None")

const same: Stage.Between = (inner) => inner

export const make = Effect.fnUntraced(function* (
  connector: Connector.Connector,
  cassettes: ReadonlyArray<Cassette.Cassette>,
  options: Options = {}
) {
  const { between, browsers, files, host, stores } = options
  const inBrowser = { ...(browsers === undefined ? {} : { browsers }), ...(host === undefined ? {} : { host }) }
  const always = {
    ...inBrowser,
    ...(between === undefined ? {} : { between }),
    ...(stores === undefined ? {} : { stores })
  }
  const replays = new Map<Cassette.Cassette, Effect.Effect<ReadonlyArray<Replay.Replayed>>>()
  for (const cassette of cassettes) {
    replays.set(cassette, yield* Effect.cached(quietly(Replay.run(connector, cassette, always))))
  }
  const bent: Subject["bent"] = (cassette, how) => {
    const both: Stage.Between = (inner) => (how.between ?? same)((between ?? same)(inner))
    return quietly(Replay.run(connector, cassette, { ...always, ...how, between: both }))
  }
  const subject: Subject = {
    connector,
    cassettes: cassettes.filter(({ header }) => header.connector.id === connector.manifest.id),
    replayed: (cassette) => replays.get(cassette) ?? bent(cassette, {}),
    bent,
    alone: (how, use) => quietly(Alone.visit({ ...inBrowser, ...how, connector }, use)),
    files: files ?? null,
    staged: options
  }
  return subject
})

/** The cassettes whose first sync went well, `ok` before all others: it reads the most. */
export const good = ({ cassettes }: Subject): ReadonlyArray<Cassette.Cassette> =>
  cassettes
    .filter(({ lines }) => lines.some((line) => "sync" in line && line.expects.status === "SUCCESS"))
    .toSorted((one, other) => Number(other.header.scenario === "ok") - Number(one.header.scenario === "ok"))
