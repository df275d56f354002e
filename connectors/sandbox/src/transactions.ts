// The statement of an account or card, page by page. The bank lists every posted and pending row of the days asked for,
// so a list read to its end closes those days for both; where the bank shows the latest rows only, the days after the oldest.
import { type Connector, Errors, Paging, type Records } from "@tomada/connector-kit"
import { BigDecimal, Effect } from "effect"

import type { Facts } from "./facts.ts"
import * as View from "./view.ts"

export const brazilian = (day: string) => day.split("-").toReversed().join("/")

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

const common = Effect.fnUntraced(function* (row: Facts, at: string) {
  const status = row.mark("status")
  if (status !== "posted" && status !== "pending")
    return yield* new Errors.SiteChanged({ at, expected: "a known status" })
  if (row.id === "") return yield* new Errors.SiteChanged({ at, expected: "an id" })
  const description = yield* row.text("description")
  return {
    institutionId: row.id,
    date: yield* row.day("date"),
    status: status === "posted" ? ("POSTED" as const) : ("PENDING" as const),
    currencyCode: "BRL",
    description,
    descriptionRaw: description
  }
})

const party = (name: string, document: string | null) => ({
  name,
  documentNumber:
    document === null ? null : { type: document.includes("/") ? ("CNPJ" as const) : ("CPF" as const), value: document }
})

/** A row of an account. */
export const accountRow = Effect.fnUntraced(function* (row: Facts) {
  const amount = yield* row.decimal("amount")
  const kind = yield* row.text("kind")
  const counterpart = yield* row.maybe.text("counterpart")
  const document = yield* row.maybe.text("counterpart-document")
  const incoming = BigDecimal.isPositive(amount)
  const collected: Records.CollectedTransaction = {
    ...(yield* common(row, "statement")),
    type: incoming ? "CREDIT" : "DEBIT",
    amount,
    balance: yield* row.maybe.decimal("balance"),
    providerCode: row.id,
    operationType: operations[kind] ?? null,
    paymentData:
      counterpart === null
        ? null
        : {
            [incoming ? "payer" : "receiver"]: party(counterpart, document),
            paymentMethod: operations[kind] ?? null
          }
  }
  return collected
})

const instalment = (text: string | null) => {
  const [, number, total] = /^(\d+)\/(\d+)$/.exec(text ?? "") ?? []
  return number === undefined ? {} : { installmentNumber: Number(number), totalInstallments: Number(total) }
}

/** A row of a card: on a bill that is closed, or on one to come. */
export const cardRow = Effect.fnUntraced(function* (row: Facts) {
  const amount = yield* row.decimal("amount")
  const [billId, billForecastDate] = [row.mark("bill"), row.mark("bill-forecast")]
  const collected: Records.CollectedTransaction = {
    ...(yield* common(row, "card-statement")),
    type: BigDecimal.isPositive(amount) ? "DEBIT" : "CREDIT",
    amount,
    creditCardMetadata: {
      ...instalment(yield* row.maybe.text("instalment")),
      ...(billId === null ? {} : { billId }),
      ...(billForecastDate === null ? {} : { billForecastDate })
    }
  }
  return collected
})

const states = ["POSTED", "PENDING"] as const

export const transactions =
  <S>(door: View.Door<S>) =>
  (session: S, account: Records.CollectedAccount, window: Connector.Window): Connector.Rows<"TRANSACTIONS"> => {
    const isBank = account.type === "BANK"
    const [name, path] = isBank ? ["statement", `${account.handle}/statement`] : ["card-statement", account.handle]
    const range = `from=${brazilian(window.from)}&to=${brazilian(window.to)}`
    const read = Effect.fnUntraced(function* (number: number) {
      const view = yield* View.read(door, session, `${path}?${range}&page=${number}`, name)
      const records = yield* Effect.forEach(yield* view.rows("statement"), isBank ? accountRow : cardRow)
      return View.paged(view, records, number)
    })
    return Paging.ofDays(
      { at: name, first: 1, read },
      { window, states, dayOf: ({ date }) => date, asked: "days", keeps: "newest" }
    )
  }
