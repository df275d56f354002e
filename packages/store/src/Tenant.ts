// Whose work a fiber does: an application's, whose rows alone its statements then see, or the house's own, which sees all. Fibers hand it
// on to those that they fork, so what a request begins and does not wait for is to be begun `asHouse`.
import type { Item } from "@tomada/core"
import { Context, Effect } from "effect"

/** The application that this fiber works for; null: the house. */
export const Tenant = Context.Reference<Item.ApplicationId | null>("@tomada/store/Tenant", { defaultValue: () => null })

/** Runs the effect for an application: of the tables that belong to one, it sees and writes that application's rows alone. */
export const asTenant =
  (applicationId: Item.ApplicationId) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.provideService(effect, Tenant, applicationId)

/** Runs the effect for the house, whoever asked for it. */
export const asHouse = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.provideService(effect, Tenant, null)
