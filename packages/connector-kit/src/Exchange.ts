// One exchange with an institution as it goes over the wire: below cookies, redirects, budgets and the egress list, above the sockets.
// Whoever records visits or replays them stands here, so that everything above runs as it does in production.
import type { Effect } from "effect"

import type { InstitutionDown, SiteChanged } from "./Errors.ts"

/** `url`: as the institution knows it, wherever its traffic is sent; `headers` without those of the connection. */
export interface Sent {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/** Header names in small letters; of one that came several times, all its lines. */
export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly bytes: Uint8Array
}

export type ExchangeError = InstitutionDown | SiteChanged

/** Stands between a visit and the wire: it may do the exchange, look at it, or answer without it. The deadline of an answer holds for it too. */
export type Tap = (
  sent: Sent,
  exchange: Effect.Effect<Answered, ExchangeError>
) => Effect.Effect<Answered, ExchangeError>
