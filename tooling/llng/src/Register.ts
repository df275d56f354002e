// What hledger-web shows of an account, read from its page as a stranger would. The words in a row are cut off after thirty signs; the whole
// entry is in the row's title. An amount of nothing has no symbol, and an account that nobody knows is an empty table.
import * as Html from "@tomada/connector-kit/Html"
import * as CivilDay from "@tomada/sandbox-bank/CivilDay"
import type { Centavos } from "@tomada/sandbox-bank/Money"
import { Option } from "effect"

import type * as Journal from "./Journal.ts"
import * as JournalText from "./JournalText.ts"

/** What a row says that a bank's customer would look for. */
export type Shown = Pick<Journal.Row, "day" | "description" | "amount" | "balance">

/** Where the register of an account is, below the application's address. */
export const path = (account: string): string => `/register?q=${encodeURIComponent(`inacct:${account}`)}`

/** Reads `R$-1.234,56`, and `0`. Throws when it is neither. */
export const amount = (text: string): Centavos => {
  if (text === "0") return 0
  const [, sign, whole, cents] = /^R\$(-?)(\d{1,3}(?:\.\d{3})*),(\d{2})$/.exec(text) ?? []
  if (whole === undefined) throw new Error("no amount in reais")
  const absolute = Number(`${whole.replaceAll(".", "")}${cents}`)
  return sign === "-" ? -absolute : absolute
}

const row = (element: Html.Element): Shown => {
  const title = Option.getOrElse(Html.attribute(element, "title"), () => "")
  const [, iso = "", description] = /^(\S+) (.*)$/m.exec(title) ?? []
  const day = Option.getOrUndefined(CivilDay.fromIso(iso))
  const [change, balance] = Html.all(element, "span.amount").map((span) => amount(Html.text(span)))
  if (day === undefined || description === undefined || change === undefined || balance === undefined)
    throw new Error("a row of the register is no row")
  return { day, description, amount: change, balance }
}

/** The rows of a page, oldest first. Throws when the page is no register. */
export const read = (page: Html.Document): ReadonlyArray<Shown> => {
  if (Option.isNone(Html.find(page, "#main-content table thead"))) throw new Error("the page is no register")
  return Html.all(page, "#main-content table tbody tr").map(row).toReversed()
}

const line = (shown: Shown | undefined): string =>
  shown === undefined
    ? "nothing"
    : `${CivilDay.toIso(shown.day)} ${shown.description} ${JournalText.amount(shown.amount)} ${JournalText.amount(shown.balance)}`

/** Where what is shown is not what the journal says, row by row. */
export const differences = (shown: ReadonlyArray<Shown>, said: ReadonlyArray<Journal.Row>): ReadonlyArray<string> =>
  Array.from(
    { length: Math.max(shown.length, said.length) },
    (_, index) => [line(said[index]), line(shown[index])] as const
  )
    .filter(([one, other]) => one !== other)
    .map(([one, other]) => `the journal says ${one}, the page shows ${other}`)
