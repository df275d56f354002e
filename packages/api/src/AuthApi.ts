/** Trading an application's keys for an API key. */
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import { AuthAnswer, AuthRequest } from "./Auth.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Anywhere, Unauthorized } from "./WireError.ts"

export class AuthApi extends HttpApiGroup.make("auth")
  .add(
    HttpApiEndpoint.post("create", "/auth", {
      payload: AuthRequest,
      success: AuthAnswer,
      error: [Unauthorized, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Get an API key",
        description:
          "Gives an API key for an application's id and secret. Send it as the header X-API-KEY; it lives two hours."
      })
    )
  )
  .middleware(SchemaErrors)
  .annotateMerge(OpenApi.annotations({ title: "Authentication", description: "Keys and tokens" })) {}
