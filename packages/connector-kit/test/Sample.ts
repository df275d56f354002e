// A connector that works, for tests to bend.
import { Effect, Stream } from "effect"
import { z } from "zod"

import type * as Connector from "../src/Connector.ts"
import * as Field from "../src/Field.ts"
import * as Pages from "../src/Pages.ts"
import { type CollectedAccount, decimal } from "../src/Records.ts"

export const manifest = {
  id: 900,
  slug: "sample",
  version: "1.0.0",
  institution: {
    name: "Sample Bank",
    country: "BR",
    zone: "America/Sao_Paulo",
    currency: "BRL",
    url: "https://sample.example",
    imageUrl: "https://sample.example/logo.svg",
    primaryColor: "00ff00"
  },
  type: "PERSONAL_BANK",
  transport: "http",
  challenges: [],
  unattended: "always",
  products: { ACCOUNTS: {} },
  hosts: ["sample.example"]
} as const satisfies Connector.ManifestInput<"ACCOUNTS", "always">

export const credentials = { user: Field.text({ label: "User" }), password: Field.password({ label: "Password" }) }

export const session = z.object({ token: z.string() })
export type Session = z.output<typeof session>

export const account: CollectedAccount = {
  key: "1",
  handle: "1",
  type: "BANK",
  subtype: "CHECKING_ACCOUNT",
  number: "1",
  name: "Checking",
  balance: decimal("10"),
  currencyCode: "BRL"
}

export const definition = {
  manifest,
  credentials,
  session,
  login: () => Effect.succeed({ session: { token: "t-1" } }),
  resume: (held: Session) => Effect.succeed(held),
  accounts: () => Stream.make(Pages.page([account])),
  products: {}
}
