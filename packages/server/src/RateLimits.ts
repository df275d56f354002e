// How much one key may ask in a minute: requests at all, updates of Items, and attempts to get a key. Each process counts for itself
// and in memory, so that several which answer the API together let through so many times as much, and a restart forgets. A window
// begins with a key's first request. What is remembered is bounded: beyond it the oldest window is forgotten, never a new one refused.
import type { Authorization } from "@tomada/api"
import { Clock, Context, Effect, Layer } from "effect"
import { HttpEffect, HttpServerResponse } from "effect/http"

import { Settings } from "./Settings.ts"

const window = 60_000

/** Keys of one limit that are remembered. */
const capacity = 10_000

/** Wrong keys of one application from one address in a minute; whoever guesses is told nothing more then. */
export const wrongKeys = 10

/** How a key stands with a limit, as answers tell it. */
export interface Standing {
  readonly limit: number
  readonly remaining: number
  /** Whole seconds until the window ends, at least one. */
  readonly reset: number
  readonly exceeded: boolean
}

export interface Windows {
  /** How it stands, without counting. */
  readonly look: (key: string, now: number) => Standing
  /** Counts one, unless it is one too many. */
  readonly take: (key: string, now: number) => Standing
  /** How many keys are remembered. */
  readonly size: () => number
}

/** Windows of a minute for each key, of so many keys at most. `limit` is at least 1. */
export const windows = (limit: number, most: number = capacity): Windows => {
  // In the order in which they began, which is that in which they end.
  const begun = new Map<string, { readonly since: number; count: number }>()
  // A window that begins later than now was begun by a clock that has been set back since.
  const isOver = (since: number, now: number): boolean => now - since >= window || since > now
  const open = (key: string, now: number) => {
    const held = begun.get(key)
    return held === undefined || isOver(held.since, now) ? undefined : held
  }
  const standing = (since: number, count: number, now: number): Standing => ({
    limit,
    remaining: Math.max(0, limit - count),
    reset: Math.max(1, Math.ceil((since + window - now) / 1_000)),
    exceeded: count > limit
  })
  const makeRoom = (now: number): void => {
    for (const [key, { since }] of begun) {
      if (begun.size < most && !isOver(since, now)) return
      begun.delete(key)
    }
  }
  return {
    look: (key, now) => {
      const held = open(key, now)
      return standing(held?.since ?? now, held === undefined ? 0 : held.count, now)
    },
    take: (key, now) => {
      const held = open(key, now)
      if (held !== undefined) {
        if (held.count >= limit) return standing(held.since, limit + 1, now)
        held.count += 1
        return standing(held.since, held.count, now)
      }
      begun.delete(key)
      makeRoom(now)
      begun.set(key, { since: now, count: 1 })
      return standing(now, 1, now)
    },
    size: () => begun.size
  }
}

/** The headers of an answer; of one that was refused also when to come again. */
export const headers = ({ exceeded, limit, remaining, reset }: Standing): Readonly<Record<string, string>> => ({
  "ratelimit-limit": String(limit),
  "ratelimit-remaining": String(remaining),
  "ratelimit-reset": String(reset),
  "ratelimit-policy": `${limit};w=${window / 1_000}`,
  ...(exceeded && { "retry-after": String(reset) })
})

/** The answer to this request tells the standing, whatever it will be; nothing where there is no limit. */
export const tell = (standing: Standing | undefined) =>
  standing === undefined
    ? Effect.void
    : HttpEffect.appendPreResponseHandler((_request, response) =>
        Effect.succeed(HttpServerResponse.setHeaders(response, headers(standing)))
      )

type Caller = Authorization.Caller["Service"]

/** API keys of one application are one key: another is to be had for the asking. */
const keyOf = (caller: Caller): string => (caller.kind === "api-key" ? caller.applicationId : caller.tokenId)

/** However an id is written it names one application; what is longer than an id names none. */
const guessOf = (clientId: string, address: string): string => `${clientId.slice(0, 64).toLowerCase()} ${address}`

export class RateLimits extends Context.Service<
  RateLimits,
  {
    /** Counts a request of the caller; the standing is that which concerns it most. */
    readonly request: (caller: Caller, isUpdate: boolean) => Effect.Effect<Standing | undefined>
    /** Counts an attempt to get a key; it is one too many also when too many before it were wrong. */
    readonly attempt: (clientId: string, address: string) => Effect.Effect<Standing | undefined>
    /** Counts the attempt as a wrong one. */
    readonly wrong: (clientId: string, address: string) => Effect.Effect<void>
  }
>()("@tomada/server/RateLimits") {
  static readonly layer = Layer.effect(
    this,
    Effect.map(Settings, ({ authRate, requestRate, updateRate }) => {
      const of = (limit: number) => (limit === 0 ? undefined : windows(limit))
      const requests = of(requestRate)
      const updates = of(updateRate)
      const attempts = of(authRate)
      const wrongs = attempts && windows(wrongKeys)
      return RateLimits.of({
        request: (caller, isUpdate) =>
          Clock.clockWith((clock) => {
            const now = clock.currentTimeMillisUnsafe()
            const key = keyOf(caller)
            const all = requests?.take(key, now)
            if (all?.exceeded === true || !isUpdate) return Effect.succeed(all)
            return Effect.succeed(updates?.take(key, now) ?? all)
          }),
        attempt: (clientId, address) =>
          Effect.map(Clock.currentTimeMillis, (now) => {
            const all = attempts?.take(address, now)
            const guesses = wrongs?.look(guessOf(clientId, address), now)
            return all?.exceeded !== true && guesses?.remaining === 0 ? { ...guesses, exceeded: true } : all
          }),
        wrong: (clientId, address) =>
          Effect.map(Clock.currentTimeMillis, (now) => void wrongs?.take(guessOf(clientId, address), now))
      })
    })
  )
}
