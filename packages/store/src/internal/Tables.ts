// The tables whose rows are values of the domain. A row of an account or of a transaction is replaced only where it
// belongs already: an id that is held elsewhere is a mistake that must not move somebody's money.
import { Account, Consent, Coverage, Execution, Identity, Item, Product, Transaction } from "@tomada/core"
import { Schema } from "effect"

import { Application } from "../ApplicationStore.ts"
import { ConnectorFacts } from "../ConnectorStore.ts"
import { Step } from "../ExecutionStore.ts"
import { Tombstone } from "../ItemStore.ts"
import { Upkeep } from "../UpkeepStore.ts"
import * as Table from "./Table.ts"

export const applications = Table.make({
  name: "applications",
  schema: Application,
  columns: {
    id: "uuid",
    name: "text",
    secretHash: "text",
    kind: "text",
    autoSyncEvery: "integer",
    minUpdateFrequencyHours: "integer",
    updatePolicy: "jsonb",
    allowedOrigins: "jsonb",
    connectorReach: "text",
    disabledAt: "timestamptz",
    createdAt: "timestamptz"
  },
  conflict: { on: "id" }
})

export const items = Table.make({
  name: "items",
  schema: Item.Item,
  columns: {
    id: "uuid",
    applicationId: "uuid",
    connectorId: "integer",
    products: "jsonb",
    clientUserId: "text",
    webhookUrl: "text",
    oauthRedirectUri: "text",
    connectTokenId: "uuid",
    connectTokenUrl: "text",
    executionId: "uuid",
    executionStatus: "text",
    error: "jsonb",
    challenge: "jsonb",
    statusDetail: "jsonb",
    consecutiveFailedLoginAttempts: "integer",
    credentialsVersion: "integer",
    lastUpdatedAt: "timestamptz",
    nextAutoSyncAt: "timestamptz",
    autoSyncDisabledAt: "timestamptz",
    consentExpiresAt: "timestamptz",
    createdAt: "timestamptz",
    updatedAt: "timestamptz"
  },
  conflict: { on: "id" }
})

export const tombstones = Table.make({
  name: "item_tombstones",
  schema: Tombstone,
  columns: {
    itemId: "uuid",
    applicationId: "uuid",
    connectorId: "integer",
    createdAt: "timestamptz",
    deletedAt: "timestamptz",
    deletedBy: "text"
  }
})

export const consents = Table.make({
  name: "consents",
  schema: Consent.Consent,
  columns: {
    id: "uuid",
    itemId: "uuid",
    products: "jsonb",
    hosts: "jsonb",
    textVersion: "text",
    source: "text",
    givenAt: "timestamptz",
    expiresAt: "timestamptz",
    revokedAt: "timestamptz"
  },
  tenant: true
})

export const upkeep = Table.make({
  name: "upkeep",
  schema: Upkeep,
  columns: {
    itemId: "uuid",
    applicationId: "uuid",
    connectorId: "integer",
    consecutiveFailedSyncs: "integer",
    lastExecutionEndedAt: "timestamptz",
    unblockedAt: "timestamptz",
    autoSync: "jsonb",
    autoSyncAt: "timestamptz"
  },
  conflict: { on: "item_id" }
})

export const connectors = Table.make({
  name: "connectors",
  schema: Schema.Struct({
    ...ConnectorFacts.fields,
    status: Schema.Literals(["ONLINE", "UNSTABLE", "OFFLINE"]),
    pausedUntil: Schema.NullOr(Schema.DateTimeUtcFromString)
  }),
  columns: {
    id: "integer",
    unattended: "text",
    asks: "boolean",
    oneStepCode: "boolean",
    sandbox: "boolean",
    status: "text",
    pausedUntil: "timestamptz"
  }
})

const execution = {
  name: "executions",
  schema: Execution.Execution,
  columns: {
    id: "uuid",
    itemId: "uuid",
    applicationId: "uuid",
    trigger: "text",
    status: "text",
    error: "jsonb",
    challenge: "jsonb",
    statusDetail: "jsonb",
    fence: "integer",
    createdAt: "timestamptz",
    heartbeatAt: "timestamptz",
    endedAt: "timestamptz"
  }
} as const

export const newExecutions = Table.make(execution)
export const executions = Table.make({ ...execution, conflict: { on: "id" } })

export const steps = Table.make({
  name: "execution_steps",
  schema: Schema.Struct({ executionId: Item.ExecutionId, ...Step.fields }),
  columns: { executionId: "uuid", status: "text", at: "timestamptz" },
  tenant: true
})

export const accounts = Table.make({
  name: "accounts",
  schema: Account.Account,
  columns: {
    id: "uuid",
    itemId: "uuid",
    type: "text",
    key: "text",
    balance: "numeric",
    currencyCode: "text",
    createdAt: "timestamptz",
    updatedAt: "timestamptz"
  },
  details: true,
  tenant: true,
  conflict: { on: "id", when: "accounts.item_id = excluded.item_id" }
})

export const coverage = Table.make({
  name: "coverage",
  schema: Schema.Struct({
    accountId: Account.AccountId,
    product: Product.Product,
    ...Coverage.ProvenCoverage.fields
  }),
  columns: {
    accountId: "uuid",
    product: "text",
    intervals: "jsonb",
    collectedAt: "timestamptz",
    deepRescanAt: "timestamptz"
  },
  tenant: true,
  conflict: { on: "account_id, product" }
})

const transaction = {
  name: "transactions",
  schema: Transaction.Transaction,
  columns: {
    id: "uuid",
    accountId: "uuid",
    institutionId: "text",
    date: "date",
    position: "integer",
    status: "text",
    type: "text",
    amount: "numeric",
    currencyCode: "text",
    description: "text",
    state: "text",
    absences: "integer",
    absentIn: "text",
    unconfirmed: "boolean",
    recipe: "integer",
    owned: "jsonb",
    createdAt: "timestamptz",
    updatedAt: "timestamptz"
  },
  optional: ["institutionId", "owned"],
  details: true,
  tenant: true,
  alike: ["state", "absences", "absentIn", "unconfirmed", "recipe", "createdAt", "updatedAt"]
} as const

const ownAccount = { on: "id", when: "transactions.account_id = excluded.account_id" } as const

/** As merges write them: what is owned of a row that is held stays as it is. */
export const transactions = Table.make({ ...transaction, conflict: { ...ownAccount, keep: ["owned"] } })

/** With what is owned of them, for whoever has read the rows under a lock. */
export const transactionsOwned = Table.make({ ...transaction, conflict: ownAccount })

export const identities = Table.make({
  name: "identities",
  schema: Identity.Identity,
  columns: { id: "uuid", itemId: "uuid", createdAt: "timestamptz", updatedAt: "timestamptz" },
  details: true,
  tenant: true,
  conflict: { on: "item_id" }
})
