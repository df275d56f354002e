/**
 * What the contract of an endpoint says of who may call it, and of which limit it counts against.
 *
 * Closed by default: an endpoint that says nothing refuses connect tokens, so that a new one opens nothing by being forgotten.
 */
import { Context } from "effect"
import { OpenApi } from "effect/http-api"

/** Whether a connect token may call the endpoint. Which Items it sees there is the handler's to say. */
export const ConnectTokens = Context.Reference<boolean>("@tomada/api/Access/ConnectTokens", {
  defaultValue: () => false
})

/** The limit that a call counts against, beside that of all requests. */
export type Rate = "requests" | "updates"
export const Rate = Context.Reference<Rate>("@tomada/api/Access/Rate", { defaultValue: () => "requests" })

/** Merge it into an endpoint to open it to connect tokens; the document says so as `x-connect-token`. */
export const byConnectToken: Context.Context<never> = Context.merge(
  Context.make(ConnectTokens, true),
  OpenApi.annotations({ override: { "x-connect-token": true } })
)

/** Merge it into an endpoint that starts an update of an Item. */
export const asUpdate: Context.Context<never> = Context.make(Rate, "updates")
