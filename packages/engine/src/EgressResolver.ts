// The addresses of a name. A port, because names are resolved by the platform, and so that a name that changes its mind can be shown
// without a network.
import { Context, Effect, Layer } from "effect"

export class EgressResolver extends Context.Service<
  EgressResolver,
  {
    /** All A and AAAA records, whatever family this machine speaks; empty when there are none, or nobody answers in time. */
    addresses(host: string): Effect.Effect<ReadonlyArray<string>>
  }
>()("@tomada/engine/EgressResolver") {
  /** By the platform's lookup, such as `(host) => dns.lookup(host, { all: true, verbatim: true })` of `node:dns/promises`. */
  static readonly layerLookup = (
    lookup: (host: string) => Promise<ReadonlyArray<{ readonly address: string }>>
  ): Layer.Layer<EgressResolver> =>
    Layer.succeed(
      this,
      this.of({
        addresses: (host) =>
          Effect.tryPromise(() => lookup(host)).pipe(
            Effect.timeout("5 seconds"),
            Effect.match({ onFailure: () => [], onSuccess: (found) => found.map(({ address }) => address) })
          )
      })
    )

  /** A fixed answer for each name. */
  static readonly layerStatic = (names: Readonly<Record<string, ReadonlyArray<string>>>): Layer.Layer<EgressResolver> =>
    Layer.succeed(this, this.of({ addresses: (host) => Effect.succeed(names[host] ?? []) }))
}
