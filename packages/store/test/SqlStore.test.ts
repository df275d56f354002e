import { layer } from "@effect/vitest"

import * as Executions from "./conformance/Executions.ts"
import * as Items from "./conformance/Items.ts"
import * as Merges from "./conformance/Merges.ts"
import * as Transactions from "./conformance/Transactions.ts"
import * as TestDatabase from "./TestDatabase.ts"

layer(TestDatabase.stores, { excludeTestServices: true })("the stores on PostgreSQL", (it) => {
  Items.suite(it)
  Executions.suite(it)
  Merges.suite(it)
  Transactions.suite(it)
})
