import { availableParallelism } from "node:os"

import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    name: "unit",
    include: ["{packages,connectors,tooling}/*/test/**/*.test.ts"],
    globalSetup: ["tooling/vitest/postgres.ts", "tooling/vitest/page.ts", "tooling/browser/src/setup.ts"],
    reporters: ["default", "./tooling/vitest/totals.ts"],
    // A module graph shared by the files of a worker: importing effect anew for each file would be most of the time.
    isolate: false,
    // Tests wait a third of their time for PostgreSQL, servers and pages: one worker more than cores keeps the cores busy.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 20_000,
    hookTimeout: 20_000
  }
})
