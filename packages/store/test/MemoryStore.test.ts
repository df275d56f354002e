import { layer } from "@effect/vitest"

import * as MemoryStore from "../src/MemoryStore.ts"
import * as Executions from "./conformance/Executions.ts"
import * as Items from "./conformance/Items.ts"
import * as Merges from "./conformance/Merges.ts"
import * as Transactions from "./conformance/Transactions.ts"

layer(MemoryStore.layer)("the stores in memory", (it) => {
  Items.suite(it)
  Executions.suite(it)
  Merges.suite(it)
  Transactions.suite(it)
})
