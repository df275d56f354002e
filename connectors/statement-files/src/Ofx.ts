// The tree of an OFX file -> statements, as the institution states them: OFX signs, civil days, exact decimal strings. What the
// specification makes mandatory for money (date, amount, account) is an error with its place when it is missing; what banks leave empty
// is null. Nothing is lost quietly: an amount or a transaction that stands where no statement is read ends in an error as well.
import { parseDecimal } from "./Decimal.ts"
import { decode } from "./Encoding.ts"
import { isNoDate, parseOfxDate, type OfxDate } from "./OfxDate.ts"
import { Fault, guarded, type OfxError } from "./OfxError.ts"
import { failAt, parse, pathOf, type Element } from "./Sgml.ts"

export type AccountKind = "bank" | "card" | "investment"

/** What names an account in a file. `bankId` is BANKID, or BROKERID for investments; `accountType` is CHECKING, SAVINGS ... or null. */
export interface AccountKey {
  readonly kind: AccountKind
  readonly bankId: string | null
  readonly branchId: string | null
  readonly accountId: string
  readonly accountType: string | null
}

/** A balance in the statement's currency and with OFX signs: what is owed on a card is negative. */
export interface Balance {
  readonly amount: string
  readonly asOf: OfxDate | null
}

/** `stated`: the row's amount is in this currency. `original`: the amount was converted from it. `rate` is an exact decimal. */
export interface RowCurrency {
  readonly kind: "stated" | "original"
  readonly code: string
  readonly rate: string | null
}

/** A row with OFX signs: money out of an account, and a purchase on a card, is negative. `institutionId` is FITID. */
export interface StatementTransaction {
  readonly institutionId: string | null
  readonly type: string | null
  readonly posted: OfxDate
  readonly initiated: OfxDate | null
  readonly amount: string
  readonly name: string | null
  readonly memo: string | null
  readonly checkNumber: string | null
  readonly reference: string | null
  readonly currency: RowCurrency | null
}

/** One account's statement. `coverage` is what the file says it spans; `leftOut` counts the rows that are not cash transactions. */
export interface Statement {
  readonly account: AccountKey
  readonly currency: string | null
  readonly coverage: { readonly from: OfxDate; readonly to: OfxDate } | null
  readonly ledgerBalance: Balance | null
  readonly availableBalance: Balance | null
  readonly transactions: ReadonlyArray<StatementTransaction>
  readonly leftOut: { readonly trades: number; readonly pending: number }
}

/** An account that a file lists without its transactions. */
export interface ListedAccount {
  readonly account: AccountKey
  readonly description: string | null
}

/** What a file holds, and when it was made if it says so. One that only signs on, or describes a server, holds nothing: no error. */
export interface OfxFile {
  readonly _tag: "OfxFile"
  readonly made: OfxDate | null
  readonly institution: { readonly name: string | null; readonly id: string | null }
  readonly statements: ReadonlyArray<Statement>
  readonly accounts: ReadonlyArray<ListedAccount>
}

const child = (element: Element | undefined, ...names: ReadonlyArray<string>): Element | undefined =>
  element?.children.find((candidate) => names.includes(candidate.name))

const text = (element: Element | undefined, name: string): string | null => child(element, name)?.text || null

const within = (element: Element, ...names: ReadonlyArray<string>): ReadonlyArray<Element> =>
  element.children.flatMap((inner) => (names.includes(inner.name) ? [inner] : within(inner, ...names)))

const optionalDate = (element: Element | undefined, name: string): OfxDate | null => {
  const found = child(element, name)
  return found === undefined || isNoDate(found.text) ? null : (parseOfxDate(found.text) ?? failAt(found, "not a date"))
}

const optionalDecimal = (element: Element | undefined, name: string): string | null => {
  const found = child(element, name)
  return found === undefined || found.text === ""
    ? null
    : (parseDecimal(found.text) ?? failAt(found, "not a decimal number"))
}

const mandatory = (element: Element, name: string): Element => {
  const [found, second] = element.children.filter((candidate) => candidate.name === name)
  if (second !== undefined) return failAt(second, "given twice in one transaction")
  return found === undefined ? failAt(element, "missing", name) : found.text === "" ? failAt(found, "empty") : found
}

const balance = (statement: Element, name: string): Balance | null => {
  const found = child(statement, name)
  const amount = optionalDecimal(found, "BALAMT")
  return amount === null ? null : { amount, asOf: optionalDate(found, "DTASOF") }
}

const rowCurrency = (row: Element): RowCurrency | null => {
  const found = child(row, "CURRENCY", "ORIGCURRENCY")
  const code = text(found, "CURSYM")
  if (found === undefined || code === null) return null
  return { kind: found.name === "CURRENCY" ? "stated" : "original", code, rate: optionalDecimal(found, "CURRATE") }
}

