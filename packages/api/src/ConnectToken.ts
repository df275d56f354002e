/**
 * Connect tokens: what an application gives to a person's browser, so that they connect an institution there.
 *
 * A token is a JWT which its holder can read: whoever sees the browser sees the options, addresses included. What it was minted with
 * it bears itself, so nothing is kept for it here.
 */
import { Schema } from "effect"

import { WebhookUrl } from "./WebhookUrl.ts"

const maybe = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const shorterThan = (length: number) =>
  Schema.isMaxLength(length, { message: `$property must be shorter than or equal to ${length} characters` })

/** A token is sent as a header: addresses beyond this would make it too long for proxies. */
const address = shorterThan(2_048)

/** What holds for all that is done with the token; `null` counts as absent. */
export const ConnectTokenOptions = Schema.Struct({
  clientUserId: maybe(Schema.String.check(shorterThan(500))),
  webhookUrl: maybe(WebhookUrl.check(address)),
  oauthRedirectUri: maybe(Schema.String.annotate({ format: "uri" }).check(address)),
  avoidDuplicates: maybe(Schema.Boolean),
  connectorSortAlphabetically: maybe(Schema.Boolean)
}).annotate({ identifier: "ConnectTokenOptions" })
export type ConnectTokenOptions = typeof ConnectTokenOptions.Type

/** `itemId`: the Item that the token is to update. Without a body the token makes a new one, without options. */
export const ConnectTokenRequest = Schema.Struct({
  itemId: maybe(Schema.String.check(Schema.isUUID(undefined, { message: "$property must be a UUID" }))),
  options: maybe(ConnectTokenOptions)
}).annotate({ identifier: "ConnectTokenRequest" })
export type ConnectTokenRequest = typeof ConnectTokenRequest.Type

/** The connect token, a JWT with the claim `clientId` and a numeric `exp`. */
export const ConnectTokenAnswer = Schema.Struct({ accessToken: Schema.String }).annotate({
  identifier: "ConnectTokenAnswer"
})
export type ConnectTokenAnswer = typeof ConnectTokenAnswer.Type

/** What a connect token was minted for, as the server finds it in the token. */
export const Grant = Schema.Struct({
  itemId: Schema.NullOr(Schema.String),
  clientUserId: Schema.NullOr(Schema.String),
  webhookUrl: Schema.NullOr(Schema.String),
  oauthRedirectUri: Schema.NullOr(Schema.String),
  avoidDuplicates: Schema.Boolean,
  connectorSortAlphabetically: Schema.Boolean
})
export type Grant = typeof Grant.Type
