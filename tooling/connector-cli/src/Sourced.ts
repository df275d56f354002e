// A replay that knows of every page which requests it was read from: those of its read since the page before it.
import type { Browsers } from "@tomada/connector-kit"
import type { Connector } from "@tomada/connector-kit"
import { Cassette, Observed, Player, Replay } from "@tomada/connector-testing"
import { Effect } from "effect"

export interface Request {
  readonly position: number
  readonly recorded: Cassette.Exchanged
}

/** One page of a read. `sync` counts from one. */
export interface Sourced {
  readonly sync: number
  readonly call: Observed.Call
  readonly page: number
  readonly records: ReadonlyArray<unknown>
  readonly requests: ReadonlyArray<Request>
}

/** Told while it goes on; the clock of the replay stands meanwhile. */
export interface Telling {
  readonly sync?: (part: Cassette.Part) => Effect.Effect<void>
  readonly begins?: (call: Observed.Call) => Effect.Effect<void>
  readonly request?: (request: Request) => Effect.Effect<void>
  readonly page?: (page: Sourced) => Effect.Effect<void>
  readonly ends?: (call: Observed.Call) => Effect.Effect<void>
}

export interface Options extends Pick<Replay.Options, "after"> {
  readonly browsers?: Browsers.Browsers["Service"]
  readonly telling?: Telling
}

const quiet = () => Effect.void

export const replay = Effect.fnUntraced(function* (
  connector: Connector.Connector,
  cassette: Cassette.Cassette,
  { after, browsers, telling = {} }: Options
) {
  const {
    begins = quiet,
    ends = quiet,
    page: paged = quiet,
    request: requested = quiet,
    sync: synced = quiet
  } = telling
  const pages: Array<Sourced> = []
  const since = new Map<string, Array<Request>>()
  const parts = Cassette.parts(cassette)
  let sync = 1
  let begun = 0
  /** The first thing that happens of a sync tells it. */
  const turn = Effect.suspend(() => {
    const part = parts[sync - 1]
    if (begun === sync || part === undefined) return Effect.void
    begun = sync
    return synced(part)
  })
  const observation = new Observed.Observation({
    begins: (call) => Effect.andThen(turn, begins(call)),
    page: (call, { records }) =>
      Effect.suspend(() => {
        const requests = since.get(call.step) ?? []
        since.delete(call.step)
        const sourced: Sourced = { sync, call, page: call.pages.length + 1, records, requests }
        pages.push(sourced)
        return paged(sourced)
      }),
    ends: (call) => {
      since.delete(call.step)
      return ends(call)
    }
  })
  const bend: Replay.Options["bend"] = () => (recorded, position) =>
    Effect.suspend(() => {
      const request: Request = { recorded, position }
      since.set(recorded.step, [...(since.get(recorded.step) ?? []), request])
      return Effect.as(requested(request), Player.answered(recorded))
    })
  const replayed = yield* Replay.run(connector, cassette, {
    bend,
    observation,
    ...(browsers === undefined ? {} : { browsers }),
    after: (stage, told) =>
      Effect.andThen(
        after?.(stage, told) ?? Effect.void,
        Effect.sync(() => {
          sync += 1
        })
      )
  })
  return { pages, replayed }
})
