// What a process holds: sockets, timers, children. What is there once a visit is over and was not before has been left behind. Things come
// and go meanwhile that are nobody's, so what counts is what is there whenever one looks.
import { Effect } from "effect"
import { TestClock } from "effect/testing"

export type Census = ReadonlyMap<string, number>

/** What comes and goes by itself: reads of files, name lookups. */
const passing = /Req(?:Wrap|Promise|Callback)?$|^FSReq/

const count = (): Census => {
  const found = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo()) {
    if (!passing.test(kind)) found.set(kind, (found.get(kind) ?? 0) + 1)
  }
  return found
}

const looks = 12

/** A timer that wakes somebody counts until whoever it woke is done, so that one looks in another turn. */
const turn = Effect.andThen(TestClock.withLive(Effect.sleep("2 millis")), Effect.yieldNow)

/** The least of each kind that was there in some turns of the event loop. */
export const census: Effect.Effect<Census> = Effect.gen(function* () {
  yield* turn
  let least: Census = count()
  for (let look = 1; look < looks; look += 1) {
    yield* turn
    const now = count()
    least = new Map(
      [...least].flatMap(([kind, held]) => (now.has(kind) ? [[kind, Math.min(held, now.get(kind) ?? 0)]] : []))
    )
  }
  return least
})

/** How often one looks whether timers of before have run out, which end while one counts and hide those that are left. */
const looksUntilCalm = 50

/** Once no timer runs, or those that do are there to stay. */
export const calm = Effect.gen(function* () {
  for (let look = 0; look < looksUntilCalm && count().has("Timeout"); look += 1)
    yield* Effect.andThen(TestClock.withLive(Effect.sleep("25 millis")), turn)
})

/** How long a browser takes at most to put away what a page had, in looks. */
const looksOfBrowsers = 40

/** What there is more of than before, in words; `inBrowser`: once a browser has had time to put away what a page had. */
export const since = Effect.fnUntraced(function* (before: Census, inBrowser: boolean) {
  let left = more(before, yield* census)
  const most = inBrowser ? looksOfBrowsers : 1
  for (let look = 1; left.length > 0 && look < most; look += 1) {
    yield* TestClock.withLive(Effect.sleep("25 millis"))
    left = more(before, yield* census)
  }
  return left
})

/** What there is more of than before, in words. */
export const more = (before: Census, after: Census): ReadonlyArray<string> =>
  [...after].flatMap(([kind, held]) => {
    const left = held - (before.get(kind) ?? 0)
    return left > 0 ? [`${left} ${kind}`] : []
  })
