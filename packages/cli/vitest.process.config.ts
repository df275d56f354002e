// The proofs about real processes that take too long for every `npm test`. They run one after the other, because they
// measure how long a stop takes.
import { join } from "node:path"

import { defineConfig } from "vitest/config"

export default defineConfig({
  root: join(import.meta.dirname, "../.."),
  test: {
    name: "process",
    include: ["packages/cli/test/process/*.prove.ts"],
    reporters: ["default", "./tooling/vitest/totals.ts"],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 30_000
  }
})
