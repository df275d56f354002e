// Every port on PostgreSQL. The tables must be there (`Migrations.run`).
import { Layer } from "effect"

import * as SqlAccountStore from "./SqlAccountStore.ts"
import * as SqlApplicationStore from "./SqlApplicationStore.ts"
import * as SqlExecutionStore from "./SqlExecutionStore.ts"
import * as SqlIdentityStore from "./SqlIdentityStore.ts"
import * as SqlItemStore from "./SqlItemStore.ts"
import * as SqlTransactionStore from "./SqlTransactionStore.ts"

export const layer = Layer.mergeAll(
  SqlApplicationStore.layer,
  SqlItemStore.layer,
  SqlExecutionStore.layer,
  SqlAccountStore.layer,
  SqlTransactionStore.layer,
  SqlIdentityStore.layer
)
