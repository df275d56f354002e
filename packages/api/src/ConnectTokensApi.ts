/** Connect tokens. The second path is the one that clients in other languages know; both do the same. */
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"

import { Authorization } from "./Authorization.ts"
import { ConnectTokenAnswer, ConnectTokenRequest } from "./ConnectToken.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { optionalBody } from "./Specification.ts"
import { Anywhere, BadRequest, NotFound } from "./WireError.ts"

const contract = {
  payload: [HttpApiSchema.NoContent, ConnectTokenRequest],
  success: ConnectTokenAnswer,
  error: [BadRequest, NotFound, ...Anywhere]
} as const

const description =
  "Gives a token for a person's browser. It lives thirty minutes, makes Items and sees those that it made; with itemId it updates " +
  "that one. Its holder can read the options."

export class ConnectTokensApi extends HttpApiGroup.make("connectTokens")
  .add(
    HttpApiEndpoint.post("create", "/connect_token", contract).annotateMerge(
      OpenApi.annotations({ summary: "Create a connect token", description, transform: optionalBody })
    ),
    HttpApiEndpoint.post("createByAlias", "/connecttokens", contract).annotateMerge(
      OpenApi.annotations({
        summary: "Create a connect token, by the other path",
        description: `The same as POST /connect_token. ${description}`,
        transform: optionalBody
      })
    )
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Connect tokens", description: "Tokens for a person's browser" })) {}
