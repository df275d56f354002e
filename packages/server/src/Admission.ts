// Who is let in. More visits than can be made soon and requests that need a database which is away are refused at once, with
// the time to come again: a queue would only make everybody wait. What is refused has changed nothing, so it may be sent again.
// The health of the process is always told. Requests that are too many do not even come here: EarlyAnswers.
import { Refusal, type WireError } from "@tomada/api"
import { Context, Effect, Layer } from "effect"
import { HttpServerRequest, type HttpServerResponse } from "effect/http"

import { DatabaseWatch } from "./DatabaseWatch.ts"
import { errorId, refuse } from "./Refusals.ts"
import { Settings } from "./Settings.ts"
import { Strain } from "./Strain.ts"

/** Seconds after which whoever is refused may come again. */
export const comeAgain = { visits: 5, database: 5 } as const

/** So many visits are let in however busy this process is; beyond them it must not be behind by more milliseconds than these. */
export const always = 10
export const mayBeLate = 200

/** The seconds of `Retry-After` for an answer of this status; undefined where it needs none. */
export const retryAfter = (status: number): number | undefined =>
  status === 503 ? comeAgain.database : status === 429 ? comeAgain.visits : undefined

type Handler<E, R> = Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>

/** Makes the answer of a refusal, which comes after so many seconds. */
type Refuse = (error: WireError.WireError, seconds: number) => HttpServerResponse.HttpServerResponse

/** What is told whatever the state of the database is. */
const needsNothing = /^\/(health|docs|openapi\.json|metrics)(\/|\?|$)/

const isRead = ({ method, url }: HttpServerRequest.HttpServerRequest): boolean =>
  method === "GET" || method === "HEAD" || method === "OPTIONS" || /^\/auth(\?|$)/.test(url)

const unavailable = (id: string) => Refusal.serviceUnavailable(id, "The service is not available now. Please try again")

export class Admission extends Context.Service<
  Admission,
  {
    /**
     * Runs the handler, unless the database is away. When the database goes meanwhile the request is
     * answered without it; what it had begun then ends by itself.
     */
    readonly admit: <E, R>(
      handler: Handler<E, R>,
      refused: Refuse
    ) => Handler<E, R | HttpServerRequest.HttpServerRequest>
    /**
     * Fails when so many visits were asked for that another would only wait, or this process is behind already. Call it
     * before one is begun.
     */
    readonly visit: Effect.Effect<void, WireError.TooManyRequests>
  }
>()("@tomada/server/Admission") {
  static readonly layer: Layer.Layer<Admission, never, DatabaseWatch | Settings> = Layer.effect(
    this,
    Effect.gen(function* () {
      const watch = yield* DatabaseWatch
      const { visits } = yield* Settings
      const late = yield* Strain
      let begun = 0
      let seen = 0

      const cannot = (request: HttpServerRequest.HttpServerRequest): boolean => {
        const away = watch.away()
        return away !== undefined && (away.how === "gone" || !isRead(request))
      }

      /** Waits for the handler, for the end of the database, or for nobody when the client is gone. */
      const attended = <E, R>(handler: Handler<E, R>, refused: Refuse): Handler<E, R> =>
        Effect.gen(function* () {
          const fiber = yield* Effect.forkDetach(handler, { startImmediately: true })
          const id = yield* errorId
          return yield* Effect.callback<HttpServerResponse.HttpServerResponse, E>((resume) => {
            const leave = watch.onGone(() => {
              resume(Effect.succeed(refused(unavailable(id), comeAgain.database)))
              fiber.interruptUnsafe()
            })
            fiber.addObserver((exit) => {
              leave()
              resume(exit)
            })
            return Effect.sync(() => {
              leave()
              fiber.interruptUnsafe()
            })
          })
        })

      return Admission.of({
        admit: (handler, refused) =>
          Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
            if (needsNothing.test(request.url)) return handler
            return cannot(request)
              ? Effect.map(errorId, (id) => refused(unavailable(id), comeAgain.database))
              : attended(handler, refused)
          }),
        visit: Effect.suspend(() => {
          if (seen !== watch.looks()) {
            seen = watch.looks()
            begun = 0
          }
          const underWay = watch.underWay() + begun
          if (underWay >= visits || (underWay >= always && late() > mayBeLate)) return refuse(Refusal.tooManyRequests)
          begun += 1
          return Effect.void
        })
      })
    })
  )
}
