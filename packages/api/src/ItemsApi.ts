/** Items: the connections of people with institutions. Every answer is 200, because clients reject any other success. */
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"

import * as Access from "./Access.ts"
import { Authorization } from "./Authorization.ts"
import { ConsentHeader } from "./ConsentHeader.ts"
import { Item } from "./Item.ts"
import { CreateItem, ParameterMap, UpdateItem } from "./ItemRequest.ts"
import { Count } from "./Page.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { optionalBody } from "./Specification.ts"
import { Anywhere, BadRequest, Conflict, Forbidden, NotFound } from "./WireError.ts"

const params = { id: Query.uuid("itemId") }

export class ItemsApi extends HttpApiGroup.make("items")
  .add(
    HttpApiEndpoint.post("create", "/items", {
      headers: ConsentHeader,
      payload: CreateItem,
      success: Item,
      error: [BadRequest, NotFound, Conflict, ...Anywhere]
    })
      .annotateMerge(
        OpenApi.annotations({
          summary: "Create an Item",
          description:
            "Connects a person with an institution and starts the first execution. Read the Item again to follow it. With a " +
            "connect token clientUserId and oauthRedirectUri are those of its options, whatever the body says."
        })
      )
      .annotateMerge(Access.byConnectToken),
    HttpApiEndpoint.get("get", "/items/:id", { params, success: Item, error: [NotFound, ...Anywhere] })
      .annotateMerge(
        OpenApi.annotations({ summary: "Get an Item", description: "One Item and how its last execution stands." })
      )
      .annotateMerge(Access.byConnectToken),
    HttpApiEndpoint.patch("update", "/items/:id", {
      params,
      headers: ConsentHeader,
      payload: [HttpApiSchema.NoContent, UpdateItem],
      success: Item,
      error: [BadRequest, Forbidden, NotFound, Conflict, ...Anywhere]
    })
      .annotateMerge(
        OpenApi.annotations({
          summary: "Update an Item",
          description:
            "Starts an execution, with the credentials that are held or with new ones. Without a body it simply collects again. " +
            "A connect token must have been made for the Item, or have made it and see it fail: then it may try again. " +
            "Its clientUserId and webhookUrl are those of its options, whatever the body says.",
          transform: optionalBody
        })
      )
      .annotateMerge(Access.byConnectToken)
      .annotateMerge(Access.asUpdate),
    HttpApiEndpoint.post("answer", "/items/:id/mfa", {
      params,
      payload: [HttpApiSchema.NoContent, ParameterMap],
      success: Item,
      error: [BadRequest, NotFound, ...Anywhere]
    })
      .annotateMerge(
        OpenApi.annotations({
          summary: "Answer a challenge",
          description: "Sends what the Item waits for: a map from the name in its parameter to the value.",
          transform: optionalBody
        })
      )
      .annotateMerge(Access.byConnectToken),
    HttpApiEndpoint.patch("disableAutoSync", "/items/:id/disable-auto-sync", {
      params,
      success: Item,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Disable auto-sync",
        description: "The Item is not collected unasked any more, until an update of it is asked for."
      })
    ),
    HttpApiEndpoint.delete("delete", "/items/:id", {
      params,
      success: Count,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Delete an Item",
        description: "Deletes an Item with its credentials and all that was collected."
      })
    )
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Items", description: "Connections of people with institutions" })) {}
