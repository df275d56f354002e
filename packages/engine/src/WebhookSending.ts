// One attempt of a delivery: asks the guard, signs, sends, reads what the answer means. It never fails: whatever happens is an outcome.
// A secret that a receiver sends back is blotted out of what is kept of its answer.
import { Delivery, DeliverySigner } from "@tomada/core"
import type { WebhookStore } from "@tomada/store"
import { Cause, Clock, DateTime, Duration, Effect, Random, Redacted } from "effect"

import { type DialAnswer, Dialer } from "./Dialer.ts"
import { EgressGuard } from "./EgressGuard.ts"
import * as Defect from "./internal/Defect.ts"
import * as WebhookSecrets from "./WebhookSecrets.ts"

export interface Policy {
  readonly schedule: Delivery.Schedule
  /** How many redirects that keep the method (307, 308) are followed, each judged anew. */
  readonly redirects: number
}

/** Not a receiver's to set. */
const ours =
  /^(?:host|connection|content-length|content-type|transfer-encoding|keep-alive|upgrade|te|trailer|expect|proxy-.*|webhook-.*|user-agent)$/

const name = /^[!#$%&'*+.^_`|~0-9a-z-]{1,256}$/
const value = /^[\t\x20-\x7e\x80-\xff]{0,8192}$/
const mostHeaders = 32

/** Custom headers as they are sent, names in lower case; undefined when one cannot be a header or is not a receiver's to set. */
export const customHeaders = (given: Readonly<Record<string, string>>): WebhookSecrets.Headers | undefined => {
  const headers = Object.entries(given).map(([key, text]) => [key.toLowerCase(), text.trim()] as const)
  const well = headers.every(([key, text]) => name.test(key) && value.test(text) && !ours.test(key))
  return well && headers.length <= mostHeaders && new Set(headers.map(([key]) => key)).size === headers.length
    ? Object.fromEntries(headers)
    : undefined
}

const blot = (text: string, { headers, secrets }: WebhookSecrets.Opened): string => {
  const known = [
    ...(headers === null ? [] : Object.values(Redacted.value(headers))).flatMap((header) => [
      header,
      ...header.split(/\s+/)
    ]),
    ...secrets.map(Redacted.value).flatMap((secret) => [secret, secret.replace(/^whsec_/, "")])
  ].filter(({ length }) => length >= 4)
  return known
    .toSorted((a, b) => b.length - a.length)
    .reduce((left, secret) => left.replaceAll(secret, "<redacted>"), text)
    .replaceAll(/[^\P{C}\n\t]/gu, "")
}

const keepsMethod = (status: number): boolean => status === 307 || status === 308

interface Tried {
  readonly reply: Delivery.Reply
  readonly text: string
}

const unanswered = (why: Delivery.Unanswered): Tried => ({ reply: { _tag: "Unanswered", why }, text: "" })

const answered = ({ retryAfter, status, text }: DialAnswer): Tried => ({
  reply: { _tag: "Answered", status, retryAfter },
  text
})

/** Sends claimed deliveries by a policy. */
export const make = Effect.fnUntraced(function* ({ redirects, schedule }: Policy) {
  const guard = yield* EgressGuard
  const dialer = yield* Dialer
  const signer = yield* DeliverySigner.DeliverySigner
  const clock = yield* Clock.Clock
  const random = yield* Random.Random

  const attempt = Effect.fnUntraced(function* (
    claimed: WebhookStore.Claimed,
    opened: WebhookSecrets.Opened,
    now: number
  ) {
    const { body, eventId } = claimed
    const secrets = WebhookSecrets.signing(opened, DateTime.makeUnsafe(now))
    const timestamp = Math.floor(now / 1000)
    const standard: Record<string, string> = {
      "content-type": "application/json",
      "user-agent": "Tomada-Webhooks",
      "webhook-id": eventId,
      "webhook-timestamp": String(timestamp)
    }
    if (secrets.length > 0) {
      standard["webhook-signature"] = yield* signer.sign(secrets, { id: eventId, timestamp, body })
    }
    const custom = opened.headers === null ? {} : Redacted.value(opened.headers)
    let address = claimed.url
    let origin: string | undefined
    for (let hop = 0; ; hop++) {
      const destination = yield* guard.admit(address)
      origin ??= destination.url.origin
      const own = destination.url.origin === origin ? custom : {}
      const answer = yield* dialer.post(destination, { headers: { ...own, ...standard }, body })
      if (redirects === 0 || !keepsMethod(answer.status) || answer.location === null) return answered(answer)
      if (hop >= redirects) return unanswered("redirects")
      address = URL.parse(answer.location, destination.url)?.href ?? ""
    }
  })

  const tried = (claimed: WebhookStore.Claimed, opened: WebhookSecrets.Opened, now: number): Effect.Effect<Tried> =>
    opened.broken
      ? Effect.succeed(unanswered("unsealed"))
      : attempt(claimed, opened, now).pipe(
          Effect.timeoutOrElse({
            duration: schedule.timeout,
            orElse: () => Effect.succeed(unanswered("timeout"))
          }),
          Effect.catchTags({
            EgressRefused: ({ why }) => Effect.succeed(unanswered(why === "unresolved" ? "unresolved" : "refused")),
            DialFailed: ({ why }) => Effect.succeed(unanswered(why))
          }),
          Effect.catchDefect((defect) =>
            Effect.as(
              Effect.annotateLogs(Effect.logError("a delivery ended in a defect"), {
                defects: Defect.places(Cause.die(defect))
              }),
              unanswered("malformed")
            )
          )
        )

  return Effect.fnUntraced(function* (claimed: WebhookStore.Claimed, opened: WebhookSecrets.Opened) {
    const began = clock.currentTimeMillisUnsafe()
    const { reply, text } = yield* tried(claimed, opened, began)
    const ended = clock.currentTimeMillisUnsafe()
    const at = DateTime.makeUnsafe(ended)
    const verdict = Delivery.verdict(schedule, {
      event: claimed.event,
      attempts: claimed.attempts + 1,
      failingSince: claimed.failingSince,
      reply,
      at,
      dice: random.nextDoubleUnsafe()
    })
    const outcome: WebhookStore.Outcome = {
      id: claimed.id,
      fence: claimed.fence,
      at: DateTime.makeUnsafe(began),
      duration: Math.min(ended - began, Duration.toMillis(Duration.hours(1))),
      status: reply._tag === "Answered" ? reply.status : null,
      error: reply._tag === "Answered" ? null : reply.why,
      answer: verdict._tag === "Delivered" || text === "" ? null : blot(text, opened),
      verdict
    }
    return outcome
  })
})
