// How a connector asks the person during a login. An unattended visit has nobody to ask, and answers so at once.
import { Challenge as challenge, ConnectorError } from "@tomada/core"
import { Context, Effect, Layer, type Redacted } from "effect"

export const Challenge = challenge.Challenge
export type Challenge = challenge.Challenge

export class Challenges extends Context.Service<
  Challenges,
  {
    /** Waits for the answer of the person; for Approve, Redirect and QrCode until it is said that it was done. */
    ask(challenge: Challenge): Effect.Effect<Redacted.Redacted<string>, ConnectorError.ChallengeFailed>
  }
>()("@tomada/connector-kit/Challenges") {
  static readonly layerNobody = Layer.succeed(
    this,
    this.of({ ask: () => Effect.fail(new ConnectorError.ChallengeFailed({ why: "no-user-present" })) })
  )
}
