// Connectors that nobody needs, a spread over everything that can be asked for: every transport, every challenge, every product.
import { challenges, decide, type Plan, products, type Wanted } from "./Plan.ts"

const questions = challenges.filter((kind) => kind !== "Redirect")
const nothing = { ids: new Set<number>(), slugs: new Set<string>() }

const spread: ReadonlyArray<Omit<Wanted, "name">> = [
  { country: "BR", transport: "http", challenges: [], products: ["TRANSACTIONS"] },
  { country: "DE", transport: "http", challenges: questions, products },
  ...questions.map((kind) => ({ country: "GB", transport: "http", challenges: [kind], products: [] })),
  { country: "US", transport: "browser", challenges: [], products: ["ACCOUNTS", "CREDIT_CARDS"] },
  { country: "FR", transport: "browser", challenges: ["Otp", "QrCode"], products: ["TRANSACTIONS", "PAYMENT_DATA"] },
  { country: "PT", transport: "browser-login-then-http", challenges: [], products: ["TRANSACTIONS", "IDENTITY"] },
  { country: "ES", transport: "browser-login-then-http", challenges: ["Select", "Approve"], products: ["LOANS"] },
  { country: "CH", transport: "redirect", challenges: ["Redirect"], products: ["INVESTMENTS", "TRANSACTIONS"] },
  { country: "IN", transport: "file", challenges: [], products: ["TRANSACTIONS", "ACCOUNT_STATEMENTS"] }
]

/** Named `Sample 1` and so on, with an apostrophe and quotes as names have them. */
export const samples: ReadonlyArray<Plan> = spread.map((wanted, index) => {
  const plan = decide({ ...wanted, name: `Sample's "${wanted.transport}" ${index + 1}` }, nothing)
  if ("refused" in plan) throw new Error(plan.refused.join(" "))
  return plan
})
