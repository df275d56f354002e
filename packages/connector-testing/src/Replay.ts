// Plays a cassette to a connector: the whole engine, with a clock that stands where it stood when the cassette was recorded.
import type { Browsers, Connector } from "@tomada/connector-kit"
import { type Account, type Challenge, type Transaction } from "@tomada/core"
import { DateTime, Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"

import * as BrowserTap from "./BrowserTap.ts"
import * as Cassette from "./Cassette.ts"
import type * as Observed from "./Observed.ts"
import { type Bend, nowhere, Player } from "./Player.ts"
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
}

export interface Options {
  /** Answers otherwise than was recorded; `sync` counts from one. */
  readonly bend?: (sync: number) => Bend
  readonly browsers?: Browsers.Browsers["Service"]
  /** Where the visits are told; a new one unless given. */
  readonly observation?: Observed.Observation
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

/** Gives the answers that were recorded, in their order. */
const answersOf = (asked: ReadonlyArray<Cassette.Asked>): Stage.Answers => {
  const left = [...asked]
  return (challenge: Challenge.Challenge) =>
    Effect.sync(() => {
      const next = left.shift()
      return next === undefined || next.answer === null || next.asked._tag !== challenge._tag
        ? null
        : Redacted.make(next.answer)
    })
}

const advanceTo = (clock: DateTime.Utc) =>
  Effect.flatMap(DateTime.now, (now) =>
    DateTime.isGreaterThan(clock, now) ? TestClock.setTime(clock.epochMilliseconds) : Effect.void
  )

/** Every sync of the cassette, one after the other on one Item. */
export const run = (
  connector: Connector.Connector,
  cassette: Cassette.Cassette,
  { after = () => Effect.void, bend, browsers, observation }: Options = {}
): Effect.Effect<ReadonlyArray<Replayed>> =>
  Effect.gen(function* () {
    const parts = Cassette.parts(cassette)
    let player = new Player([], [])
    let answers = Stage.nobody
    const [begin] = parts
    if (begin !== undefined) yield* TestClock.setTime(begin.sync.clock.epochMilliseconds)
    const stage = yield* Stage.open({
      connector,
      tap: (sent, exchange) => player.tap(sent, exchange),
      connectTo: nowhere(cassette.header.hosts),
      ...(observation === undefined ? {} : { observation }),
      ...(browsers === undefined
        ? {}
        : { browsers: BrowserTap.playing(browsers, (sent, exchange) => player.tap(sent, exchange)) }),
      answers: (challenge) => answers(challenge),
      pause: browsers === undefined ? Stage.untilIdle(() => player.made.length) : Stage.inStep
    })
    const replayed: Array<Replayed> = []
    for (const part of parts) {
      yield* advanceTo(part.sync.clock)
      player = new Player(part.exchanges, cassette.header.volatile, bend?.(part.sync.sync))
      answers = answersOf(part.asked)
      const before = replayed.at(-1)
      const ended =
        before === undefined
          ? yield* stage.create(Redacted.make(cassette.header.parameters), cassette.header.products)
          : yield* stage.update(before.item.id)
      const told: Replayed = { ...ended, part, player, held: yield* held(stage, ended) }
      replayed.push(told)
      yield* after(stage, told)
    }
    return replayed
  }).pipe(Effect.scoped, Effect.provide(TestClock.layer()))
