// How the money of one row moved: who paid whom, by Pix, slip or transfer. A slip's barcode and typed line are right by the check digits of the
// Brazilian standard, so that whoever verifies them finds nothing wrong.
import type * as Ledger from "./Ledger.ts"
import type { Centavos } from "./Money.ts"
import * as Prng from "./Prng.ts"
import { money, type Sheet, text, type Value } from "./Sheet.ts"

export interface Payment {
  readonly method: string
  readonly listed: Sheet
  readonly payer: Sheet
  readonly receiver: Sheet
  readonly boleto: Sheet | undefined
}

const methods: Readonly<Record<string, string>> = {
  "pix-in": "PIX",
  "pix-out": "PIX",
  boleto: "BOLETO",
  "card-payment": "BOLETO",
  transfer: "TED",
  salary: "TED"
}

/** Whether a row says more than its line: money that went from one party to another. */
export const moves = (row: Ledger.Row): boolean => row.kind in methods

const digits = (seed: string, length: number): string => {
  let all = ""
  for (let part = 0; all.length < length; part++)
    all += String(Prng.hash(`${seed}|${part}`))
      .padStart(10, "0")
      .slice(-8)
  return all.slice(0, length)
}

/** The check digit of a field of the typed line: weights 2 and 1 from the right, the digits of each product added. */
const modulo10 = (field: string): string => {
  const sum = [...field].toReversed().reduce((total, digit, index) => {
    const product = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (product > 9 ? product - 9 : product)
  }, 0)
  return String((10 - (sum % 10)) % 10)
}

/** The check digit of the barcode: weights 2 to 9 from the right; 0, 10 and 11 become 1. */
const modulo11 = (code: string): string => {
  const sum = [...code].toReversed().reduce((total, digit, index) => total + Number(digit) * (2 + (index % 8)), 0)
  const rest = 11 - (sum % 11)
  return rest === 0 || rest >= 10 ? "1" : String(rest)
}

/** The 44 digits of a slip's barcode and the 47 that a person types. */
export const slip = (seed: string, amount: Centavos): { readonly barcode: string; readonly line: string } => {
  const free = digits(`${seed}|free`, 25)
  const tail = `${1000 + (Prng.hash(`${seed}|due`) % 9000)}${String(amount).padStart(10, "0")}`
  const check = modulo11(`9999${tail}${free}`)
  const fields = [`9999${free.slice(0, 5)}`, free.slice(5, 15), free.slice(15)]
  return {
    barcode: `9999${check}${tail}${free}`,
    line: `${fields.map((field) => field + modulo10(field)).join("")}${check}${tail}`
  }
}

const document = (value: string): Record<string, Value | undefined> =>
  value === ""
    ? { "document-type": undefined, "document-number": undefined }
    : { "document-type": text(value.includes("/") ? "CNPJ" : "CPF"), "document-number": text(value) }

const stranger = (seed: string, row: Ledger.Row): Sheet => ({
  name: text(row.counterpart === "" ? "BANCO TOMADA SA" : row.counterpart),
  ...document(row.counterpart === "" ? "11.444.777/0001-61" : row.counterpartDocument),
  "branch-number": text(digits(`${seed}|branch`, 4)),
  "account-number": text(`${digits(`${seed}|account`, 6)}-${digits(`${seed}|check`, 1)}`),
  "routing-number": text("341"),
  "routing-number-ispb": text("60701190")
})

const holder = (account: Ledger.Account): Sheet => ({
  name: text("JOHN DOE"),
  ...document("123.456.789-09"),
  "branch-number": text(account.number.slice(0, 4)),
  "account-number": text(account.number.slice(5)),
  "routing-number": text("999"),
  "routing-number-ispb": text("99999999")
})

const charged = (seed: string, paid: Centavos): Sheet => {
  const { barcode, line } = slip(seed, paid)
  const chance = Prng.hash(`${seed}|late`) % 4
  const penalty = chance === 0 ? Math.floor(paid / 51) : 0
  const interest = chance === 0 ? Math.floor(paid / 300) : 0
  const discount = chance === 1 ? Math.floor(paid / 20) : 0
  return {
    "digitable-line": text(line),
    barcode: text(barcode),
    "base-amount": money(paid - penalty - interest + discount),
    "interest-amount": money(interest),
    "penalty-amount": money(penalty),
    "discount-amount": money(discount)
  }
}

/** How a row's money moved; undefined for a row that says no more than its line. */
export const of = (seed: string, account: Ledger.Account, truth: Ledger.Truth): Payment | undefined => {
  const { row, truthId } = truth
  const method = methods[row.kind]
  if (method === undefined) return undefined
  const key = `${seed}|${truthId}`
  const other = stranger(key, row)
  const own = holder(account)
  const code = digits(`${key}|e2e`, 19)
  return {
    method,
    listed: {
      id: text(row.id),
      description: text(row.description),
      amount: money(row.amount),
      "payment-method": text(method),
      "reference-number":
        method === "PIX"
          ? text(`E99999999${row.date.replaceAll("-", "")}${code}`.slice(0, 32))
          : text(code.slice(0, 10)),
      "receiver-reference-id": method === "PIX" ? text(code) : undefined,
      reason: method === "TED" ? text("Crédito em conta corrente") : undefined
    },
    payer: row.amount > 0 ? other : own,
    receiver: row.amount > 0 ? own : other,
    boleto: method === "BOLETO" ? charged(key, Math.abs(row.amount)) : undefined
  }
}
