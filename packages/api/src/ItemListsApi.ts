/**
 * Items in a list, which the wire long did not have. `GET /v2/items` is as it was announced there; what it lacks stands beside it.
 *
 * Everything beside the wire begins with `/tomada`: a product does not name its paths after another, so none of the wire's will ever be
 * in the way, and who reads an address sees that other servers do not have it.
 */
import { ItemStatus } from "@tomada/core/ExecutionStatus"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import { Authorization } from "./Authorization.ts"
import { Item } from "./Item.ts"
import { CursorPage } from "./Page.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Anywhere, BadRequest } from "./WireError.ts"

/** A slice of Items, the newest first. */
export const ItemCursorPage = CursorPage(Item).annotate({ identifier: "ItemCursorPage" })

const slice = {
  after: Query.optional(Query.Words),
  pageSize: Query.optional(Query.whole("$property must be an integer between 1 and 500", 1, 500))
}

export const ItemSliceQuery = Schema.Struct(slice)

export const ItemListQuery = Schema.Struct({
  ...slice,
  status: Query.list(Query.word(ItemStatus.literals)),
  connectorId: Query.optional(Query.whole("$property must be a whole number", 0)),
  clientUserId: Query.optional(Query.Words),
  updatedAtFrom: Query.optional(Query.At)
})
export type ItemListQuery = typeof ItemListQuery.Type

export class ItemListsApi extends HttpApiGroup.make("itemLists")
  .add(
    HttpApiEndpoint.get("slice", "/v2/items", {
      query: ItemSliceQuery,
      success: ItemCursorPage,
      error: [BadRequest, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "List Items",
        description:
          "Items of the application, the newest first, 20 unless pageSize says otherwise. Follow next until it is null."
      })
    ),
    HttpApiEndpoint.get("list", "/tomada/items", {
      query: ItemListQuery,
      success: ItemCursorPage,
      error: [BadRequest, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Find Items",
        description:
          "Items of the application by status, connector, clientUserId and last change, the newest first. Follow next until it is null."
      })
    )
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(
    OpenApi.annotations({ title: "Item lists", description: "Items of an application, one after another" })
  ) {}
