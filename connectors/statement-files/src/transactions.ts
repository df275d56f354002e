// Statements -> transactions as the wire has them. What a file proves is narrower than the span it names: banks write the end of a month
// into a file made in its middle, so days from the making on prove nothing. Brazilian banks mix lines that only tell a balance between
// the rows; they move no money and are left out.
import { type Connector, Pages, Records } from "@tomada/connector-kit"
import { DateTime } from "effect"

import { currencyOf, keyOf } from "./accounts.ts"
import { multiply } from "./Decimal.ts"
import type { OfxFile, Statement, StatementTransaction } from "./Ofx.ts"
import { direction, wireAmount } from "./Signs.ts"

type Page = Pages.Page<Records.CollectedTransaction>
type Claim = Page["coverage"][number]

const balanceLine =
  /^(?:SALDO|S A L D O)\s+(?:ANTERIOR|PARCIAL|INICIAL|FINAL|ATUAL|(?:TOTAL\s+)?(?:DISPON[IÍ]VEL\s+)?(?:DO\s+)?DIA)\b/iu

const description = ({ memo, name, type }: StatementTransaction): string => name ?? memo ?? type ?? ""

const raw = ({ memo, name }: StatementTransaction): string | null =>
  memo !== null && name !== null && memo !== name ? `${name} ${memo}` : null

const collected = (statement: Statement, row: StatementTransaction, today: string): Records.CollectedTransaction => {
  const { kind } = statement.account
  const amount = wireAmount(kind, row.amount)
  const own = currencyOf(statement)
  const foreign = row.currency?.kind === "stated" && row.currency.code !== own ? row.currency : null
  return {
    institutionId: row.institutionId,
    date: Records.CivilDate.make(row.posted.day),
    time: row.posted.instant === null ? null : DateTime.makeUnsafe(row.posted.instant),
    status: row.posted.day > today ? "SCHEDULED" : "POSTED",
    type: direction(row),
    amount: Records.decimal(amount),
    currencyCode: foreign?.code ?? own,
    amountInAccountCurrency:
      foreign === null || foreign.rate === null ? null : Records.decimal(multiply(amount, foreign.rate)),
    description: description(row),
    descriptionRaw: raw(row),
    providerCode: row.type,
    paymentData: row.reference === null ? null : { referenceNumber: row.reference },
    creditCardMetadata:
      kind === "card" && row.initiated !== null ? { purchaseDate: Records.CivilDate.make(row.initiated.day) } : null
  }
}

const content = (row: StatementTransaction): string =>
  JSON.stringify([row.institutionId, row.posted.day, row.amount, row.name, row.memo])

// Statements of one account may overlap. A row that two of them show is one row; two equal rows of one statement are two.
const withoutRepeats = (
  statements: ReadonlyArray<Statement>
): ReadonlyArray<readonly [Statement, StatementTransaction]> => {
  const taken = new Map<string, number>()
  return statements.flatMap((statement) => {
    const seen = new Map<string, number>()
    return statement.transactions.flatMap((row) => {
      const key = content(row)
      const count = (seen.get(key) ?? 0) + 1
      seen.set(key, count)
      if (count <= (taken.get(key) ?? 0)) return []
      taken.set(key, count)
      return [[statement, row] as const]
    })
  })
}

const earliest = (...days: ReadonlyArray<string>): string => days.reduce((a, b) => (b < a ? b : a))

const claim = (file: OfxFile, statement: Statement, window: Connector.Window): ReadonlyArray<Claim> => {
  if (statement.coverage === null) return []
  const from = statement.coverage.from.day > window.from ? statement.coverage.from.day : window.from
  const made = Records.CivilDate.make(earliest(file.made?.day ?? window.today, window.today))
  const to = earliest(statement.coverage.to.day, window.to, Records.addDays(made, -1))
  return from > to ? [] : [{ from: Records.CivilDate.make(from), to: Records.CivilDate.make(to), states: ["POSTED"] }]
}

const leftOut = (statements: ReadonlyArray<Statement>): Page["warnings"] => {
  const count = statements.reduce((sum, { leftOut: { pending, trades } }) => sum + pending + trades, 0)
  const message = `The file holds ${count} more entries, pending or of securities, that are not read as transactions.`
  return count === 0 ? [] : [{ code: "ENTRIES_LEFT_OUT", message, providerMessage: null }]
}

/** The rows of an account in the window (and later ones when it ends today), as one page with what the file proves of those days. */
export const transactionsOf = (
  file: OfxFile,
  account: Pick<Records.CollectedAccount, "key">,
  window: Connector.Window
): Page => {
  const statements = file.statements.filter((statement) => keyOf(statement.account) === account.key)
  const rows = withoutRepeats(statements)
    .filter(([, row]) => row.posted.day >= window.from && (row.posted.day <= window.to || window.to === window.today))
    .filter(([, row]) => !balanceLine.test(description(row)))
  return Pages.page(
    rows.map(([statement, row]) => collected(statement, row, window.today)),
    statements.flatMap((statement) => claim(file, statement, window)),
    leftOut(statements)
  )
}
