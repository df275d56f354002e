// What the README of a library would show: which days a first sync reads, and what a merge makes of two equal coffees. `pnpm prove:packages`
// compiles and runs it beside the packed packages, where nothing of this repository is.
import { Account, Coverage, PlannedReads, Product, Transaction, Transactions } from "@tomada/core"
import { DateTime, Result, Schema } from "effect"

const now = DateTime.makeUnsafe("2026-03-20T12:00:00Z")
const policy = Product.defaultPolicy
const zone = "America/Sao_Paulo"
const { windows } = PlannedReads.plan({ policy, zone, now, proven: Coverage.none, unsettled: [] })
const row = { date: "2026-03-19", status: "POSTED", type: "DEBIT", currencyCode: "BRL", description: "COFFEE" }
const coffee = Schema.decodeUnknownSync(Transaction.CollectedTransaction)({ ...row, amount: "-4.50" })
const coverage = windows.map(({ from, to }) => ({ from, to, states: ["PENDING", "POSTED"] as const }))
const merged = Transactions.merge({
  accountId: Account.AccountId.make("5d0e9c0a-8a4e-4d0c-9f5e-2f4a9b1c7d01"),
  held: [],
  collected: { records: [coffee, coffee], coverage, complete: true },
  policy,
  executionId: "first",
  now,
  newId: () => Transaction.TransactionId.make(crypto.randomUUID())
})
console.log(JSON.stringify({ windows, created: Result.getOrThrow(merged).created.length }))
