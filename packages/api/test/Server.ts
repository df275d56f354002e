/** The contract behind a web handler whose handlers answer samples and remember what they were given. */
import { Effect, Layer, Redacted } from "effect"
import { HttpRouter, HttpServer } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"

import { Api } from "../src/Api.ts"
import { Authorization, Caller } from "../src/Authorization.ts"
import { validation } from "../src/Connector.ts"
import { single } from "../src/Page.ts"
import * as Refusal from "../src/Refusal.ts"
import { SchemaErrors } from "../src/SchemaErrors.ts"
import * as Samples from "./Samples.ts"

const { account, balance, connector, errorId, identity, item, transaction } = Samples

export interface Seen {
  readonly request?: unknown
  readonly params?: unknown
  readonly query?: unknown
  readonly payload?: unknown
}

export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly text: string
}

const missing = "00000000-0000-4000-8000-000000000000"

const routes = (seen: Array<Seen>) => {
  const note = (request: Seen) => Effect.sync(() => void seen.push(request))
  const answer =
    <A>(value: A) =>
    (request: Seen) =>
      Effect.as(note(request), value)
  const handlers = Layer.mergeAll(
    HttpApiBuilder.group(Api, "auth", (group) =>
      Effect.succeed(group.handleAll({ create: answer({ apiKey: "a.b.c" }) }))
    ),
    HttpApiBuilder.group(Api, "connectTokens", (group) =>
      Effect.succeed(
        group.handleAll({ create: answer({ accessToken: "a.b.c" }), createByAlias: answer({ accessToken: "a.b.c" }) })
      )
    ),
    HttpApiBuilder.group(Api, "connectors", (group) =>
      Effect.succeed(
        group.handleAll({
          list: answer(single([connector])),
          get: answer(connector),
          validate: answer(
            validation(["password"], [{ code: "002", message: "too short", parameter: "password", data: null }])
          )
        })
      )
    ),
    HttpApiBuilder.group(Api, "items", (group) =>
      Effect.succeed(
        group.handleAll({
          create: answer(item),
          get: (request) =>
            request.params.id === missing ? Effect.fail(Refusal.itemNotFound(errorId)) : Effect.as(note(request), item),
          update: answer(item),
          answer: answer(item),
          disableAutoSync: answer(item),
          delete: answer({ count: 1 })
        })
      )
    ),
    HttpApiBuilder.group(Api, "accounts", (group) =>
      Effect.succeed(
        group.handleAll({
          list: answer(single([account])),
          get: answer(account),
          statements: answer(single([Samples.statement])),
          balance: answer(balance)
        })
      )
    ),
    HttpApiBuilder.group(Api, "transactions", (group) =>
      Effect.succeed(
        group.handleAll({
          listByPage: answer(single([transaction])),
          list: answer({ results: [transaction], next: null }),
          get: answer(transaction),
          update: answer(transaction)
        })
      )
    ),
    HttpApiBuilder.group(Api, "identity", (group) =>
      Effect.succeed(group.handleAll({ findByItem: answer(identity), get: answer(identity) }))
    ),
    HttpApiBuilder.group(Api, "investments", (group) =>
      Effect.succeed(
        group.handleAll({
          list: answer(single([Samples.investment])),
          get: answer(Samples.investment),
          transactions: answer(single([Samples.movement]))
        })
      )
    ),
    HttpApiBuilder.group(Api, "loans", (group) =>
      Effect.succeed(group.handleAll({ list: answer(single([Samples.loan])), get: answer(Samples.loan) }))
    ),
    HttpApiBuilder.group(Api, "bills", (group) =>
      Effect.succeed(group.handleAll({ list: answer(single([Samples.bill])), get: answer(Samples.bill) }))
    ),
    HttpApiBuilder.group(Api, "consents", (group) =>
      Effect.succeed(group.handleAll({ list: answer(single([Samples.consent])), get: answer(Samples.consent) }))
    ),
    HttpApiBuilder.group(Api, "categories", (group) =>
      Effect.succeed(group.handleAll({ list: answer(single([Samples.category])), get: answer(Samples.category) }))
    ),
    HttpApiBuilder.group(Api, "categoryRules", (group) =>
      Effect.succeed(
        group.handleAll({
          list: answer(single([Samples.categoryRule])),
          create: answer(Samples.categoryRule),
          delete: answer({ count: 1 })
        })
      )
    ),
    HttpApiBuilder.group(Api, "merchants", (group) =>
      Effect.succeed(group.handleAll({ list: answer(Samples.merchants) }))
    ),
    HttpApiBuilder.group(Api, "webhooks", (group) =>
      Effect.succeed(
        group.handleAll({
          list: answer(single([Samples.webhook])),
          create: answer(Samples.webhook),
          get: answer(Samples.webhook),
          update: answer(Samples.webhook),
          delete: answer({ count: 1 })
        })
      )
    ),
    HttpApiBuilder.group(Api, "webhookSecret", (group) => {
      const secret = { secret: "whsec_", previousSignsUntil: null }
      return Effect.succeed(group.handleAll({ get: answer(secret), renew: answer(secret) }))
    }),
    HttpApiBuilder.group(Api, "encryptionKey", (group) =>
      Effect.succeed(group.handleAll({ get: answer(Samples.encryptionKey), renew: answer(Samples.encryptionKey) }))
    ),
    HttpApiBuilder.group(Api, "itemLists", (group) => {
      const slice = { results: [item], next: null }
      return Effect.succeed(group.handleAll({ slice: answer(slice), list: answer(slice) }))
    }),
    HttpApiBuilder.group(Api, "executions", (group) =>
      Effect.succeed(
        group.handleAll({
          list: answer({ results: [Samples.execution], next: null }),
          get: answer(Samples.execution)
        })
      )
    ),
    HttpApiBuilder.group(Api, "events", (group) =>
      Effect.succeed(
        group.handleAll({
          list: answer({ results: [Samples.event], lastSequence: 7 }),
          deliveries: answer({ results: [Samples.delivery], next: null }),
          resendRange: answer({ count: 1 }),
          test: answer({ eventId: errorId }),
          delivery: answer({ ...Samples.delivery, tried: [] }),
          resend: answer({ count: 1 })
        })
      )
    ),
    HttpApiBuilder.group(Api, "merging", (group) =>
      Effect.succeed(
        group.handleAll({
          decisions: answer({ results: [], next: null }),
          suggestions: answer({ results: [], next: null }),
          accept: answer(Samples.suggestion),
          undo: answer(Samples.suggestion),
          balanceCheck: answer(Samples.balanceCheck)
        })
      )
    ),
    HttpApiBuilder.group(Api, "connectorEntries", (group) =>
      Effect.succeed(
        group.handleAll({
          list: answer({ results: [Samples.connectorEntry], next: null }),
          get: answer(Samples.connectorEntry)
        })
      )
    ),
    HttpApiBuilder.group(Api, "connectTerms", (group) =>
      Effect.succeed(group.handleAll({ get: () => Effect.fail(Refusal.invalidToken(errorId)) }))
    ),
    HttpApiBuilder.group(Api, "health", (group) =>
      Effect.succeed(
        group.handleAll({
          live: answer({ status: "live" as const }),
          ready: () => Effect.fail(Refusal.serviceUnavailable(errorId, "The database does not answer"))
        })
      )
    )
  )
  const authorization = Layer.succeed(
    Authorization,
    Authorization.of({
      apiKey: Effect.fn(function* (httpEffect, { credential }) {
        if (Redacted.value(credential) !== "key") return yield* Refusal.invalidToken(errorId)
        return yield* Effect.provideService(httpEffect, Caller, {
          applicationId: "app",
          kind: "api-key",
          tokenId: "token"
        })
      })
    })
  )
  return HttpApiBuilder.layer(Api).pipe(
    Layer.provide(handlers),
    Layer.provide(authorization),
    Layer.provide(SchemaErrors.layer(Effect.succeed(errorId))),
    Layer.provide(HttpServer.layerServices)
  )
}

/** Starts the handler; `ask` sends one request as SDKs do. */
export const start = () =>
  Effect.gen(function* () {
    const seen: Array<Seen> = []
    const { handler } = yield* Effect.acquireRelease(
      Effect.sync(() => HttpRouter.toWebHandler(routes(seen), { disableLogger: true })),
      ({ dispose }) => Effect.promise(dispose)
    )
    const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      Effect.promise(async (): Promise<Answer> => {
        const response = await handler(
          new Request(`http://tomada.test${path}`, {
            method,
            headers: { "content-type": "application/json", "x-api-key": "key", ...headers },
            ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) })
          })
        )
        const text = await response.text()
        return { status: response.status, body: text === "" ? undefined : JSON.parse(text), text }
      })
    return { ask, seen }
  })
