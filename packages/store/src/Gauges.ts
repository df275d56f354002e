// How busy the house is, as its database knows it: of all processes together, so each of them tells the same.
import { Context, type DateTime, type Effect } from "effect"

/**
 * - `executionsRunning`, `executionsWaiting`: executions under way; `waiting` is for a person.
 * - `itemsDue`: Items that auto-sync may take now; `schedulerLag`: seconds for which the first of them has been due.
 * - `eventsUnnumbered`: events that have no deliveries yet.
 * - `deliveriesWaiting`: deliveries that are to be sent, now or later; `deliveryLag`: seconds for which the first has been due.
 * - `connections`: of the database, by their state, `unknown` where the owner of the tables may not see it.
 */
export interface Reading {
  readonly executionsRunning: number
  readonly executionsWaiting: number
  readonly itemsDue: number
  readonly schedulerLag: number
  readonly eventsUnnumbered: number
  readonly deliveriesWaiting: number
  readonly deliveryLag: number
  readonly connections: Readonly<Record<string, number>>
}

export class Gauges extends Context.Service<
  Gauges,
  {
    read(now: DateTime.Utc): Effect.Effect<Reading>
  }
>()("@tomada/store/Gauges") {}
