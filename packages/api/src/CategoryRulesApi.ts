/**
 * The application's own rules of categories. They come before what institutions say and after what a person pinned, and reach
 * the transactions that are held within moments of their making or deletion.
 */
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import { Authorization } from "./Authorization.ts"
import { CategoryRule, CategoryRulePage, CreateCategoryRule } from "./CategoryRule.ts"
import { Count } from "./Page.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Anywhere, BadRequest, NotFound } from "./WireError.ts"

export class CategoryRulesApi extends HttpApiGroup.make("categoryRules")
  .add(
    HttpApiEndpoint.get("list", "/categories/rules", { success: CategoryRulePage, error: Anywhere }).annotateMerge(
      OpenApi.annotations({
        summary: "List category rules",
        description: "All rules of the application, in one page, the newest first."
      })
    ),
    HttpApiEndpoint.post("create", "/categories/rules", {
      payload: CreateCategoryRule,
      success: CategoryRule,
      error: [BadRequest, NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Create a category rule",
        description:
          "Transactions with this description are of that category from now on, those that are held too. Of several rules that hold the one that says most of the transaction decides; a category that was set on a transaction itself stays."
      })
    ),
    HttpApiEndpoint.delete("delete", "/categories/rules/:id", {
      params: { id: Query.uuid("id") },
      success: Count,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Delete a category rule",
        description: "What it said of transactions is taken back; a rule of another application is not found."
      })
    )
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Category rules", description: "Categories by description" })) {}
