// The rules of loans, statement documents and identities: what makes two records one, and when one is gone.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as AccountStatement from "../src/AccountStatement.ts"
import * as AccountStatements from "../src/AccountStatements.ts"
import type { Collected } from "../src/Coverage.ts"
import * as Identities from "../src/Identities.ts"
import { type CollectedIdentity, IdentityId } from "../src/Identity.ts"
import * as Loan from "../src/Loan.ts"
import * as Loans from "../src/Loans.ts"
import { decimal } from "../src/Money.ts"
import { accountA, claim, day, noon, only } from "./Ledger.ts"
import { cut, keeping, uuids, whole } from "./Shelf.ts"

describe("A loan", () => {
  const loans = () => {
    const next = uuids()
    return keeping<Loan.CollectedLoan, Loan.Loan>((request) =>
      Loans.merge({ ...request, itemId: "item", now: noon("2026-03-20"), newId: () => Loan.LoanId.make(next()) })
    )
  }
  const loan: Loan.CollectedLoan = {
    key: "loan-1",
    contractNumber: "777",
    ipocCode: "ipoc-1",
    productName: "Crédito pessoal",
    kind: "LOAN",
    date: day("2026-03-20"),
    currencyCode: "BRL",
    payments: { contractOutstandingBalance: decimal("500") }
  }

  it.effect("is updated under its key as it is paid", () =>
    Effect.sync(() => {
      const { live, sync } = loans()
      sync(whole([loan]))
      const paid = { ...loan, payments: { contractOutstandingBalance: decimal("400") } }
      assert.strictEqual(sync(whole([paid])).updated.length, 1)
      assert.deepStrictEqual(only(live()).payments, paid.payments)
    })
  )

  it.effect("under a new key is the held one of its number at the central bank, else at the institution", () =>
    Effect.sync(() => {
      const { live, sync } = loans()
      sync(whole([loan]))
      assert.strictEqual(sync(whole([{ ...loan, key: "b", contractNumber: "0777" }])).created.length, 0)
      const { ipocCode: _, ...unlisted } = loan
      assert.strictEqual(sync(whole([{ ...unlisted, key: "c", contractNumber: "0777" }])).created.length, 0)
      assert.strictEqual(only(live()).key, "c")
      const other = { ...unlisted, key: "d", contractNumber: "0777", kind: "FINANCING" } as const
      assert.strictEqual(sync(whole([other])).created.length, 1)
    })
  )

  it.effect("goes when two complete lists in a row do not show it", () =>
    Effect.sync(() => {
      const { sync } = loans()
      sync(whole([loan]))
      assert.strictEqual(sync(cut([])).unchanged.length, 1)
      assert.strictEqual(sync(whole([])).touched.length, 1)
      assert.strictEqual(sync(whole([])).removed.length, 1)
    })
  )
})

describe("A statement document", () => {
  const statements = () => {
    const next = uuids()
    return keeping<AccountStatement.CollectedAccountStatement, AccountStatement.AccountStatement>((request) =>
      AccountStatements.merge({
        ...request,
        accountId: accountA,
        now: noon("2026-03-20"),
        newId: () => AccountStatement.AccountStatementId.make(next())
      })
    )
  }
  const statement = { key: "s1", handle: "h1", monthYear: "03-2026" }

  it.effect("may be fetched otherwise tomorrow and is the same", () =>
    Effect.sync(() => {
      const { live, sync } = statements()
      sync(whole([statement]))
      assert.strictEqual(sync(whole([{ ...statement, handle: "h2" }])).touched.length, 1)
      assert.strictEqual(sync(whole([{ ...statement, key: "s2" }])).created.length, 0)
      assert.deepStrictEqual([only(live()).key, only(live()).handle], ["s2", "h1"])
    })
  )

  it.effect("is one of two when the month has two", () =>
    Effect.sync(() => {
      const { live, sync } = statements()
      sync(whole([statement, { ...statement, key: "s2" }]))
      assert.strictEqual(live().length, 2)
    })
  )

  it.effect("is absent only where every day of its month is claimed", () =>
    Effect.sync(() => {
      const { sync } = statements()
      sync(whole([statement]))
      assert.strictEqual(sync(whole([], [claim("2026-03-02", "2026-03-31")])).unchanged.length, 1)
      assert.strictEqual(sync(whole([])).touched.length, 1)
      assert.strictEqual(sync(whole([])).removed.length, 1)
    })
  )

  it.effect("knows the days of its month, in leap years too", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(AccountStatements.daysOf({ monthYear: "02-2024" }), {
        from: day("2024-02-01"),
        to: day("2024-02-29")
      })
      assert.strictEqual(AccountStatements.daysOf({ monthYear: "12-2026" }).to, day("2026-12-31"))
    })
  )
})

describe("An identity", () => {
  const newId = () => IdentityId.make("00000000-0000-4000-8000-00000000000d")
  const ana: CollectedIdentity = { fullName: "Ana", emails: [{ value: "ana@example.com" }] }
  const merge = (
    held: Identities.ResolvedIdentity | null,
    collected: Pick<Collected<CollectedIdentity>, "records" | "complete">,
    date = "2026-03-20"
  ) => Identities.merge({ itemId: "item", held: held?.identity ?? null, collected, now: noon(date), newId })

  it.effect("is created, unchanged while it says the same, and replaced whole", () =>
    Effect.sync(() => {
      const first = merge(null, whole([ana]))
      assert.strictEqual(first?.change, "created")
      assert.deepStrictEqual(merge(first, whole([{ ...ana, jobTitle: null }]), "2026-03-21"), {
        identity: first?.identity,
        change: "unchanged"
      })
      const next = merge(first, whole([{ fullName: "Ana Maria" }]), "2026-03-21")
      assert.deepStrictEqual(
        [next?.change, next?.identity.emails, next?.identity.id, next?.identity.createdAt, next?.identity.updatedAt],
        ["updated", undefined, first?.identity.id, noon("2026-03-20"), noon("2026-03-21")]
      )
    })
  )

  it.effect("in parts is one, whatever their order", () =>
    Effect.sync(() => {
      const parts = [ana, { fullName: "ANA", birthDate: day("1990-01-01"), document: "1" }]
      const one = merge(null, whole(parts))
      assert.deepStrictEqual(one, merge(null, whole(parts.toReversed())))
      assert.deepStrictEqual([one?.identity.fullName, one?.identity.emails?.length], ["ANA", 1])
    })
  )

  it.effect("is left as it is by a stream that failed or showed nobody", () =>
    Effect.sync(() => {
      const held = merge(null, whole([ana]))
      for (const collected of [cut([{ fullName: "B" }]), whole([])]) {
        assert.deepStrictEqual(merge(held, collected), { identity: held?.identity, change: "unchanged" })
        assert.isNull(merge(null, collected))
      }
    })
  )
})
