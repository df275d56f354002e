// What a process for each visit holds, at full length: every test of this room and its proofs, one after the other.
import { join } from "node:path"

import { defineConfig } from "vitest/config"

export default defineConfig({
  root: join(import.meta.dirname, "../.."),
  test: {
    name: "process-host",
    include: ["tooling/hostile/test/*.prove.ts", "tooling/hostile/test/{Hostile,Harms,Visit}.test.ts"],
    reporters: ["default", "./tooling/vitest/totals.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000
  }
})
