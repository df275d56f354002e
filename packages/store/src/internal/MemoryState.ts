// What the memory layers share. Values are replaced, never changed, so a method that throws before its last step has
// written nothing as long as it writes last.
import type { Account, Consent, Coverage, Execution, Identity, Item, Transaction } from "@tomada/core"

import type { Application } from "../ApplicationStore.ts"
import type { Step } from "../ExecutionStore.ts"
import type { Sealed } from "../ItemStore.ts"

export interface State {
  readonly applications: Map<Item.ApplicationId, Application>
  readonly items: Map<Item.ItemId, Item.Item>
  readonly consents: Map<Consent.ConsentId, Consent.Consent>
  readonly executions: Map<Item.ExecutionId, Execution.Execution>
  readonly steps: Map<Item.ExecutionId, ReadonlyArray<Step>>
  readonly challenges: Map<string, { readonly itemId: Item.ItemId; readonly answered: boolean }>
  readonly answers: Map<string, Uint8Array>
  readonly sealed: Map<string, Sealed & { readonly itemId: Item.ItemId }>
  readonly accounts: Map<Account.AccountId, Account.Account>
  readonly transactions: Map<Transaction.TransactionId, Transaction.Transaction>
  readonly identities: Map<string, Identity.Identity>
  readonly coverage: Map<string, { readonly accountId: Account.AccountId; readonly proven: Coverage.ProvenCoverage }>
}

export const make = (): State => ({
  applications: new Map(),
  items: new Map(),
  consents: new Map(),
  executions: new Map(),
  steps: new Map(),
  challenges: new Map(),
  answers: new Map(),
  sealed: new Map(),
  accounts: new Map(),
  transactions: new Map(),
  identities: new Map(),
  coverage: new Map()
})

/** A key of several parts that no other parts make. */
export const key = (...parts: ReadonlyArray<string>): string => JSON.stringify(parts)

/** The Item, when it is this application's. */
export const itemOf = (state: State, applicationId: Item.ApplicationId, id: Item.ItemId): Item.Item | undefined => {
  const item = state.items.get(id)
  return item?.applicationId === applicationId ? item : undefined
}

export const seal = (state: State, itemId: Item.ItemId, sealed: ReadonlyArray<Sealed>): void => {
  for (const value of sealed) state.sealed.set(key(itemId, value.purpose, value.name), { ...value, itemId })
}

/** Adds an execution and its first step. */
export const begin = (state: State, execution: Execution.Execution): void => {
  state.executions.set(execution.id, execution)
  state.steps.set(execution.id, [{ status: execution.status, at: execution.createdAt }])
}

export const activeOf = (state: State, itemId: Item.ItemId): Execution.Execution | undefined =>
  [...state.executions.values()].find((execution) => execution.itemId === itemId && execution.endedAt === null)
