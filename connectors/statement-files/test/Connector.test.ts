import { existsSync, readdirSync, readFileSync } from "node:fs"

import { assert, describe, it } from "@effect/vitest"
import { type Connector, ConnectorHost, Records } from "@tomada/connector-kit"
import { BigDecimal, Effect, Option, Redacted, Stream } from "effect"

import { connectors } from "../src/index.ts"
import { bank, card, file, row, sample } from "./Sample.ts"

const days = (from: string, to: string, today = "2024-04-10"): Connector.Window => ({
  from: Records.CivilDate.make(from),
  to: Records.CivilDate.make(to),
  today: Records.CivilDate.make(today)
})

const everything = days("1926-01-01", "2026-11-22", "2026-11-22")

const layer = ConnectorHost.ConnectorHost.layerInProcess(connectors)

const open = (value: string, session = Option.none<Redacted.Redacted<string>>()) =>
  Effect.gen(function* () {
    const host = yield* ConnectorHost.ConnectorHost
    const [manifest] = host.manifests
    if (manifest === undefined) return yield* Effect.die("no connector")
    return yield* host.open({
      connectorId: manifest.id,
      parameters: Redacted.make({ file: value }),
      saved: { session, trust: Option.none() },
      ask: () => Effect.die("a file asks nothing")
    })
  })

const visit = (value: string) => Effect.tap(open(value), ({ login }) => login)

const records = <A, E, R>(stream: Stream.Stream<{ readonly records: ReadonlyArray<A> }, E, R>) =>
  Effect.map(Stream.runCollect(stream), (pages) => pages.flatMap((page) => page.records))

const read = (value: string, window = everything) =>
  Effect.gen(function* () {
    const { collect } = yield* visit(value)
    const accounts = [
      ...(yield* records(collect("ACCOUNTS", null))),
      ...(yield* records(collect("CREDIT_CARDS", null)))
    ]
    const pages = yield* Effect.forEach(accounts, (account) =>
      Stream.runCollect(collect("TRANSACTIONS", { account, window }))
    )
    return { accounts, pages: pages.flat(), rows: pages.flat().flatMap((page) => page.records) }
  })

const rejection = (value: string) =>
  Effect.gen(function* () {
    const { login } = yield* open(value)
    return yield* Effect.flip(login)
  })

const amounts = (rows: ReadonlyArray<Records.CollectedTransaction>) =>
  rows.map(({ amount, type }) => `${BigDecimal.format(amount)} ${type}`)

const dataUrl = (bytes: Uint8Array): string =>
  `data:application/x-ofx;base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}`

