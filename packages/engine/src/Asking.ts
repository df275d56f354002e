// Asks the person on behalf of a visit: the question becomes part of the execution, the answer is read from the store,
// where it lay sealed, and is gone from there once read. An answer counts until the question expires, not a moment later.
import { type Challenge, ConnectorError, CredentialVault, Execution, type Item } from "@tomada/core"
import { ExecutionStore } from "@tomada/store"
import { DateTime, Duration, Effect } from "effect"

import { Ids } from "./Ids.ts"
import { Waiting } from "./Waiting.ts"

/** How long a question that names no end may stay open. */
export const patience = Duration.minutes(5)

/** How long a nudge that was lost can cost. */
const lookAgain = Duration.seconds(5)

export const answerContext = (
  item: Pick<Item.Item, "applicationId" | "id">,
  challengeId: string
): CredentialVault.SealContext => ({
  applicationId: item.applicationId,
  itemId: item.id,
  purpose: "answer",
  name: challengeId
})

export const make = Effect.fnUntraced(function* (claim: ExecutionStore.Claim, item: Item.Item) {
  const executions = yield* ExecutionStore.ExecutionStore
  const vault = yield* CredentialVault.CredentialVault
  const waiting = yield* Waiting
  const ids = yield* Ids

  const take = Effect.fnUntraced(function* (challengeId: string) {
    const blob = yield* executions.takeAnswer(challengeId)
    if (blob === undefined) return undefined
    const context = answerContext(item, challengeId)
    const answer = yield* Effect.orDie(vault.open(context, blob))
    yield* vault.destroy(context)
    return answer
  })

  const listen = Effect.fnUntraced(function* (challengeId: string, until: DateTime.Utc) {
    const latch = yield* waiting.listen(challengeId)
    for (;;) {
      const answer = yield* take(challengeId)
      if (answer !== undefined) return answer
      if (DateTime.isGreaterThanOrEqualTo(yield* DateTime.now, until)) {
        return yield* new ConnectorError.ChallengeFailed({ why: "timeout" })
      }
      yield* Effect.timeoutOption(latch.await, lookAgain)
      yield* latch.close
    }
  }, Effect.scoped)

  return Effect.fnUntraced(function* (challenge: Challenge.Challenge) {
    const now = yield* DateTime.now
    const expiresAt = challenge.expiresAt ?? DateTime.addDuration(now, patience)
    const id = yield* ids.next
    yield* executions
      .record(
        claim,
        Execution.Event.cases.ChallengeRaised.make({ challenge: { id, challenge: { ...challenge, expiresAt } } }),
        now
      )
      .pipe(Effect.catchTag("Superseded", () => Effect.fail(new ConnectorError.ChallengeFailed({ why: "cancelled" }))))
    return yield* listen(id, expiresAt)
  })
})
