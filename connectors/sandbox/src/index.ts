// The connectors of the sandbox bank: every state and every kind of challenge, chosen by user name.
import { Connector } from "@tomada/connector-kit"

import { accounts } from "./accounts.ts"
import { credentials } from "./credentials.ts"
import { creditCards } from "./credit-cards.ts"
import { identity } from "./identity.ts"
import { login, loginWithSecondFactor, resume } from "./login.ts"
import { basic, twoStep } from "./manifest.ts"
import { session } from "./session.ts"
import { transactions } from "./transactions.ts"

export { host } from "./manifest.ts"

const reading = {
  credentials,
  session,
  resume,
  accounts,
  products: { CREDIT_CARDS: creditCards, TRANSACTIONS: transactions, IDENTITY: identity }
}

export const connectors: ReadonlyArray<Connector.Connector> = [
  Connector.make({ ...reading, manifest: basic(0), login }),
  Connector.make({ ...reading, manifest: basic(2), login }),
  Connector.make({ ...reading, manifest: twoStep, login: loginWithSecondFactor })
]
