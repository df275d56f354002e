// How busy this process and its database are, in the words of Prometheus. What the database says is asked when a scraper asks, and is the
// same at every process; what a process counts of its own visits, deliveries and requests is its own. Not public: numbers tell how a
// business goes. While the database is away the rest is told still.
import { Refusal } from "@tomada/api"
import { Gauges } from "@tomada/store"
import { Context, DateTime, Effect, Layer, Metric, Option, Redacted } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { PrometheusMetrics } from "effect/observability"

import * as Answers from "./Answers.ts"
import { OperatorToken } from "./OperatorToken.ts"
import { errorId } from "./Refusals.ts"
import { SecurityEvents } from "./SecurityEvents.ts"
import { Settings } from "./Settings.ts"
import * as Strain from "./Strain.ts"

export const path = "/metrics"

const gauge = (name: string, description: string) => Metric.gauge(name, { description })

const up = gauge("tomada_database_up", "Whether the database answered when this was asked")
const connections = gauge(
  "tomada_database_connections",
  "Connections to the database, of all processes, by state; unknown where its owner may not see them"
)
const executions = gauge("tomada_executions", "Executions under way in all processes; waiting is for a person")
const itemsDue = gauge("tomada_items_due", "Items that auto-sync may take now")
const schedulerLag = gauge(
  "tomada_scheduler_lag_seconds",
  "Seconds for which the first due Item has waited for auto-sync"
)
const unnumbered = gauge("tomada_webhook_events_unnumbered", "Events that have no deliveries yet")
const waiting = gauge("tomada_webhook_deliveries_waiting", "Deliveries that are to be sent, now or later")
const deliveryLag = gauge(
  "tomada_webhook_lag_seconds",
  "Seconds for which the first due delivery has waited to be sent"
)
const loopLag = gauge(
  "tomada_event_loop_lag_seconds",
  "Seconds for which somebody who comes now waits for the event loop"
)
const memory = gauge("process_resident_memory_bytes", "Memory of this process")
const cpu = Metric.gauge("process_cpu_seconds", { description: "Seconds of a processor that this process has used" })

const ofProcess = Effect.gen(function* () {
  const { system, user } = process.cpuUsage()
  yield* Metric.update(loopLag, Strain.late() / 1_000)
  yield* Metric.update(memory, process.memoryUsage.rss())
  yield* Metric.update(cpu, (system + user) / 1e6)
})

const ofDatabase = Effect.gen(function* () {
  const now = yield* DateTime.now
  const read = yield* (yield* Gauges.Gauges).read(now)
  yield* Metric.update(Metric.withAttributes(executions, { state: "running" }), read.executionsRunning)
  yield* Metric.update(Metric.withAttributes(executions, { state: "waiting" }), read.executionsWaiting)
  yield* Metric.update(itemsDue, read.itemsDue)
  yield* Metric.update(schedulerLag, read.schedulerLag)
  yield* Metric.update(unnumbered, read.eventsUnnumbered)
  yield* Metric.update(waiting, read.deliveriesWaiting)
  yield* Metric.update(deliveryLag, read.deliveryLag)
  for (const [state, count] of Object.entries(read.connections)) {
    yield* Metric.update(Metric.withAttributes(connections, { state }), count)
  }
})

/** What is worth nothing when the database has not just said it. */
const fromDatabase = new Set(
  [connections, executions, itemsDue, schedulerLag, unnumbered, waiting, deliveryLag].map(({ id }) => id)
)

const isOurs = (name: string): boolean => name.startsWith("tomada_") || name.startsWith("process_")

/** What is counted, but for what others in this process may count with labels that nobody here has looked at. */
const shown = (isUp: boolean) =>
  Effect.map(Metric.MetricRegistry, (registry) => {
    const ours = [...registry].filter(([, { id }]) => isOurs(id) && (isUp || !fromDatabase.has(id)))
    return PrometheusMetrics.formatUnsafe(Context.make(Metric.MetricRegistry, new Map(ours)))
  })

const read = Effect.gen(function* () {
  yield* ofProcess
  const answers = yield* ofDatabase.pipe(
    Effect.timeoutOption("2 seconds"),
    Effect.catchCause(() => Effect.succeedNone)
  )
  const isUp = Option.isSome(answers)
  yield* Metric.update(up, isUp ? 1 : 0)
  return HttpServerResponse.text(yield* shown(isUp), { contentType: "text/plain; version=0.0.4; charset=utf-8" })
})

const loopback = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
const forwarding = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"]

/** A program of this computer that asks for itself: what a proxy beside the server passes on comes from anywhere. */
const isBeside = ({ headers, remoteAddress }: HttpServerRequest.HttpServerRequest): boolean =>
  Option.exists(remoteAddress, (address) => loopback.test(address)) &&
  forwarding.every((name) => headers[name] === undefined)

const bearer = ({ headers }: HttpServerRequest.HttpServerRequest) =>
  Redacted.make(/^Bearer (.+)$/i.exec(headers["authorization"] ?? "")?.[1] ?? "")

/** The route, at whichever process; whoever may not read is refused as everywhere. */
export const layer = Layer.unwrap(
  Effect.gen(function* () {
    const { metrics } = yield* Settings
    const { accepts } = yield* OperatorToken
    const events = yield* SecurityEvents
    const gauges = yield* Gauges.Gauges
    const answer = Effect.gen(function* () {
      const request = yield* HttpServerRequest.HttpServerRequest
      const may = (metrics === "loopback" && isBeside(request)) || accepts(bearer(request))
      if (!may) {
        yield* events.tell("operator.refused", { asked: `GET ${path}` })
        return Answers.answer(Refusal.invalidToken(yield* errorId))
      }
      return yield* Effect.provideService(read, Gauges.Gauges, gauges)
    })
    return HttpRouter.add("GET", path, answer)
  })
).pipe(Layer.provide(SecurityEvents.layer))
