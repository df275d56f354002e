// A login that asks, run as a visit against the loopback bank, and a person who answers as a test says.
import { Deferred, Effect, type Fiber, Queue, type Redacted, Ref, type Scope, Stream } from "effect"

import type * as Challenges from "../src/Challenges.ts"
import * as Connector from "../src/Connector.ts"
import type { VisitRequest } from "../src/ConnectorHost.ts"
import type { ChallengeFailed, LoginError } from "../src/Errors.ts"
import { definition, manifest, visit } from "./Everything.ts"
import { type Loopback, until } from "./Loopback.ts"

type Asking = Effect.Effect<unknown, LoginError, Connector.VisitEnv | Challenges.Challenges>

/** Runs `login` as the login of a visit, beside the test. */
export const attempt = (
  login: Asking,
  request: Partial<VisitRequest>
): Effect.Effect<Fiber.Fiber<void, LoginError>, never, Loopback | Scope.Scope> =>
  Effect.gen(function* () {
    const connector = Connector.make({
      manifest: { ...manifest, products: { ACCOUNTS: {} }, unattended: "never", challenges: ["Approve"] },
      credentials: definition.credentials,
      session: definition.session,
      resume: definition.resume,
      accounts: definition.accounts,
      products: {},
      login: () => Effect.as(login, { session: { token: "t" } })
    })
    const opened = yield* visit(connector, request)
    return yield* Effect.forkChild(opened.login, { startImmediately: true })
  })

/** A person who sees what is shown, and says "done" when the test does. */
export const watching = Effect.gen(function* () {
  const shown = yield* Ref.make<ReadonlyArray<Challenges.Challenge>>([])
  const said = yield* Queue.unbounded<"done">()
  const seen = { times: 0 }
  const ended = yield* Deferred.make<never, ChallengeFailed>()
  const show = (challenge: Challenges.Challenge) =>
    Stream.fromQueue(said).pipe(
      Stream.merge(Stream.fromEffectDrain(Deferred.await(ended))),
      Stream.onStart(
        Effect.andThen(
          Ref.update(shown, (before) => [...before, challenge]),
          Effect.sync(() => (seen.times += 1))
        )
      ),
      Stream.ensuring(Ref.set(shown, []))
    )
  return { request: { show }, shown, said, ended, seen }
})

/** A person who never answers. */
export const silent = () => {
  const seen = { asked: 0 }
  const ask = () => Effect.suspend(() => ((seen.asked += 1), Effect.never))
  return { ask, isAsked: until("the question", () => seen.asked === 1) }
}

/** A person who answers each question with the next of these. */
export const answering = (...answers: ReadonlyArray<Redacted.Redacted<string>>) => {
  const asked: Array<Challenges.Challenge> = []
  const ask: VisitRequest["ask"] = (challenge) =>
    Effect.suspend(() => {
      asked.push(challenge)
      const answer = answers[asked.length - 1]
      return answer === undefined ? Effect.never : Effect.succeed(answer)
    })
  return { asked, ask }
}
