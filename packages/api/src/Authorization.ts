/**
 * Who asks: the token in the header `X-API-KEY`, an application's API key or a connect token.
 *
 * A missing, wrong or expired token is 403, never 401, without `codeDescription`: clients renew their key only on what they know.
 */
import { Context } from "effect"
import { HttpApiMiddleware, HttpApiSecurity, OpenApi } from "effect/http-api"

import { Forbidden } from "./WireError.ts"

/** The application that asks, and by which token. */
export class Caller extends Context.Service<
  Caller,
  {
    readonly applicationId: string
    readonly kind: "api-key" | "connect-token"
  }
>()("@tomada/api/Caller") {}

/** The middleware's contract; the server gives it a layer. An absent header arrives as the empty string. */
export class Authorization extends HttpApiMiddleware.Service<Authorization, { provides: Caller }>()(
  "@tomada/api/Authorization",
  {
    security: {
      apiKey: HttpApiSecurity.apiKey({ key: "X-API-KEY", in: "header" }).pipe(
        HttpApiSecurity.annotateMerge(
          OpenApi.annotations({ description: "The API key that POST /auth gives, or a connect token" })
        )
      )
    },
    error: Forbidden,
    requiredForClient: true
  }
) {}