describe("the connector of statement files", () => {
  it.effect("gives a bank account with its own signs, and a card whose amounts follow the debt", () =>
    Effect.gen(function* () {
      const { accounts, rows } = yield* read(sample)
      assert.deepStrictEqual(
        accounts.map(({ balance, currencyCode, key, name, type }) => [
          key,
          type,
          name,
          BigDecimal.format(balance),
          currencyCode
        ]),
        [
          ["0341/1234/56789-0/CHECKING", "BANK", "Banco Exemplo 1234/56789-0", "10", "BRL"],
          ["card/c-1", "CREDIT", "Banco Exemplo c-1", "1280.91", "BRL"]
        ]
      )
      assert.deepStrictEqual(amounts(rows), ["-12.5 DEBIT", "100 CREDIT", "13 DEBIT", "162.9 DEBIT", "-50 CREDIT"])
      assert.deepStrictEqual(
        rows.map(({ institutionId }) => institutionId),
        ["f1", "f2", "g1", "g2", "g3"]
      )
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.effect("reads a data URL in the file's own encoding", () =>
    Effect.gen(function* () {
      const latin = Uint8Array.from(sample, (letter) => letter.charCodeAt(0))
      const { rows } = yield* read(dataUrl(latin))
      assert.strictEqual(rows[1]?.description, "Salário & férias")
      const escaped = yield* read(`data:,${encodeURIComponent(sample)}`)
      assert.strictEqual(escaped.rows[1]?.description, "Salário & férias")
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.effect("rejects a file at the place where it cannot be read, without its text", () =>
    Effect.gen(function* () {
      const errors = yield* Effect.forEach(
        [file(bank(row("$120"))), "<OFX></OFX>", "not a statement", "data:;base64,%%%"],
        rejection
      )
      assert.deepStrictEqual(
        errors.map((error) => error._tag === "InputRejected" && `${error.at}: ${error.problem}`),
        [
          "line 36, column 1, OFX/BANKMSGSRSV1/STMTTRNRS[0]/STMTRS/BANKTRANLIST/STMTTRN[0]/TRNAMT: not a decimal number",
          "OFX: no statement in the file",
          "line 1, column 1, OFX: no OFX element",
          "data URL: not decodable"
        ]
      )
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.effect("gives the rows of the window, and claims its days up to the one before the file was made", () =>
    Effect.gen(function* () {
      const dated = (day: string) => row("-1.00").replace("20240323", day)
      const text = file(
        bank(["20240301", "20240315", "20240402", "20240420"].map(dated).join("")).replace("20240331", "20240430")
      )
      const inside = yield* read(text, days("2024-03-10", "2024-03-20"))
      assert.deepStrictEqual(
        inside.rows.map(({ date, status }) => [date, status]),
        [["2024-03-15", "POSTED"]]
      )
      const last = yield* read(text, days("2024-03-21", "2024-04-10"))
      assert.deepStrictEqual(
        last.rows.map(({ date, status }) => [date, status]),
        [
          ["2024-04-02", "POSTED"],
          ["2024-04-20", "SCHEDULED"]
        ]
      )
      assert.deepStrictEqual(
        [...inside.pages, ...last.pages].flatMap(({ coverage }) => coverage.map(({ from, to }) => [from, to])),
        [
          ["2024-03-10", "2024-03-20"],
          ["2024-03-21", "2024-04-01"]
        ]
      )
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.effect("keeps equal rows of one statement, and counts a row of two overlapping statements once", () =>
    Effect.gen(function* () {
      const coffee = row("-5.00", "<MEMO>Cafe")
      const { accounts, rows } = yield* read(
        file(bank(coffee + coffee + row("-7.00")) + bank(coffee + row("-7.00") + row("-9.00")))
      )
      assert.strictEqual(accounts.length, 1)
      assert.deepStrictEqual(amounts(rows), ["-5 DEBIT", "-5 DEBIT", "-7 DEBIT", "-9 DEBIT"])
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.effect("leaves out the lines that only tell a balance", () =>
    Effect.gen(function* () {
      const told = [
        "SALDO ANTERIOR",
        "SALDO TOTAL DISPONÍVEL DIA",
        "SALDO DO DIA",
        "S A L D O  FINAL",
        "SALDO DE SALARIO",
        "PIX SALDO DO DIA"
      ]
      const { rows } = yield* read(file(bank(told.map((memo) => row("1.00", `<MEMO>${memo}`)).join(""))))
      assert.deepStrictEqual(
        rows.map(({ description }) => description),
        ["SALDO DE SALARIO", "PIX SALDO DO DIA"]
      )
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.effect("states a row in its own currency, with the amount in the account's beside it", () =>
    Effect.gen(function* () {
      const foreign = "<MEMO>x<CURRENCY><CURRATE>5.10<CURSYM>USD</CURRENCY>"
      const converted = foreign.replaceAll("CURRENCY>", "ORIGCURRENCY>")
      const { rows } = yield* read(file("", card(row("-2.00", foreign) + row("-10.20", converted))))
      assert.deepStrictEqual(
        rows.map(({ amount, amountInAccountCurrency, currencyCode }) => [
          BigDecimal.format(amount),
          currencyCode,
          amountInAccountCurrency == null ? null : BigDecimal.format(amountInAccountCurrency)
        ]),
        [
          ["2", "USD", "10.2"],
          ["10.2", "BRL", null]
        ]
      )
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.effect("shows a card's last digits only, and never its whole number", () =>
    Effect.gen(function* () {
      const { accounts } = yield* read(file("", card(row("-1.00")).replace("c-1", "5555444433331111")))
      assert.deepStrictEqual(
        accounts.map(({ key, number }) => [key, number]),
        [["card/555544-1111", "1111"]]
      )
      assert.notInclude(JSON.stringify(accounts), "5555444433331111")
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.effect("keeps nothing of the file in its session, so that a new file is never shadowed by an old one", () =>
    Effect.gen(function* () {
      const { saved } = yield* visit(sample)
      const { session } = yield* saved
      assert.notInclude(Redacted.value(Option.getOrThrow(session)), "Padaria")
      const { resume } = yield* open(sample, session)
      assert.strictEqual((yield* Effect.flip(resume))._tag, "SessionExpired")
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it("talks to no host and never runs unattended", () =>
    assert.deepStrictEqual(
      connectors.map(({ manifest }) => [manifest.hosts, manifest.unattended, manifest.challenges]),
      [[[], "never", []]]
    ))
})

const corpus = new URL("../../../../shared/data/ofx/", import.meta.url)

const published = existsSync(corpus)
  ? readdirSync(corpus, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ofx"))
  : []

describe.skipIf(published.length === 0)("the connector on the published statement files", () => {
  it.effect("collects as many rows as a file has STMTTRN elements, or rejects the file", () =>
    Effect.gen(function* () {
      const results = yield* Effect.forEach(published, (name) => {
        const bytes = readFileSync(new URL(name, corpus))
        const count = bytes.toString("latin1").match(/<STMTTRN>/gi)?.length ?? 0
        return Effect.scoped(read(dataUrl(bytes))).pipe(
          Effect.map(({ rows }) => ({ name, rows: rows.length === count ? "all" : "some" })),
          Effect.catchTag("InputRejected", ({ problem }) => Effect.succeed({ name, rows: problem }))
        )
      })
      assert.deepStrictEqual(
        results
          .filter(({ rows }) => rows !== "all")
          .map(({ name, rows }) => `${name.split("/").at(-1)}: ${rows}`)
          .sort(),
        [
          "account_listing_aggregation.ofx: no statement in the file",
          "bank_small.ofx: no statement in the file",
          "error_message.ofx: the institution answered with error 2000",
          "fail_nice__date_missing.ofx: missing",
          "fail_nice__decimal_error.ofx: not a date",
          "profrs.ofx: the institution answered with error 15500",
          "signon_fail.ofx: the institution answered with error 15500",
          "signon_success.ofx: no statement in the file",
          "signon_success_no_message.ofx: no statement in the file"
        ]
      )
    }).pipe(Effect.provide(layer))
  )
})
