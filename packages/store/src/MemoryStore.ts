// Every port in memory, for tests that need no database: the same conformance suite, nothing durable, one state behind
// all ports. Each method is one synchronous step, so nothing else can happen in the middle of it.
import { Context, Effect, Layer } from "effect"

import { AccountStatementStore } from "./AccountStatementStore.ts"
import { AccountStore } from "./AccountStore.ts"
import { ApplicationStore } from "./ApplicationStore.ts"
import { BillStore } from "./BillStore.ts"
import { BudgetStore } from "./BudgetStore.ts"
import { CategoryRuleStore } from "./CategoryRuleStore.ts"
import { ConnectorStore } from "./ConnectorStore.ts"
import { ConsentStore } from "./ConsentStore.ts"
import { DecisionStore } from "./DecisionStore.ts"
import { ExecutionHistory } from "./ExecutionHistory.ts"
import { ExecutionStore } from "./ExecutionStore.ts"
import { Gauges } from "./Gauges.ts"
import { IdentityStore } from "./IdentityStore.ts"
import * as MemoryBudgets from "./internal/MemoryBudgets.ts"
import * as MemoryCategoryRules from "./internal/MemoryCategoryRules.ts"
import * as MemoryDecisions from "./internal/MemoryDecisions.ts"
import * as MemoryExecutions from "./internal/MemoryExecutions.ts"
import * as MemoryHistory from "./internal/MemoryHistory.ts"
import * as MemoryHoldings from "./internal/MemoryHoldings.ts"
import * as MemoryItems from "./internal/MemoryItems.ts"
import * as MemoryParameterKeys from "./internal/MemoryParameterKeys.ts"
import * as MemoryProducts from "./internal/MemoryProducts.ts"
import * as MemoryScreenshots from "./internal/MemoryScreenshots.ts"
import * as MemoryState from "./internal/MemoryState.ts"
import * as MemoryUpkeep from "./internal/MemoryUpkeep.ts"
import * as MemoryWebhooks from "./internal/MemoryWebhooks.ts"
import { InvestmentStore } from "./InvestmentStore.ts"
import { ItemStore } from "./ItemStore.ts"
import { LoanStore } from "./LoanStore.ts"
import { ParameterKeyStore } from "./ParameterKeyStore.ts"
import { ScreenshotStore } from "./ScreenshotStore.ts"
import { StagedPageStore } from "./StagedPageStore.ts"
import { TransactionStore } from "./TransactionStore.ts"
import { UpkeepStore } from "./UpkeepStore.ts"
import { WebhookStore } from "./WebhookStore.ts"

/** All ports over one state that begins empty; a fresh build is a fresh state. */
export const layer: Layer.Layer<
  | ApplicationStore
  | ItemStore
  | ExecutionStore
  | ExecutionHistory
  | Gauges
  | AccountStore
  | TransactionStore
  | IdentityStore
  | BillStore
  | BudgetStore
  | CategoryRuleStore
  | AccountStatementStore
  | InvestmentStore
  | LoanStore
  | DecisionStore
  | ParameterKeyStore
  | ScreenshotStore
  | StagedPageStore
  | WebhookStore
  | UpkeepStore
  | ConsentStore
  | ConnectorStore
> = Layer.effectContext(
  Effect.sync(() => {
    const state = MemoryState.make()
    const ofApplications = Context.make(ApplicationStore, MemoryItems.applications(state)).pipe(
      Context.add(CategoryRuleStore, MemoryCategoryRules.make(state)),
      Context.add(ParameterKeyStore, MemoryParameterKeys.make(state))
    )
    return ofApplications.pipe(
      Context.add(ItemStore, MemoryItems.items(state)),
      Context.add(ExecutionStore, MemoryExecutions.make(state)),
      Context.add(ExecutionHistory, MemoryHistory.history(state)),
      Context.add(Gauges, MemoryHistory.gauges(state)),
      Context.add(AccountStore, MemoryProducts.accounts(state)),
      Context.add(TransactionStore, MemoryProducts.transactions(state)),
      Context.add(IdentityStore, MemoryProducts.identities(state)),
      Context.add(BillStore, MemoryHoldings.bills(state)),
      Context.add(BudgetStore, MemoryBudgets.make(state)),
      Context.add(AccountStatementStore, MemoryHoldings.statements(state)),
      Context.add(InvestmentStore, MemoryHoldings.investments(state)),
      Context.add(LoanStore, MemoryHoldings.loans(state)),
      Context.add(DecisionStore, MemoryDecisions.decisions(state)),
      Context.add(ScreenshotStore, MemoryScreenshots.make(state)),
      Context.add(StagedPageStore, MemoryDecisions.stagedPages(state)),
      Context.add(WebhookStore, MemoryWebhooks.make(state)),
      Context.add(UpkeepStore, MemoryUpkeep.upkeep(state)),
      Context.add(ConsentStore, MemoryUpkeep.consents(state)),
      Context.add(ConnectorStore, MemoryUpkeep.connectors(state))
    )
  })
)
