// One visit to a cassette that is bent: the whole engine, up to the end of the sync that is on trial. A visit that goes another way than
// the recorded one is answered as far as the recording can, and one that does not come to an end is given up, which is told.
import type { Browsers, Connector, Exchange } from "@tomada/connector-kit"
import { Errors } from "@tomada/connector-kit"
import type { Item, Manifest } from "@tomada/core"
import { type Clock, type DateTime, Deferred, Effect, Exit, Layer, Logger, Redacted, type Scope, Tracer } from "effect"
import { TestClock } from "effect/testing"

import * as BrowserTap from "../BrowserTap.ts"
import * as Cassette from "../Cassette.ts"
import * as LeapingClock from "../LeapingClock.ts"
import { type Call, type Hooks, Observation } from "../Observed.ts"
import { type Bend, type Leniency, nowhere, Player } from "../Player.ts"
import * as Replay from "../Replay.ts"
import * as Stage from "../Stage.ts"
import { Silence } from "./Fault.ts"
import * as Sleeps from "./Sleeps.ts"

export interface Options {
  readonly connector: Connector.Connector
  readonly cassette: Cassette.Cassette
  readonly browsers?: Browsers.Browsers["Service"] | undefined
  readonly stores?: Stage.Options["stores"]
  /** Stands before every exchange, and knows what was sent. */
  readonly before?: Exchange.Tap
  /** Counts what else happens, so that no time passes meanwhile. */
  readonly busy?: () => number
  /** What of a request is compared with the recorded ones. */
  readonly read?: (sent: Exchange.Sent) => Exchange.Sent
  /** Told while the visits go on. */
  readonly hooks?: Hooks
  /** Told each log line of the engine and the connector. */
  readonly logged?: (line: Logger.Options<unknown>) => void
  readonly tracer?: Tracer.Tracer
}

/** What became of one sync. `item`: null when it came to no end. `before`: what was held when it began. */
export interface Tried {
  readonly part: Cassette.Part
  readonly player: Player
  readonly item: Item.Item | null
  readonly calls: ReadonlyArray<Call>
  readonly before: ReadonlyArray<Replay.Held>
  readonly held: ReadonlyArray<Replay.Held>
}

export interface How {
  readonly bend?: Bend
  readonly alike?: Leniency["alike"]
  /** Another instant than the recorded one. */
  readonly clock?: DateTime.Utc
}

/** A place to try one cassette, as long as the scope is open. */
export interface Trial {
  readonly sleeps: Sleeps.Sleeps
  /** The sync of this number, counted from one: the Item is made by the first, and updated by all others. */
  readonly sync: (number: number, how?: How) => Effect.Effect<Tried>
  /** Ends the visit that is under way. */
  readonly cancel: Effect.Effect<void>
}

/**
 * What a visit in a browser is given. Pages wait in real time for what does not come, so that their trials have short deadlines, whatever
 * the manifest's are; what a connector does at a deadline is the same at any.
 */
const hurried: Manifest.Manifest["limits"] = { requestTimeoutSeconds: 3, visitTimeoutSeconds: 25 }

/** The limits by which a trial's visits live. */
export const limitsOf = ({ browsers, connector }: Pick<Options, "browsers" | "connector">) =>
  browsers === undefined ? connector.manifest.limits : hurried

/** How many trials may run at the same time: visits in a browser are mostly waited for, all others never. */
export const atOnce = ({ browsers }: Pick<Options, "browsers">): number => (browsers === undefined ? 1 : 3)

/** A visit that goes on for longer than any may, or asks without end. */
class Endless extends Error {
  override readonly name = "Endless"
}

const notFound: Exchange.Answered = {
  status: 404,
  headers: { "content-type": "text/html; charset=utf-8" },
  bytes: new TextEncoder().encode("<!doctype html><html lang=en><title>Not found</title><h1>Not found</h1></html>")
}

/** What whoever cannot be interrupted is given to come to an end. */
const patience = "1 hour"

/** Longer than any visit may take, in seconds more than its limit. */
const grace = 60

const mostRequests = (recorded: number): number => 20 * recorded + 200

