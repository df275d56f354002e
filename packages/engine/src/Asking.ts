// Asks the person on behalf of a visit: the question becomes part of the execution, the answer is read from the store,
// where it lay sealed, and is gone from there once read. An answer counts until the question expires, not a moment later.
import { type Challenge, ConnectorError, CredentialVault, Execution, type Item } from "@tomada/core"
import { ExecutionStore } from "@tomada/store"
import { Context, DateTime, Duration, Effect, Exit, type Redacted, Stream } from "effect"

import * as Callbacks from "./Callbacks.ts"
import { Ids } from "./Ids.ts"
import type { Telling } from "./Telling.ts"
import { Waiting } from "./Waiting.ts"

/** Where institutions send a person back to; null where nothing listens, and then no connector can redirect. */
export const RedirectUri = Context.Reference<string | null>("@tomada/engine/Asking/RedirectUri", {
  defaultValue: () => null
})

/** What the callback that answers a Redirect is known by. */
export interface Callback {
  readonly state: string
}

/** How long a question that names no end may stay open. */
export const patience = Duration.minutes(5)

/** How long a connector has to find out that what the person calls done is done, before the person is shown it again. */
export const meanwhile = Duration.seconds(5)

/** How long a nudge that was lost can cost. */
const lookAgain = Duration.seconds(5)

type Owner = Pick<Item.Item, "applicationId" | "id">

/** The length of the id in front of a sealed answer. */
const attemptLength = 36

const answerContext = (item: Owner, challengeId: string, attempt: string): CredentialVault.SealContext => ({
  applicationId: item.applicationId,
  itemId: item.id,
  purpose: "answer",
  name: `${challengeId}/${attempt}`
})

/**
 * Seals an answer as the visit will read it. Each attempt, a UUID, has a context of its own and stands in front of the
 * blob: of two answers that race, the one that is refused must not destroy the key of the other.
 */
export const sealAnswer = Effect.fnUntraced(function* (
  item: Owner,
  challengeId: string,
  attempt: string,
  answer: Redacted.Redacted<string>
) {
  const vault = yield* CredentialVault.CredentialVault
  const context = answerContext(item, challengeId, attempt)
  const sealed = yield* vault.seal(context, answer)
  const blob = new Uint8Array(attemptLength + sealed.length)
  blob.set(new TextEncoder().encode(attempt))
  blob.set(sealed, attemptLength)
  return { context, blob }
})

const isElsewhere = ({ _tag }: Challenge.Challenge): boolean => _tag === "Approve" || _tag === "QrCode"

export const make = Effect.fnUntraced(function* (
  claim: ExecutionStore.Claim,
  item: Item.Item,
  telling: Telling = () => () => []
) {
  const executions = yield* ExecutionStore.ExecutionStore
  const vault = yield* CredentialVault.CredentialVault
  const waiting = yield* Waiting
  const ids = yield* Ids

  const take = Effect.fnUntraced(function* (challengeId: string) {
    const blob = yield* executions.takeAnswer(challengeId)
    if (blob === undefined) return undefined
    const attempt = new TextDecoder().decode(blob.subarray(0, attemptLength))
    const context = answerContext(item, challengeId, attempt)
    const answer = yield* Effect.orDie(vault.open(context, blob.subarray(attemptLength)))
    yield* vault.destroy(context)
    return answer
  }, Effect.uninterruptible)

  const listen = Effect.fnUntraced(function* (challengeId: string, until: DateTime.Utc) {
    const latch = yield* waiting.listen(challengeId)
    for (;;) {
      // The clock before the store: an answer that was accepted in the last moment is still read.
      const left = DateTime.distance(yield* DateTime.now, until)
      const answer = yield* take(challengeId)
      if (answer !== undefined) return answer
      if (!Duration.isPositive(left)) return yield* new ConnectorError.ChallengeFailed({ why: "timeout" })
      yield* Effect.timeoutOption(latch.await, Duration.min(left, lookAgain))
      yield* latch.close
    }
  }, Effect.scoped)

  /** The run goes on; an answer that came at the same moment is nobody's any more. */
  const withdraw = Effect.fnUntraced(function* (challengeId: string) {
    const now = yield* DateTime.now
    const event = Execution.Event.cases.ChallengeAnswered.make({ id: challengeId })
    const moved = yield* Effect.exit(executions.record(claim, event, now, telling(now)))
    if (Exit.isFailure(moved)) yield* Effect.exit(take(challengeId))
  })

  const put = Effect.fnUntraced(function* (challenge: Challenge.Challenge, id: string) {
    const now = yield* DateTime.now
    const expiresAt = challenge.expiresAt ?? DateTime.addDuration(now, patience)
    const shown = { ...challenge, expiresAt }
    const event = Execution.Event.cases.ChallengeRaised.make({ challenge: { id, challenge: shown } })
    yield* executions
      .record(claim, event, now, telling(now))
      .pipe(Effect.catchTag("Superseded", () => Effect.fail(new ConnectorError.ChallengeFailed({ why: "cancelled" }))))
    return { id, expiresAt, shown }
  })

  /**
   * Waits for the answer. What the person does elsewhere is withdrawn when nobody waits for it any more: the connector found
   * out by itself that it was done.
   */
  const ask = (challenge: Challenge.Challenge, callback?: Callback) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(
        Effect.flatMap(callback === undefined ? ids.next : Callbacks.challengeId(callback.state), (id) =>
          put(challenge, id)
        ),
        ({ expiresAt, id }) => {
          const answer = restore(listen(id, expiresAt))
          return isElsewhere(challenge) ? Effect.onInterrupt(answer, () => withdraw(id)) : answer
        }
      )
    )

  /** Shows one challenge, under one id, until the stream is left; `done` each time the person says so. */
  const show = (challenge: Challenge.Challenge): Stream.Stream<"done", ConnectorError.ChallengeFailed> =>
    Stream.unwrap(
      Effect.gen(function* () {
        let isOpen = true
        const { expiresAt, id, shown } = yield* Effect.acquireRelease(
          Effect.flatMap(ids.next, (next) => put(challenge, next)),
          (put) => Effect.suspend(() => (isOpen ? withdraw(put.id) : Effect.void))
        )
        const reopen = Effect.uninterruptible(
          Effect.tap(put(shown, id), () =>
            Effect.sync(() => {
              isOpen = true
            })
          )
        )
        const said = Effect.tap(listen(id, expiresAt), () =>
          Effect.sync(() => {
            isOpen = false
          })
        ).pipe(Effect.as("done" as const))
        const again = Effect.sleep(meanwhile).pipe(Effect.andThen(reopen), Effect.andThen(said))
        return Stream.concat(Stream.fromEffect(said), Stream.fromEffectRepeat(again))
      })
    )

  return { ask, show }
})
