// Connect tokens: made by the API with the application's keys, as an integrator's server makes them. One whose time is over is signed with the
// server's own key and an earlier clock, since no client is given one.
import { NodeServices } from "@effect/platform-node"
import { ApplicationId } from "@tomada/core/Item"
import { Tomada } from "@tomada/sdk"
import { Signer, Vault } from "@tomada/vault"
import { Clock, Duration, Effect, Layer, Redacted } from "effect"

import type { ServerProcess } from "./ServerProcess.ts"

export interface TokenOptions {
  readonly itemId?: string
  readonly avoidDuplicates?: boolean
  readonly clientUserId?: string
}

export const clientOf = ({ address, application }: ServerProcess): Tomada =>
  new Tomada({ baseUrl: address, ...application })

export const make = async (client: Tomada, { itemId, ...options }: TokenOptions = {}): Promise<string> =>
  (await client.connectTokens.create({ ...(itemId !== undefined && { itemId }), options })).accessToken

const ago = Duration.toMillis(Duration.hours(2))

const earlier = (clock: Clock.Clock): Clock.Clock => {
  const millis = () => clock.currentTimeMillisUnsafe() - ago
  const nanos = () => clock.currentTimeNanosUnsafe() - BigInt(ago) * 1_000_000n
  return {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: clock.monotonicTimeNanos,
    sleep: (duration) => clock.sleep(duration)
  }
}

/** A token that this server signed and that was good until an hour and a half ago. */
export const expired = ({ application, home }: ServerProcess): Promise<string> =>
  Effect.gen(function* () {
    const signer = yield* Signer.Signer
    const clock = yield* Clock.Clock
    const token = yield* Effect.provideService(
      signer.sign({
        purpose: "connect-token",
        applicationId: ApplicationId.make(application.clientId),
        claims: {
          itemId: null,
          clientUserId: null,
          webhookUrl: null,
          oauthRedirectUri: null,
          avoidDuplicates: false,
          connectorSortAlphabetically: false
        },
        expiresIn: "30 minutes"
      }),
      Clock.Clock,
      earlier(clock)
    )
    return Redacted.value(token)
  }).pipe(
    Effect.provide(Vault.layerFiles({ folder: home, createIfMissing: false }).pipe(Layer.provide(NodeServices.layer))),
    Effect.runPromise
  )
