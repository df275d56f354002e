// What the memory layers share. Values are replaced, never changed, so a method that throws before its last step has
// written nothing as long as it writes last.
import type {
  Account,
  AccountStatement,
  CategoryRule,
  Consent,
  Coverage,
  CreditCardBill,
  Execution,
  Identity,
  Investment,
  InvestmentTransaction,
  Item,
  Loan
} from "@tomada/core"
import { DateTime } from "effect"

import type { Application } from "../ApplicationStore.ts"
import type { Share } from "../BudgetStore.ts"
import type { Recast, Waiting } from "../CategoryRuleStore.ts"
import { type Connector, type End, unknown } from "../ConnectorStore.ts"
import type { Decision, Suggested } from "../DecisionStore.ts"
import type { ProductCounts, Step } from "../ExecutionStore.ts"
import type { Login, Sealed, Tombstone } from "../ItemStore.ts"
import type { ParameterKey } from "../ParameterKeyStore.ts"
import type { Screenshot } from "../ScreenshotStore.ts"
import { ExecutionTable, TransactionTable, UpkeepTable } from "./MemoryIndexes.ts"
import type { Around, Kept } from "./Upkeeping.ts"

/** What consents bear beside what the person said. */
export interface ConsentMarks {
  readonly announcedAt: DateTime.Utc | null
  readonly clearedAt: DateTime.Utc | null
}

/** A recast, with when it is due; `waiting` is null before it is taken for the first time. */
export interface KeptRecast extends Omit<Recast, "waiting"> {
  readonly waiting: ReadonlyArray<Waiting> | null
  readonly dueAt: DateTime.Utc
}

export interface State {
  readonly upkeep: UpkeepTable
  readonly connectors: Map<number, Connector>
  readonly ends: Map<number, ReadonlyArray<{ readonly end: End; readonly at: DateTime.Utc }>>
  /** The consent that was given last, of each Item. */
  readonly newestConsents: Map<Item.ItemId, Consent.Consent>
  readonly consentMarks: Map<Consent.ConsentId, ConsentMarks>
  /** When the Item's last execution with new credentials was asked for. */
  readonly newCredentials: Map<Item.ItemId, DateTime.Utc>
  /** Executions that used a pass. */
  readonly passed: Set<Item.ExecutionId>
  readonly applications: Map<Item.ApplicationId, Application>
  readonly items: Map<Item.ItemId, Item.Item>
  readonly consents: Map<Consent.ConsentId, Consent.Consent>
  readonly executions: ExecutionTable
  readonly steps: Map<Item.ExecutionId, ReadonlyArray<Step>>
  readonly challenges: Map<string, { readonly itemId: Item.ItemId; readonly answered: boolean }>
  readonly answers: Map<string, Uint8Array>
  readonly sealed: Map<string, Sealed & { readonly itemId: Item.ItemId }>
  /** Of each application, the current one first. */
  readonly parameterKeys: Map<Item.ApplicationId, ReadonlyArray<ParameterKey>>
  /** By what the login of each Item is recognised. */
  readonly logins: Map<Item.ItemId, Login>
  readonly tombstones: Map<Item.ItemId, Tombstone>
  readonly accounts: Map<Account.AccountId, Account.Account>
  readonly transactions: TransactionTable
  readonly identities: Map<string, Identity.Identity>
  readonly coverage: Map<string, { readonly accountId: Account.AccountId; readonly proven: Coverage.ProvenCoverage }>
  readonly bills: Map<string, CreditCardBill.Bill>
  /** Windows of budgets, with what was used of them. */
  readonly budgets: Map<string, { readonly share: Share; readonly used: number }>
  readonly categoryRules: Map<CategoryRule.CategoryRuleId, CategoryRule.CategoryRule>
  readonly categoryRecasts: Map<Item.ApplicationId, KeptRecast>
  readonly statements: Map<string, AccountStatement.AccountStatement>
  readonly investments: Map<string, Investment.Investment>
  readonly investmentCoverage: Map<string, Coverage.ProvenCoverage>
  readonly investmentTransactions: Map<string, InvestmentTransaction.InvestmentTransaction>
  readonly loans: Map<string, Loan.Loan>
  /** Oldest first; the only list that grows in place. */
  readonly decisions: Array<Decision>
  readonly suggestions: Map<string, Suggested>
  readonly counts: Map<Item.ExecutionId, ReadonlyArray<ProductCounts>>
  readonly screenshots: Map<Item.ExecutionId, Screenshot>
  readonly stagedPages: Map<
    string,
    { readonly executionId: Item.ExecutionId; readonly name: string; readonly blob: Uint8Array }
  >
}

