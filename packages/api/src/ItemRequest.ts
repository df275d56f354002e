/**
 * What a client sends to create, update and answer an Item.
 *
 * Credentials become `Redacted` while the body is decoded, so no later line can print one. `parameters` as one string were encrypted by
 * the client and are opened by the server. `null` counts as absent when creating; when updating it clears the field.
 */
import { Redacted, Schema, SchemaGetter } from "effect"

import { Product } from "./Connector.ts"
import { WebhookUrl } from "./WebhookUrl.ts"

/** A credential. Numbers are taken as text, which has lost leading zeros before it came here. */
export const Parameter = Schema.Union([Schema.String, Schema.Finite])
  .annotate({ message: "$property must be a string" })
  .pipe(
    Schema.decodeTo(Schema.Redacted(Schema.String), {
      decode: SchemaGetter.transform((value: string | number) => Redacted.make(String(value))),
      encode: SchemaGetter.transform((secret: Redacted.Redacted<string>): string | number => Redacted.value(secret))
    })
  )

const byName = { message: "$property must be an object of names and values" }

/** Credentials by name, at most 64. */
export const Parameters = Schema.Record(Schema.String, Parameter)
  .annotate(byName)
  .check(Schema.isMaxProperties(64, { message: "$property must not have more than 64 keys" }))
export type Parameters = typeof Parameters.Type

/** A body that is the map of credentials itself. */
export const ParameterMap = Parameters.annotate({ identifier: "Parameters" })

/** Base64 of one block, the JSON of the parameters under the application's encryption key. */
const Encrypted = Schema.String.check(
  Schema.isMaxLength(2_048, { message: "$property must be shorter than or equal to 2048 characters" })
).annotate({
  description: "The JSON of the parameters under RSA-OAEP (SHA-1) with the application's public key, in base64"
})

const perhaps = {
  message: "$property must be an object of names and values, or one string that holds it encrypted"
}
const PerhapsEncrypted = Schema.Union([Parameters, Encrypted]).annotate(perhaps)

const maybe = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const clientUserId = Schema.String.check(
  Schema.isMaxLength(500, { message: "$property must be shorter than or equal to 500 characters" })
)
const products = Schema.Array(
  Product.annotate({
    message: `each value in products must be one of the following values: ${Product.literals.join(", ")}`
  })
)

/** A new Item. Without `products`, all that the Connector has are collected. */
export const CreateItem = Schema.Struct({
  connectorId: Schema.Int,
  parameters: PerhapsEncrypted,
  webhookUrl: maybe(WebhookUrl),
  clientUserId: maybe(clientUserId),
  oauthRedirectUri: maybe(Schema.String.annotate({ format: "uri" })),
  products: maybe(products),
  avoidDuplicates: maybe(Schema.Boolean)
}).annotate({ identifier: "CreateItem" })
export type CreateItem = typeof CreateItem.Type

/** An update. Nothing at all means: collect again with the credentials that are held. Parameters overwrite by name. */
export const UpdateItem = Schema.Struct({
  parameters: Schema.optionalKey(Schema.NullOr(PerhapsEncrypted).annotate(perhaps)),
  clientUserId: maybe(clientUserId),
  webhookUrl: maybe(WebhookUrl),
  products: maybe(products)
}).annotate({ identifier: "UpdateItem" })
export type UpdateItem = typeof UpdateItem.Type
