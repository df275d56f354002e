import { assert, it } from "@effect/vitest"
import { stale } from "@tomada/codegen/Generated"

import { root } from "../src/Checkout.ts"

it("generated files are current (if not: pnpm codegen)", () => {
  assert.deepStrictEqual([...stale(root).keys()], [])
})
