/** Consents of an Item. */
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import { Authorization } from "./Authorization.ts"
import { Consent, ConsentPage } from "./Consent.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Anywhere, NotFound } from "./WireError.ts"

export class ConsentsApi extends HttpApiGroup.make("consents")
  .add(
    HttpApiEndpoint.get("list", "/consents", {
      query: { itemId: Query.requiredId },
      success: ConsentPage,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "List Consents",
        description: "All Consents of an Item, in one page, newest first."
      })
    ),
    HttpApiEndpoint.get("get", "/consents/:id", {
      params: { id: Query.uuid("consentId") },
      success: Consent,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(OpenApi.annotations({ summary: "Get a Consent", description: "One Consent." }))
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Consents", description: "What people allowed, and until when" })) {}
