// Where a webhook may go: a person gives the address, and the server must not become their hand in the operator's network. The address
// is judged as WHATWG reads it, never as the text that was given, and so is every address that its name has. What was judged is what
// is dialled: the answer carries the addresses, nobody asks for the name again. It is asked at creation, at each delivery
// and at each redirect.
import { Cache, Context, Duration, Effect, Layer, Schema } from "effect"

import * as EgressAddress from "./EgressAddress.ts"
import * as EgressAllowList from "./EgressAllowList.ts"
import { EgressResolver } from "./EgressResolver.ts"

/**
 * - `invalid`: no http address; `credentials`: it holds a user; `literal`: an address instead of a name;
 * - `localhost`, `reserved`: a name that means this machine or a private network;
 * - `insecure`: without TLS; `port`: not 443;
 * - `unresolved`: the name has no address; `not-public`: one of its addresses is not.
 */
export const Why = Schema.Literals([
  "invalid",
  "credentials",
  "localhost",
  "reserved",
  "literal",
  "insecure",
  "port",
  "unresolved",
  "not-public"
])
export type Why = typeof Why.Type

/** The address may not be called. */
export class EgressRefused extends Schema.TaggedError<EgressRefused>()("EgressRefused", { why: Why }) {}

/** What may be called, and the addresses that were judged: the only ones to connect to. */
export interface Destination {
  readonly url: URL
  readonly addresses: readonly [string, ...ReadonlyArray<string>]
}

export interface Options {
  readonly allow?: EgressAllowList.EgressAllowList
  /** One address of this process that bears a secret of its own, under a literal: allowed as a whole, to the letter, and nothing beside it. */
  readonly own?: string | undefined
  /** How long the addresses of a name are held. Default 10 s. */
  readonly remembered?: Duration.Input
}

const reserved =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|private|corp|home|lan|svc|test|example|invalid|onion|alt|arpa)$/

const literalOf = (host: string) => EgressAddress.parse(host.startsWith("[") ? host.slice(1, -1) : host)

const portOf = ({ port, protocol }: URL): number => (port === "" ? (protocol === "https:" ? 443 : 80) : Number(port))

/** What speaks against a name before its addresses are known. */
const objection = (url: URL, host: string, port: number): Why | undefined => {
  if (host === "localhost") return "localhost"
  if (reserved.test(host) || !host.includes(".")) return "reserved"
  if (url.protocol !== "https:") return "insecure"
  return port === 443 ? undefined : "port"
}

export class EgressGuard extends Context.Service<
  EgressGuard,
  {
    /** The destination that an address stands for now, or why it may not be called. */
    admit(address: string): Effect.Effect<Destination, EgressRefused>
  }
>()("@tomada/engine/EgressGuard") {
  static readonly layer = (options: Options = {}): Layer.Layer<EgressGuard, never, EgressResolver> =>
    Layer.effect(this, make(options))
}

const make = Effect.fnUntraced(function* ({
  allow = EgressAllowList.none,
  own,
  remembered = Duration.seconds(10)
}: Options) {
  const resolver = yield* EgressResolver
  const names = yield* Cache.make({
    capacity: 1_000,
    timeToLive: remembered,
    lookup: (host: string) => resolver.addresses(host)
  })
  const refuse = (why: Why) => Effect.fail(new EgressRefused({ why }))

  return EgressGuard.of({
    admit: Effect.fnUntraced(function* (address) {
      const url = URL.parse(address)
      if (url === null || !/^https?:$/.test(url.protocol)) return yield* refuse("invalid")
      if (url.username !== "" || url.password !== "") return yield* refuse("credentials")
      const host = url.hostname.toLowerCase().replace(/\.$/, "")
      if (host === "") return yield* refuse("invalid")
      const port = portOf(url)

      const literal = literalOf(host)
      if (literal !== undefined) {
        const allowed =
          address === own ||
          (EgressAddress.kind(literal) !== "never" &&
            (EgressAllowList.allowsAddress(allow, literal, port) ||
              EgressAllowList.allowsHost(allow, literal.toString(), port)))
        if (!allowed) return yield* refuse("literal")
        return { url, addresses: [literal.toString()] as const }
      }

      const named = EgressAllowList.allowsHost(allow, host, port)
      const against = named ? undefined : objection(url, host, port)
      if (against !== undefined && allow.networks.length === 0) return yield* refuse(against)
      const parsed = (yield* Cache.get(names, host)).map(EgressAddress.parse)
      const [first, ...others] = parsed
      if (first === undefined && parsed.length === 0) return yield* refuse(against ?? "unresolved")
      const judged = parsed.every((one) => {
        if (one === undefined) return false
        const kind = EgressAddress.kind(one)
        if (kind === "never") return false
        if (named || EgressAllowList.allowsAddress(allow, one, port)) return true
        return kind === "public" && against === undefined
      })
      if (!judged || first === undefined) return yield* refuse(against ?? "not-public")
      return { url, addresses: [first.toString(), ...others.map(String)] as const }
    })
  })
})
