// A statement file of our own with two accounts, for tests to bend. Lines end as SGML exporters write them: values without end tags.

export const header = [
  "OFXHEADER:100",
  "DATA:OFXSGML",
  "VERSION:102",
  "SECURITY:NONE",
  "ENCODING:USASCII",
  "CHARSET:1252",
  "COMPRESSION:NONE",
  "OLDFILEUID:NONE",
  "NEWFILEUID:NONE",
  "",
  ""
].join("\n")

/** One row, its lines free to be replaced. */
export const row = (amount: string, more = "<FITID>f1\n<MEMO>Padaria"): string =>
  `<STMTTRN>\n<TRNTYPE>DEBIT\n<DTPOSTED>20240323100000[-3:BRT]\n<TRNAMT>${amount}\n${more}\n</STMTTRN>\n`

/** A bank statement around rows, as the content of BANKMSGSRSV1. */
export const bank = (rows: string, balances = "<LEDGERBAL><BALAMT>10.00<DTASOF>20240331</LEDGERBAL>"): string =>
  `<STMTTRNRS>\n<TRNUID>1\n<STATUS><CODE>0<SEVERITY>INFO</STATUS>\n<STMTRS>\n<CURDEF>BRL\n` +
  `<BANKACCTFROM><BANKID>0341<BRANCHID>1234<ACCTID>56789-0<ACCTTYPE>CHECKING</BANKACCTFROM>\n` +
  `<BANKTRANLIST>\n<DTSTART>20240301\n<DTEND>20240331\n${rows}</BANKTRANLIST>\n${balances}\n</STMTRS>\n</STMTTRNRS>\n`

/** A card statement around rows, as the content of CREDITCARDMSGSRSV1. */
export const card = (rows: string): string =>
  `<CCSTMTTRNRS>\n<TRNUID>2\n<STATUS><CODE>0<SEVERITY>INFO</STATUS>\n<CCSTMTRS>\n<CURDEF>BRL\n` +
  `<CCACCTFROM><ACCTID>c-1</CCACCTFROM>\n<BANKTRANLIST>\n<DTSTART>20240301\n<DTEND>20240331\n${rows}</BANKTRANLIST>\n` +
  `<LEDGERBAL><BALAMT>-1280.91<DTASOF>20240331</LEDGERBAL>\n</CCSTMTRS>\n</CCSTMTTRNRS>\n`

const signon =
  "<SIGNONMSGSRSV1>\n<SONRS>\n<STATUS>\n<CODE>0\n<SEVERITY>INFO\n</STATUS>\n<DTSERVER>20240402000000[-3:GMT]\n<LANGUAGE>POR\n" +
  "<FI><ORG>Banco Exemplo<FID>77</FI>\n</SONRS>\n</SIGNONMSGSRSV1>\n"

/** A whole file around the contents of its message sets. */
export const file = (banks: string, cards = ""): string =>
  `${header}<OFX>\n${signon}<BANKMSGSRSV1>\n${banks}</BANKMSGSRSV1>\n` +
  (cards === "" ? "" : `<CREDITCARDMSGSRSV1>\n${cards}</CREDITCARDMSGSRSV1>\n`) +
  "</OFX>\n"

export const sample = file(
  bank(row("-12.50") + row("100.00", "<FITID>f2\n<NAME>Sal\u00e1rio &amp; f\u00e9rias")),
  card(row("-13.00", "<FITID>g1\n<MEMO>Livro") + row("-162.90", "<FITID>g2\n<MEMO>Mercado") + row("50", "<FITID>g3"))
)
