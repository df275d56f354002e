// When two bills, and two payments of a bill, are one, and when a bill is gone.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Bills from "../src/Bills.ts"
import * as CreditCardBill from "../src/CreditCardBill.ts"
import { decimal } from "../src/Money.ts"
import { accountA, accountB, claim, day, noon, only } from "./Ledger.ts"
import { cut, keeping, uuids, whole } from "./Shelf.ts"

describe("A credit card bill", () => {
  const bills = (accountId = accountA) => {
    const [next, nextPart] = [uuids(), uuids()]
    return keeping<CreditCardBill.CollectedBill, CreditCardBill.Bill>((request) =>
      Bills.merge({
        ...request,
        accountId,
        now: noon("2026-03-20"),
        newId: () => CreditCardBill.BillId.make(next()),
        newPartId: nextPart
      })
    )
  }
  const payment: CreditCardBill.CollectedBillPayment = {
    valueType: "OTHER_PAYMENT",
    paymentDate: day("2026-03-09"),
    paymentMode: "PIX",
    amount: decimal("10.00"),
    currencyCode: "BRL"
  }
  const bill: CreditCardBill.CollectedBill = {
    key: "2026-03",
    dueDate: day("2026-03-10"),
    totalAmount: decimal("100.00"),
    totalAmountCurrencyCode: "BRL",
    payments: [payment]
  }

  it.effect("is updated under its key, and is another one in another month", () =>
    Effect.sync(() => {
      const { live, sync } = bills()
      sync(whole([bill]))
      const next = { ...bill, key: "2026-04", dueDate: day("2026-04-10") }
      const changes = sync(whole([{ ...bill, totalAmount: decimal("120.00") }, next]))
      assert.deepStrictEqual([changes.created.length, changes.updated.length, live().length], [1, 1, 2])
      assert.strictEqual(Bills.idOf(live(), "2026-04"), only(changes.created).id)
      assert.isNull(Bills.idOf(live(), "2026-05"))
    })
  )

  it.effect("under a new key is the one that is due on its day, but not when two are", () =>
    Effect.sync(() => {
      const { live, sync } = bills()
      sync(whole([bill]))
      assert.strictEqual(sync(whole([{ ...bill, key: "x" }])).created.length, 0)
      assert.strictEqual(only(live()).key, "x")
      sync(
        whole([
          { ...bill, key: "x" },
          { ...bill, key: "y" }
        ])
      )
      assert.strictEqual(sync(whole([{ ...bill, key: "z" }])).created.length, 1)
    })
  )

  it.effect("keeps the ids of its payments, of two equal ones as well, and of those that the bank names", () =>
    Effect.sync(() => {
      const { live, sync } = bills()
      sync(whole([{ ...bill, payments: [payment, payment] }]))
      const before = only(live()).payments.map(({ id }) => id)
      assert.strictEqual(new Set(before).size, 2)
      const later = { ...payment, amount: decimal("50.00"), institutionId: "p3" }
      sync(whole([{ ...bill, payments: [later, payment, payment] }]))
      const after = only(live()).payments
      assert.deepStrictEqual(
        after
          .filter(({ institutionId }) => institutionId === undefined)
          .map(({ id }) => id)
          .toSorted(),
        before.toSorted()
      )
      const named = after.find(({ institutionId }) => institutionId === "p3")?.id
      sync(whole([{ ...bill, payments: [{ ...later, amount: decimal("51.00") }, payment, payment] }]))
      assert.strictEqual(only(live()).payments.find(({ institutionId }) => institutionId === "p3")?.id, named)
    })
  )

  it.effect("that says nothing of its payments keeps them, and one without payments loses them", () =>
    Effect.sync(() => {
      const { live, sync } = bills()
      sync(whole([bill]))
      const { payments: _, ...silent } = bill
      assert.strictEqual(sync(whole([silent])).unchanged.length, 1)
      assert.strictEqual(only(live()).payments.length, 1)
      assert.strictEqual(sync(whole([{ ...bill, payments: [] }])).updated.length, 1)
      assert.deepStrictEqual(only(live()).payments, [])
    })
  )

  it.effect("is absent only where its due date is claimed", () =>
    Effect.sync(() => {
      const { live, sync } = bills()
      sync(whole([bill]))
      for (const claims of [[], [claim("2026-03-11", "2026-03-31")]]) {
        sync(whole([], claims))
        sync(whole([], claims))
        sync(cut([]))
      }
      assert.strictEqual(live().length, 1)
      sync(whole([]))
      assert.strictEqual(sync(whole([])).removed.length, 1)
    })
  )

  it.effect("of another card is not looked at", () =>
    Effect.sync(() => {
      const { all } = bills()
      const other = bills(accountB)
      other.sync(whole([bill]))
      const changes = Bills.merge({
        accountId: accountA,
        held: [...all(), ...other.all()],
        collected: whole([]),
        executionId: "2",
        now: noon("2026-03-21"),
        newId: () => CreditCardBill.BillId.make(uuids()()),
        newPartId: uuids()
      })
      assert.deepStrictEqual([changes.touched, changes.unchanged], [[], []])
    })
  )
})
