// How a connector asks the person during a login: `ask` a question with an answer, `retry` it when the answer was wrong,
// `watch` what the person does elsewhere (approve in an app, scan a code), `redirect` to the institution's own login. An
// unattended visit has nobody to ask, and answers so at once.
import { Challenge as challenge, ConnectorError } from "@tomada/core"
import { Context, DateTime, Duration, Effect, Layer, Option, Queue, Redacted, Stream } from "effect"

import { type InstitutionDown, SiteChanged } from "./Errors.ts"
import * as Callback from "./internal/Callback.ts"
import * as Pkce from "./internal/Pkce.ts"

export const Challenge = challenge.Challenge
export type Challenge = challenge.Challenge

const { ChallengeFailed } = ConnectorError
type ChallengeFailed = ConnectorError.ChallengeFailed

/** What names the callback that answers a Redirect: no two logins have the same `state`. */
export interface CallbackKey {
  readonly state: string
}

/** What asking needs of whoever runs the visit. Authors use the functions of this module. */
export interface Person {
  /**
   * Waits for the answer: of a Redirect the callback's query, of Approve and QrCode whatever is said when it was done.
   * Interrupting withdraws the question. Fails `timeout` when the question expires without an answer, `cancelled` when the
   * person gives up, `no-user-present` when there is nobody.
   */
  ask(challenge: Challenge, callback?: CallbackKey): Effect.Effect<Redacted.Redacted<string>, ChallengeFailed>
  /** Shows what the person does elsewhere until the stream is left; `done` each time the person says that it was done. */
  show(challenge: Challenge): Stream.Stream<"done", ChallengeFailed>
  /** Where institutions send a person back to; null when nothing listens there. */
  readonly redirectUri: string | null
  /** A fresh secret of 32 random bytes in base64url. */
  readonly random: Effect.Effect<Redacted.Redacted<string>>
}

export class Challenges extends Context.Service<Challenges, Person>()("@tomada/connector-kit/Challenges") {
  static readonly layerNobody = Layer.sync(this, () => {
    const nobody = new ChallengeFailed({ why: "no-user-present" })
    return Challenges.of({
      ask: () => Effect.fail(nobody),
      show: () => Stream.fail(nobody),
      redirectUri: null,
      random: Pkce.randomText
    })
  })
}

/** How long what names no end is watched. */
export const patience = Duration.minutes(5)

/** No institution is asked more often than this, however often the person says "done". */
export const floor = Duration.seconds(1)

/** Waits for the answer of the person. */
export const ask = (question: Challenge): Effect.Effect<Redacted.Redacted<string>, ChallengeFailed, Challenges> =>
  Challenges.use((person) => person.ask(question))

/** The question as it is asked again: what was wrong stands before the hint of a code, and before the label of others. */
export const again = (question: Challenge, problem: string): Challenge =>
  question._tag === "Otp"
    ? { ...question, hint: question.hint === null ? problem : `${problem} ${question.hint}` }
    : { ...question, label: `${problem} ${question.label}` }

export interface RetryOptions {
  /** How many answers the institution takes. */
  readonly times: number
  /** What the person is told after a wrong answer. */
  readonly problem: string
}

/**
 * Asks, tries the answer, and asks again after each one that `attempt` fails with ChallengeFailed `wrong`; the last such
 * failure is the result. A question that changes, such as an image, is given as an effect and made anew each time.
 */
export const retry = <A, E, R, E1 = never, R1 = never>(
  question: Challenge | Effect.Effect<Challenge, E1, R1>,
  attempt: (answer: Redacted.Redacted<string>) => Effect.Effect<A, E, R>,
  { problem, times }: RetryOptions
): Effect.Effect<A, E | E1 | ChallengeFailed, R | R1 | Challenges> => {
  const round = (left: number): Effect.Effect<A, E | E1 | ChallengeFailed, R | R1 | Challenges> =>
    Effect.gen(function* () {
      const made = Effect.isEffect(question) ? yield* question : question
      const answer = yield* ask(left === times ? made : again(made, problem))
      return yield* Effect.catchIf(attempt(answer), isWrong, (wrong) =>
        left > 1 ? round(left - 1) : Effect.fail(wrong)
      )
    })
  return round(times)
}

const isWrong = (error: unknown): error is ChallengeFailed => error instanceof ChallengeFailed && error.why === "wrong"