export const make = (): State => ({
  upkeep: new UpkeepTable(),
  connectors: new Map(),
  ends: new Map(),
  newestConsents: new Map(),
  consentMarks: new Map(),
  newCredentials: new Map(),
  passed: new Set(),
  applications: new Map(),
  items: new Map(),
  consents: new Map(),
  executions: new ExecutionTable(),
  steps: new Map(),
  challenges: new Map(),
  answers: new Map(),
  sealed: new Map(),
  logins: new Map(),
  tombstones: new Map(),
  parameterKeys: new Map(),
  accounts: new Map(),
  transactions: new TransactionTable(),
  identities: new Map(),
  coverage: new Map(),
  bills: new Map(),
  budgets: new Map(),
  categoryRules: new Map(),
  categoryRecasts: new Map(),
  statements: new Map(),
  investments: new Map(),
  investmentCoverage: new Map(),
  investmentTransactions: new Map(),
  loans: new Map(),
  decisions: [],
  suggestions: new Map(),
  counts: new Map(),
  screenshots: new Map(),
  stagedPages: new Map()
})

/** A key of several parts that no other parts make. */
export const key = (...parts: ReadonlyArray<string>): string => JSON.stringify(parts)

/** The Item, when it is this application's. */
export const itemOf = (state: State, applicationId: Item.ApplicationId, id: Item.ItemId): Item.Item | undefined => {
  const item = state.items.get(id)
  return item?.applicationId === applicationId ? item : undefined
}

/** Whether the Item of this id is the application's. */
export const isOf = (state: State, applicationId: Item.ApplicationId, itemId: string | undefined): boolean =>
  state.items.get(itemId as Item.ItemId)?.applicationId === applicationId // no Item has another kind of id

export const seal = (state: State, itemId: Item.ItemId, sealed: ReadonlyArray<Sealed>): void => {
  for (const value of sealed) state.sealed.set(key(itemId, value.purpose, value.name), { ...value, itemId })
}

/** Adds an execution and its first step. */
export const begin = (state: State, execution: Execution.Execution): void => {
  state.executions.set(execution.id, execution)
  state.steps.set(execution.id, [{ status: execution.status, at: execution.createdAt }])
}

export const activeOf = (state: State, itemId: Item.ItemId): Execution.Execution | undefined => {
  const last = state.items.get(itemId)?.executionId
  const execution = last === null || last === undefined ? undefined : state.executions.get(last)
  return execution?.endedAt === null ? execution : undefined
}

/** The other Items of the application with this login, oldest first. */
export const twinsOf = (
  state: State,
  { applicationId, id }: Pick<Item.Item, "applicationId" | "id">,
  login: Login = []
): ReadonlyArray<Item.ItemId> =>
  [...state.items.values()]
    .filter(
      (item) => item.applicationId === applicationId && item.id !== id && areAlike(state.logins.get(item.id), login)
    )
    .toSorted((a, b) => a.createdAt.epochMilliseconds - b.createdAt.epochMilliseconds || (a.id < b.id ? -1 : 1))
    .map((item) => item.id)

const areAlike = (a: Login = [], b: Login = []): boolean => a.some(({ hash }) => b.some((other) => other.hash === hash))

/** Keeps a consent in place of the one of its id. */
export const consent = (state: State, given: Consent.Consent): void => {
  state.consents.set(given.id, given)
  const newest = state.newestConsents.get(given.itemId)
  if (newest === undefined || newest.id === given.id || DateTime.isGreaterThan(given.givenAt, newest.givenAt)) {
    state.newestConsents.set(given.itemId, given)
  }
}

/** An Item with all that the rules over it ask for. */
export const surroundings = (
  state: State,
  id: Item.ItemId
): { readonly kept: Kept; readonly around: Around } | undefined => {
  const item = state.items.get(id)
  const upkeep = state.upkeep.get(id)
  const application = item === undefined ? undefined : state.applications.get(item.applicationId)
  const newest = state.newestConsents.get(id)
  if (item === undefined || upkeep === undefined || application === undefined || newest === undefined) return undefined
  return {
    kept: { item, upkeep },
    around: {
      application,
      consent: newest,
      connector: state.connectors.get(item.connectorId) ?? unknown(item.connectorId),
      holdsCredentials: state.sealed.has(key(id, "credentials", String(item.credentialsVersion))),
      sameCredentialsInFlight: twinsOf(state, item, state.logins.get(id)).some(
        (twin) => activeOf(state, twin) !== undefined
      )
    }
  }
}

export const keep = (state: State, { item, upkeep }: Kept): void => {
  state.items.set(item.id, item)
  state.upkeep.set(item.id, upkeep)
}
