// What a visit's request says about asking, as connectors use it.
import { DateTime, Duration, Effect, Stream } from "effect"

import type { Challenge, Person } from "../Challenges.ts"
import { ChallengeFailed } from "../Errors.ts"
import type { VisitRequest } from "../Visit.ts"
import * as Pkce from "./Pkce.ts"

/** An answer that was given in time may still be on its way so long after the question's end. */
const onItsWay = Duration.seconds(15)

/** A question ends even where whoever asks it forgets to end it. */
const bounded = <A, E>(question: Challenge, asked: Effect.Effect<A, E>): Effect.Effect<A, E | ChallengeFailed> => {
  const { expiresAt } = question
  if (expiresAt === null) return asked
  return Effect.flatMap(DateTime.now, (now) =>
    Effect.timeoutOrElse(asked, {
      duration: Duration.sum(Duration.max(DateTime.distance(now, expiresAt), Duration.zero), onItsWay),
      orElse: () => Effect.fail(new ChallengeFailed({ why: "timeout" }))
    })
  )
}

export const person = ({ ask, redirectUri, show }: VisitRequest): Person => ({
  ask: (question, callback) => bounded(question, ask(question, callback)),
  show: show ?? ((challenge) => Stream.fromEffectRepeat(Effect.as(ask(challenge), "done" as const))),
  redirectUri: redirectUri ?? null,
  random: Pkce.randomText
})
