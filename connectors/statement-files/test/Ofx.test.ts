import { assert, describe, it } from "@effect/vitest"

import { readOfx, type OfxFile, type Statement, type StatementTransaction } from "../src/Ofx.ts"
import { describe as sentence, type OfxError } from "../src/OfxError.ts"
import { direction, wireAmount } from "../src/Signs.ts"
import { bank, card, file, header, row, sample } from "./Sample.ts"

const opened = (input: string): OfxFile => {
  const read = readOfx(input)
  if (read._tag !== "OfxFile") throw new Error(sentence(read))
  return read
}

const refused = (input: string): OfxError => {
  const read = readOfx(input)
  if (read._tag === "OfxFile") throw new Error("the file was read")
  return read
}

const only = (input: string): Statement => {
  const [first, ...more] = opened(input).statements
  if (first === undefined || more.length > 0) throw new Error("not one statement")
  return first
}

const onlyRow = (more: string, amount = "-1.00"): StatementTransaction => {
  const [first] = only(file(bank(row(amount, more)))).transactions
  if (first === undefined) throw new Error("no row")
  return first
}

const place = (error: OfxError): string =>
  error._tag === "OfxUnreadable" ? `${error.line}:${error.column} ${error.path}: ${error.problem}` : error._tag

const list = "OFX/BANKMSGSRSV1/STMTTRNRS[0]/STMTRS/BANKTRANLIST"

