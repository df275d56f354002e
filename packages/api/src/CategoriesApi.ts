/** The categories of transactions. */
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import { Authorization } from "./Authorization.ts"
import { Category, CategoryPage } from "./Category.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Anywhere, NotFound } from "./WireError.ts"

export class CategoriesApi extends HttpApiGroup.make("categories")
  .add(
    HttpApiEndpoint.get("list", "/categories", {
      query: { parentId: Query.optional(Query.Words) },
      success: CategoryPage,
      error: Anywhere
    }).annotateMerge(
      OpenApi.annotations({
        summary: "List Categories",
        description: "Two levels, all in one page; with parentId only those below that one."
      })
    ),
    HttpApiEndpoint.get("get", "/categories/:id", {
      params: { id: Query.Words },
      success: Category,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(OpenApi.annotations({ summary: "Get a Category", description: "One Category." }))
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Categories", description: "What a transaction was for" })) {}
