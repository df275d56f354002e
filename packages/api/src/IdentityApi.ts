/** Identities: who holds the accounts of an Item. */
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import { Authorization } from "./Authorization.ts"
import { Identity } from "./Identity.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Anywhere, NotFound } from "./WireError.ts"

export class IdentityApi extends HttpApiGroup.make("identity")
  .add(
    HttpApiEndpoint.get("findByItem", "/identity", {
      query: { itemId: Query.requiredId },
      success: Identity,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Find the Identity of an Item",
        description: "The Identity itself, not a page: an Item has one."
      })
    ),
    HttpApiEndpoint.get("get", "/identity/:id", {
      params: { id: Query.uuid("identityId") },
      success: Identity,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(OpenApi.annotations({ summary: "Get an Identity", description: "One Identity." }))
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Identity", description: "Holders of accounts" })) {}
