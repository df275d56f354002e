/**
 * The key by which an application encrypts parameters, so that credentials pass its own servers unread: `parameters` is then one base64
 * string, the JSON of the parameters under RSA-OAEP with SHA-1, as `crypto.publicEncrypt(publicKey, buffer)` makes it. Clients know how
 * to send that; where the key comes from is an addition to the wire.
 */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import { Authorization } from "./Authorization.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Instant, Moment } from "./Wire.ts"
import { Anywhere } from "./WireError.ts"

/**
 * - `publicKey`: PEM, SubjectPublicKeyInfo.
 * - `previousAcceptedUntil`: until when what the key before encrypts is read too; null when none is.
 */
export const EncryptionKey = Schema.Struct({
  publicKey: Schema.String,
  createdAt: Instant,
  previousAcceptedUntil: Moment
}).annotate({ identifier: "EncryptionKey" })
export type EncryptionKey = typeof EncryptionKey.Type

export class EncryptionKeyApi extends HttpApiGroup.make("encryptionKey")
  .add(
    HttpApiEndpoint.get("get", "/tomada/encryption-key", { success: EncryptionKey, error: Anywhere }).annotateMerge(
      OpenApi.annotations({
        summary: "Get the encryption key",
        description: "The public key that parameters may be encrypted with. It is made when it is first asked for."
      })
    ),
    HttpApiEndpoint.post("renew", "/tomada/encryption-key", { success: EncryptionKey, error: Anywhere }).annotateMerge(
      OpenApi.annotations({
        summary: "Renew the encryption key",
        description:
          "Makes another key. What was encrypted with the one before is read for another seven days, so that clients can change over."
      })
    )
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(
    OpenApi.annotations({ title: "Encryption key", description: "What clients encrypt credentials with" })
  ) {}
