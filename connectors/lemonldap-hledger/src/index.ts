// The connector of hledger-web behind LemonLDAP::NG.
import { Connector } from "@tomada/connector-kit"

import { accounts, creditCards } from "./accounts.ts"
import { credentials } from "./credentials.ts"
import { login, resume } from "./login.ts"
import { manifest } from "./manifest.ts"
import { session } from "./session.ts"
import { transactions } from "./transactions.ts"

export const connectors = [
  Connector.make({
    manifest,
    credentials,
    session,
    login,
    resume,
    accounts,
    products: { CREDIT_CARDS: creditCards, TRANSACTIONS: transactions }
  })
]
