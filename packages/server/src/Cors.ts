// What pages of other origins may read: the answers of what connect tokens may call, and no others. No cookies and no credentials of a
// browser are ever asked for, so any origin may ask: what it may see hangs on the token alone. A preflight is answered without one.
import { Access, Api } from "@tomada/api"
import { Context, Effect } from "effect"
import { HttpEffect, type HttpMethod, HttpRouter, HttpServerResponse } from "effect/http"
import { HttpApi } from "effect/http-api"

const limits = ["Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy"]

const anyOrigin = { "access-control-allow-origin": "*" }

/** Of an answer that a page of another origin may read. Refusals that come before anybody knows who asks are such: they tell of nobody. */
export const readable = { ...anyOrigin, "access-control-expose-headers": limits.join(", ") }

/** A page of another origin may read the answer to this request, whatever it will be. */
export const allow = HttpEffect.appendPreResponseHandler((_request, response) =>
  Effect.succeed(HttpServerResponse.setHeaders(response, readable))
)

/** By path as the router writes it, the methods that connect tokens may use. */
export const paths: ReadonlyMap<string, ReadonlyArray<HttpMethod.HttpMethod>> = (() => {
  const found = new Map<string, Array<HttpMethod.HttpMethod>>()
  HttpApi.reflect(Api.Api, {
    predicate: ({ endpoint }) => Context.get(endpoint.annotations, Access.ConnectTokens),
    onGroup: () => {},
    onEndpoint: ({ endpoint }) => void found.set(endpoint.path, [...(found.get(endpoint.path) ?? []), endpoint.method])
  })
  return found
})()

/** Seconds for which a browser need not ask again; more than two hours none of them keeps. */
const maxAge = 7_200

const preflight = (methods: ReadonlyArray<string>) =>
  HttpServerResponse.empty({
    status: 204,
    headers: {
      ...anyOrigin,
      "access-control-allow-methods": methods.join(", "),
      "access-control-allow-headers": "X-API-KEY, Content-Type, Pluggy-User-Agent",
      "access-control-max-age": String(maxAge)
    }
  })

export const layer = HttpRouter.use((router) =>
  Effect.forEach(
    paths,
    // The paths of endpoints begin with a slash, which is what the router's type asks for.
    ([path, methods]) => router.add("OPTIONS", path as HttpRouter.PathInput, Effect.succeed(preflight(methods))),
    { discard: true }
  )
)
