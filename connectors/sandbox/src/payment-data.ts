// How the money of a row moved: payer, receiver, and the slip where one was paid. One page a row, so only rows whose kind has
// details are asked for, and a row that is gone meanwhile is left out.
import { type Connector, Pages, type Records } from "@tomada/connector-kit"
import { Effect, Option, Stream } from "effect"

import type { Facts } from "./facts.ts"
import type * as View from "./view.ts"

const detailed = new Set(["PIX", "BOLETO", "TED", "PAGAMENTO_FATURA", "FOLHA_PAGAMENTO"])
const rowsPerPage = 20

const participant = Effect.fnUntraced(function* (facts: Facts) {
  const [type, value] = [
    yield* facts.maybe.one("document-type", ["CPF", "CNPJ"]),
    yield* facts.maybe.text("document-number")
  ]
  return {
    name: yield* facts.maybe.text("name"),
    documentNumber: value === null ? null : { type, value },
    branchNumber: yield* facts.maybe.text("branch-number"),
    accountNumber: yield* facts.maybe.text("account-number"),
    routingNumber: yield* facts.maybe.text("routing-number"),
    routingNumberISPB: yield* facts.maybe.text("routing-number-ispb")
  }
})

const boleto = Effect.fnUntraced(function* (facts: Facts) {
  return {
    digitableLine: yield* facts.maybe.text("digitable-line"),
    barcode: yield* facts.maybe.text("barcode"),
    baseAmount: yield* facts.maybe.decimal("base-amount"),
    interestAmount: yield* facts.maybe.decimal("interest-amount"),
    penaltyAmount: yield* facts.maybe.decimal("penalty-amount"),
    discountAmount: yield* facts.maybe.decimal("discount-amount")
  }
})

const details = Effect.fnUntraced(function* (view: View.View) {
  const facts = yield* view.sheet("payment")
  const slip = view.maybeSheet("boleto")
  const paymentData: Records.PaymentData = {
    payer: yield* participant(yield* view.sheet("payer")),
    receiver: yield* participant(yield* view.sheet("receiver")),
    reason: yield* facts.maybe.text("reason"),
    referenceNumber: yield* facts.maybe.text("reference-number"),
    receiverReferenceId: yield* facts.maybe.text("receiver-reference-id"),
    paymentMethod: yield* facts.text("payment-method"),
    boletoMetadata: Option.isNone(slip) ? null : yield* boleto(slip.value)
  }
  return paymentData
})

export const paymentData =
  <S>(door: View.Door<S>) =>
  (
    session: S,
    account: Records.CollectedAccount,
    rows: ReadonlyArray<Connector.IdentifiedRow>
  ): Connector.Rows<"PAYMENT_DATA"> => {
    const asked = account.type === "BANK" ? rows.filter((row) => detailed.has(row.operationType ?? "")) : []
    const of = ({ institutionId }: Connector.IdentifiedRow) =>
      Effect.gen(function* () {
        const view = yield* door(session, `${account.handle}/payments/${encodeURIComponent(institutionId)}`, "payment")
        return Option.isNone(view) ? [] : [{ institutionId, paymentData: yield* details(view.value) }]
      })
    return Stream.fromIterable(asked).pipe(
      Stream.grouped(rowsPerPage),
      Stream.mapEffect((part) => Effect.map(Effect.forEach(part, of), (found) => Pages.page(found.flat())))
    )
  }
