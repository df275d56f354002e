// The proof of the merge, too long for every `npm test`: `pnpm prove`.
import { join } from "node:path"

import { defineConfig } from "vitest/config"

export default defineConfig({
  root: join(import.meta.dirname, "../.."),
  test: {
    name: "prove",
    include: ["packages/core/test/*.prove.ts"],
    reporters: ["default", "./tooling/vitest/totals.ts"],
    testTimeout: 24 * 3_600_000
  }
})