const transaction = (row: Element): StatementTransaction => {
  const posted = mandatory(row, "DTPOSTED")
  const amount = mandatory(row, "TRNAMT")
  return {
    institutionId: text(row, "FITID"),
    type: text(row, "TRNTYPE")?.toUpperCase() ?? null,
    posted: parseOfxDate(posted.text) ?? failAt(posted, "not a date"),
    initiated: optionalDate(row, "DTUSER"),
    amount: parseDecimal(amount.text) ?? failAt(amount, "not a decimal number"),
    name: text(row, "NAME") ?? text(child(row, "PAYEE"), "NAME"),
    memo: text(row, "MEMO"),
    checkNumber: text(row, "CHECKNUM"),
    reference: text(row, "REFNUM"),
    currency: rowCurrency(row)
  }
}

const accountKinds: ReadonlyArray<readonly [holder: string, kind: AccountKind]> = [
  ["BANKACCTFROM", "bank"],
  ["CCACCTFROM", "card"],
  ["INVACCTFROM", "investment"]
]

const accountKey = (holder: Element, kind: AccountKind): AccountKey => ({
  kind,
  bankId: text(holder, kind === "investment" ? "BROKERID" : "BANKID"),
  branchId: text(holder, "BRANCHID"),
  accountId: mandatory(holder, "ACCTID").text,
  accountType: text(holder, "ACCTTYPE")?.toUpperCase() ?? null
})

const coverage = (list: Element): Statement["coverage"] => {
  const from = optionalDate(list, "DTSTART")
  const to = optionalDate(list, "DTEND")
  return from === null || to === null ? null : { from, to }
}

const statementNames: Readonly<Record<string, readonly [kind: AccountKind, holder: string]>> = {
  STMTRS: ["bank", "BANKACCTFROM"],
  CCSTMTRS: ["card", "CCACCTFROM"],
  INVSTMTRS: ["investment", "INVACCTFROM"]
}

const notTrades: ReadonlySet<string> = new Set(["DTSTART", "DTEND", "INVBANKTRAN", "STMTTRN"])

const trades = (statement: Element): number =>
  child(statement, "INVTRANLIST")?.children.filter((inner) => inner.children.length > 0 && !notTrades.has(inner.name))
    .length ?? 0

const statement = (element: Element): Statement => {
  const [kind, holderName] = statementNames[element.name] ?? ["bank", "BANKACCTFROM"]
  const holder = child(element, holderName) ?? failAt(element, "missing", holderName)
  const list = child(element, "BANKTRANLIST", "INVTRANLIST") ?? element
  for (const amount of within(element, "TRNAMT"))
    if (!amount.parent?.name.startsWith("STMTTRN")) failAt(amount, "a transaction's amount outside a transaction")
  return {
    account: accountKey(holder, kind),
    currency: text(element, "CURDEF")?.toUpperCase() ?? null,
    coverage: coverage(list),
    ledgerBalance: balance(element, "LEDGERBAL"),
    availableBalance: balance(element, "AVAILBAL"),
    transactions: within(element, "STMTTRN").map(transaction),
    leftOut: { trades: trades(element), pending: within(element, "STMTTRNP").length }
  }
}

const listedAccount = (info: Element): ReadonlyArray<ListedAccount> =>
  accountKinds.flatMap(([holderName, kind]) =>
    within(info, holderName).map((holder) => ({ account: accountKey(holder, kind), description: text(info, "DESC") }))
  )

const refuseErrors = (root: Element): void => {
  for (const status of within(root, "STATUS")) {
    const digits = text(status, "CODE") ?? ""
    const code = /^\d{1,9}$/.test(digits) ? Number(digits) : null
    const severity = text(status, "SEVERITY")?.toUpperCase() ?? (code !== null && code >= 2000 ? "ERROR" : "INFO")
    if (severity !== "ERROR") continue
    const place = { line: status.line, column: status.column, path: pathOf(status) }
    const message = text(status, "MESSAGE")?.slice(0, 255) ?? null
    throw new Fault({ _tag: "OfxRefused", code, severity, place, message })
  }
}

/**
 * Reads a statement file, bytes (preferred: the encoding is found out) or text. Gives what it holds, or an error that names the place.
 * A file with one unreadable row, or one refused account, is refused whole: half a statement would pass for a whole one.
 */
export const readOfx = (input: Uint8Array | string): OfxFile | OfxError =>
  guarded(() => {
    const { root } = parse(typeof input === "string" ? input : decode(input))
    const files = root.children.filter((element) => element.name === "OFX")
    if (files.length === 0) failAt(root, "no OFX element", "OFX")
    refuseErrors(root)
    const statements = within(root, ...Object.keys(statementNames))
    const stray = within(root, "STMTTRN", ...Object.keys(statementNames)).find((element) => element.name === "STMTTRN")
    if (stray !== undefined) failAt(stray, "a transaction outside a statement")
    const institution = within(root, "FI")[0]
    return {
      _tag: "OfxFile",
      made: parseOfxDate(text(within(root, "SONRS")[0], "DTSERVER") ?? ""),
      institution: { name: text(institution, "ORG"), id: text(institution, "FID") },
      statements: statements.map(statement),
      accounts: within(root, "ACCTINFO").flatMap(listedAccount)
    }
  })
