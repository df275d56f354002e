// What the connector says of itself. A file may be of any age, so the first read goes back a century; FITID is not trusted to be unique,
// since banks repeat and renumber it; nobody is there to give a new file at night, so nothing runs unattended.
import type { Connector } from "@tomada/connector-kit"

const image =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Cpath fill='%23475569' " +
  "d='M6 2h8l5 5v15H6z'/%3E%3Cpath stroke='%23fff' stroke-width='1.5' d='M9 11h7M9 14h7M9 17h4'/%3E%3C/svg%3E"

export const manifest = {
  id: 700,
  slug: "statement-files",
  version: "1.0.0",
  institution: {
    name: "Statement file (OFX, QFX)",
    country: "BR",
    zone: "America/Sao_Paulo",
    currency: "BRL",
    url: "https://financialdataexchange.org/ofx",
    imageUrl: image,
    primaryColor: "475569"
  },
  type: "PERSONAL_BANK",
  transport: "file",
  challenges: [],
  unattended: "never",
  products: {
    ACCOUNTS: {},
    CREDIT_CARDS: {},
    TRANSACTIONS: {
      initialDays: 36_525,
      overlapDays: 36_525,
      deepRescan: null,
      deepRescanOffBecause: "A file cannot be asked again: it holds what it held.",
      institutionIds: "not-unique"
    }
  },
  hosts: []
} as const satisfies Connector.ManifestInput<"ACCOUNTS" | "CREDIT_CARDS" | "TRANSACTIONS", "never">
