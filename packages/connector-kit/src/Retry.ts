// Asks again where time alone may help: only what changes nothing at the institution, a few times, and not beyond a deadline.
// A login is never asked again, because each may count towards a lock or send another SMS; the types keep logins out, whose
// errors and challenges no read has.
import { ConnectorError } from "@tomada/core"
import { Clock, Duration, Effect, Random } from "effect"

import type { Challenges } from "./Challenges.ts"
import { type FetchError, InstitutionDown } from "./Errors.ts"
import { Http, type HttpError, type HttpRequest, type HttpResponse } from "./Http.ts"

export interface RetryOptions {
  /** How often it is asked again; 2 unless said. */
  readonly times?: number
  /** Before the first time, give or take a half; twice as much before each further one. A second unless said. */
  readonly spacing?: Duration.Input
  /** All in all; what is not there by then is InstitutionDown. Thirty seconds unless said. */
  readonly within?: Duration.Input
}

/** Whether the institution itself may answer otherwise in a moment. One that wants fewer requests will not. */
export const isPassing = (error: ConnectorError.ConnectorError): boolean => {
  const { retry, who } = ConnectorError.outcome(error)
  return retry && who === "institution" && error._tag !== "RateLimited"
}

type Safe<A, E, R> = [Extract<R, Challenges>] extends [never] ? Effect.Effect<A, E, R> : never

/**
 * Asks again for what the author knows to be safe to ask twice, such as a search that is sent by POST. Never for a form that
 * logs in, pays or confirms.
 */
export const safe = <A, E extends FetchError, R>(
  effect: Effect.Effect<A, E, R> & Safe<A, E, R>,
  { spacing = "1 second", times = 2, within = "30 seconds" }: RetryOptions = {}
): Effect.Effect<A, E | InstitutionDown, R> =>
  Effect.gen(function* () {
    const end = (yield* Clock.currentTimeMillis) + Duration.toMillis(Duration.fromInputUnsafe(within))
    const left = Effect.map(Clock.currentTimeMillis, (now) => end - now)
    const once: Effect.Effect<A, E | InstitutionDown, R> = Effect.flatMap(left, (millis) =>
      Effect.timeoutOrElse(effect, {
        duration: Math.max(0, millis),
        orElse: () => Effect.fail(new InstitutionDown({ how: "no-answer" }))
      })
    )
    const attempt = (more: number, pause: number): Effect.Effect<A, E | InstitutionDown, R> =>
      Effect.catch(once, (error) =>
        Effect.gen(function* () {
          const wait = pause * (0.5 + (yield* Random.next))
          if (more <= 0 || !isPassing(error) || wait >= (yield* left)) return yield* Effect.fail(error)
          yield* Effect.sleep(wait)
          return yield* attempt(more - 1, pause * 2)
        })
      )
    return yield* attempt(times, Duration.toMillis(Duration.fromInputUnsafe(spacing)))
  })

/** A request that only reads. */
export type ReadRequest = Omit<HttpRequest, "method" | "form" | "json"> & { readonly method?: "GET" }

/** Sends a GET, and again where that may help. */
export const request = (read: ReadRequest, options?: RetryOptions): Effect.Effect<HttpResponse, HttpError, Http> =>
  safe(
    Http.use((http) => http.request(read)),
    options
  )

/** As `Http.get`, and again where that may help. */
export const get = (url: string, options?: RetryOptions): Effect.Effect<HttpResponse, HttpError, Http> =>
  request({ url }, options)
