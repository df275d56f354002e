// Connectors whose rows and accounts are not known again, each for one reason.
import { Connector, Pages } from "@tomada/connector-kit"
import { BigDecimal, Clock, Effect, Stream } from "effect"

import * as Model from "../model/Model.ts"
import { listing, reading, recordedBy } from "./Fetch.ts"
import type { Saboteur } from "./Saboteur.ts"

const stamped = listing({
  record: Effect.fnUntraced(function* (row) {
    const record = yield* Model.collectedRow(row)
    const now = yield* Clock.currentTimeMillis
    return { ...record, descriptionRaw: `${row.text}, seen at ${Math.floor(now / 5_000)}` }
  })
})

const hashed = listing({
  record: (row) =>
    Effect.map(Model.collectedRow(row), (record) => ({
      ...record,
      institutionId: [record.date, BigDecimal.format(record.amount), record.description].join("|")
    }))
})

const speechless = listing({
  record: (row) => Effect.map(Model.collectedRow(row), (record) => ({ ...record, description: "" }))
})

const byHandle = (held: Model.Session): Connector.Rows<"ACCOUNTS"> =>
  Stream.map(Model.accounts(held), (page) => ({
    ...page,
    records: page.records.map((account) => ({ ...account, key: account.handle }))
  }))

const swallowing: typeof Model.transactions = (held, account, window) =>
  Stream.catchTag(Model.transactions(held, account, window), "InstitutionDown", () =>
    Stream.succeed(Pages.page([], [{ from: window.from, to: window.to, states: ["POSTED", "PENDING"] as const }]))
  )

export const saboteurs: ReadonlyArray<Saboteur> = [
  { breaks: "C-30", how: "writes the moment into each row", subject: recordedBy(reading(stamped)) },
  { breaks: "C-31", how: "makes the id of a row of its content", subject: recordedBy(reading(hashed)) },
  {
    breaks: "C-32",
    how: "knows an account by the institution's own id of it",
    subject: recordedBy(Connector.make({ ...Model.definition, accounts: byHandle }))
  },
  { breaks: "C-33", how: "leaves the descriptions out", subject: recordedBy(reading(speechless)) },
  { breaks: "C-34", how: "takes a failure for a list without rows", subject: recordedBy(reading(swallowing)) }
]
