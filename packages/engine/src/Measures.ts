// What this process counts of its own work, for an operator's dashboards. A label is a word of a closed list or a connector's name: never an
// Item, an application, an amount or a text of anybody's, which a scraper would keep for years.
import { type Delivery, type Item, type Manifest, WireStatus } from "@tomada/core"
import { Effect, Metric } from "effect"

const visits = Metric.counter("tomada_visits_total", {
  description: "Visits of this process that ended, by connector and the status that their execution ended with",
  incremental: true
})

const sends = Metric.counter("tomada_webhook_attempts_total", {
  description: "Attempts of this process to deliver a webhook, by what came of them",
  incremental: true
})

/** Counts the visit, if the Item's execution has ended. */
export const visited = (
  { slug }: Pick<Manifest.Manifest, "slug">,
  { executionStatus }: Pick<Item.Item, "executionStatus">
): Effect.Effect<void> => {
  if (!WireStatus.hasEnded(executionStatus)) return Effect.void
  return Metric.update(Metric.withAttributes(visits, { connector: slug, outcome: executionStatus }), 1)
}

const outcomes = { Delivered: "delivered", Retry: "to be repeated", GivenUp: "given up" } as const

export const sent = ({ _tag }: Pick<Delivery.Verdict, "_tag">): Effect.Effect<void> =>
  Metric.update(Metric.withAttributes(sends, { outcome: outcomes[_tag] }), 1)