/** Opens a place; everything in it lives by the clock of `sleeps`, which whoever calls provides. */
export const open = Effect.fnUntraced(function* (options: Options, sleeps: Sleeps.Sleeps) {
  const {
    before = (_, exchange) => exchange,
    browsers,
    busy = () => 0,
    cassette,
    hooks,
    read = (sent) => sent,
    stores
  } = options
  const { manifest } = options.connector
  const connector: Connector.Connector = { ...options.connector, manifest: { ...manifest, limits: limitsOf(options) } }
  const parts = Cassette.parts(cassette)
  const all = parts.flatMap(({ exchanges }) => exchanges)
  const over = yield* Deferred.make<Exchange.Answered, Exchange.ExchangeError>()
  let player = new Player([], [])
  let answers = Stage.nobody
  let ends = Number.POSITIVE_INFINITY
  let most = 0
  let isEndless = false
  const tap: Exchange.Tap = (sent, exchange) =>
    before(sent, Effect.provideService(player.tap(read(sent), exchange), Silence, Deferred.await(over)))
  const made = () => player.made.length
  const step = browsers === undefined ? Sleeps.pause(sleeps, () => made() + busy()) : Stage.inStep
  const pause = Effect.gen(function* () {
    yield* step
    const now = yield* Effect.clockWith((clock: Clock.Clock) => clock.currentTimeMillis)
    if (now > ends || made() > most) {
      isEndless = true
      return yield* Effect.die(new Endless())
    }
  })
  const observation = new Observation(hooks)
  const stage = yield* Stage.open({
    connector,
    tap,
    connectTo: nowhere(cassette.header.hosts),
    ...(browsers === undefined ? {} : { browsers: BrowserTap.playing(browsers, tap) }),
    ...(stores === undefined ? {} : { stores }),
    observation,
    answers: (challenge) => answers(challenge),
    pause
  })
  // Before the stage is closed, which what cannot be interrupted would hold up for ever.
  yield* Effect.addFinalizer(() =>
    Effect.andThen(
      Deferred.fail(over, new Errors.InstitutionDown({ how: "unreachable" })),
      isEndless ? TestClock.adjust(patience) : Effect.void
    )
  )
  let item: Item.ItemId | undefined
  const holds = () =>
    item === undefined
      ? Effect.succeed([])
      : Effect.flatMap(stage.accounts(item), (accounts) =>
          Effect.forEach(accounts, (account) =>
            Effect.map(stage.transactions(account.id), (rows) => ({ account, rows }))
          )
        )

  const sync = Effect.fnUntraced(function* (number: number, { alike, bend, clock }: How = {}) {
    const part = parts[number - 1]
    if (part === undefined) return yield* Effect.die(new Error(`the cassette has no sync ${number}`))
    const begins = clock ?? part.sync.clock
    const then = yield* Effect.clockWith((found: Clock.Clock) => found.currentTimeMillis)
    yield* LeapingClock.leapTo(begins.epochMilliseconds)
    const now = yield* Effect.clockWith((found: Clock.Clock) => found.currentTimeMillis)
    sleeps.leapt(now - then)
    ends = now + 1_000 * (connector.manifest.limits.visitTimeoutSeconds + grace)
    most = mostRequests(all.length)
    player = new Player(part.exchanges, cassette.header.volatile, bend, undefined, {
      spare: [...all.filter((each) => !part.exchanges.includes(each)), ...part.exchanges],
      strange: notFound,
      ...(alike === undefined ? {} : { alike })
    })
    answers = Replay.answersOf(part.asked)
    const before: ReadonlyArray<Replay.Held> = yield* holds()
    const from = observation.calls.length
    const run =
      item === undefined
        ? stage.create(Redacted.make(cassette.header.parameters), cassette.header.products)
        : stage.update(item)
    const known = item
    const exit = yield* Effect.exit(run)
    if (Exit.isSuccess(exit)) item = exit.value.item.id
    const calls = observation.calls.splice(from)
    const held: ReadonlyArray<Replay.Held> = Exit.isSuccess(exit) || known !== undefined ? yield* holds() : []
    return { part, player, item: Exit.isSuccess(exit) ? exit.value.item : null, calls, before, held } satisfies Tried
  })

  return { sleeps, sync, cancel: stage.cancel } satisfies Trial
})

/** Runs it with a clock of its own, and lets its log and its spans be heard by nobody else. */
export const run = <A, E>(
  options: Options,
  use: (trial: Trial) => Effect.Effect<A, E, Scope.Scope>
): Effect.Effect<A, E> => {
  const sleeps = new Sleeps.Sleeps()
  const begin = Cassette.parts(options.cassette)[0]
  const { logged = () => undefined, tracer } = options
  const body = Effect.gen(function* () {
    if (begin !== undefined) yield* TestClock.setTime(begin.sync.clock.epochMilliseconds)
    return yield* use(yield* open(options, sleeps))
  })
  return (tracer === undefined ? body : Effect.provideService(body, Tracer.Tracer, tracer)).pipe(
    Effect.scoped,
    Effect.provide(Layer.merge(sleeps.layer, Logger.layer([Logger.make(logged)])))
  )
}
