import { assert, describe, it } from "@effect/vitest"

import { isNoDate, parseOfxDate } from "../src/OfxDate.ts"

const instant = (text: string): string | null => {
  const millis = parseOfxDate(text)?.instant ?? null
  return millis === null ? null : new Date(millis).toISOString()
}

describe("an OFX date", () => {
  it("keeps the day that the bank wrote, and adds the instant when time and offset are known", () => {
    assert.deepStrictEqual(parseOfxDate("20131204120000[-5:EST]"), {
      day: "2013-12-04",
      time: "12:00:00",
      offsetMinutes: -300,
      zone: "EST",
      instant: Date.UTC(2013, 11, 4, 17)
    })
    assert.strictEqual(parseOfxDate("20240323233000[-3:BRT]")?.day, "2024-03-23")
    assert.strictEqual(instant("20240323233000[-3:BRT]"), "2024-03-24T02:30:00.000Z")
  })

  it("has no instant without a time or without an offset", () => {
    for (const text of [
      "20240323",
      "20240323[-3:BRT]",
      "20240323120000",
      "20090523122017.000[-:EST]",
      "20240323120000[-99:X]"
    ])
      assert.deepStrictEqual([text, parseOfxDate(text)?.instant], [text, null])
  })

  it("is read in every width that banks write", () => {
    assert.strictEqual(instant("200510291120[0:GMT]"), "2005-10-29T11:20:00.000Z")
    assert.strictEqual(instant("20120908190849.317[-4:EDT]"), "2012-09-08T23:08:49.317Z")
    assert.strictEqual(instant("20180804093914:014[0]"), "2018-08-04T09:39:14.014Z")
    assert.strictEqual(parseOfxDate("20240229")?.day, "2024-02-29")
  })

  it("reads offsets in hours, quarters and minutes", () => {
    const offsets = [
      "[-03:EST]",
      "[+5.30:IST]",
      "[5.5:IST]",
      "[-0330:NST]",
      "[-3.50:NST]",
      "[5.75:NPT]",
      "[-03:00:BRT]",
      "[-0:GMT]"
    ]
    assert.deepStrictEqual(
      offsets.map((offset) => parseOfxDate(`20240323120000${offset}`)?.offsetMinutes),
      [-180, 330, 330, -210, -210, 345, -180, 0]
    )
  })

  it("is refused when no calendar has it", () => {
    const written = [
      "",
      "20120231",
      "201120000000",
      "20230229",
      "19000229",
      "20240100",
      "2024032",
      "20240323250000",
      "20240323126000",
      "hoje"
    ]
    assert.deepStrictEqual(
      written.filter((text) => parseOfxDate(text) !== null),
      []
    )
  })

  it("may be left out by nothing or by zeros", () => {
    assert.deepStrictEqual(["", "00000000", "00000000000000[-3:GMT]"].map(isNoDate), [true, true, true])
    assert.deepStrictEqual(["20240101", "hoje"].map(isNoDate), [false, false])
  })
})
