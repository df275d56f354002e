// A group of the contract's handlers. Effect hands every request all services that were there when the group was made, by copying them into
// the request's own: with the hundred of this server that was a fifth of a small answer's cost. Ours take what they need when they
// are made, so requests bring only themselves and the contract's middleware; a handler that asks for more does not compile.
import { Api, Authorization, SchemaErrors } from "@tomada/api"
import { type Context, Effect, Layer, type Scope } from "effect"
import { type HttpApi, HttpApiBuilder, type HttpApiGroup } from "effect/http-api"

import * as BuiltIn from "./BuiltIn.ts"

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

/** The handlers of the group with this identifier. */
export const group = <const Id extends Identifier, Return>(
  id: Id,
  build: (handlers: Handlers<Id>) => HttpApiBuilder.Handlers.ValidateReturn<Return>
): GroupLayer<Id, Return> => {
  const made = Layer.unwrap(
    Effect.contextWith((all: Context.Context<never>) => {
      const handlers = built(Api.Api, id, (given) => {
        const handled: unknown = build(given as Handlers<Id>) // those of this group
        return Effect.isEffect(handled) ? Effect.provideContext(handled as Effect.Effect<unknown>, all) : handled
      })
      return Effect.succeed(BuiltIn.only(handlers, (key) => middleware.has(key)))
    })
  )
  return made as unknown as GroupLayer<Id, Return> // as HttpApiBuilder.group's type says of the same `build`
}
