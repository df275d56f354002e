import { assert, it } from "@effect/vitest"
import { stale, staleOfLoaded } from "@tomada/codegen/Generated"

import { root } from "../src/Checkout.ts"

it("generated files are current (if not: pnpm codegen)", async () => {
  assert.deepStrictEqual([...stale(root).keys(), ...(await staleOfLoaded(root)).keys()], [])
})
