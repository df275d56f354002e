/** What the widget asks before it shows anything. An application's own key is refused: it knows what it made its tokens for. */
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import * as Access from "./Access.ts"
import { Authorization } from "./Authorization.ts"
import { ConnectTerms } from "./ConnectTerms.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Anywhere, Forbidden } from "./WireError.ts"

export class ConnectTermsApi extends HttpApiGroup.make("connectTerms")
  .add(
    HttpApiEndpoint.get("get", "/tomada/connect", { success: ConnectTerms, error: [Forbidden, ...Anywhere] })
      .annotateMerge(
        OpenApi.annotations({
          summary: "Read what a connect token is for",
          description:
            "By the connect token alone: the application's name, who may show the widget in a frame, the options of the token and " +
            "when it ends."
        })
      )
      .annotateMerge(Access.byConnectToken)
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Connect terms", description: "What a connect token is for" })) {}
