// Statement files through the API: a file is the credential of connector 700.
import { existsSync, readdirSync, readFileSync } from "node:fs"

import { assert, describe } from "@effect/vitest"
import { Effect } from "effect"
import type { PluggyClient } from "pluggy-sdk"

import { accountsOf, apiKey, call, connect, http, settled } from "./Client.ts"
import { suite } from "./World.ts"

const statementFiles = 700

interface Row {
  readonly id: string
  readonly day: string
  readonly amount: string
  readonly memo: string
}

const row = ({ amount, day, id, memo }: Row) =>
  `<STMTTRN><TRNTYPE>OTHER<DTPOSTED>${day}<TRNAMT>${amount}<FITID>${id}<MEMO>${memo}</STMTTRN>`

/** A checking account's statement of these days, made on the day after the last. */
const statement = (from: string, to: string, made: string, rows: ReadonlyArray<Row>) =>
  [
    "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:UTF-8\nCHARSET:NONE\nCOMPRESSION:NONE",
    "OLDFILEUID:NONE\nNEWFILEUID:NONE\n",
    `<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>${made}<LANGUAGE>POR`,
    "<FI><ORG>Banco da Praça<FID>0999</FI></SONRS></SIGNONMSGSRSV1>",
    "<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>BRL",
    "<BANKACCTFROM><BANKID>0999<BRANCHID>0001<ACCTID>12345-6<ACCTTYPE>CHECKING</BANKACCTFROM>",
    `<BANKTRANLIST><DTSTART>${from}<DTEND>${to}`,
    ...rows.map(row),
    `</BANKTRANLIST><LEDGERBAL><BALAMT>1234.56<DTASOF>${to}</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`
  ].join("\n")

const salary = { id: "1", day: "20260505", amount: "5000.00", memo: "SALÁRIO" }
const rent = { id: "2", day: "20260508", amount: "-2400.00", memo: "ALUGUEL" }
const coffees = [
  { id: "3", day: "20260520", amount: "-7.50", memo: "CAFÉ" },
  { id: "4", day: "20260520", amount: "-7.50", memo: "CAFÉ" }
]
const market = { id: "5", day: "20260603", amount: "-120.10", memo: "MERCADO" }

const may = statement("20260501", "20260531", "20260601", [salary, rent, ...coffees])
const midMayOn = statement("20260515", "20260615", "20260616", [...coffees, market])

const dataUrl = (bytes: string | Uint8Array) => `data:application/x-ofx;base64,${Buffer.from(bytes).toString("base64")}`

const imported = Effect.fnUntraced(function* (client: PluggyClient, file: string) {
  const { id } = yield* call(client, (sdk) => sdk.createItem(statementFiles, { file }))
  return yield* settled(client, id)
})

const importedInto = Effect.fnUntraced(function* (client: PluggyClient, itemId: string, file: string) {
  yield* call(client, (sdk) => sdk.updateItem(itemId, { file }))
  return yield* settled(client, itemId)
})

/** The rows of all accounts of an Item. */
const rowsOf = Effect.fnUntraced(function* (client: PluggyClient, itemId: string) {
  const accounts = yield* accountsOf(client, itemId)
  const each = yield* Effect.forEach(accounts, (account) =>
    Effect.map(
      call(client, (sdk) => sdk.fetchAllTransactions(account.id)),
      (rows) => rows.map((held) => ({ ...held, account }))
    )
  )
  return each.flat()
})

const shown = (rows: ReadonlyArray<{ readonly amount: number; readonly date: Date; readonly description: string }>) =>
  rows.map(({ amount, date, description }) => `${date.toISOString().slice(0, 10)} ${amount} ${description}`).toSorted()

