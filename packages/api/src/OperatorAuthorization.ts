/**
 * Whether the operator asks: the token in the header `Authorization: Bearer`. It opens every application, so it is a key of its own
 * that no application is ever given.
 */
import { HttpApiMiddleware, HttpApiSecurity, OpenApi } from "effect/http-api"

import { Forbidden } from "./WireError.ts"

/** The middleware's contract; the server gives it a layer. An absent header arrives as the empty string. */
export class OperatorAuthorization extends HttpApiMiddleware.Service<OperatorAuthorization>()(
  "@tomada/api/OperatorAuthorization",
  {
    security: {
      operator: HttpApiSecurity.bearer.pipe(
        HttpApiSecurity.annotateMerge(OpenApi.annotations({ description: "The operator's token" }))
      )
    },
    error: Forbidden
  }
) {}
