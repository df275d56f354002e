// The applications (tenants) that may call the API. Of a client secret only its hash is kept.
import { Item } from "@tomada/core"
import { Context, type Effect, Schema } from "effect"

export const Application = Schema.Struct({
  id: Item.ApplicationId,
  name: Schema.NonEmptyString,
  secretHash: Schema.String,
  kind: Schema.Literals(["development", "production"]),
  disabledAt: Schema.NullOr(Schema.DateTimeUtcFromString),
  createdAt: Schema.DateTimeUtcFromString
})
export type Application = typeof Application.Type

export class ApplicationNotFound extends Schema.TaggedError<ApplicationNotFound>()("ApplicationNotFound", {}) {}

export class ApplicationStore extends Context.Service<
  ApplicationStore,
  {
    get(id: Item.ApplicationId): Effect.Effect<Application, ApplicationNotFound>
    /** Creates it, or replaces what is held under its id. */
    put(application: Application): Effect.Effect<void>
  }
>()("@tomada/store/ApplicationStore") {}
