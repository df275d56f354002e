// The demo's page and the backend behind it. What its page asks is asked of this server's API in turn, so nothing is shown here that an
// application could not have. Its answers are for its own page: they bear no header by which another origin could read them.
import { Effect, Option, Schema } from "effect"
import { type Headers, HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"

import * as DemoApplication from "./DemoApplication.ts"
import * as DemoGate from "./DemoGate.ts"
import * as DemoInbox from "./DemoInbox.ts"
import * as DemoPlace from "./DemoPlace.ts"
import * as Pages from "./Pages.ts"

/** The SDK's modal brings its own style elements, and shows the widget in a frame: that is all that this page may do more than others. */
export const policy = Pages.policy(["'none'"])
  .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
  .concat("; frame-src 'self'")

const told = (status: number, message: string) => HttpServerResponse.jsonUnsafe({ message }, { status })

type Gate = (headers: Headers.Headers, place: DemoPlace.Place) => DemoGate.Refused | undefined

/** Answers unless the gate objects; a request that the demo cannot read is told so. */
const behind =
  (gate: Gate, place: DemoPlace.Place) =>
  <E, R>(
    answer: (request: HttpServerRequest.HttpServerRequest) => Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
  ) =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
      const refused = gate(request.headers, place)
      return refused === undefined ? answer(request) : Effect.succeed(told(403, refused))
    })

const TokenRequest = Schema.fromJsonString(Schema.Struct({ itemId: Schema.optionalKey(Schema.String) }))

const idIn = Effect.map(HttpRouter.params, ({ id = "" }) => id)

const numberIn = (url: string): number => Number(/[?&]after=(\d{1,9})(?:&|$)/.exec(url)?.[1] ?? 0)

const routes = Effect.fnUntraced(function* (router: HttpRouter.HttpRouter, place: DemoPlace.Place) {
  const pages = yield* Pages.Pages
  const { ask, webhookSecret } = yield* DemoApplication.make(place)
  const inbox = yield* DemoInbox.make

  const own = behind(DemoGate.toTheRest, place)
  const asked = <A>(call: Parameters<typeof ask<A>>[0]) =>
    ask(call).pipe(
      Effect.map((value) => HttpServerResponse.jsonUnsafe(value)),
      Effect.catchTags({ DemoRefused: ({ message, status }) => Effect.succeed(told(status, message)) })
    )

  yield* router.add(
    "GET",
    DemoPlace.path,
    behind(DemoGate.toPage, place)(() => Effect.succeed(pages.page("demo.html", policy)))
  )
  yield* router.add(
    "POST",
    "/demo/api/connect-token",
    own((request) =>
      Effect.flatMap(request.text, Schema.decodeEffect(TokenRequest)).pipe(
        Effect.flatMap(({ itemId }) =>
          asked((client) =>
            client.connectTokens.create({
              ...(itemId === undefined ? {} : { itemId }),
              options: { clientUserId: "demo", webhookUrl: place.inbox }
            })
          )
        ),
        Effect.catchTags({ SchemaError: () => Effect.succeed(told(400, "The request cannot be read.")) })
      )
    )
  )
  yield* router.add(
    "GET",
    "/demo/api/items",
    own(() => asked((client) => client.items.list().all()))
  )
  yield* router.add(
    "DELETE",
    "/demo/api/items/:id",
    own(() => Effect.flatMap(idIn, (id) => asked((client) => client.items.delete(id))))
  )
  yield* router.add(
    "GET",
    "/demo/api/items/:id/accounts",
    own(() => Effect.flatMap(idIn, (id) => asked((client) => client.accounts.list({ itemId: id }).all())))
  )
  yield* router.add(
    "GET",
    "/demo/api/accounts/:id/transactions",
    own(() => Effect.flatMap(idIn, (id) => asked((client) => client.transactions.list({ accountId: id }).all())))
  )
  yield* router.add(
    "GET",
    "/demo/api/webhooks",
    own(({ originalUrl }) => Effect.succeed(HttpServerResponse.jsonUnsafe(inbox.after(numberIn(originalUrl)))))
  )
  // The path is the secret: a router compares it as it stands, and whoever does not know it meets a path that is not there.
  yield* router.add(
    "POST",
    new URL(place.inbox).pathname as HttpRouter.PathInput, // begins with a slash, as every pathname
    behind(
      DemoGate.toInbox,
      place
    )(({ headers, text }) =>
      Effect.gen(function* () {
        yield* inbox.take(yield* text, headers, yield* webhookSecret)
        return HttpServerResponse.empty({ status: 204 })
      }).pipe(
        Effect.catchTags({
          NotBelieved: () => Effect.succeed(told(401, "No signature of ours.")),
          DemoRefused: ({ message, status }) => Effect.succeed(told(status, message))
        })
      )
    )
  )
})

/** No route where there is no demo. */
export const layer = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    const place = yield* DemoPlace.DemoPlace
    if (Option.isSome(place)) yield* routes(router, place.value)
  })
)
