// Plays a cassette to a connector: the whole engine, with a clock that stands where it stood when the cassette was recorded.
import type { Browsers, Connector, ConnectorHost } from "@tomada/connector-kit"
import { type Account, type Challenge, type Execution, type Transaction } from "@tomada/core"
import { Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"

import * as BrowserTap from "./BrowserTap.ts"
import * as Cassette from "./Cassette.ts"
import * as LeapingClock from "./LeapingClock.ts"
import { Observation } from "./Observed.ts"
import { type Bend, type During, nowhere, Player } from "./Player.ts"
import * as Stage from "./Stage.ts"

/** What an Item holds after a sync. */
export interface Held {
  readonly account: Account.Account
  readonly rows: ReadonlyArray<Transaction.Transaction>
}

/** One sync, replayed. */
export interface Replayed extends Stage.Ended {
  readonly part: Cassette.Part
  readonly player: Player
  readonly held: ReadonlyArray<Held>
  /** The session and the trust that are kept after it. */
  readonly kept: ConnectorHost.Saved
}

export interface Options {
  /** Answers otherwise than was recorded; `sync` counts from one. */
  readonly bend?: (sync: number) => Bend
  /** Who starts an update; as recorded unless given. */
  readonly trigger?: (sync: number) => Execution.Trigger
  /** What the person answers instead; `recorded` is what they answered then. */
  readonly answers?: (recorded: Stage.Answers, sync: number) => Stage.Answers
  readonly between?: Stage.Between
  readonly browsers?: Browsers.Browsers["Service"]
  /** As of `Stage.Options`. */
  readonly host?: Stage.HostOf
  readonly stores?: Stage.Options["stores"]
  /** Where the visits are told; a new one unless given. */
  readonly observation?: Observation
  /** Looks at what is held after each sync. */
  readonly after?: (stage: Stage.Stage, replayed: Replayed) => Effect.Effect<void>
}

/** Everything that the Item holds now. */
export const held = Effect.fnUntraced(function* (stage: Stage.Stage, { item }: Stage.Ended) {
  const accounts = yield* stage.accounts(item.id)
  return yield* Effect.forEach(accounts, (account) =>
    Effect.map(stage.transactions(account.id), (rows) => ({ account, rows }))
  )
})

/** The query with which the institution sends a person back bears the state of the login that they were sent from. */
const ofThisLogin = (query: string, challenge: Challenge.Challenge): string => {
  const state = challenge._tag === "Redirect" ? URL.parse(challenge.url)?.searchParams.get("state") : null
  const params = new URLSearchParams(query)
  if (state == null || !params.has("state")) return query
  params.set("state", state)
  return params.toString()
}

/** Gives the answers that were recorded, in their order. */
export const answersOf = (asked: ReadonlyArray<Cassette.Asked>): Stage.Answers => {
  const left = [...asked]
  return (challenge: Challenge.Challenge) =>
    Effect.sync(() => {
      const next = left.shift()
      return next === undefined || next.answer === null || next.asked._tag !== challenge._tag
        ? null
        : Redacted.make(ofThisLogin(next.answer, challenge))
    })
}

/** Every sync of the cassette, one after the other on one Item. */
export const run = (
  connector: Connector.Connector,
  cassette: Cassette.Cassette,
  {
    after = () => Effect.void,
    answers: instead = (recorded) => recorded,
    bend,
    between,
    browsers,
    host,
    observation = new Observation(),
    stores,
    trigger = () => "CLIENT"
  }: Options = {}
): Effect.Effect<ReadonlyArray<Replayed>> =>
  Effect.gen(function* () {
    const parts = Cassette.parts(cassette)
    let player = new Player([], [])
    let answers = Stage.nobody
    const [begin] = parts
    if (begin !== undefined) yield* TestClock.setTime(begin.sync.clock.epochMilliseconds)
    let before = 0
    const during = (): During => ({
      call: observation.calls.length - before - 1,
      yielded: observation.calls.at(-1)?.pages.length ?? 0
    })
    const stage = yield* Stage.open({
      connector,
      observation,
      tap: (sent, exchange) => player.tap(sent, exchange),
      connectTo: nowhere(cassette.header.hosts),
      ...(browsers === undefined
        ? {}
        : { browsers: BrowserTap.playing(browsers, (sent, exchange) => player.tap(sent, exchange)) }),
      ...(between === undefined ? {} : { between }),
      ...(host === undefined ? {} : { host }),
      ...(stores === undefined ? {} : { stores }),
      answers: (challenge) => answers(challenge),
      pause:
        host !== undefined
          ? Stage.beside
          : browsers === undefined
            ? Stage.untilIdle(() => player.made.length)
            : Stage.inStep
    })
    const replayed: Array<Replayed> = []
    for (const part of parts) {
      yield* LeapingClock.leapTo(part.sync.clock.epochMilliseconds)
      before = observation.calls.length
      player = new Player(part.exchanges, cassette.header.volatile, bend?.(part.sync.sync), during)
      answers = instead(answersOf(part.asked), part.sync.sync)
      const last = replayed.at(-1)
      const ended =
        last === undefined
          ? yield* stage.create(Redacted.make(cassette.header.parameters), cassette.header.products)
          : yield* stage.update(last.item.id, { trigger: trigger(part.sync.sync) })
      const told: Replayed = {
        ...ended,
        part,
        player,
        held: yield* held(stage, ended),
        kept: yield* stage.kept(ended.item)
      }
      replayed.push(told)
      yield* after(stage, told)
    }
    return replayed
  }).pipe(Effect.scoped, Effect.provide(LeapingClock.layer))
