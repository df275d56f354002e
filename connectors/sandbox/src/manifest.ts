// The sandbox bank's connectors. The host is a name that no network knows (RFC 6761): whoever runs the bank says where it
// listens.
import type { Connector } from "@tomada/connector-kit"

export const host = "bank.sandbox.test"

export const bank = `http://${host}`

const shared = {
  version: "1.0.0",
  type: "PERSONAL_BANK",
  transport: "http",
  products: { ACCOUNTS: {}, CREDIT_CARDS: {}, TRANSACTIONS: {}, IDENTITY: {} },
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

type Products = "CREDIT_CARDS" | "TRANSACTIONS" | "IDENTITY"

/** The legacy basic connector and the one that examples use: user and password, no second factor. */
export const basic = (id: 0 | 2): Connector.ManifestInput<Products, "always"> => ({
  ...shared,
  id,
  slug: id === 2 ? "sandbox" : "sandbox-basic",
  institution: institution(id === 2 ? "Banco Tomada" : "Banco Tomada (basic)"),
  challenges: [],
  unattended: "always"
})

/** The bank asks for a second factor after the password. */
export const twoStep: Connector.ManifestInput<Products, "until-session-expiry"> = {
  ...shared,
  id: 3,
  slug: "sandbox-two-step",
  institution: institution("Banco Tomada (second factor)"),
  challenges: ["Otp", "Select", "Image"],
  unattended: "until-session-expiry"
}
