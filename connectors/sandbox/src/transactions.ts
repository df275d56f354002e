// The statement of an account or card, page by page. The bank lists every posted and pending row of the days asked for,
// so a list read to its end closes those days for both.
import { Html, Pages as Paging, Parse, type Connector, Errors, type Records } from "@tomada/connector-kit"
import { BigDecimal, Effect, Option } from "effect"

import { bank } from "./manifest.ts"
import * as Pages from "./pages.ts"
import type { Session } from "./session.ts"

const brazilian = (day: string) => day.split("-").toReversed().join("/")

const operations: Readonly<Record<string, string>> = {
  "pix-in": "PIX",
  "pix-out": "PIX",
  boleto: "BOLETO",
  transfer: "TED",
  "card-payment": "PAGAMENTO_FATURA",
  salary: "FOLHA_PAGAMENTO",
  debit: "CARTAO",
  fee: "TARIFA",
  investment: "APLICACAO"
}

const cells = (row: Html.Element, at: string) => ({
  text: (name: string) => Html.textOf(row, `[data-field='${name}']`, `${at}/${name}`),
  amount: (name: string) =>
    Effect.flatMap(Html.textOf(row, `[data-field='${name}']`, `${at}/${name}`), (text) =>
      Parse.decimalComma(text, `${at}/${name}`)
    )
})

const common = Effect.fnUntraced(function* (row: Html.Element, at: string) {
  const { text } = cells(row, at)
  const status = Option.getOrElse(Html.attribute(row, "data-status"), () => "")
  if (status !== "posted" && status !== "pending")
    return yield* new Errors.SiteChanged({ at, expected: "a known status" })
  const description = yield* text("description")
  return {
    institutionId: Option.getOrNull(Html.attribute(row, "data-row")),
    date: yield* Parse.dayMonthYear(yield* text("date"), `${at}/date`),
    status: status === "posted" ? ("POSTED" as const) : ("PENDING" as const),
    currencyCode: "BRL",
    description,
    descriptionRaw: description
  }
})

const party = (name: string, document: string) => ({
  name,
  documentNumber:
    document === "" ? null : { type: document.includes("/") ? ("CNPJ" as const) : ("CPF" as const), value: document }
})

const accountRow = Effect.fnUntraced(function* (row: Html.Element) {
  const at = "statement"
  const { amount: amountOf, text } = cells(row, at)
  const amount = yield* amountOf("amount")
  const kind = yield* text("kind")
  const counterpart = yield* text("counterpart")
  const balance = yield* text("balance")
  const incoming = BigDecimal.isPositive(amount)
  const collected: Records.CollectedTransaction = {
    ...(yield* common(row, at)),
    type: incoming ? "CREDIT" : "DEBIT",
    amount,
    balance: balance === "" ? null : yield* Parse.decimalComma(balance, `${at}/balance`),
    providerCode: yield* text("document"),
    operationType: operations[kind] ?? null,
    paymentData:
      counterpart === ""
        ? null
        : {
            [incoming ? "payer" : "receiver"]: party(counterpart, yield* text("counterpart-document")),
            paymentMethod: operations[kind] ?? null
          }
  }
  return collected
})

const cardRow = Effect.fnUntraced(function* (row: Html.Element) {
  const at = "card-statement"
  const { amount: amountOf, text } = cells(row, at)
  const amount = yield* amountOf("amount")
  const [, number, total] = /^(\d+)\/(\d+)$/.exec(yield* text("instalment")) ?? []
  const collected: Records.CollectedTransaction = {
    ...(yield* common(row, at)),
    type: BigDecimal.isPositive(amount) ? "DEBIT" : "CREDIT",
    amount,
    creditCardMetadata:
      number === undefined ? null : { installmentNumber: Number(number), totalInstallments: Number(total) }
  }
  return collected
})

export const transactions = (_session: Session, account: Records.CollectedAccount, window: Connector.Window) => {
  const page = account.type === "BANK" ? "statement" : "card-statement"
  const row = account.type === "BANK" ? accountRow : cardRow
  const range = `from=${brazilian(window.from)}&to=${brazilian(window.to)}`
  const path = account.handle.split("?")[0] ?? account.handle
  return Paging.paginate(1, [{ from: window.from, to: window.to, states: ["POSTED", "PENDING"] }], (number: number) =>
    Effect.gen(function* () {
      const { main } = yield* Pages.behindLogin(`${bank}${path}?${range}&page=${number}`, page)
      yield* Html.one(main, "table#statement", page)
      const records = yield* Effect.forEach(Html.all(main, "table#statement tr[data-row]"), row)
      return { records, next: Option.as(Html.find(main, "a#next-page"), number + 1) }
    })
  )
}
