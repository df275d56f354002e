// Something that goes wrong at an institution, made out of a visit that went well. A fault looks at one recorded exchange and says how it
// is bent; what may come of it is the same for every connector, so that nobody has to write it down.
import type { Exchange } from "@tomada/connector-kit"
import type { ConnectorError } from "@tomada/core"
import { Context, Effect } from "effect"

import type * as Cassette from "../Cassette.ts"
import { answered, type Bend } from "../Player.ts"

export type FaultFamily =
  | "transport"
  | "body"
  | "blocking"
  | "session"
  | "paging"
  | "shape"
  | "rows"
  | "clock"
  | "cancel"

export type Tag = ConnectorError.ConnectorError["_tag"]

/** One exchange of a cassette, where it stands, and what a fault must know of the rest. */
export interface Site {
  readonly cassette: Cassette.Cassette
  readonly part: Cassette.Part
  readonly position: number
  readonly exchange: Cassette.Exchanged
}

/**
 * - `where`: whether to look at the exchange at all; `of`: how it is bent, null where the fault cannot befall it.
 * - `tags`: what the first read that fails may fail with.
 * - `well`: what a read that ends well must show. `never`: it may not; `whole`: all that was recorded, or it claims no more than it
 *   shows; `truthful`: the institution itself shows something else.
 * - `again`: how often the same request may be made again.
 * - `held`: what the Item holds of the sync before. `all`: every row stays; `posted`: rows that were not final may go.
 */
export interface Fault {
  readonly name: string
  readonly family: FaultFamily
  /** Whether it can only befall an Item that holds something. */
  readonly later?: boolean
  readonly where?: (site: Site) => boolean
  readonly of: (site: Site) => Bend | null
  readonly tags: ReadonlySet<Tag>
  readonly well: "never" | "whole" | "truthful"
  readonly again: number
  readonly held: "all" | "posted"
}

/** An answer that does not come before the trial is over, even to who will not be interrupted. */
export const Silence = Context.Reference<Effect.Effect<Exchange.Answered, Exchange.ExchangeError>>(
  "@tomada/connector-testing/Silence",
  { defaultValue: () => Effect.never }
)

export const header = ({ headers }: Cassette.Exchanged, name: string): string => headers[name]?.[0] ?? ""

export const isRedirect = ({ status }: Cassette.Exchanged): boolean => status >= 300 && status < 400

export const isLogin = ({ step }: Cassette.Exchanged): boolean => step === "login"

/** Whether the exchange is of a read or a resumed session, which somebody who is not logged in cannot make. */
export const isInside = (exchange: Cassette.Exchanged): boolean => !isLogin(exchange) && exchange.step !== "revoke"

/** The parsed body; undefined where it is none. */
export const json = ({ text = "" }: Cassette.Exchanged): unknown => {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const isJson = (exchange: Cassette.Exchanged): boolean => json(exchange) !== undefined

export const isHtml = (exchange: Cassette.Exchanged): boolean =>
  /html/i.test(header(exchange, "content-type")) && (exchange.text ?? "").trim() !== ""

/** What carries the data of a page: neither a redirect nor a script, a style or a picture. */
export const isContent = (exchange: Cassette.Exchanged): boolean =>
  !isRedirect(exchange) && exchange.status < 400 && (isJson(exchange) || isHtml(exchange))

/** That exchange is answered so, each time; all others as they were recorded. */
export const at =
  (position: number, bent: Bend): Bend =>
  (recorded, where) =>
    where === position ? bent(recorded, where) : Effect.succeed(answered(recorded))

/** That exchange is answered so the first time alone. */
export const once = (position: number, bent: Bend): Bend => {
  let hit = false
  return (recorded, where) => {
    if (hit || where !== position) return Effect.succeed(answered(recorded))
    hit = true
    return bent(recorded, where)
  }
}

export const answer = (
  status: number,
  type: string,
  text: string,
  headers: Exchange.Answered["headers"] = {}
): Effect.Effect<Exchange.Answered> =>
  Effect.succeed({ status, headers: { "content-type": type, ...headers }, bytes: new TextEncoder().encode(text) })

/** The recorded answer with another body. */
export const withText = (recorded: Cassette.Exchanged, text: string): Effect.Effect<Exchange.Answered> =>
  Effect.succeed({ ...answered(recorded), bytes: new TextEncoder().encode(text) })

export const tags = (...names: ReadonlyArray<Tag>): ReadonlySet<Tag> => new Set(names)
