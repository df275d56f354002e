// The way into a visit: what is held for it, by the saved session first, and who is asked when the institution asks. A login that
// may ask is never started where nobody is there: the password alone makes the bank send its code.
import type { ConnectorHost } from "@tomada/connector-kit"
import { type Challenge, ConnectorError, type Execution, type Item, type Manifest } from "@tomada/core"
import type { ExecutionStore } from "@tomada/store"
import { Effect, Option, Redacted, Stream } from "effect"

import * as Asking from "./Asking.ts"
import * as OneStepCodes from "./OneStepCodes.ts"
import * as Sealing from "./Sealing.ts"
import type * as Telling from "./Telling.ts"

const nobody = () => Effect.fail(new ConnectorError.ChallengeFailed({ why: "no-user-present" }))

/** What is held, and the codes that came for this run alone. */
export const parametersOf = Effect.fnUntraced(function* (
  claim: ExecutionStore.Claim,
  item: Item.Item,
  manifest: Manifest.Manifest
) {
  const held = yield* Sealing.parameters(item)
  const codes = yield* Effect.uninterruptible(OneStepCodes.take(claim, item, manifest))
  if (Option.isNone(held)) return yield* new ConnectorError.InvalidCredentials({ fields: [] })
  return Redacted.make({ ...Redacted.value(held.value), ...Redacted.value(codes) })
})

/** Whether nobody is there to answer. */
export const isUnattended = (trigger: Execution.Trigger): boolean => trigger === "SYNC" || trigger === "INTERNAL"

/** Resume first: the cheap way in, and the only one that never asks the person. */
export const enter = Effect.fnUntraced(function* (
  visit: ConnectorHost.Visit,
  manifest: Manifest.Manifest,
  execution: Execution.Execution["trigger"],
  hasSession: boolean
) {
  if (hasSession) {
    const resumed = yield* Effect.result(visit.resume)
    if (resumed._tag === "Success") return
    if (resumed.failure._tag !== "SessionExpired" && resumed.failure._tag !== "SiteChanged")
      return yield* resumed.failure
  }
  if (isUnattended(execution) && manifest.unattended !== "always") return yield* new ConnectorError.SessionExpired()
  yield* visit.login
})

/** A run, as far as it asks. */
export interface Attended {
  readonly claim: ExecutionStore.Claim
  readonly execution: Execution.Execution
  readonly item: Item.Item
  readonly telling: Telling.Telling
}

/** How the person is asked; what they were asked at all decides whether a lost session may be opened by another login. */
export const asking = Effect.fnUntraced(function* ({ claim, execution, item, telling }: Attended) {
  const asked = { once: false }
  const noting = <A>(effect: A): A => {
    asked.once = true
    return effect
  }
  if (isUnattended(execution.trigger)) return { asked, ask: nobody, show: undefined }
  const { ask, show } = yield* Asking.make(claim, item, telling)
  return {
    asked,
    ask: (challenge: Challenge.Challenge, callback?: Asking.Callback) =>
      Effect.suspend(() => noting(ask(challenge, callback))),
    show: (challenge: Challenge.Challenge) => Stream.suspend(() => noting(show(challenge)))
  }
})
