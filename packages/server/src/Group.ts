// A group of the contract's handlers. Effect hands every request all services that were there when the group was made, by copying them into
// the request's own: with the hundred of this server that was a fifth of a small answer's cost. Ours take what they need when they
// are made, so requests bring only themselves and the contract's middleware; a handler that asks for more does not compile. And what
// they answer is written as `Written` does.
import { Api, Authorization, SchemaErrors } from "@tomada/api"
import { type Context, Effect, Layer, type Schema, type Scope } from "effect"
import { HttpServerResponse } from "effect/http"
import { type HttpApi, HttpApiBuilder, type HttpApiGroup } from "effect/http-api"

import * as BuiltIn from "./BuiltIn.ts"
import * as Written from "./Written.ts"

type Groups = typeof Api.Api extends HttpApi.HttpApi<infer _Id, infer G> ? G : never
type Identifier = HttpApiGroup.Identifier<Groups>
type Handlers<Id extends Identifier> = HttpApiBuilder.Handlers.FromGroup<HttpApiGroup.WithIdentifier<Groups, Id>>

/** What the handlers themselves ask for when a request comes, beside the contract's middleware. */
type Asked<Return> = Exclude<
  HttpApiBuilder.Handlers.Context<Return extends Effect.Effect<infer H, infer _E, infer _R> ? H : Return>,
  Authorization.Authorization | SchemaErrors.SchemaErrors
>

type GroupLayer<Id extends Identifier, Return> = [Asked<Return>] extends [never]
  ? Layer.Layer<
      HttpApiGroup.Service<"tomada", Id>,
      HttpApiBuilder.Handlers.Error<Return>,
      Exclude<HttpApiBuilder.Handlers.Context<Return>, Scope.Scope>
    >
  : { readonly "a handler asks for this when a request comes": Asked<Return> }

const middleware: ReadonlySet<string> = new Set([Authorization.Authorization.key, SchemaErrors.SchemaErrors.key])

/** `HttpApiBuilder.group`, of which the types of a group and its handlers are told by `group` below. */
const built = HttpApiBuilder.group as unknown as (
  api: typeof Api.Api,
  id: Identifier,
  build: (handlers: unknown) => unknown
) => Layer.Layer<unknown>

interface Handled {
  readonly handlers: ReadonlyMap<string, Answering>
}
interface Answering {
  readonly endpoint: { readonly success: ReadonlySet<Schema.Codec<unknown>> }
  handler: (request: unknown) => Effect.Effect<unknown>
}

/** Every answer of the contract is JSON with status 200: a test says so. Where it may have one of two shapes its handler writes it. */
const writing = ({ handlers }: Handled): void => {
  for (const answering of handlers.values()) {
    const [schema, ...others] = answering.endpoint.success
    if (schema === undefined || others.length > 0) continue
    const { handler } = answering
    const write = Written.json(schema)
    answering.handler = (request) =>
      Effect.map(handler(request), (value) => (HttpServerResponse.isHttpServerResponse(value) ? value : write(value)))
  }
}

/** The handlers of the group with this identifier. */
export const group = <const Id extends Identifier, Return>(
  id: Id,
  build: (handlers: Handlers<Id>) => HttpApiBuilder.Handlers.ValidateReturn<Return>
): GroupLayer<Id, Return> => {
  const made = Layer.unwrap(
    Effect.contextWith((all: Context.Context<never>) => {
      const handlers = built(Api.Api, id, (given) => {
        const handled: unknown = build(given as Handlers<Id>) // those of this group
        const whole = Effect.isEffect(handled)
          ? Effect.provideContext(handled as Effect.Effect<unknown>, all)
          : Effect.succeed(handled)
        return Effect.tap(whole, () => Effect.sync(() => writing(given as Handled))) // what handlers are kept in
      })
      return Effect.succeed(BuiltIn.only(handlers, (key) => middleware.has(key)))
    })
  )
  return made as unknown as GroupLayer<Id, Return> // as HttpApiBuilder.group's type says of the same `build`
}