/** What the person does elsewhere, so that the connector itself must find out when it was done. */
export type Watched = Extract<Challenge, { readonly _tag: "Approve" | "QrCode" }>

/**
 * Shows the challenge and runs `check` every so often, at once when the person says "done", until it finds something. Checks
 * never overlap and are a second apart at least. Fails ChallengeFailed: `timeout` when the challenge expires, after one last
 * check, `cancelled` when the person gives up. The challenge is withdrawn before the login goes on.
 */
export const watch = <A, E, R>(
  watched: Watched,
  check: Effect.Effect<Option.Option<A>, E, R>,
  { every }: { readonly every: Duration.Input }
): Effect.Effect<A, E | ChallengeFailed, R | Challenges> =>
  Effect.gen(function* () {
    const person = yield* Challenges
    const expiresAt = watched.expiresAt ?? DateTime.addDuration(yield* DateTime.now, patience)
    const left = Effect.map(DateTime.now, (now) => Duration.max(DateTime.distance(now, expiresAt), Duration.zero))
    const pause = Duration.max(Duration.subtract(Duration.fromInputUnsafe(every), floor), Duration.zero)
    const said = yield* Queue.bounded<"done">(1)
    // Whoever shows it may keep another clock; when it is over is decided here, after the last check.
    const shown = Stream.runForEach(person.show({ ...watched, expiresAt }), (done) => Queue.offer(said, done)).pipe(
      Effect.catchIf(
        ({ why }) => why === "timeout",
        () => Effect.void
      ),
      Effect.andThen(Effect.never)
    )
    const look = Effect.gen(function* () {
      for (;;) {
        yield* Effect.sleep(Duration.min(floor, yield* left))
        yield* Effect.timeoutOption(Queue.take(said), Duration.min(pause, yield* left))
        const isLast = !Duration.isPositive(yield* left)
        const found = yield* check
        if (Option.isSome(found)) return found.value
        if (isLast) return yield* new ChallengeFailed({ why: "timeout" })
      }
    })
    return yield* Effect.raceFirst(shown, look)
  })

/** What the institution's authorisation address must carry. */
export interface Authorization {
  readonly redirectUri: string
  readonly state: string
  readonly codeChallenge: string
  readonly codeChallengeMethod: "S256"
}

/** What a token is asked for with. `params`: what else the callback brought, which may hold tokens. */
export interface Authorized extends Callback.Granted {
  readonly codeVerifier: Redacted.Redacted<string>
  readonly redirectUri: string
}

export interface RedirectOptions<E, R> {
  readonly label: string
  /** The address that the person is sent to; an effect where the institution must be told first (RFC 9126). */
  readonly authorize: (authorization: Authorization) => string | Effect.Effect<string, E, R>
  readonly expiresAt?: DateTime.Utc | null
}

/**
 * Sends the person to the institution's own login and waits for the callback (OAuth 2, authorisation code with PKCE S256).
 * ChallengeFailed: `unsupported` when no callback can arrive, `cancelled` when the person refused, `wrong` when the callback is
 * not of this login, `timeout`. What else the institution answers is InstitutionDown or SiteChanged.
 */
export const redirect = <E = never, R = never>({
  authorize,
  expiresAt = null,
  label
}: RedirectOptions<E, R>): Effect.Effect<
  Authorized,
  ChallengeFailed | InstitutionDown | SiteChanged | E,
  R | Challenges
> =>
  Effect.gen(function* () {
    const person = yield* Challenges
    const { redirectUri } = person
    if (redirectUri === null) return yield* new ChallengeFailed({ why: "unsupported" })
    const state = Redacted.value(yield* person.random)
    const codeVerifier = yield* person.random
    const codeChallenge = yield* Pkce.codeChallenge(codeVerifier)
    const made = authorize({ redirectUri, state, codeChallenge, codeChallengeMethod: "S256" })
    const url = typeof made === "string" ? made : yield* made
    if (!/^https?:\/\//i.test(url))
      return yield* new SiteChanged({ at: "authorize", expected: "an address of the web" })
    const question = Challenge.cases.Redirect.make({ label, url, expiresAt })
    const query = Redacted.value(yield* person.ask(question, { state }))
    const granted = yield* Effect.fromResult(Callback.read(query, state))
    return { ...granted, codeVerifier, redirectUri }
  })
