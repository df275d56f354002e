// The connectors of the sandbox bank: every product, every state and every kind of challenge, chosen by user name.
import { Connector } from "@tomada/connector-kit"

import { accounts } from "./accounts.ts"
import { balance } from "./balance.ts"
import { bills } from "./bills.ts"
import { loginAndHandOver, loginInBrowser } from "./browser-login.ts"
import * as InBrowser from "./browser.ts"
import * as Consent from "./consent.ts"
import { credentials, withToken } from "./credentials.ts"
import { creditCards } from "./credit-cards.ts"
import { identity } from "./identity.ts"
import { investmentTransactions } from "./investment-transactions.ts"
import { investments } from "./investments.ts"
import { loans } from "./loans.ts"
import { login, loginWithSecondFactor, loginWithToken, resume } from "./login.ts"
import { basic, inBrowser, oneStep, redirect, twoStep } from "./manifest.ts"
import * as Pages from "./pages.ts"
import { paymentData } from "./payment-data.ts"
import { session, tokens, trust } from "./session.ts"
import { statements } from "./statements.ts"
import { transactions } from "./transactions.ts"
import type { Door } from "./view.ts"

export { host } from "./manifest.ts"

const products = <S>(door: Door<S>) => ({
  CREDIT_CARDS: creditCards(door),
  TRANSACTIONS: transactions(door),
  PAYMENT_DATA: paymentData(door),
  INVESTMENTS: investments(door),
  INVESTMENTS_TRANSACTIONS: investmentTransactions(door),
  IDENTITY: identity(door),
  LOANS: loans(door)
})

const byPages = {
  session,
  resume,
  accounts: accounts(Pages.door),
  products: { ...products(Pages.door), ACCOUNT_STATEMENTS: statements(Pages.door) },
  bills: bills(Pages.door),
  balance: balance(Pages.ask),
  statement: Pages.statement
}

const unattended = ([0, 2] as const).map((id) =>
  Connector.make({ ...byPages, credentials, manifest: basic(id), login })
)
const withTokens = ([1, 4] as const).map((id) =>
  Connector.make({ ...byPages, credentials: withToken, manifest: oneStep(id), login: loginWithToken })
)
const withSecondFactor = ([3, 5] as const).map((id) =>
  Connector.make({ ...byPages, credentials, trust, manifest: twoStep(id), login: loginWithSecondFactor })
)
const withConsent = Connector.make({
  manifest: redirect,
  credentials: {},
  session: tokens,
  login: Consent.loginAtBank,
  resume: Consent.renew,
  accounts: accounts(Consent.door),
  products: products(Consent.door),
  bills: bills(Consent.door),
  balance: balance(Consent.ask),
  revoke: Consent.revoke
})

const throughBrowser = Connector.make({
  manifest: inBrowser(702),
  credentials,
  session,
  trust,
  login: loginInBrowser,
  resume: InBrowser.resume,
  accounts: InBrowser.accounts,
  products: {
    ...products(InBrowser.door),
    CREDIT_CARDS: InBrowser.creditCards,
    TRANSACTIONS: InBrowser.transactions,
    ACCOUNT_STATEMENTS: statements(InBrowser.door)
  },
  bills: bills(InBrowser.door),
  balance: balance(InBrowser.ask),
  statement: InBrowser.statement
})
const afterBrowserLogin = Connector.make({
  ...byPages,
  manifest: inBrowser(703),
  credentials,
  trust,
  login: loginAndHandOver
})

const all = [...unattended, ...withTokens, ...withSecondFactor, withConsent, throughBrowser, afterBrowserLogin]

export const connectors: ReadonlyArray<Connector.Connector> = all.toSorted(
  (one, other) => one.manifest.id - other.manifest.id
)
