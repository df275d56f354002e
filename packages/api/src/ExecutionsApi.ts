/** Runs of an Item, beside the wire. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import { Authorization } from "./Authorization.ts"
import { Execution, ExecutionCursorPage } from "./Execution.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Anywhere, BadRequest, NotFound } from "./WireError.ts"

export const ExecutionListQuery = Schema.Struct({
  after: Query.optional(Query.Words),
  pageSize: Query.optional(Query.whole("$property must be an integer between 1 and 100", 1, 100))
})
export type ExecutionListQuery = typeof ExecutionListQuery.Type

export class ExecutionsApi extends HttpApiGroup.make("executions")
  .add(
    HttpApiEndpoint.get("list", "/tomada/items/:id/executions", {
      params: { id: Query.uuid("itemId") },
      query: ExecutionListQuery,
      success: ExecutionCursorPage,
      error: [BadRequest, NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "List the runs of an Item",
        description:
          "Who asked for each, its steps, what it collected and how it ended; the newest first, 20 unless pageSize says otherwise."
      })
    ),
    HttpApiEndpoint.get("get", "/tomada/executions/:id", {
      params: { id: Query.uuid("executionId") },
      success: Execution,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(OpenApi.annotations({ summary: "Get a run", description: "One run of an Item." }))
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Executions", description: "Runs for an Item, beside the wire" })) {}