suite()("a statement file", (it) => {
  for (const [how, file] of [
    ["as text", may],
    ["as a data URL", dataUrl(may)]
  ] as const) {
    it.effect(`${how} becomes an Item with its account and rows, which nobody visits by night`, () =>
      Effect.gen(function* () {
        const client = yield* connect
        const item = yield* imported(client, file)
        assert.strictEqual(item.status, "UPDATED")
        assert.strictEqual(item.executionStatus, "SUCCESS")
        assert.isNull(item.nextAutoSyncAt)
        const [account, ...others] = yield* accountsOf(client, item.id)
        assert.isEmpty(others)
        assert.strictEqual(account?.number, "0001/12345-6")
        assert.strictEqual(account?.balance, 1234.56)
        assert.deepStrictEqual(shown(yield* rowsOf(client, item.id)), [
          "2026-05-05 5000 SALÁRIO",
          "2026-05-08 -2400 ALUGUEL",
          "2026-05-20 -7.5 CAFÉ",
          "2026-05-20 -7.5 CAFÉ"
        ])
      })
    )
  }

  it.effect("has no institution behind it that could tell the balance of this moment", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const [account] = yield* accountsOf(client, (yield* imported(client, may)).id)
      const headers = { "x-api-key": yield* apiKey() }
      const { json, status } = yield* http(`/accounts/${account?.id}/balance`, { headers })
      assert.strictEqual(status, 400)
      assert.propertyVal(json, "codeDescription", "BALANCE_INVALID_REQUEST")
    })
  )

  it.effect("given again, and another that overlaps it, doubles nothing and keeps the ids of its rows", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const item = yield* imported(client, may)
      const before = yield* rowsOf(client, item.id)
      const [account] = yield* accountsOf(client, item.id)
      assert.strictEqual((yield* importedInto(client, item.id, dataUrl(may))).executionStatus, "SUCCESS")
      assert.deepStrictEqual(yield* rowsOf(client, item.id), before)
      assert.strictEqual((yield* importedInto(client, item.id, midMayOn)).executionStatus, "SUCCESS")
      const after = yield* rowsOf(client, item.id)
      assert.deepStrictEqual(
        shown(after),
        shown([...before, ...after.filter(({ description }) => description === "MERCADO")])
      )
      assert.lengthOf(after, 5)
      assert.includeMembers(
        after.map(({ id }) => id),
        before.map(({ id }) => id)
      )
      assert.deepStrictEqual(
        (yield* accountsOf(client, item.id)).map(({ id }) => id),
        [account?.id]
      )
      assert.strictEqual((yield* importedInto(client, item.id, may)).executionStatus, "SUCCESS")
      assert.sameMembers(
        (yield* rowsOf(client, item.id)).map(({ id }) => id),
        after.map(({ id }) => id)
      )
    })
  )

  it.effect("that is broken is refused with the place of the damage and none of its text", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const broken = statement("20260501", "20260531", "20260601", [
        salary,
        { id: "9", day: "20260508", amount: "UNSPEAKABLE", memo: "HUSH" }
      ])
      const item = yield* imported(client, broken)
      assert.strictEqual(item.status, "LOGIN_ERROR")
      assert.strictEqual(item.executionStatus, "INVALID_CREDENTIALS")
      assert.match(item.error?.message ?? "", /line \d+, column \d+, OFX\/.*STMTTRN\[1\]\/TRNAMT/)
      assert.notMatch(JSON.stringify(item), /UNSPEAKABLE|HUSH|12345-6|SAL/)
      assert.isEmpty(yield* accountsOf(client, item.id))
      const mended = yield* importedInto(client, item.id, may)
      assert.strictEqual(mended.executionStatus, "SUCCESS")
      assert.lengthOf(yield* rowsOf(client, item.id), 4)
    })
  )

  it.effect("that is none, or a data URL that does not decode, is refused without its text", () =>
    Effect.gen(function* () {
      const client = yield* connect
      for (const file of [
        "HUSH, this is a letter",
        "data:application/x-ofx;base64,%%%HUSH%%%",
        "data:HUSH",
        dataUrl("")
      ]) {
        const item = yield* imported(client, file)
        assert.strictEqual(item.status, "LOGIN_ERROR")
        assert.notMatch(JSON.stringify(item), /HUSH|letter/)
      }
    })
  )

  it.effect("that is broken leaves what an Item holds untouched", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const item = yield* imported(client, may)
      const before = yield* rowsOf(client, item.id)
      const failed = yield* importedInto(client, item.id, may.slice(0, may.length / 2))
      assert.strictEqual(failed.status, "LOGIN_ERROR")
      assert.deepStrictEqual(yield* rowsOf(client, item.id), before)
    })
  )
})

