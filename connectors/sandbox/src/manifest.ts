// The sandbox bank's connectors as data, with the ids that clients of the wire know; from 701 on they are Tomada's own. The
// host is a name that no network knows (RFC 6761): whoever runs the bank says where it listens.
import type { Connector } from "@tomada/connector-kit"

export const host = "bank.sandbox.test"

export const bank = `http://${host}`

/** The bank's number in the clearing of its country; its pages do not always say it. */
export const clearingCode = "999"

const products = {
  ACCOUNTS: {},
  CREDIT_CARDS: {},
  TRANSACTIONS: {},
  PAYMENT_DATA: {},
  INVESTMENTS: {},
  INVESTMENTS_TRANSACTIONS: {},
  IDENTITY: {},
  LOANS: {}
} as const

const withDocuments = { ...products, ACCOUNT_STATEMENTS: {} } as const

const shared = {
  version: "2.0.0",
  type: "PERSONAL_BANK",
  transport: "http",
  products: withDocuments,
  hosts: [host],
  limits: { requestTimeoutSeconds: 20 },
  sandbox: true
} as const

const institution = (name: string) => ({
  name,
  country: "BR",
  zone: "America/Sao_Paulo",
  currency: "BRL",
  url: "https://bank.sandbox.test",
  imageUrl: "https://bank.sandbox.test/logo.svg",
  primaryColor: "ef294b"
})

type Collected = keyof typeof products
type All = keyof typeof withDocuments

/** The legacy basic connector and the one that examples use: user and password, no second factor. */
export const basic = (id: 0 | 2): Connector.ManifestInput<All, "always"> => ({
  ...shared,
  id,
  slug: id === 2 ? "sandbox" : "sandbox-basic",
  institution: institution(id === 2 ? "Banco Tomada" : "Banco Tomada (basic)"),
  challenges: [],
  unattended: "always"
})

/** A fresh token stands in the form itself. */
export const oneStep = (id: 1 | 4): Connector.ManifestInput<All, "until-session-expiry"> => ({
  ...shared,
  id,
  slug: id === 1 ? "sandbox-one-step" : "sandbox-business-one-step",
  institution: institution(id === 1 ? "Banco Tomada (token)" : "Banco Tomada Empresas (token)"),
  type: id === 1 ? "PERSONAL_BANK" : "BUSINESS_BANK",
  challenges: id === 1 ? [] : ["Select"],
  unattended: "until-session-expiry"
})

/** The bank asks for a second factor after the password; which one, its users tell apart. */
export const twoStep = (id: 3 | 5): Connector.ManifestInput<All, "until-session-expiry"> => ({
  ...shared,
  id,
  slug: id === 3 ? "sandbox-two-step" : "sandbox-business-two-step",
  institution: institution(id === 3 ? "Banco Tomada (second factor)" : "Banco Tomada Empresas (second factor)"),
  type: id === 3 ? "PERSONAL_BANK" : "BUSINESS_BANK",
  challenges: ["Otp", "Select", "Image", "QrCode", "Approve"],
  unattended: "until-session-expiry"
})

/** The person logs in at the bank itself, which gives this connector tokens. They live for ten minutes, and so does a visit. */
export const redirect: Connector.ManifestInput<Collected, "until-session-expiry"> = {
  ...shared,
  id: 701,
  slug: "sandbox-redirect",
  institution: institution("Banco Tomada (consent at the bank)"),
  transport: "redirect",
  products,
  challenges: ["Redirect"],
  limits: { requestTimeoutSeconds: 20, visitTimeoutSeconds: 540 },
  unattended: "until-session-expiry"
}

/** The bank's application of scripts, in a browser: all of the visit, or its login alone. */
export const inBrowser = (id: 702 | 703): Connector.ManifestInput<All, "until-session-expiry"> => ({
  ...shared,
  id,
  slug: id === 702 ? "sandbox-browser" : "sandbox-browser-login",
  institution: institution(id === 702 ? "Banco Tomada (browser)" : "Banco Tomada (browser login)"),
  transport: id === 702 ? "browser" : "browser-login-then-http",
  challenges: ["Otp", "Select", "Image", "QrCode", "Approve"],
  unattended: "until-session-expiry"
})
