/** What is made from the contract: the OpenAPI document as a file, and the SDK's types and methods. */
import { document } from "@tomada/api/Api"
import { WebhookEvent } from "@tomada/core/WebhookEvent"
import { Schema } from "effect"

import { methodTable, methodTypes, wireTypes } from "./SdkMethods.ts"
import { objectAt } from "./TypeText.ts"

/** Texts by path. */
export const contract = (): ReadonlyMap<string, string> => {
  const text = JSON.stringify(document(), null, 2)
  const spec = objectAt(JSON.parse(text), "document")
  const event = Schema.toJsonSchemaDocument(WebhookEvent)
  return new Map([
    ["docs/openapi.json", `${text}\n`],
    ["packages/sdk/src/Wire.generated.ts", wireTypes(spec, { name: "WebhookEvent", schema: event.schema })],
    ["packages/sdk/src/Methods.generated.ts", methodTypes(spec)],
    ["packages/sdk/src/Operations.generated.ts", methodTable(spec)]
  ])
}
