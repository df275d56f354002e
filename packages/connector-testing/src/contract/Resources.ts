// What a visit takes and gives back: time, sockets, timers, memory, its session. A visit can be ended at any moment, by a person who gives
// up or a runner that stops; whatever it was doing then, nothing of it stays, and the next visit goes as if there had been none.
import { getHeapStatistics, setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

import { Deferred, Effect, Fiber, type Scope } from "effect"
import { TestClock } from "effect/testing"

import * as Cassette from "../Cassette.ts"
import { at, once, Silence } from "../faults/Fault.ts"
import * as Leftovers from "../faults/Leftovers.ts"
import * as Trial from "../faults/Trial.ts"
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

const places = (length: number, { staged }: Subject): ReadonlyArray<number> =>
  spread(length, staged.browsers === undefined ? 12 : 2)

/** How far from where it belongs a deadline may fall, in milliseconds. */
const tolerance = 1_000

/** How long answers that did not come were waited for; one that is waited for still, without end. */
type Waits = Array<{ millis: number }>

const now = Effect.clockWith((clock) => clock.currentTimeMillis)

const silentAt = (position: number, waits: Waits): Bend =>
  at(position, () =>
    Effect.gen(function* () {
      const began = yield* now
      const wait = { millis: Number.POSITIVE_INFINITY }
      waits.push(wait)
      return yield* Effect.onExit(Effect.flatten(Silence), () =>
        Effect.map(now, (ended) => {
          wait.millis = ended - began
        })
      )
    })
  )

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
      const { requestTimeoutSeconds, visitTimeoutSeconds } = subject.connector.manifest.limits
      const options = trialOf(subject, cassette)
      const found: Array<string> = []
      const inBrowser = subject.staged.browsers !== undefined
      for (const position of places(part.exchanges.length, subject)) {
        const waits: Waits = []
        // Looked at before the trial is over, which lets go of whoever still waits.
        const { item, longest } = yield* Trial.run(options, (trial) =>
          Effect.map(trial.sync(1, { bend: silentAt(position, waits) }), (tried) => ({
            item: tried.item,
            longest: Math.max(0, ...waits.map(({ millis }) => millis))
          }))
        )
        const step = part.exchanges[position]?.step ?? ""
        const limit = 1_000 * (inBrowser ? visitTimeoutSeconds : requestTimeoutSeconds) + tolerance
        if (item === null || longest === Number.POSITIVE_INFINITY)
          found.push(`${step} goes on waiting for an answer that does not come`)
        else if (longest > limit) found.push(`${step} waits ${Math.round(longest / 1_000)} seconds for one answer`)
      }
      const slow: Bend = (recorded) =>
        Effect.delay(Effect.succeed(answered(recorded)), 1_000 * Math.max(0.5, requestTimeoutSeconds - 1))
      const took = yield* Trial.run(options, (trial) =>
        Effect.gen(function* () {
          const began = yield* now
          yield* trial.sync(1, { bend: slow })
          return (yield* now) - began
        })
      )
      const most = 1_000 * (visitTimeoutSeconds + mergeSeconds) + tolerance
      if (!inBrowser && took > most)
        found.push(`a visit whose every answer is slow takes ${Math.round(took / 1_000)} seconds`)
      return verdict(found)
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
  position: number
): Effect.fn.Return<ReadonlyArray<string>, never, Scope.Scope> {
  const there = yield* Deferred.make<void>()
  const gone = { at: 0 }
  const before = yield* Leftovers.census
  const sleeping = trial.sleeps.count
  const visit = yield* Effect.forkScoped(trial.sync(1, { bend: standingAt(position, there, gone) }))
  yield* Deferred.await(there)
  yield* trial.cancel
  const { calls, item, part, player } = yield* Fiber.join(visit)
  const step = part.exchanges[position]?.step ?? ""
  if (item === null) return [`${step} cannot be interrupted`]
  const found: Array<string> = []
  const asked = player.made.length
  const after = yield* Leftovers.census
  yield* TestClock.adjust("10 seconds")
  if (gone.at === 0) found.push(`${step} still waits for its answer after it was interrupted`)
  if (player.made.length > asked) found.push(`${step} goes on asking after it was interrupted`)
  if (calls.some(({ end }) => end._tag === "Died")) found.push(`${step} ends in a defect when it is interrupted`)
  const left = Leftovers.more(before, after)
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
      const rows = ({ held }: Trial.Tried) => held.reduce((sum, each) => sum + each.rows.length, 0)
      const found: Array<string> = []
      for (const position of places(part.exchanges.length, subject)) {
        found.push(
          ...(yield* Trial.run(options, (trial) =>
            Effect.gen(function* () {
              const problems = yield* interrupted(trial, position)
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
      if (subject.staged.browsers !== undefined) return unaudited("a browser of its own, which runs too long for this")
      const { sync } = last.sync
      const runs = runsOf(last.exchanges.length)
      const found = yield* Trial.run(trialOf(subject, cassette), (trial) =>
        Effect.gen(function* () {
          for (let number = 1; number < sync; number += 1) yield* trial.sync(number)
          const many = (times: number) => Effect.repeat(trial.sync(sync), { times: times - 1 })
          yield* many(Math.ceil(runs / 3))
          const before = { heap: heap(), census: yield* Leftovers.census, sleeping: trial.sleeps.count }
          const counted = runs - Math.ceil(runs / 3)
          yield* many(counted)
          const after = { heap: heap(), census: yield* Leftovers.census, sleeping: trial.sleeps.count }
          const each = (after.heap - before.heap) / counted
          const left = Leftovers.more(before.census, after.census)
          return [
            ...(each > perRun ? [`each visit keeps ${Math.round(each / 1_024)} KiB in memory`] : []),
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
