// What the connector says of itself, and the list that the registry takes.
import type { Collectable, Plan } from "../Plan.ts"

const quoted = (text: string): string => JSON.stringify(text)
const list = (texts: ReadonlyArray<string>): string => `[${texts.map(quoted).join(", ")}]`

export const manifest = (
  plan: Plan
): string => `// What ${plan.name} is, as data. The number is given once and for ever: Items name it.
import type { Connector } from "@tomada/connector-kit"

export const site = ${quoted(plan.url.origin)}

export const manifest = {
  id: ${plan.id},
  slug: ${quoted(plan.slug)},
  version: "0.1.0",
  institution: {
    name: ${quoted(plan.name)},
    country: ${quoted(plan.country)},
    zone: ${quoted(plan.zone)},
    currency: ${quoted(plan.currency)},
    url: ${quoted(plan.url.origin.replace(/^http:/, "https:"))},
    imageUrl: ${quoted(`${plan.url.origin.replace(/^http:/, "https:")}/logo.svg`)},
    primaryColor: "475569"
  },
  type: "PERSONAL_BANK",
  transport: ${quoted(plan.transport)},
  challenges: ${list(plan.challenges)},
  unattended: ${quoted(plan.unattended)},
  products: { ${plan.products.map((product) => `${product}: {}`).join(", ")} },
  hosts: ${plan.transport === "file" ? "[]" : `[new URL(site).host]`},
  stage: "BETA"
} as const satisfies Connector.ManifestInput<${plan.products.map(quoted).join(" | ")}, ${quoted(plan.unattended)}>
`

/** The module of a product, and the function in it. */
export const moduleOf = (product: Collectable): { readonly file: string; readonly name: string } => {
  const words = product.toLowerCase().replace("investments_transactions", "investment_transactions").split("_")
  const name = words.map((word, index) => (index === 0 ? word : `${word[0]?.toUpperCase()}${word.slice(1)}`)).join("")
  return { file: words.join("-"), name }
}

export const index = (plan: Plan): string => {
  const others = plan.products.filter((product) => product !== "ACCOUNTS")
  const imports = [
    `import { accounts } from "./accounts.ts"`,
    `import { credentials } from "./credentials.ts"`,
    `import { login, resume } from "./login.ts"`,
    `import { manifest } from "./manifest.ts"`,
    `import { session } from "./session.ts"`,
    ...others.map((product) => `import { ${moduleOf(product).name} } from "./${moduleOf(product).file}.ts"`)
  ]
  const functions = others.map((product) => `${product}: ${moduleOf(product).name}`)
  return `// The connector of ${plan.name}.
import { Connector } from "@tomada/connector-kit"

${imports.toSorted((one, other) => (one.slice(one.indexOf('"')) < other.slice(other.indexOf('"')) ? -1 : 1)).join("\n")}

export const connectors = [
  Connector.make({
    manifest,
    credentials,
    session,
    login,
    resume,
    accounts,
    products: { ${functions.join(", ")} }
  })
]
`
}
