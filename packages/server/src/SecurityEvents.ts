// Who was let in and who was not, told in the log: a line an event, under a name that programs can look for (`event=key.refused`). A line
// bears ids, never a secret nor a word that somebody sent. What strangers can bring about as often as they like is told a few times a
// minute for each address, so that nobody fills a disk with it; keys given and refused are told each, since their rate is limited.
import { Context, Effect, Layer, Option } from "effect"
import { HttpServerRequest } from "effect/http"

import { windows } from "./RateLimits.ts"

/** The names, with what a person reads beside them. */
const words = {
  "key.given": "an application was given an API key",
  "key.refused": "an API key was refused to who asked for one",
  "token.refused": "a token was refused",
  "token.beyond": "a connect token asked for what is not open to it",
  "rate.exceeded": "more was asked than may be in a minute",
  "operator.acted": "the operator changed something",
  "operator.refused": "the operator's token was wrong"
} as const

export type SecurityEvent = keyof typeof words

const asItShouldBe: ReadonlySet<SecurityEvent> = new Set(["key.given", "operator.acted"])
const eachTime: ReadonlySet<SecurityEvent> = new Set(["key.given", "key.refused", "operator.acted"])

/** Lines of one kind from one address in a minute. */
export const linesAMinute = 20

/** The computer that a request comes from: behind a proxy the proxy. */
export const addressOf = ({ remoteAddress }: HttpServerRequest.HttpServerRequest): string =>
  Option.getOrElse(remoteAddress, () => "")

/** What a line says beside its name and its address: ids, templates of routes, words of closed lists. */
export type About = Readonly<Record<string, string>>

export class SecurityEvents extends Context.Service<
  SecurityEvents,
  {
    readonly tell: (
      event: SecurityEvent,
      about: About
    ) => Effect.Effect<void, never, HttpServerRequest.HttpServerRequest>
  }
>()("@tomada/server/SecurityEvents") {
  static readonly layer = Layer.sync(this, () => {
    const told = windows(linesAMinute)
    return SecurityEvents.of({
      tell: Effect.fnUntraced(function* (event, about) {
        const address = addressOf(yield* HttpServerRequest.HttpServerRequest)
        if (!eachTime.has(event)) {
          const clock = yield* Effect.clockWith(Effect.succeed)
          if (told.take(`${event} ${address}`, clock.currentTimeMillisUnsafe()).exceeded) return
        }
        const line = asItShouldBe.has(event) ? Effect.logInfo(words[event]) : Effect.logWarning(words[event])
        yield* Effect.annotateLogs(line, { event, address, ...about })
      })
    })
  })
}
