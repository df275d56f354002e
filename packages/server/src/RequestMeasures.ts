// Requests counted and timed by the template of their route, at the socket, so that those which are refused before any handler count too.
// An address that no template has is `other`: what somebody types must not become a label, which a scraper would keep for years.
import type { IncomingMessage, ServerResponse } from "node:http"

import { Api, OperatorApi } from "@tomada/api"
import { Clock, Context, Metric } from "effect"
import { FindMyWay } from "effect/http"
import { OpenApi } from "effect/http-api"

const requests = (attributes: Metric.Metric.Attributes) =>
  Metric.counter("tomada_http_requests_total", {
    description:
      "Requests by method, template of the route and status; 0 is the status of one whose client went away first",
    incremental: true,
    attributes
  })

/** Seconds. */
const boundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const durations = (attributes: Metric.Metric.Attributes) =>
  Metric.histogram("tomada_http_request_duration_seconds", {
    description: "Seconds from a request to the end of its answer, by method and template of the route",
    boundaries,
    attributes
  })

const beside = [
  "/",
  "/connect/*",
  "/demo",
  "/demo/api/*",
  "/demo/webhooks/*",
  "/docs",
  "/openapi.json",
  "/metrics",
  "/oauth/callback",
  "/health/live",
  "/health/ready"
]
const methods = ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"]

const makeRouter = (): FindMyWay.Router<string> => {
  const router = FindMyWay.make<string>({ ignoreTrailingSlash: true })
  const templates = new Set(beside)
  for (const { paths } of [Api.document(), OpenApi.fromApi(OperatorApi.OperatorApi)]) {
    for (const path of Object.keys(paths)) templates.add(path)
  }
  for (const template of templates) {
    router.on(methods, template.replaceAll(/\{(\w+)\}/g, ":$1") as FindMyWay.PathInput, template) // each begins with a slash
  }
  return router
}

let made: FindMyWay.Router<string> | undefined
/** What probes and scrapers ask for every few seconds needs no router. */
const exactly = new Set(beside)

/** The template of the route that this address has. */
export const templateOf = (method: string, url: string): string => {
  if (exactly.has(url) && methods.includes(method)) return url
  // What is no path, the router would take for the shortest.
  return url.startsWith("/") ? ((made ??= makeRouter()).find(method, url)?.handler ?? "other") : "other"
}

const everywhere = Context.empty()
const clock = Context.get(everywhere, Clock.Clock)
/** Seconds of the clock that nobody sets. */
const seconds = (): number => Number(clock.monotonicTimeNanosUnsafe()) / 1e9
interface Series {
  readonly one: ReturnType<typeof requests>
  readonly took: ReturnType<typeof durations>
}
/** By route, method and status: one text of the three would have to be made anew for each request. */
const series = new Map<string, Map<string, Map<number, Series>>>()

const within = <K, V>(all: Map<K, V>, key: K, make: () => V): V => {
  const found = all.get(key)
  if (found !== undefined) return found
  const made = make()
  all.set(key, made)
  return made
}

const seriesOf = (method: string, route: string, status: number): Series => {
  const byMethod = within(series, route, () => new Map<string, Map<number, Series>>())
  const byStatus = within(byMethod, method, () => new Map<number, Series>())
  return within(byStatus, status, () => ({
    one: requests({ method, route, status: String(status) }),
    took: durations({ method, route })
  }))
}

/** Counts the request once its answer is out, or its client gone. */
export const attend = (request: IncomingMessage, response: ServerResponse): void => {
  const began = seconds()
  response.on("close", () => {
    const asked = request.method ?? ""
    const method = methods.includes(asked) ? asked : "other"
    const route = templateOf(method, request.url ?? "")
    const { one, took } = seriesOf(method, route, response.headersSent ? response.statusCode : 0)
    one.updateUnsafe(1, everywhere)
    took.updateUnsafe(seconds() - began, everywhere)
  })
}
