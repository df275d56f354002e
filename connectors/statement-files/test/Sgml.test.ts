import { assert, describe, it } from "@effect/vitest"

import { guarded } from "../src/OfxError.ts"
import { parse, pathOf, type Element } from "../src/Sgml.ts"

const outline = (element: Element): string =>
  element.children.length === 0
    ? `${element.name}=${element.text}`
    : `${element.name}(${element.children.map(outline).join(" ")})`

const outlined = (source: string): string => parse(source).root.children.map(outline).join(" ")

const find = (element: Element, name: string): Element | undefined =>
  element.name === name
    ? element
    : element.children.map((inner) => find(inner, name)).find((inner) => inner !== undefined)

describe("the reader of SGML and XML", () => {
  it("takes a value with or without its end tag", () =>
    assert.strictEqual(outlined("<OFX><FI><ORG>a b \r\n<FID>1</FID>\n</FI></OFX>"), "OFX(FI(ORG=a b FID=1))"))

  it("reads an empty value without end tag as empty, not as the parent of what follows", () =>
    assert.strictEqual(
      outlined("<OFX><BANKACCTFROM><BRANCHID>\n<ACCTID>1<VENDOR.X>\n<ACCTTYPE>SAVINGS</BANKACCTFROM><FI></FI></OFX>"),
      "OFX(BANKACCTFROM(BRANCHID= ACCTID=1 VENDOR.X= ACCTTYPE=SAVINGS) FI=)"
    ))

  it("closes a list whose end tag is missing where its statement goes on", () =>
    assert.strictEqual(
      outlined(
        "<STMTRS><BANKTRANLIST><STMTTRN><TRNAMT>1</STMTTRN><STMTTRN><TRNAMT>2<LEDGERBAL><BALAMT>3</LEDGERBAL></STMTRS>"
      ),
      "STMTRS(BANKTRANLIST(STMTTRN(TRNAMT=1) STMTTRN(TRNAMT=2)) LEDGERBAL(BALAMT=3))"
    ))

  it("closes a row where the next one opens", () =>
    assert.strictEqual(
      outlined("<BANKTRANLIST><STMTTRN><TRNAMT>1<STMTTRN><TRNAMT>2</BANKTRANLIST>"),
      "BANKTRANLIST(STMTTRN(TRNAMT=1) STMTTRN(TRNAMT=2))"
    ))

  it("closes a row where the next one opens, in a statement without a list too", () =>
    assert.strictEqual(
      outlined("<STMTRS><STMTTRN><TRNAMT>1<STMTTRN><TRNAMT>2</STMTRS>"),
      "STMTRS(STMTTRN(TRNAMT=1) STMTTRN(TRNAMT=2))"
    ))

  it("ignores end tags of nothing, the case of names, namespaces and attributes", () =>
    assert.strictEqual(
      outlined('<ofx:OFX xmlns:ofx="urn:x"></MEMO><Fi><Org>a</ORG></ORG><FID/></fi></ofx:OFX>'),
      "OFX(FI(ORG=a FID=))"
    ))

  it("decodes entities once, and only those of XML, nbsp and numbers", () =>
    assert.strictEqual(
      outlined(
        "<MEMO>A &amp; B &lt;c&gt; &quot;d&quot; &apos;e&apos;&nbsp;&#233;&#xE9; &amp;lt; &eacute; &#xD800; &#1114112; & x;</MEMO>"
      ),
      "MEMO=A & B <c> \"d\" 'e' éé &lt; &eacute; &#xD800; &#1114112; & x;"
    ))

  it("takes CDATA as it stands, and text around it", () =>
    assert.strictEqual(
      outlined("<NAME><![CDATA[ A <b> &amp; ]]></NAME><MEMO>x <![CDATA[<y>]]> z<TRNUID>1"),
      "NAME=A <b> &amp; MEMO=x <y> z TRNUID=1"
    ))

  it("leaves comments, declarations and an entity definition out", () =>
    assert.strictEqual(
      outlined('<?xml version="1.0"?><!DOCTYPE OFX [<!ENTITY a "aaaa">]><OFX><!-- <FI> --><FI><ORG>&a;</FI></OFX>'),
      "OFX(FI(ORG=&a;))"
    ))

  it("takes a < that opens no tag as text, and turns line breaks and control characters into spaces", () =>
    assert.strictEqual(
      outlined("<MEMO>a < b <joe@example.org> <3\r\nc\u0000d</MEMO>"),
      "MEMO=a < b <joe@example.org> <3 c d"
    ))

  it("knows the line and column of every tag, whatever ends the lines", () => {
    const { root } = parse("OFXHEADER:100\r\n\r\n<OFX>\r\n  <FI>\n<ORG>a\r <FID>1</FI></OFX>")
    const places = ["OFX", "FI", "ORG", "FID"]
      .map((name) => find(root, name))
      .map((found) => [found?.line, found?.column])
    assert.deepStrictEqual(places, [
      [3, 1],
      [4, 3],
      [5, 1],
      [6, 2]
    ])
  })

  it("names a place by its elements, without the names that the file made up", () => {
    const { root } = parse(
      "<OFX><BANKMSGSRSV1><STMTTRNRS></STMTTRNRS><STMTTRNRS><SECRET>5<SECRETS><MEMO>x</SECRETS></OFX>"
    )
    const memo = find(root, "MEMO")
    assert.strictEqual(memo === undefined ? "" : pathOf(memo), "OFX/BANKMSGSRSV1/STMTTRNRS[1]/?/MEMO")
  })

  it("refuses a text that ends inside a row, inside a comment, or too deep", () => {
    const problems = [
      "<OFX><STMTRS><STMTTRN><TRNAMT>-12",
      "<OFX><STMTRS><STMTTRN></STMTTRN>",
      "<OFX><!-- x",
      "<OFX><NAME><![CDATA[ x",
      "<X>".repeat(100)
    ].map((source) => guarded(() => parse(source)))
    assert.deepStrictEqual(
      problems.map((result) => ("problem" in result ? `${result.path}: ${result.problem}` : "read")),
      [
        "OFX/STMTRS/STMTTRN[0]/TRNAMT: the file ends too early",
        "OFX/STMTRS: the file ends too early",
        "OFX: a comment or CDATA section has no end",
        "OFX/NAME: a comment or CDATA section has no end",
        `${"?/".repeat(64)}?: nested too deeply`
      ]
    )
  })
})