describe("a statement file", () => {
  it("gives each account with its coverage, balances and rows", () => {
    const { institution, made, statements } = opened(sample)
    assert.strictEqual(made?.day, "2024-04-02")
    assert.deepStrictEqual(institution, { name: "Banco Exemplo", id: "77" })
    assert.deepStrictEqual(
      statements.map((statement) => [statement.account, statement.currency, statement.transactions.length]),
      [
        [{ kind: "bank", bankId: "0341", branchId: "1234", accountId: "56789-0", accountType: "CHECKING" }, "BRL", 2],
        [{ kind: "card", bankId: null, branchId: null, accountId: "c-1", accountType: null }, "BRL", 3]
      ]
    )
    assert.deepStrictEqual(
      statements.map(({ coverage, ledgerBalance }) => [coverage?.from.day, coverage?.to.day, ledgerBalance?.amount]),
      [
        ["2024-03-01", "2024-03-31", "10.00"],
        ["2024-03-01", "2024-03-31", "-1280.91"]
      ]
    )
    assert.deepStrictEqual(statements[0]?.transactions[0], {
      institutionId: "f1",
      type: "DEBIT",
      posted: {
        day: "2024-03-23",
        time: "10:00:00",
        offsetMinutes: -180,
        zone: "BRT",
        instant: Date.UTC(2024, 2, 23, 13)
      },
      initiated: null,
      amount: "-12.50",
      name: null,
      memo: "Padaria",
      checkNumber: null,
      reference: null,
      currency: null
    })
  })

  it("reads the same from XML, from lower case and from Windows lines", () => {
    const plain = opened(sample)
    const xml = sample
      .replace(header, '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n')
      .replaceAll(/<([A-Z0-9]+)>([^<\n]+)/g, "<$1>$2</$1>")
    assert.deepStrictEqual(opened(xml), plain)
    assert.deepStrictEqual(opened(sample.replaceAll("\n", "\r\n")), plain)
    assert.deepStrictEqual(opened(sample.replace(header, "\n\n\n")), plain)
    assert.deepStrictEqual(opened(`\n\n \n${sample.replaceAll("\n", "")}`), plain)
    assert.deepStrictEqual(opened(sample.replaceAll(/<\/?[A-Z0-9]+>/g, (tag) => tag.toLowerCase())), plain)
  })

  it("keeps all rows of a card whose list has no end tag, and its balance", () => {
    const statement = only(file("", card(row("-13.00") + row("-959.00"))).replace("</BANKTRANLIST>\n", ""))
    assert.deepStrictEqual(
      statement.transactions.map(({ amount }) => amount),
      ["-13.00", "-959.00"]
    )
    assert.strictEqual(statement.ledgerBalance?.amount, "-1280.91")
  })

  it("keeps a row without FITID, without an id", () => {
    assert.strictEqual(onlyRow("<MEMO>x").institutionId, null)
    assert.strictEqual(onlyRow("<FITID>\n<MEMO>x").institutionId, null)
    assert.strictEqual(onlyRow("<FITID>\n<MEMO>x").memo, "x")
  })

  it("takes the payee's name, the numbers and the dates of a row", () => {
    const found = onlyRow("<DTUSER>20240320<CHECKNUM>000123<REFNUM>r9<PAYEE><NAME>Fulano<ADDR1>Rua 1</PAYEE>")
    assert.deepStrictEqual(
      [found.name, found.checkNumber, found.reference, found.initiated?.day],
      ["Fulano", "000123", "r9", "2024-03-20"]
    )
  })

  it("tells a row stated in another currency from one converted from it", () => {
    const currency = (name: string) => onlyRow(`<${name}><CURRATE>5,1234<CURSYM>USD</${name}>`).currency
    assert.deepStrictEqual(currency("CURRENCY"), { kind: "stated", code: "USD", rate: "5.1234" })
    assert.deepStrictEqual(currency("ORIGCURRENCY"), { kind: "original", code: "USD", rate: "5.1234" })
  })

  it("has no balance and no coverage where the bank left them empty", () => {
    const empty =
      "<LEDGERBAL><BALAMT> </BALAMT><DTASOF></DTASOF></LEDGERBAL><AVAILBAL><BALAMT>7<DTASOF>00000000</AVAILBAL>"
    const statement = only(file(bank("", empty)).replace("<DTSTART>20240301", "<DTSTART>"))
    assert.strictEqual(statement.ledgerBalance, null)
    assert.deepStrictEqual(statement.availableBalance, { amount: "7", asOf: null })
    assert.strictEqual(statement.coverage, null)
  })

  it("gives an investment account's cash rows, and counts its trades", () => {
    const statement = only(
      "<OFX><INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS><CURDEF>USD<INVACCTFROM><BROKERID>b.example<ACCTID>X1</INVACCTFROM>" +
        "<INVTRANLIST><DTSTART>20240101<DTEND>20240131<BUYMF><INVBUY><INVTRAN><FITID>1</INVTRAN></INVBUY></BUYMF>" +
        `<INVBANKTRAN>${row("5.00")}<SUBACCTFUND>CASH</INVBANKTRAN><INCOME><INVTRAN><FITID>2</INVTRAN></INCOME>` +
        "</INVTRANLIST></INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1></OFX>"
    )
    assert.deepStrictEqual(statement.account, {
      kind: "investment",
      bankId: "b.example",
      branchId: null,
      accountId: "X1",
      accountType: null
    })
    assert.deepStrictEqual([statement.transactions.length, statement.leftOut], [1, { trades: 2, pending: 0 }])
  })

  it("counts pending rows without reading them as transactions", () => {
    const pending =
      "<BANKTRANLISTP><DTASOF>20240331<STMTTRNP><TRNTYPE>POS<DTTRAN>20240330<TRNAMT>-3<NAME>x</STMTTRNP></BANKTRANLISTP>"
    const statement = only(file(bank(row("-1"), pending)))
    assert.deepStrictEqual([statement.transactions.length, statement.leftOut.pending], [1, 1])
  })

  it("lists accounts without transactions", () => {
    const { accounts, statements } = opened(
      "<OFX><SIGNUPMSGSRSV1><ACCTINFOTRNRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><ACCTINFORS>" +
        "<ACCTINFO><DESC>Poupanca<BANKACCTINFO><BANKACCTFROM><BANKID>1<ACCTID>2<ACCTTYPE>SAVINGS</BANKACCTFROM></BANKACCTINFO></ACCTINFO>" +
        "<ACCTINFO><CCACCTINFO><CCACCTFROM><ACCTID>3</CCACCTFROM></CCACCTINFO></ACCTINFO></ACCTINFORS></ACCTINFOTRNRS></SIGNUPMSGSRSV1></OFX>"
    )
    assert.deepStrictEqual(
      accounts.map(({ account, description }) => [account.kind, account.accountId, description]),
      [
        ["bank", "2", "Poupanca"],
        ["card", "3", null]
      ]
    )
    assert.deepStrictEqual(statements, [])
  })

  it("may be empty, or a signon alone", () => {
    assert.deepStrictEqual(opened("<OFX></OFX>").statements, [])
    assert.deepStrictEqual(opened(file("")).statements, [])
  })
})

