// What a visit takes and gives back: time, sockets, timers, memory, its session. A visit can be ended at any moment, by a person who gives
// up or a runner that stops; whatever it was doing then, nothing of it stays, and the next visit goes as if there had been none.
import { getHeapStatistics, setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

import { Deferred, Effect, Fiber, type Scope } from "effect"
import { TestClock } from "effect/testing"

import * as Cassette from "../Cassette.ts"
import * as Children from "../faults/Children.ts"
import { at, isHtml, isJson, isLogin, once, Silence } from "../faults/Fault.ts"
import * as Leftovers from "../faults/Leftovers.ts"
import * as Trial from "../faults/Trial.ts"
import type { Hooks } from "../Observed.ts"
import { answered, type Bend } from "../Player.ts"
import { always, type Check, unaudited, verdict, withHosts } from "./Check.ts"
import { trialOf } from "./Faults.ts"
import { good, type Subject } from "./Subject.ts"

const lacksVisit = "a recording of a visit that goes well"

/** Positions spread over a sync, at most so many of them. */
const spread = (length: number, most: number): ReadonlyArray<number> =>
  length <= most
    ? Array.from({ length }, (_, index) => index)
    : [...new Set(Array.from({ length: most }, (_, index) => Math.round((index * (length - 1)) / (most - 1))))]

/** What an exchange is to a page: its document, a call of its script, or what it is made of. */
const kindOf = (exchange: Cassette.Exchanged): string =>
  isHtml(exchange) ? "document" : isJson(exchange) ? "call" : "part"

/**
 * Where a sync is struck. In a browser, where each place takes seconds, the first exchange of each kind, of the login and of the reads: what
 * waits there is another thing each time (a navigation, a script that runs, a document whose script has not come), and the same for all
 * others of the kind.
 */
const places = ({ exchanges }: Cassette.Part, { staged }: Subject): ReadonlyArray<number> =>
  staged.browsers === undefined
    ? spread(exchanges.length, 12)
    : [
        ...Map.groupBy(exchanges.keys(), (position) => {
          const exchange = exchanges[position]
          return exchange === undefined ? "" : `${isLogin(exchange) ? "login" : "reads"} ${kindOf(exchange)}`
        }).values()
      ].flatMap((positions) => positions.slice(0, 1))

/** How far from where it belongs a deadline may fall, in milliseconds. */
const tolerance = 1_000

/** How long answers that did not come were waited for; one that is waited for still, without end. */
type Waits = Array<{ readonly began: number; millis: number }>

const now = Effect.clockWith((clock) => clock.currentTimeMillis)

const silentAt = (position: number, waits: Waits): Bend =>
  at(position, () =>
    Effect.gen(function* () {
      const began = yield* now
      const wait = { began, millis: Number.POSITIVE_INFINITY }
      waits.push(wait)
      return yield* Effect.onExit(Effect.flatten(Silence), () =>
        Effect.map(now, (ended) => {
          wait.millis = Math.min(wait.millis, ended - began)
        })
      )
    })
  )

/** In a page an answer is waited for twice at most: by whoever goes there, and by whoever then looks for what it should bring. */
const passes = 2

/** Nobody tells a page's request that its page has gone on: of a page it counts when what the connector was doing is over. */
const untilEnd = (waits: Waits): Hooks => ({
  ends: () =>
    Effect.map(now, (ended) => {
      for (const wait of waits) wait.millis = Math.min(wait.millis, ended - wait.began)
    })
})

/** How long the connector waits where this exchange has no answer. */
const waited = Effect.fnUntraced(function* (options: Trial.Options, step: string, position: number) {
  const waits: Waits = []
  const inBrowser = options.browsers !== undefined
  // Looked at before the trial is over, which lets go of whoever still waits.
  const { item, longest } = yield* Trial.run(
    { ...options, ...(inBrowser ? { hooks: untilEnd(waits) } : {}) },
    (trial) =>
      Effect.map(trial.sync(1, { bend: silentAt(position, waits) }), (tried) => ({
        item: tried.item,
        longest: Math.max(0, ...waits.map(({ millis }) => millis))
      }))
  )
  const limit = 1_000 * Trial.limitsOf(options).requestTimeoutSeconds * (inBrowser ? passes : 1) + tolerance
  if (item === null || longest === Number.POSITIVE_INFINITY)
    return [`${step} goes on waiting for an answer that does not come`]
  return longest > limit ? [`${step} waits ${Math.round(longest / 1_000)} seconds for one answer`] : []
})

/** How long a visit takes whose every answer comes just before the deadline of one. */
const slowly = Effect.fnUntraced(function* (options: Trial.Options) {
  const { requestTimeoutSeconds, visitTimeoutSeconds } = Trial.limitsOf(options)
  const slow: Bend = (recorded) =>
    Effect.delay(Effect.succeed(answered(recorded)), 1_000 * Math.max(0.5, requestTimeoutSeconds - 1))
  const took = yield* Trial.run(options, (trial) =>
    Effect.gen(function* () {
      const began = yield* now
      yield* trial.sync(1, { bend: slow })
      return (yield* now) - began
    })
  )
  return took > 1_000 * (visitTimeoutSeconds + mergeSeconds) + tolerance
    ? [`a visit whose every answer is slow takes ${Math.round(took / 1_000)} seconds`]
    : []
})

const deadline: Check = {
  id: "C-41",
  family: "faults",
  title: "waits no longer for an answer, nor for all of them, than its manifest says",
  mend: "make no region of the connector uninterruptible, and wait for nothing outside the kit's clients",
  exempt: withHosts,
  run: (subject) =>
    Effect.gen(function* () {
      const [cassette] = good(subject)
      const [part] = cassette === undefined ? [] : Cassette.parts(cassette)
      if (cassette === undefined || part === undefined || part.exchanges.length === 0) return unaudited(lacksVisit)
      const options = trialOf(subject, cassette)
      const found = yield* Effect.forEach(
        places(part, subject),
        (position) => waited(options, part.exchanges[position]?.step ?? "", position),
        { concurrency: Trial.atOnce(options) }
      )
      return verdict([...found.flat(), ...(yield* slowly(options))])
    })
}

/** What a visit has beyond its deadline to keep what it has read. */
const mergeSeconds = 5

/** The exchange stands still, and who waits for it is known. */
const standingAt = (position: number, there: Deferred.Deferred<void>, gone: { at: number }): Bend =>
  once(position, () =>
    Deferred.succeed(there, undefined).pipe(
      Effect.andThen(Effect.flatten(Silence)),
      Effect.onInterrupt(() => Effect.sync(() => void (gone.at += 1)))
    )
  )

/** Ends the first sync while its exchange at `position` is under way; then looks around, and visits again. */
const interrupted = Effect.fnUntraced(function* (
  trial: Trial.Trial,
  position: number,
  inBrowser: boolean
): Effect.fn.Return<ReadonlyArray<string>, never, Scope.Scope> {
  const there = yield* Deferred.make<void>()
  const gone = { at: 0 }
  const before = yield* Leftovers.census
  const sleeping = trial.sleeps.count
  const visit = yield* Effect.forkScoped(trial.sync(1, { bend: standingAt(position, there, gone) }))
  yield* Effect.raceFirst(Deferred.await(there), Fiber.await(visit))
  const isThere = yield* Deferred.isDone(there)
  yield* trial.cancel
  const { calls, item, part, player } = yield* Fiber.join(visit)
  const step = part.exchanges[position]?.step ?? ""
  if (!isThere) return [`${step} ends before it comes to where it was recorded`]
  if (item === null) return [`${step} cannot be interrupted`]
  const found: Array<string> = []
  const asked = player.made.length
  const left = yield* Leftovers.since(before, inBrowser)
  yield* TestClock.adjust("10 seconds")
  if (gone.at === 0) found.push(`${step} still waits for its answer after it was interrupted`)
  if (player.made.length > asked) found.push(`${step} goes on asking after it was interrupted`)
  if (calls.some(({ end }) => end._tag === "Died")) found.push(`${step} ends in a defect when it is interrupted`)
  if (left.length > 0) found.push(`${step} leaves ${left.join(", ")} behind when it is interrupted`)
  if (trial.sleeps.count > sleeping) found.push(`${step} leaves ${trial.sleeps.count - sleeping} sleepers behind`)
  return found
})

const interruption: Check = {
  id: "C-42",
  family: "faults",
  title: "can be interrupted at any moment, leaves nothing behind, and does no harm to the next visit",
  mend: "take everything in the scope of the visit (Effect.acquireRelease), and make nothing uninterruptible",
  exempt: withHosts,
  run: (subject) =>
    Effect.gen(function* () {
      const [cassette] = good(subject)
      const [part] = cassette === undefined ? [] : Cassette.parts(cassette)
      if (cassette === undefined || part === undefined || part.exchanges.length === 0) return unaudited(lacksVisit)
      const options = trialOf(subject, cassette)
      const well = yield* Trial.run(options, (trial) => trial.sync(1))
      yield* Effect.provide(Leftovers.calm, TestClock.layer())
      const rows = ({ held }: Trial.Tried) => held.reduce((sum, each) => sum + each.rows.length, 0)
      const found: Array<string> = []
      for (const position of places(part, subject)) {
        found.push(
          ...(yield* Trial.run(options, (trial) =>
            Effect.gen(function* () {
              const problems = yield* interrupted(trial, position, options.browsers !== undefined)
              if (problems.length > 0) return problems
              const next = yield* trial.sync(1)
              const step = part.exchanges[position]?.step ?? ""
              return next.item?.executionStatus === well.item?.executionStatus && rows(next) === rows(well)
                ? []
                : [`a visit after one that was interrupted at ${step} goes otherwise than one after none`]
            })
          ))
        )
      }
      return verdict(found)
    })
}

/** How many runs, as far as their exchanges together allow. */
const runsOf = (exchanges: number): number => Math.max(12, Math.min(100, Math.floor(6_000 / (exchanges + 20))))

/** How many in a browser, where each takes seconds. */
const inBrowsers = 12

/** What the engine's own memory of a run may come to, in bytes. */
const perRun = 192 * 1_024

const collectGarbage = ((): (() => void) => {
  setFlagsFromString("--expose-gc")
  const collect: unknown = runInNewContext("gc")
  return () => {
    if (typeof collect === "function") Reflect.apply(collect, undefined, [])
  }
})()

const heap = (): number => {
  collectGarbage()
  return getHeapStatistics().used_heap_size + process.memoryUsage().external
}

const state = ({ sleeps }: Trial.Trial) => ({ heap: heap(), processes: Children.count(), sleeping: sleeps.count })

const flat: Check = {
  id: "C-45",
  family: "faults",
  title: "keeps nothing of a visit in its memory, however many there are",
  mend: "keep no state in the connector's modules; what lasts belongs into the session",
  exempt: always,
  run: (subject) =>
    Effect.gen(function* () {
      const [cassette] = good(subject)
      const last = cassette === undefined ? undefined : Cassette.parts(cassette).at(-1)
      if (cassette === undefined || last === undefined) return unaudited(lacksVisit)
      const { sync } = last.sync
      const runs = subject.staged.browsers === undefined ? runsOf(last.exchanges.length) : inBrowsers
      const found = yield* Trial.run(trialOf(subject, cassette), (trial) =>
        Effect.gen(function* () {
          for (let number = 1; number < sync; number += 1) yield* trial.sync(number)
          const many = (times: number) => Effect.repeat(trial.sync(sync), { times: times - 1 })
          yield* many(Math.ceil(runs / 3))
          const before = { ...state(trial), census: yield* Leftovers.census }
          const counted = runs - Math.ceil(runs / 3)
          yield* many(counted)
          const left = yield* Leftovers.since(before.census, subject.staged.browsers !== undefined)
          const after = state(trial)
          const each = (after.heap - before.heap) / counted
          const processes = after.processes - before.processes
          return [
            ...(each > perRun ? [`each visit keeps ${Math.round(each / 1_024)} KiB in memory`] : []),
            ...(processes > counted / 2 ? [`${counted} visits leave ${processes} processes behind`] : []),
            ...(left.length > 0 ? [`${counted} visits leave ${left.join(", ")} behind`] : []),
            ...(after.sleeping > before.sleeping
              ? [`${after.sleeping - before.sleeping} sleepers are left behind`]
              : [])
          ]
        })
      )
      return verdict(found)
    })
}

export const checks: ReadonlyArray<Check> = [deadline, interruption, flat]
