/** Companies by their number (CNPJ). No register of companies comes with the server, so none is ever found: see the answer. */
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import { Authorization } from "./Authorization.ts"
import { MerchantsAnswer } from "./Merchants.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Anywhere } from "./WireError.ts"

export class MerchantsApi extends HttpApiGroup.make("merchants")
  .add(
    HttpApiEndpoint.get("list", "/merchants", {
      query: { cnpjs: Query.list(Query.Words) },
      success: MerchantsAnswer,
      error: Anywhere
    }).annotateMerge(
      OpenApi.annotations({
        summary: "List Merchants",
        description:
          "Tells numbers of companies whose check digits are right from others. There is no register of companies here, so each right one is among those that were not found."
      })
    )
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Merchants", description: "Companies by their number" })) {}
