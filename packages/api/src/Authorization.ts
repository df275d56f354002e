/**
 * Who asks: the token in the header `X-API-KEY`, an application's API key or a connect token.
 *
 * A missing, wrong or expired token is 403, never 401, without `codeDescription`: clients renew their key only on what they know. So
 * is a connect token where the endpoint's contract does not open itself to them (`Access`).
 */
import { Context, type DateTime } from "effect"
import { HttpApiMiddleware, HttpApiSecurity, OpenApi } from "effect/http-api"

import type { Grant } from "./ConnectToken.ts"
import { Forbidden, TooManyRequests } from "./WireError.ts"

interface Bearer {
  readonly applicationId: string
  /** The token's own id, a UUID. */
  readonly tokenId: string
}

/** The application by its API key. */
export interface ByApiKey extends Bearer {
  readonly kind: "api-key"
}

/** A person by the connect token that the application gave them. */
export interface ByConnectToken extends Bearer {
  readonly kind: "connect-token"
  readonly expiresAt: DateTime.Utc
  readonly grant: Grant
}

/** Who asks, and by which token. */
export class Caller extends Context.Service<Caller, ByApiKey | ByConnectToken>()("@tomada/api/Caller") {}

/** The middleware's contract; the server gives it a layer. An absent header arrives as the empty string. */
export class Authorization extends HttpApiMiddleware.Service<Authorization, { provides: Caller }>()(
  "@tomada/api/Authorization",
  {
    security: {
      apiKey: HttpApiSecurity.apiKey({ key: "X-API-KEY", in: "header" }).pipe(
        HttpApiSecurity.annotateMerge(
          OpenApi.annotations({
            description:
              "The API key that POST /auth gives, or a connect token where the operation bears x-connect-token"
          })
        )
      )
    },
    error: [Forbidden, TooManyRequests],
    requiredForClient: true
  }
) {}