describe("an error of a statement file", () => {
  it("names the row whose date is missing, empty or impossible", () => {
    const dated = (line: string): string =>
      place(refused(file(bank(row("-1.00") + row("-2.00").replace("<DTPOSTED>20240323100000[-3:BRT]", line)))))
    assert.strictEqual(dated("<TRNUID>x"), `40:1 ${list}/STMTTRN[1]/DTPOSTED: missing`)
    assert.strictEqual(dated("<DTPOSTED>"), `42:1 ${list}/STMTTRN[1]/DTPOSTED: empty`)
    assert.strictEqual(dated("<DTPOSTED>20120231"), `42:1 ${list}/STMTTRN[1]/DTPOSTED: not a date`)
  })

  it("names an amount that is no decimal, without repeating it", () => {
    const error = refused(file(bank(row("$120"))))
    assert.strictEqual(place(error), `36:1 ${list}/STMTTRN[0]/TRNAMT: not a decimal number`)
    assert.notInclude(JSON.stringify(error) + sentence(error), "120")
  })

  it("names which account of the file it is in", () =>
    assert.include(
      place(refused(file(bank(row("-1")) + bank(row("-1") + row("um"))))),
      "OFX/BANKMSGSRSV1/STMTTRNRS[1]/STMTRS/BANKTRANLIST/STMTTRN[1]/TRNAMT: not a decimal number"
    ))

  it("says that an account has no number, and that a text is no OFX", () => {
    assert.include(place(refused(file(bank("").replace("<ACCTID>56789-0", "")))), "STMTRS/BANKACCTFROM/ACCTID: missing")
    assert.strictEqual(place(refused("<html><body>Sess\u00e3o expirada</body></html>")), "1:1 OFX: no OFX element")
    assert.strictEqual(place(refused("")), "1:1 OFX: no OFX element")
  })

  it("carries the institution's code and message when the signon failed", () =>
    assert.deepStrictEqual(
      refused(
        "<OFX><SIGNONMSGSRSV1>\n<SONRS><STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>Senha</STATUS></SONRS></SIGNONMSGSRSV1></OFX>"
      ),
      {
        _tag: "OfxRefused",
        code: 15500,
        severity: "ERROR",
        place: { line: 2, column: 8, path: "OFX/SIGNONMSGSRSV1/SONRS/STATUS" },
        message: "Senha"
      }
    ))

  it("carries the code of one refused account, without a severity too", () => {
    const failing = "<STMTTRNRS><TRNUID>1<STATUS><CODE>2003</STATUS></STMTTRNRS>"
    const error = refused(file(bank("") + failing))
    assert.deepStrictEqual(error._tag === "OfxRefused" && [error.code, error.place.path, error.message], [
      2003,
      "OFX/BANKMSGSRSV1/STMTTRNRS[1]/STATUS",
      null
    ])
  })

  it("is raised for a severity in any case", () =>
    assert.strictEqual(readOfx(sample.replace("<SEVERITY>INFO", "<SEVERITY>Error"))._tag, "OfxRefused"))

  it("is raised for a warning never", () =>
    assert.strictEqual(readOfx(sample.replace("<SEVERITY>INFO", "<SEVERITY>WARN"))._tag, "OfxFile"))

  it("is raised when two rows ran into one, or a row has lost its tag or its statement", () => {
    const rows = row("-1") + row("-2")
    assert.include(
      place(refused(file(bank(rows.replace("</STMTTRN>\n<STMTTRN>\n", ""))))),
      `${list}/STMTTRN[0]/DTPOSTED: given twice in one transaction`
    )
    assert.include(
      place(refused(file(bank(rows.replace("<STMTTRN>", ""))))),
      "a transaction's amount outside a transaction"
    )
    assert.include(
      place(refused(file(bank(rows).replaceAll("STMTRS>", "STMTXX>")))),
      "a transaction outside a statement"
    )
  })
})

describe("the sign on the wire", () => {
  it("is the account's own for a bank account, and follows the debt for a card", () => {
    const signed = (kind: "bank" | "card", amount: string) => [
      wireAmount(kind, amount),
      direction({ amount, type: "OTHER" })
    ]
    assert.deepStrictEqual(signed("bank", "-12.50"), ["-12.50", "DEBIT"])
    assert.deepStrictEqual(signed("bank", "100.00"), ["100.00", "CREDIT"])
    assert.deepStrictEqual(signed("card", "-13.00"), ["13.00", "DEBIT"])
    assert.deepStrictEqual(signed("card", "50"), ["-50", "CREDIT"])
    assert.strictEqual(wireAmount("card", "-1280.91"), "1280.91")
  })

  it("has the direction that the row names when the amount is zero", () =>
    assert.deepStrictEqual(
      ["FEE", "CREDIT", null].map((type) => direction({ amount: "0.00", type })),
      ["DEBIT", "CREDIT", "CREDIT"]
    ))
})
