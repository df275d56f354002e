import { assert, describe, it } from "@effect/vitest"
import { connectors as folders } from "@tomada/codegen/Generated"
import { connectors } from "@tomada/server/ConnectorRegistry.generated"

import { root } from "../src/Checkout.ts"
import { shared } from "../src/Connectors.ts"

describe("the connector registry", () => {
  it("gives every connector a number and a slug of its own", () => {
    assert.isAtLeast(connectors.length, folders(root).length)
    assert.deepStrictEqual(shared(connectors.map(({ manifest }) => manifest)), [])
  })

  it("with two connectors of one number, or of one slug, is found", () => {
    const manifests = [
      { id: 1, slug: "a" },
      { id: 2, slug: "b" },
      { id: 1, slug: "b" }
    ]
    assert.deepStrictEqual(shared(manifests), ["the number 1: a, b", "the slug b: 2, 1"])
  })
})
