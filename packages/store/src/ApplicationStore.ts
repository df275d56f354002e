// The applications (tenants) that may call the API. Of a client secret only its hash is kept.
import { AutoSync, ConnectorReach, Item } from "@tomada/core"
import { Context, type Effect, Schema } from "effect"

/** The limits of `UpdateRules.UpdatePolicy`. */
const UpdatePolicy = Schema.Struct({
  maxConsecutiveFailedLoginAttempts: Schema.Int,
  loginBackoffMinutes: Schema.Finite,
  maxConsecutiveFailedSyncs: Schema.Int,
  errorCooldownAfter: Schema.Int,
  errorCooldownMinutes: Schema.Finite
})

/**
 * - `autoSyncEvery`: hours; null: its Items are not synced unasked.
 * - `minUpdateFrequencyHours`: the floor between a success and the next update by API key; null: none.
 * - `updatePolicy`: its limits for updates; null: those of the house.
 * - `allowedOrigins`: of the pages that may show the widget in a frame, as browsers write origins.
 * - `connectorReach`: the connectors that it may have Items of.
 */
export const Application = Schema.Struct({
  id: Item.ApplicationId,
  name: Schema.NonEmptyString,
  secretHash: Schema.String,
  kind: Schema.Literals(["development", "production"]),
  autoSyncEvery: Schema.NullOr(AutoSync.Every),
  minUpdateFrequencyHours: Schema.NullOr(Schema.Int),
  updatePolicy: Schema.NullOr(UpdatePolicy),
  allowedOrigins: Schema.Array(Schema.String),
  connectorReach: ConnectorReach.ConnectorReach,
  disabledAt: Schema.NullOr(Schema.DateTimeUtcFromString),
  createdAt: Schema.DateTimeUtcFromString
})
export type Application = typeof Application.Type

/** What a new application starts with. */
export const defaults = (
  kind: Application["kind"]
): Pick<
  Application,
  "allowedOrigins" | "autoSyncEvery" | "connectorReach" | "kind" | "minUpdateFrequencyHours" | "updatePolicy"
> => ({
  kind,
  autoSyncEvery: 24,
  minUpdateFrequencyHours: kind === "production" ? 1 : null,
  updatePolicy: null,
  allowedOrigins: [],
  connectorReach: "all"
})

export class ApplicationNotFound extends Schema.TaggedError<ApplicationNotFound>()("ApplicationNotFound", {}) {}

export class ApplicationStore extends Context.Service<
  ApplicationStore,
  {
    get(id: Item.ApplicationId): Effect.Effect<Application, ApplicationNotFound>
    /** Creates it, or replaces what is held under its id. */
    put(application: Application): Effect.Effect<void>
    /** Oldest first. */
    readonly all: Effect.Effect<ReadonlyArray<Application>>
  }
>()("@tomada/store/ApplicationStore") {}
