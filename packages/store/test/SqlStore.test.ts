import { layer } from "@effect/vitest"

import * as Budgets from "./conformance/Budgets.ts"
import * as CategoryRules from "./conformance/CategoryRules.ts"
import * as Consents from "./conformance/Consents.ts"
import * as Decisions from "./conformance/Decisions.ts"
import * as Executions from "./conformance/Executions.ts"
import * as Holdings from "./conformance/Holdings.ts"
import * as Items from "./conformance/Items.ts"
import * as Lists from "./conformance/Lists.ts"
import * as Logins from "./conformance/Logins.ts"
import * as Merges from "./conformance/Merges.ts"
import * as ParameterKeys from "./conformance/ParameterKeys.ts"
import * as Screenshots from "./conformance/Screenshots.ts"
import * as Staging from "./conformance/Staging.ts"
import * as Transactions from "./conformance/Transactions.ts"
import * as Upkeep from "./conformance/Upkeep.ts"
import * as TestDatabase from "./TestDatabase.ts"

layer(TestDatabase.stores, { excludeTestServices: true })("the stores on PostgreSQL", (it) => {
  Items.suite(it)
  Executions.suite(it)
  Merges.suite(it)
  Transactions.suite(it)
  Upkeep.suite(it)
  Consents.suite(it)
  Holdings.suite(it)
  Decisions.suite(it)
  Lists.suite(it)
  Staging.suite(it)
  Screenshots.suite(it)
  Budgets.suite(it)
  Logins.suite(it)
  ParameterKeys.suite(it)
  CategoryRules.suite(it)
})
