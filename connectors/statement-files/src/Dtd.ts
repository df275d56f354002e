// The part of the OFX document type that reading depends on. SGML lets a file leave end tags out, so `<BRANCHID>` before `<ACCTID>` is
// an empty value while `<STMTTRN>` before `<TRNTYPE>` opens a list: only the names tell. Names outside these tables are vendors' own.

/** Where an aggregate belongs: one that opens elsewhere closes what is open up to its nearest home, which repairs a missing end tag. */
export const homes: ReadonlyMap<string, ReadonlyArray<string>> = new Map([
  ["SIGNONMSGSRSV1", ["OFX"]],
  ["SIGNUPMSGSRSV1", ["OFX"]],
  ["BANKMSGSRSV1", ["OFX"]],
  ["CREDITCARDMSGSRSV1", ["OFX"]],
  ["INVSTMTMSGSRSV1", ["OFX"]],
  ["SECLISTMSGSRSV1", ["OFX"]],
  ["PROFMSGSRSV1", ["OFX"]],
  ["SONRS", ["SIGNONMSGSRSV1"]],
  ["ACCTINFOTRNRS", ["SIGNUPMSGSRSV1"]],
  ["ACCTINFORS", ["ACCTINFOTRNRS"]],
  ["ACCTINFO", ["ACCTINFORS"]],
  ["STMTTRNRS", ["BANKMSGSRSV1"]],
  ["CCSTMTTRNRS", ["CREDITCARDMSGSRSV1"]],
  ["INVSTMTTRNRS", ["INVSTMTMSGSRSV1"]],
  ["STMTRS", ["STMTTRNRS"]],
  ["CCSTMTRS", ["CCSTMTTRNRS"]],
  ["INVSTMTRS", ["INVSTMTTRNRS"]],
  ["BANKTRANLIST", ["STMTRS", "CCSTMTRS"]],
  ["BANKTRANLISTP", ["STMTRS", "CCSTMTRS"]],
  ["LEDGERBAL", ["STMTRS", "CCSTMTRS"]],
  ["AVAILBAL", ["STMTRS", "CCSTMTRS"]],
  ["STMTTRN", ["BANKTRANLIST", "INVBANKTRAN", "STMTRS", "CCSTMTRS", "INVTRANLIST", "INVSTMTRS"]],
  ["STMTTRNP", ["BANKTRANLISTP"]],
  ["INVTRANLIST", ["INVSTMTRS"]],
  ["INVPOSLIST", ["INVSTMTRS"]],
  ["INVBAL", ["INVSTMTRS"]],
  ["INVBANKTRAN", ["INVTRANLIST"]]
])

/** Every aggregate that is known: never a value, whatever text stands in it. */
export const aggregates: ReadonlySet<string> = new Set([
  "OFX",
  ...homes.keys(),
  "STATUS",
  "FI",
  "BANKACCTFROM",
  "CCACCTFROM",
  "INVACCTFROM",
  "BANKACCTTO",
  "CCACCTTO",
  "BANKACCTINFO",
  "CCACCTINFO",
  "INVACCTINFO",
  "PAYEE",
  "CURRENCY",
  "ORIGCURRENCY",
  "BALLIST",
  "BAL",
  "SECLIST",
  "INVTRAN",
  "SECID"
])

/** Every value that is known: it holds text and never an element, even when it is empty and has no end tag. */
export const values: ReadonlySet<string> = new Set(
  `ACCTID ACCTKEY ACCTTYPE BALAMT BALTYPE BANKID BRANCHID BROKERID CATEGORY CHECKNUM CLTCOOKIE CODE CORRECTACTION CORRECTFITID CURDEF
  CURRATE CURSYM DESC DTACCTUP DTASOF DTAVAIL DTEND DTPOSTED DTPROFUP DTSERVER DTSTART DTTRAN DTUSER EXTDNAME FID FITID INTU.BID
  INTU.ORG INTU.USERID LANGUAGE MEMO MESSAGE MKTGINFO NAME ORG PAYEEID PHONE REFNUM SERVERTID SESSCOOKIE SEVERITY SIC SUBACCTFUND
  SUPTXDL SVCSTATUS TRNAMT TRNTYPE TRNUID USERKEY XFERDEST XFERSRC`.split(/\s+/)
)

/** Aggregates that come many times: a path names which one. */
export const lists: ReadonlySet<string> = new Set([
  "STMTTRNRS",
  "CCSTMTTRNRS",
  "INVSTMTTRNRS",
  "ACCTINFOTRNRS",
  "ACCTINFO",
  "INVBANKTRAN",
  "STMTTRN"
])
