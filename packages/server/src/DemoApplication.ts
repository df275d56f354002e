// The demo's application: what an integrator's backend is, in small. It speaks to this server over HTTP with the SDK, by keys that are made anew
// with each start and that no file, page or answer holds; of the secret the database has the hash. It is made when somebody
// first uses the demo: a server whose demo nobody opens has no application of that name.
import { Item } from "@tomada/core"
import { Tomada, TomadaError } from "@tomada/sdk"
import { ApplicationStore } from "@tomada/store"
import { SecretHash } from "@tomada/vault"
import { DateTime, Effect, Option, Redacted, Schema, Semaphore } from "effect"

import type { Place } from "./DemoPlace.ts"
import { Entropy } from "./Entropy.ts"

export const id = Item.ApplicationId.make("de300000-0000-4000-8000-000000000001")

/** The server refused what the demo asked, or did not answer. */
export class DemoRefused extends Schema.TaggedError<DemoRefused>()("DemoRefused", {
  status: Schema.Int,
  message: Schema.String
}) {}

const refused = (cause: unknown) =>
  cause instanceof TomadaError
    ? new DemoRefused({ status: cause.status === 200 ? 502 : cause.status, message: cause.message })
    : new DemoRefused({ status: 502, message: "The server does not answer itself." })

export interface Ready {
  readonly client: Tomada
  /** What signs the webhooks of its Items. */
  readonly webhookSecret: Redacted.Redacted<string>
}

export const make = Effect.fnUntraced(function* ({ address }: Place) {
  const applications = yield* ApplicationStore.ApplicationStore
  const hashes = yield* SecretHash.SecretHash
  const secret = Redacted.make(`tmd_sk_${yield* (yield* Entropy).base64Url(32)}`)
  const one = yield* Semaphore.make(1)
  let ready: Ready | undefined

  const begin = Effect.gen(function* () {
    const held = yield* Effect.option(applications.get(id))
    const settings = Option.getOrElse(held, () => ({ disabledAt: null }))
    yield* applications.put({
      ...ApplicationStore.defaults("development"),
      createdAt: yield* DateTime.now,
      ...settings,
      id,
      name: "Demo",
      secretHash: yield* hashes.hash(secret),
      connectorReach: "trial"
    })
    const client = new Tomada({ baseUrl: address, clientId: id, clientSecret: Redacted.value(secret) })
    const { secret: signs } = yield* Effect.tryPromise({ try: () => client.webhookSecret.get(), catch: refused })
    return { client, webhookSecret: Redacted.make(signs) }
  })

  /** The application with its client, once it is there. */
  const prepared = one.withPermit(
    Effect.suspend(() =>
      ready === undefined
        ? Effect.tap(begin, (begun) => Effect.sync(() => void (ready = begun)))
        : Effect.succeed(ready)
    )
  )

  return {
    /** One call of the client. */
    ask: <A>(call: (client: Tomada) => Promise<A>): Effect.Effect<A, DemoRefused> =>
      Effect.flatMap(prepared, ({ client }) => Effect.tryPromise({ try: () => call(client), catch: refused })),
    webhookSecret: Effect.map(prepared, ({ webhookSecret }) => webhookSecret)
  }
})
