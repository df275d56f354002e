// `tomada webhooks`: what an application listens to, the secret that signs it, what became of each delivery.
import { Effect, Option, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"

import { answered, application, json, Moment, namedOrOnly, upTo500, withServer } from "./OperatorCommand.ts"
import * as Words from "./OperatorWords.ts"

const maybe = Schema.NullOr(Moment)

const Webhook = Schema.Struct({
  id: Schema.String,
  event: Schema.String,
  url: Schema.String,
  disabledBecause: Schema.NullOr(Schema.String),
  failingSince: maybe,
  createdAt: Moment
})

const because: Readonly<Record<string, string>> = {
  gone: "disabled: its receiver said that it is gone",
  failing: "disabled: its receiver failed for days",
  "by-hand": "disabled by hand"
}

const list = Command.make(
  "list",
  { app: application, json },
  Effect.fnUntraced(function* ({ app, json }) {
    const { id } = yield* namedOrOnly(app)
    return yield* answered({
      json,
      request: { path: `/operator/applications/${id}/webhooks` },
      schema: Schema.Struct({ results: Schema.Array(Webhook) }),
      words: ({ results }, now) =>
        results.length === 0
          ? ["The application has no webhooks; the addresses that stand on its Items are told all the same."]
          : Words.table(
              ["WEBHOOK", "EVENT", "ADDRESS", "STATE", "MADE"],
              results.map(({ createdAt, disabledBecause, event, failingSince, id, url }) => [
                id,
                event,
                url,
                disabledBecause !== null
                  ? (because[disabledBecause] ?? disabledBecause)
                  : failingSince !== null
                    ? `failing since ${Words.moment(failingSince)}`
                    : "good",
                Words.distance(createdAt, now)
              ])
            )
    })
  }, withServer)
).pipe(
  Command.withShortDescription("List the webhooks of an application"),
  Command.withDescription("List the webhooks of an application, oldest first.")
)

const secret = Command.make(
  "secret",
  {
    webhook: Argument.String("webhook").pipe(
      Argument.optional,
      Argument.withDescription("Its id; without it, the secret for addresses on Items")
    ),
    app: application,
    rotate: Flag.Boolean("rotate").pipe(
      Flag.withDefault(false),
      Flag.withDescription("Make another; the one before signs beside it for a day")
    ),
    json
  },
  Effect.fnUntraced(function* ({ app, json, rotate, webhook }) {
    const { id } = yield* namedOrOnly(app)
    return yield* answered({
      json,
      request: {
        path: `/operator/applications/${id}/webhook-secret`,
        body: { rotate, ...(Option.isSome(webhook) && { webhookId: webhook.value }) }
      },
      schema: Schema.Struct({ secret: Schema.String, previousSignsUntil: maybe }),
      words: ({ previousSignsUntil, secret }, now) => [
        secret,
        ...(previousSignsUntil === null
          ? []
          : [`The secret before it signs too, until ${Words.when(previousSignsUntil, now)}.`])
      ]
    })
  }, withServer)
).pipe(
  Command.withShortDescription("Show or renew the secret that signs"),
  Command.withDescription(
    `Show the secret by which receivers check signatures (Standard Webhooks): that of one webhook, or the application's own, for
  the addresses that stand on its Items. The application's is made when it is first asked for; until then those are not signed.`
  )
)

const Delivery = Schema.Struct({
  id: Schema.Int,
  event: Schema.String,
  url: Schema.String,
  state: Schema.String,
  attempts: Schema.Int,
  nextAttemptAt: maybe,
  createdAt: Moment
})

const Attempt = Schema.Struct({
  at: Moment,
  milliseconds: Schema.Finite,
  status: Schema.NullOr(Schema.Int),
  error: Schema.NullOr(Schema.String),
  answer: Schema.NullOr(Schema.String)
})

const deliveryId = Argument.Int("delivery")

const ofDelivery = (id: string, delivery: number, json: boolean) =>
  answered({
    json,
    request: { path: `/operator/applications/${id}/deliveries/${delivery}/attempts` },
    schema: Schema.Struct({ results: Schema.Array(Attempt) }),
    words: ({ results }, now) =>
      results.length === 0
        ? ["It was not attempted yet."]
        : Words.table(
            ["AT", "TOOK", "ANSWER", "ITS BEGINNING"],
            results.map(({ answer, at, error, milliseconds, status }) => [
              Words.when(at, now),
              `${Math.round(milliseconds)} ms`,
              status === null ? `none: ${error ?? "unknown"}` : String(status),
              answer ?? "-"
            ])
          )
  })

const attempts = Command.make(
  "attempts",
  {
    delivery: deliveryId.pipe(Argument.optional, Argument.withDescription("A delivery, for each of its attempts")),
    app: application,
    webhook: Flag.String("webhook").pipe(
      Flag.optional,
      Flag.withDescription("Only deliveries of this webhook, by its id")
    ),
    state: Flag.Literals("state", ["waiting", "delivered", "failed"]).pipe(
      Flag.optional,
      Flag.withDescription("Only deliveries that stand so")
    ),
    before: Flag.Int("before").pipe(Flag.optional, Flag.withDescription("Only deliveries older than this one")),
    limit: Flag.Int("limit").pipe(
      Flag.withSchema(upTo500),
      Flag.withDefault(50),
      Flag.withDescription("How many, 500 at most")
    ),
    json
  },
  Effect.fnUntraced(function* ({ app, before, delivery, json, limit, state, webhook }) {
    const { id } = yield* namedOrOnly(app)
    if (Option.isSome(delivery)) return yield* ofDelivery(id, delivery.value, json)
    return yield* answered({
      json,
      request: {
        path: `/operator/applications/${id}/deliveries`,
        query: {
          limit,
          before: Option.getOrUndefined(before),
          state: Option.getOrUndefined(state),
          webhookId: Option.getOrUndefined(webhook)
        }
      },
      schema: Schema.Struct({ results: Schema.Array(Delivery), next: Schema.NullOr(Schema.Int) }),
      words: ({ next, results }, now) => [
        ...(results.length === 0
          ? ["There is no such delivery."]
          : Words.table(
              ["DELIVERY", "EVENT", "STATE", "ATTEMPTS", "NEXT", "MADE", "ADDRESS"],
              results.map(({ attempts, createdAt, event, id, nextAttemptAt, state, url }) => [
                String(id),
                event,
                state,
                String(attempts),
                nextAttemptAt === null ? "-" : Words.distance(nextAttemptAt, now),
                Words.distance(createdAt, now),
                url
              ])
            )),
        ...(next === null ? [] : ["", `There are older ones: go on with --before ${next}`])
      ]
    })
  }, withServer)
).pipe(
  Command.withShortDescription("What became of deliveries"),
  Command.withDescription(
    "List the deliveries of an application, newest first, or, of one delivery, each attempt and what the receiver answered."
  )
)

const resend = Command.make(
  "resend",
  { delivery: deliveryId.pipe(Argument.withDescription("The delivery's number")), app: application, json },
  Effect.fnUntraced(function* ({ app, delivery, json }) {
    const { id } = yield* namedOrOnly(app)
    return yield* answered({
      json,
      request: { path: `/operator/applications/${id}/deliveries/${delivery}/resend`, method: "POST" },
      schema: Schema.Struct({ count: Schema.Int }),
      words: () => [`It is sent again now: see tomada webhooks attempts ${delivery}.`]
    })
  }, withServer)
).pipe(
  Command.withShortDescription("Send a delivery again"),
  Command.withDescription("Send a delivery again, in a new series of attempts, under the same webhook-id.")
)

export const webhooks = Command.make("webhooks").pipe(
  Command.withShortDescription("Webhooks: secrets, deliveries, attempts"),
  Command.withDescription(
    "The webhooks of an application: what it listens to, the secret that signs, what became of deliveries."
  ),
  Command.withSubcommands([list, secret, attempts, resend])
)
