// What is recorded of the connectors of this repository: who banks, what they answer, and what is collected. The names are of nobody, and
// their ends are of no word that the connector needs.
export interface Scenario {
  readonly connector: string
  readonly scenario: string
  readonly form: Readonly<Record<string, string>>
  readonly answers?: ReadonlyArray<string>
  readonly products?: ReadonlyArray<string>
  /** Words of the format that the connector does not read. */
  readonly keep?: ReadonlyArray<string>
  /** Who approves on the phone meanwhile. */
  readonly phone?: string
}

const password = "password-ok+q7f3z9x"
const code = "123456"
const named = (user: string) => `${user}+7731905`
const form = (user: string) => ({ user: named(user), password })
const wrong = { user: named("user-ok"), password: "wrong+q7f3z9x" }

const rows = ["ACCOUNTS", "CREDIT_CARDS", "TRANSACTIONS"]
const short = form("user-ok-short")

const refusals = [
  ["locked", "user-locked"],
  ["logged-in-elsewhere", "user-logged"],
  ["action-needed", "user-account-need-actions-provider-message"],
  ["password-reset", "user-account-credentials-reset"],
  ["not-supported", "user-not-supported"],
  ["bank-closed", "user-unavailable"],
  ["bank-broken", "user-error"]
] as const

const refused = (connector: string, only: ReadonlyArray<string>): ReadonlyArray<Scenario> =>
  refusals
    .filter(([scenario]) => only.includes(scenario))
    .map(([scenario, user]) => ({ connector, scenario, form: form(user) }))

const one = (connector: string, scenario: string, user: string, answers: ReadonlyArray<string>): Scenario => ({
  connector,
  scenario,
  form: form(user),
  answers,
  products: ["ACCOUNTS"]
})

const byPhone = (connector: string, scenario: string, user: string): Scenario => ({
  ...one(connector, scenario, user, []),
  phone: named(user)
})

const http: ReadonlyArray<Scenario> = [
  { connector: "sandbox", scenario: "ok", form: short, products: [...rows, "PAYMENT_DATA", "IDENTITY"] },
  { connector: "sandbox", scenario: "wrong-password", form: wrong },
  ...refused(
    "sandbox",
    refusals.map(([scenario]) => scenario)
  ),
  { connector: "sandbox", scenario: "rows-capped", form: form("user-ok-short+transactions-cap"), products: rows },
  { connector: "sandbox", scenario: "site-changed", form: form("user-ok-short+transactions-markup"), products: rows }
]

const asking = (connector: string): ReadonlyArray<Scenario> => [
  { connector, scenario: "ok", form: short, answers: [code], products: rows },
  { connector, scenario: "wrong-password", form: wrong },
  ...refused(connector, ["locked"]),
  one(connector, "two-step", "user-ok-phone", ["1", code]),
  one(connector, "wrong-code", "user-ok", ["654321", "765432", "876543"]),
  one(connector, "choice", "user-ok-select", [code]),
  one(connector, "picture", "user-ok-img", [code]),
  byPhone(connector, "approve", "user-ok-approve"),
  byPhone(connector, "qr-code", "user-ok-qr")
]

/** A statement of a bank that does not exist, as its site would write it. */
const statement = [
  "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\nCOMPRESSION:NONE",
  "OLDFILEUID:NONE\nNEWFILEUID:NONE\n",
  "<OFX>\n<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20260402000000[-3:BRT]<LANGUAGE>POR",
  "<FI><ORG>Banco Exemplo<FID>77</FI></SONRS></SIGNONMSGSRSV1>",
  "<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>BRL",
  "<BANKACCTFROM><BANKID>0341<BRANCHID>1234<ACCTID>56789-0<ACCTTYPE>CHECKING</BANKACCTFROM>",
  "<BANKTRANLIST><DTSTART>20260301<DTEND>20260331",
  ...[
    ["20260303", "-12.50", "a1", "Padaria do Bairro"],
    ["20260305", "1850.00", "a2", "Salario"],
    ["20260310", "-640.20", "a3", "Aluguel"],
    ["20260317", "-12.50", "a4", "Padaria do Bairro"],
    ["20260328", "-99.90", "a5", "Livraria"]
  ].map(
    ([day, amount, id, memo]) =>
      `<STMTTRN><TRNTYPE>${amount?.startsWith("-") === true ? "DEBIT" : "CREDIT"}<DTPOSTED>${day}100000[-3:BRT]<TRNAMT>${amount}<FITID>${id}<MEMO>${memo}</STMTTRN>`
  ),
  "</BANKTRANLIST><LEDGERBAL><BALAMT>1084.90<DTASOF>20260331</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1>",
  "</OFX>\n"
].join("\n")

export const scenarios: ReadonlyArray<Scenario> = [
  ...http,
  ...asking("sandbox-two-step"),
  // Two minutes, and two more in a browser for each replay: of one connector alone.
  one("sandbox-two-step", "no-answer", "user-ok", []),
  ...asking("sandbox-browser"),
  {
    connector: "statement-files",
    scenario: "ok",
    keep: Array.from(statement.split("<OFX>")[0]?.matchAll(/[A-Z]+/g) ?? [], ([word]) => word),
    form: { file: `data:application/x-ofx;base64,${Buffer.from(statement).toString("base64")}` }
  },
  { connector: "statement-files", scenario: "not-a-statement", form: { file: "data:text/plain,hello" } }
]
