// What the house knows of its connectors beside their code: the facts that rules over Items ask for, and how each fares for
// everybody. Runs are counted in slices of a few minutes, so that a rate over the last while costs a handful of rows however
// many runs there were.
import { type Item, Manifest, type UpdateRules } from "@tomada/core"
import { Context, type DateTime, type Effect, Schema } from "effect"

/**
 * What a manifest says that the rules ask for.
 *
 * - `asks`: whether its form asks for anything that can be held.
 * - `oneStepCode`: whether its form demands a code that is fresh at each run.
 */
export const ConnectorFacts = Schema.Struct({
  id: Manifest.ConnectorId,
  unattended: Manifest.Manifest.fields.unattended,
  asks: Schema.Boolean,
  oneStepCode: Schema.Boolean,
  sandbox: Schema.Boolean
})
export type ConnectorFacts = typeof ConnectorFacts.Type

/** `pausedUntil`: no run begins unasked before it; null: no pause. */
export interface Health {
  readonly status: UpdateRules.ConnectorHealth
  readonly pausedUntil: DateTime.Utc | null
}

/** A connector as the rules see it. One that was never announced is not run unasked. */
export type Connector = ConnectorFacts & Health

/** How a run ended, as far as it says something of the connector: `changed` is a page that it does not know. */
export type End = "succeeded" | "failed" | "changed"

/** Runs by their end. */
export type Ends = Readonly<Record<End, number>>

/** Of one that was never announced. */
export const unknown = (id: Manifest.ConnectorId): Connector => ({
  id,
  unattended: "never",
  asks: true,
  oneStepCode: false,
  sandbox: false,
  status: "ONLINE",
  pausedUntil: null
})

/** How long the runs are that are counted together, in minutes. */
export const sliceMinutes = 5

export class ConnectorStore extends Context.Service<
  ConnectorStore,
  {
    /** Keeps these facts in place of what was held; the health of a connector stays. */
    announce(connectors: ReadonlyArray<ConnectorFacts>): Effect.Effect<void>
    get(id: Manifest.ConnectorId): Effect.Effect<Connector>
    /** Those that were announced. */
    readonly all: Effect.Effect<ReadonlyArray<Connector>>
    /** Counts a run that ended at `now`. */
    count(id: Manifest.ConnectorId, end: End, now: DateTime.Utc): Effect.Effect<void>
    /** The runs that ended since, to a slice; older ones of this connector are forgotten. */
    ends(id: Manifest.ConnectorId, since: DateTime.Utc): Effect.Effect<Ends>
    /** Keeps its health; answers what it was. */
    judge(id: Manifest.ConnectorId, health: Health): Effect.Effect<Health>
    /** The applications that have an Item with it. */
    applications(id: Manifest.ConnectorId): Effect.Effect<ReadonlyArray<Item.ApplicationId>>
  }
>()("@tomada/store/ConnectorStore") {}
