// A README beside a manifest: what one says and the other does not.
import { assert, describe, it } from "@effect/vitest"
import { Manifest, Product } from "@tomada/core"
import { Schema } from "effect"

import { problems } from "../src/contract/Docs.ts"

const manifest = Schema.decodeUnknownSync(Manifest.Manifest)({
  id: 900,
  slug: "readme",
  version: "1.0.0",
  institution: {
    name: "Readme",
    country: "BR",
    zone: "America/Sao_Paulo",
    currency: "BRL",
    url: "https://readme.test",
    imageUrl: "https://readme.test/logo.svg",
    primaryColor: "000000"
  },
  type: "PERSONAL_BANK",
  transport: "http",
  credentials: [],
  challenges: ["Otp"],
  unattended: "until-session-expiry",
  products: { ACCOUNTS: Product.defaultPolicy, TRANSACTIONS: Product.defaultPolicy },
  hosts: ["readme.test"],
  limits: { requestTimeoutSeconds: 30, visitTimeoutSeconds: 900 },
  sandbox: false,
  stage: null,
  resetPasswordUrl: null
})

const readme = (
  more: { readonly products?: string; readonly challenges?: string; readonly rest?: string } = {}
) => `# Readme

## Products

${more.products ?? "It reads `ACCOUNTS` and `TRANSACTIONS`."}

## Challenges

${more.challenges ?? "A code by SMS: `Otp`."}
${more.rest ?? "\n## Known limits\n\nNone.\n\n## How to test\n\nRun it.\n\n## Owner\n\nSomebody."}
`

describe("a README", () => {
  it("is well when it lists what the manifest names", () => {
    assert.deepStrictEqual(problems(readme(), manifest), [])
  })

  it("may tell several connectors apart, line by line", () => {
    const products = "| `other` | `LOANS` |\n| `readme`, `third` | `ACCOUNTS`, `TRANSACTIONS` |"
    const challenges = "| `other` | nothing |\n| `readme` | `Otp` |"
    assert.deepStrictEqual(problems(readme({ products, challenges }), manifest), [])
    assert.deepStrictEqual(problems(readme({ products: "| `other` | `ACCOUNTS`, `TRANSACTIONS` |" }), manifest), [
      "Products has no line about readme"
    ])
  })

  it("is found out when it lists too little or too much", () => {
    assert.deepStrictEqual(problems(readme({ products: "It reads `ACCOUNTS` and `LOANS`." }), manifest), [
      "Products leaves out TRANSACTIONS",
      "Products lists LOANS, which the manifest does not name"
    ])
    assert.deepStrictEqual(problems(readme({ challenges: "It asks nothing." }), manifest), [
      "Challenges leaves out Otp"
    ])
  })

  it("has to say what it cannot do, how it is tested and whose it is", () => {
    assert.deepStrictEqual(problems(readme({ rest: "\n## Owner\n" }), manifest), [
      "README.md says nothing under Known limits",
      "README.md says nothing under How to test",
      "README.md says nothing under Owner"
    ])
  })
})
