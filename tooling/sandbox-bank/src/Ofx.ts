// A month of an account as OFX 1.02 in the dialect of Brazilian banks: SGML without closing tags on values, Windows-1252, the zone in brackets.
import * as CivilDay from "./CivilDay.ts"
import type { Month } from "./MonthFacts.ts"

const day = (iso: string) => `${iso.replaceAll("-", "")}120000[-3:BRT]`

const amount = (centavos: number) =>
  `${centavos < 0 ? "-" : ""}${Math.floor(Math.abs(centavos) / 100)}.${String(Math.abs(centavos) % 100).padStart(2, "0")}`

const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

const types: Readonly<Record<string, string>> = {
  salary: "DIRECTDEP",
  "pix-in": "XFER",
  "pix-out": "XFER",
  transfer: "XFER",
  boleto: "PAYMENT",
  "card-payment": "PAYMENT",
  debit: "POS",
  fee: "SRVCHG"
}

/** The document's bytes. */
export const write = (month: Month): Uint8Array => {
  const [branch = "", number = ""] = month.account.number.split("/")
  const rows = month.rows.map(
    (row) => `<STMTTRN>
<TRNTYPE>${types[row.kind] ?? "OTHER"}
<DTPOSTED>${day(row.date)}
<TRNAMT>${amount(row.amount)}
<FITID>${row.id}
<CHECKNUM>${row.id}
<MEMO>${escape(row.description)}
</STMTTRN>
`
  )
  const last = day(CivilDay.toIso(month.last))
  const text = `OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX>
<SIGNONMSGSRSV1>
<SONRS>
<STATUS>
<CODE>0
<SEVERITY>INFO
</STATUS>
<DTSERVER>${last}
<LANGUAGE>POR
<FI>
<ORG>Banco Tomada SA
<FID>999
</FI>
</SONRS>
</SIGNONMSGSRSV1>
<BANKMSGSRSV1>
<STMTTRNRS>
<TRNUID>1
<STATUS>
<CODE>0
<SEVERITY>INFO
</STATUS>
<STMTRS>
<CURDEF>BRL
<BANKACCTFROM>
<BANKID>0999
<BRANCHID>${branch}
<ACCTID>${number}
<ACCTTYPE>CHECKING
</BANKACCTFROM>
<BANKTRANLIST>
<DTSTART>${day(CivilDay.toIso(month.first))}
<DTEND>${last}
${rows.join("")}</BANKTRANLIST>
<LEDGERBAL>
<BALAMT>${amount(month.closing)}
<DTASOF>${last}
</LEDGERBAL>
</STMTRS>
</STMTTRNRS>
</BANKMSGSRSV1>
</OFX>
`
  return Buffer.from(text.replaceAll("\n", "\r\n"), "latin1")
}
