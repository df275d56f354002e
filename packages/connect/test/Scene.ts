// What the tests of the flow are set in: one bank, one application, and a walk through events that keeps what was to be done.
import type { Choice, Connector, Credential, Grant, Item, Refusal } from "../src/page/api/Wire.ts"
import type { Command, Event } from "../src/page/flow/Event.ts"
import { begin, transition } from "../src/page/flow/Flow.ts"
import type { State } from "../src/page/flow/State.ts"
import type { Options } from "../src/page/host/Host.ts"
import { optionsOf } from "../src/page/host/Options.ts"

export const field = (changes: Partial<Credential> = {}): Credential => ({
  name: "user",
  label: "User",
  type: "text",
  mfa: false,
  data: null,
  assistiveText: null,
  options: null,
  validation: null,
  validationMessage: null,
  placeholder: null,
  optional: false,
  instructions: null,
  expiresAt: null,
  ...changes
})

export const connector = (changes: Partial<Connector> = {}): Connector => ({
  id: 2,
  name: "Banco Tomada",
  primaryColor: "ef294b",
  institutionUrl: "https://bank.example",
  country: "BR",
  type: "PERSONAL_BANK",
  credentials: [field(), field({ name: "password", label: "Password", type: "password" })],
  imageUrl: "https://bank.example/logo.svg",
  hasMFA: false,
  oauth: false,
  oauthUrl: null,
  resetPasswordUrl: null,
  health: { status: "ONLINE", stage: null, details: null },
  products: ["ACCOUNTS", "CREDIT_CARDS", "TRANSACTIONS"],
  createdAt: "2026-11-01T00:00:00.000Z",
  isSandbox: false,
  isOpenFinance: false,
  updatedAt: "2026-11-01T00:00:00.000Z",
  supportsPaymentInitiation: false,
  supportsScheduledPayments: false,
  supportsSmartTransfers: false,
  supportsBoletoManagement: false,
  supportsAutomaticPix: false,
  ...changes
})

export const withToken = connector({
  credentials: [field(), field({ name: "token", label: "Token", type: "number", mfa: true })]
})

export const choice = (of = connector()): Choice => ({ connector: of, hosts: ["bank.example"] })

export const item = (changes: Partial<Item> = {}): Item => ({
  id: "11111111-1111-4111-8111-111111111111",
  connector: connector(),
  createdAt: "2026-11-24T00:00:00.000Z",
  updatedAt: "2026-11-24T00:00:00.000Z",
  status: "UPDATING",
  executionStatus: "LOGIN_IN_PROGRESS",
  lastUpdatedAt: null,
  webhookUrl: null,
  error: null,
  clientUserId: null,
  consecutiveFailedLoginAttempts: 0,
  statusDetail: null,
  parameter: null,
  userAction: null,
  nextAutoSyncAt: null,
  autoSyncDisabledAt: null,
  consentExpiresAt: null,
  products: ["ACCOUNTS", "CREDIT_CARDS", "TRANSACTIONS"],
  oauthRedirectUri: null,
  ...changes
})

export const failed = (code: NonNullable<Item["error"]>["code"], status: Item["status"] = "OUTDATED"): Item =>
  item({
    status,
    executionStatus: code,
    error: { code, message: "It failed.", providerMessage: null, attributes: null }
  })

export const asking = (changes: Partial<Credential> = {}): Item =>
  item({
    status: "WAITING_USER_INPUT",
    executionStatus: "WAITING_USER_INPUT",
    parameter: field({ name: "token", label: "Token", type: "number", ...changes })
  })

export const acting = (action: NonNullable<Item["userAction"]>): Item =>
  item({ status: "WAITING_USER_ACTION", executionStatus: "WAITING_USER_ACTION", userAction: action })

export const reading = item({ executionStatus: "ACCOUNTS_IN_PROGRESS" })
export const done = item({ status: "UPDATED", executionStatus: "SUCCESS" })

export const grant: Grant = {
  applicationName: "Contas",
  allowedOrigins: ["https://app.example"],
  allowsLoopback: false,
  itemId: null,
  avoidDuplicates: false,
  connectorSortAlphabetically: false,
  consentDays: null
}

export const refusal = (changes: Partial<Refusal> = {}): Refusal => ({
  status: 400,
  code: "",
  message: "",
  problems: {},
  items: [],
  retryAfter: null,
  ...changes
})

export const options = (given: Readonly<Record<string, unknown>> = {}): Options =>
  optionsOf({ connectToken: "a-token", ...given })

export const seen = (of: Item): Event => ({ type: "item", item: of, polled: true })
export const made = (of: Item): Event => ({ type: "item", item: of, polled: false })
export const opened = (changes: Partial<Extract<Event, { type: "opened" }>> = {}): Event => ({
  type: "opened",
  grant,
  choice: null,
  item: null,
  ...changes
})
export const submitted: Event = { type: "submitted", parameters: { user: "ana", password: "a secret" } }

/** The events from the opening of the page to the form of the one bank. */
export const toForm: ReadonlyArray<Event> = [
  opened(),
  { type: "agreed" },
  { type: "listed", connectors: [connector()] },
  { type: "chose", connector: connector() },
  { type: "choice", choice: choice() }
]

export interface Walked {
  readonly state: State
  /** What was to be done after the last event. */
  readonly last: ReadonlyArray<Command>
  readonly all: ReadonlyArray<Command>
  /** What the application heard, in order. */
  readonly told: ReadonlyArray<string>
}

export const walk = (of: Options, events: ReadonlyArray<Event>): Walked => {
  let [state, last] = begin(of)
  const all = [...last]
  for (const event of events) {
    ;[state, last] = transition(state, event)
    all.push(...last)
  }
  const told = all.flatMap((command) => {
    if (command.do === "tell") return [command.event.event]
    return command.do === "succeed" ? ["SUCCESS"] : command.do === "fail" ? [`ERROR ${command.message}`] : []
  })
  return { state, last, all, told }
}

/** What was to be done of one kind. */
export const commands = <D extends Command["do"]>({ all }: Walked, kind: D) =>
  all.filter((command): command is Extract<Command, { do: D }> => command.do === kind)