const corpus = new URL("../../../../../shared/data/ofx/", import.meta.url)

const files = existsSync(corpus)
  ? readdirSync(corpus, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ofx"))
      .toSorted()
  : []

/** Files that are errors: broken on purpose, or an institution's refusal; and those without any statement. */
const refused: ReadonlySet<string> = new Set([
  "ofxparse/fail_nice__date_missing.ofx",
  "ofxparse/fail_nice__decimal_error.ofx",
  "ofxparse/signon_fail.ofx",
  "ofxparse/error_message.ofx",
  "ofxtools/profrs.ofx"
])

const bytes = (name: string) => readFileSync(new URL(name, corpus))

const statedRows = (name: string): number =>
  bytes(name)
    .toString("latin1")
    .match(/<STMTTRN>/gi)?.length ?? 0

/** The amounts of the first statement list, as the file has them. */
const statedAmounts = (name: string): ReadonlyArray<number> =>
  Array.from(
    bytes(name)
      .toString("latin1")
      .matchAll(/<STMTTRN>.*?<TRNAMT>\s*([^<\s]+)/gis),
    ([, amount]) => Number((amount ?? "").replace(",", "."))
  )

describe.skipIf(files.length === 0)("the published statement files", () => {
  suite()("as credentials", (it) => {
    it.effect("each become an Item with as many rows as they have STMTTRN elements, or a refusal", () =>
      Effect.gen(function* () {
        const client = yield* connect
        const good = files.filter((name) => !refused.has(name) && statedRows(name) > 0)
        assert.isAtLeast(good.length, 12)
        const counts = yield* Effect.forEach(good, (name) =>
          Effect.gen(function* () {
            const item = yield* imported(client, dataUrl(bytes(name)))
            return [name, item.executionStatus, (yield* rowsOf(client, item.id)).length] as const
          })
        )
        assert.deepStrictEqual(
          counts,
          good.map((name) => [name, "SUCCESS", statedRows(name)] as const)
        )
        const others = yield* Effect.forEach(
          files.filter((name) => !good.includes(name)),
          (name) => Effect.map(imported(client, dataUrl(bytes(name))), ({ status }) => [name, status] as const)
        )
        assert.isEmpty(
          others.filter(([name, status]) => (refused.has(name) ? status !== "LOGIN_ERROR" : status === "OUTDATED"))
        )
      })
    )

    it.effect("show a card's purchases as positive debits and its payments as negative credits", () =>
      Effect.gen(function* () {
        const client = yield* connect
        for (const name of ["ofxtools/br_nubank_cc.ofx", "ofxparse/anzcc.ofx"]) {
          const item = yield* imported(client, dataUrl(bytes(name)))
          const held = yield* rowsOf(client, item.id)
          assert.isNotEmpty(held)
          for (const { account, amount, type } of held) {
            assert.strictEqual(account.type, "CREDIT")
            assert.strictEqual(type, amount > 0 ? "DEBIT" : "CREDIT")
          }
          assert.sameMembers(
            held.map(({ amount }) => amount),
            statedAmounts(name).map((amount) => -amount)
          )
        }
      })
    )

    it.effect("show a bank account's amounts with the file's own signs", () =>
      Effect.gen(function* () {
        const client = yield* connect
        const name = "ofxparse/fidelity-savings.ofx"
        const item = yield* imported(client, dataUrl(bytes(name)))
        const held = yield* rowsOf(client, item.id)
        assert.sameMembers(
          held.map(({ amount }) => amount),
          [...statedAmounts(name)]
        )
        for (const { account, amount, type } of held) {
          assert.strictEqual(account.type, "BANK")
          assert.strictEqual(type, amount > 0 ? "CREDIT" : "DEBIT")
        }
      })
    )
  })
})
