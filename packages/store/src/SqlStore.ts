// Every port on PostgreSQL. The tables must be there (`Migrations.run`).
import { Layer } from "effect"

import * as SqlAccountStatementStore from "./SqlAccountStatementStore.ts"
import * as SqlAccountStore from "./SqlAccountStore.ts"
import * as SqlApplicationStore from "./SqlApplicationStore.ts"
import * as SqlBillStore from "./SqlBillStore.ts"
import * as SqlBudgetStore from "./SqlBudgetStore.ts"
import * as SqlCategoryRuleStore from "./SqlCategoryRuleStore.ts"
import * as SqlConnectorStore from "./SqlConnectorStore.ts"
import * as SqlConsentStore from "./SqlConsentStore.ts"
import * as SqlDecisionStore from "./SqlDecisionStore.ts"
import * as SqlExecutionHistory from "./SqlExecutionHistory.ts"
import * as SqlExecutionStore from "./SqlExecutionStore.ts"
import * as SqlGauges from "./SqlGauges.ts"
import * as SqlIdentityStore from "./SqlIdentityStore.ts"
import * as SqlInvestmentStore from "./SqlInvestmentStore.ts"
import * as SqlItemStore from "./SqlItemStore.ts"
import * as SqlLoanStore from "./SqlLoanStore.ts"
import * as SqlParameterKeyStore from "./SqlParameterKeyStore.ts"
import * as SqlScreenshotStore from "./SqlScreenshotStore.ts"
import * as SqlStagedPageStore from "./SqlStagedPageStore.ts"
import * as SqlTransactionStore from "./SqlTransactionStore.ts"
import * as SqlUpkeepStore from "./SqlUpkeepStore.ts"
import * as SqlWebhookStore from "./SqlWebhookStore.ts"

export const layer = Layer.mergeAll(
  SqlApplicationStore.layer,
  SqlItemStore.layer,
  SqlExecutionStore.layer,
  SqlExecutionHistory.layer,
  SqlGauges.layer,
  SqlAccountStore.layer,
  SqlTransactionStore.layer,
  SqlIdentityStore.layer,
  SqlAccountStatementStore.layer,
  SqlBillStore.layer,
  SqlBudgetStore.layer,
  SqlCategoryRuleStore.layer,
  SqlDecisionStore.layer,
  SqlInvestmentStore.layer,
  SqlLoanStore.layer,
  SqlParameterKeyStore.layer,
  SqlScreenshotStore.layer,
  SqlStagedPageStore.layer,
  SqlWebhookStore.layer,
  SqlUpkeepStore.layer,
  SqlConsentStore.layer,
  SqlConnectorStore.layer
)
