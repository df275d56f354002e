/** What is known of Connectors beside the wire, whose own list says nothing of their version or of how well they are proven. */
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import * as Access from "./Access.ts"
import { Authorization } from "./Authorization.ts"
import { ConnectorEntry, ConnectorEntryCursorPage } from "./ConnectorEntry.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Anywhere, NotFound } from "./WireError.ts"

export class ConnectorEntriesApi extends HttpApiGroup.make("connectorEntries")
  .add(
    HttpApiEndpoint.get("list", "/tomada/connectors", {
      success: ConnectorEntryCursorPage,
      error: Anywhere
    }).annotateMerge(
      OpenApi.annotations({
        summary: "List Connectors with their tiers",
        description:
          "All Connectors, those of the sandbox too, with the tier of each at this moment and why it is that."
      })
    ),
    HttpApiEndpoint.get("get", "/tomada/connectors/:id", {
      params: { id: Query.whole("connectorId must be an integer number", 0) },
      success: ConnectorEntry,
      error: [NotFound, ...Anywhere]
    })
      .annotateMerge(
        OpenApi.annotations({
          summary: "Get a Connector with its tier",
          description:
            "Bronze, silver, gold or platinum: worked out at this moment from what the contract found and what instances confirmed, and lower again as that grows old."
        })
      )
      .annotateMerge(Access.byConnectToken)
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(
    OpenApi.annotations({ title: "Connector entries", description: "How far each Connector can be trusted" })
  ) {}
