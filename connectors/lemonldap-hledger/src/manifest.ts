// hledger-web behind the portal of LemonLDAP::NG, as data. Nobody banks there: it is what people run at home, and two names that no network
// knows. The number is given once and for ever: Items name it.
import type { Connector } from "@tomada/connector-kit"

export const hosts = { portal: "auth.bank.test", application: "online.bank.test" } as const

export const site = `http://${hosts.application}`

export const manifest = {
  id: 944296,
  slug: "lemonldap-hledger",
  version: "0.1.0",
  institution: {
    name: "hledger-web behind LemonLDAP::NG",
    country: "BR",
    zone: "America/Sao_Paulo",
    currency: "BRL",
    url: "https://online.bank.test",
    imageUrl: "https://online.bank.test/logo.svg",
    primaryColor: "475569"
  },
  type: "PERSONAL_BANK",
  transport: "http",
  challenges: ["Otp", "Image"],
  unattended: "until-session-expiry",
  products: { ACCOUNTS: {}, CREDIT_CARDS: {}, TRANSACTIONS: {} },
  hosts: [hosts.portal, hosts.application],
  sandbox: true
} as const satisfies Connector.ManifestInput<"ACCOUNTS" | "CREDIT_CARDS" | "TRANSACTIONS", "until-session-expiry">
