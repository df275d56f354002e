// The door to the signatures of deliveries. Everybody who sends one goes through this interface, so that keys and hash functions
// stay in the room of the vault. The scheme is that of Standard Webhooks, which receivers verify with ready-made libraries.
import { Context, type Effect, type Redacted } from "effect"

/** What a signature is over. `timestamp` in whole seconds, `body` as it is sent. */
export interface Signed {
  readonly id: string
  readonly timestamp: number
  readonly body: string
}

/** Signs what is delivered. It has no errors: a key that does not work is a defect. */
export class DeliverySigner extends Context.Service<
  DeliverySigner,
  {
    /** A fresh secret, `whsec_` and base64 of its bytes. */
    readonly newSecret: Effect.Effect<Redacted.Redacted<string>>
    /** The value of `webhook-signature`: one `v1,...` for each secret, the first one first. A text that is no secret is a defect. */
    sign(secrets: ReadonlyArray<Redacted.Redacted<string>>, signed: Signed): Effect.Effect<string>
  }
>()("@tomada/core/DeliverySigner") {}
