/** The institutions that can be connected. */
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"

import * as Access from "./Access.ts"
import { Authorization } from "./Authorization.ts"
import { Connector, ConnectorPage, Validation } from "./Connector.ts"
import { ParameterMap } from "./ItemRequest.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { optionalBody } from "./Specification.ts"
import { Anywhere, NotFound } from "./WireError.ts"

const params = { id: Query.whole("connectorId must be an integer number", 0) }

export class ConnectorsApi extends HttpApiGroup.make("connectors")
  .add(
    HttpApiEndpoint.get("list", "/connectors", {
      query: {
        countries: Query.list(Query.Words),
        types: Query.list(Query.Words),
        name: Query.optional(Query.Words),
        sandbox: Query.optional(Query.YesNo),
        healthDetails: Query.optional(Query.YesNo),
        includeHealth: Query.optional(Query.YesNo),
        isOpenFinance: Query.optional(Query.YesNo),
        supportsPaymentInitiation: Query.optional(Query.YesNo),
        supportsSmartTransfers: Query.optional(Query.YesNo),
        supportsAutomaticPix: Query.optional(Query.YesNo)
      },
      success: ConnectorPage,
      error: Anywhere
    })
      .annotateMerge(
        OpenApi.annotations({
          summary: "List Connectors",
          description:
            "All Connectors that match, in one page. Those of the sandbox are listed only with sandbox=true. " +
            "With a connect token they are sorted by name if its option connectorSortAlphabetically says so."
        })
      )
      .annotateMerge(Access.byConnectToken),
    HttpApiEndpoint.get("get", "/connectors/:id", {
      params,
      query: { healthDetails: Query.optional(Query.YesNo) },
      success: Connector,
      error: [NotFound, ...Anywhere]
    })
      .annotateMerge(
        OpenApi.annotations({ summary: "Get a Connector", description: "One Connector with the form that it needs." })
      )
      .annotateMerge(Access.byConnectToken),
    HttpApiEndpoint.post("validate", "/connectors/:id/validate", {
      params,
      payload: [HttpApiSchema.NoContent, ParameterMap],
      success: Validation,
      error: [NotFound, ...Anywhere]
    })
      .annotateMerge(
        OpenApi.annotations({
          summary: "Check parameters",
          description:
            "Checks parameters against the Connector's form without connecting. The answer is 200 also when something is wrong, and never repeats a value.",
          transform: optionalBody
        })
      )
      .annotateMerge(Access.byConnectToken)
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Connectors", description: "Institutions that can be connected" })) {}
