// The documents of an account: one a month that is over. The list says where each is; fetching it is another matter. Half a
// document looks like one, so its end is looked for.
import { type Connector, Errors, type Http, Records } from "@tomada/connector-kit"
import { Effect, Option, Schema, Stream } from "effect"

import * as View from "./view.ts"

const at = "statements"

export const statements =
  <S>(door: View.Door<S>) =>
  (session: S, account: Records.CollectedAccount): Connector.Rows<"ACCOUNT_STATEMENTS"> => {
    if (account.type === "CREDIT") return Stream.empty // a card has bills
    const address = `${account.handle}/statements`
    return View.list(door, session, { address, name: at, table: at }, (row) =>
      Effect.gen(function* () {
        const collected: Records.CollectedAccountStatement = {
          key: row.id,
          handle: `${address}/${row.id}.pdf`,
          monthYear: yield* Effect.mapError(
            Schema.decodeEffect(Records.MonthYear)(yield* row.text("month")),
            () => new Errors.SiteChanged({ at: `${at}/month`, expected: "a month such as 01-2026" })
          )
        }
        return Option.some(collected)
      })
    )
  }

const tail = 16

/** The document in an answer. */
export const document = Effect.fnUntraced(function* ({ bytes, headers, status }: Http.HttpResponse) {
  if (status >= 300 && status < 400) return yield* new Errors.SessionExpired()
  const contentType = (headers["content-type"] ?? "").split(";")[0] ?? ""
  const [start, end] = [bytes.subarray(0, 5), bytes.subarray(-tail)].map((part) => Buffer.from(part).toString("latin1"))
  if (contentType !== "application/pdf" || start !== "%PDF-" || end?.includes("%%EOF") !== true)
    return yield* new Errors.SiteChanged({ at: "statement", expected: "a whole PDF" })
  const file: Records.StatementFile = { bytes, contentType }
  return file
})
