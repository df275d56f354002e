// Statement files as a connector: the person downloads a file from the bank and hands it over; nothing is asked of any host.
import { Connector, Pages, type Records } from "@tomada/connector-kit"
import { Stream } from "effect"

import { accountsOf } from "./accounts.ts"
import { credentials } from "./credentials.ts"
import { expired, login, session, type Session } from "./login.ts"
import { manifest } from "./manifest.ts"
import { transactionsOf } from "./transactions.ts"

const accounts =
  (type: Records.CollectedAccount["type"]) =>
  ({ file }: Session): Stream.Stream<Pages.Page<Records.CollectedAccount>> =>
    Stream.succeed(Pages.page(accountsOf(file, type)))

export const connectors = [
  Connector.make({
    manifest,
    credentials,
    session,
    login,
    resume: () => expired,
    accounts: accounts("BANK"),
    products: {
      CREDIT_CARDS: accounts("CREDIT"),
      TRANSACTIONS: ({ file }: Session, account: Records.CollectedAccount, window: Connector.Window) =>
        Stream.succeed(transactionsOf(file, account, window))
    }
  })
]
