// A connector with its cassettes, as the checks look at it. A cassette is replayed once, however many checks ask for it.
import type { Browsers, Connector } from "@tomada/connector-kit"
import { Effect } from "effect"

import type * as Cassette from "../Cassette.ts"
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
    options: Pick<Replay.Options, "bend">
  ) => Effect.Effect<ReadonlyArray<Replay.Replayed>>
  /** What visits of it need beside a cassette, for checks that stage them otherwise. */
  readonly staged: Options
}

export interface Options {
  readonly browsers?: Browsers.Browsers["Service"]
  /** As of `Stage.Options`. */
  readonly stores?: Stage.Options["stores"]
}

export const make = Effect.fnUntraced(function* (
  connector: Connector.Connector,
  cassettes: ReadonlyArray<Cassette.Cassette>,
  options: Options = {}
) {
  const replays = new Map<Cassette.Cassette, Effect.Effect<ReadonlyArray<Replay.Replayed>>>()
  for (const cassette of cassettes) {
    replays.set(cassette, yield* Effect.cached(Replay.run(connector, cassette, options)))
  }
  const bent: Subject["bent"] = (cassette, how) => Replay.run(connector, cassette, { ...options, ...how })
  const subject: Subject = {
    connector,
    cassettes: cassettes.filter(({ header }) => header.connector.id === connector.manifest.id),
    replayed: (cassette) => replays.get(cassette) ?? bent(cassette, {}),
    bent,
    staged: options
  }
  return subject
})

/** The cassettes whose first sync went well. */
export const good = ({ cassettes }: Subject): ReadonlyArray<Cassette.Cassette> =>
  cassettes.filter(({ lines }) => lines.some((line) => "sync" in line && line.expects.status === "SUCCESS"))
