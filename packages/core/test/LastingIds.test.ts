// Where an institution's ids last, a row with another id is another row. What a kept id says, it says of one step of a row's life alone.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import type { RowState } from "../src/Coverage.ts"
import { complete, type Extra, type Ledger, make, noon, row } from "./Ledger.ts"
import { before, d0, d1, d2 } from "./ScenarioRows.ts"

const steps = {
  "stays scheduled": ["SCHEDULED", "SCHEDULED"],
  "falls due": ["SCHEDULED", "POSTED"],
  "falls due as a hold": ["SCHEDULED", "PENDING"],
  "is posted": ["PENDING", "POSTED"],
  "stays posted": ["POSTED", "POSTED"],
  "stays a hold": ["PENDING", "PENDING"]
} as const
type Step = keyof typeof steps

const names = Object.keys(steps) as ReadonlyArray<Step> // the keys of the table above

interface Shown {
  readonly step: Step
  readonly ids: readonly [string | null, string | null]
  readonly date?: string
  readonly link?: boolean
}

/** A row of the amount, as it is shown before and after its step. `link`: it names the id that it had. */
const shown = (amount: string, { date = d0, ids: [first, second], link = false, step }: Shown) => {
  const at = (status: RowState, id: string | null, extra: Extra = {}) =>
    row(date, amount, "PAO", { status, ...(id === null ? {} : { institutionId: id }), ...extra })
  const [from, to] = steps[step]
  return [at(from, first), at(to, second, link ? { pendingId: first } : {})] as const
}

const asked = (step: Step, [first, second]: Shown["ids"] = ["a", "b"]) => {
  const at = (date: string, status: RowState, institutionId: string | null) =>
    row(date, "-20", "ATM CENTRO", { status, institutionId })
  const [from, to] = steps[step]
  return [at(d0, from, first), at(d1, to, second)] as const
}

/** Whether a row that is shown a day later under another id is another one, in the company of these. */
const isApart = (witnesses: ReadonlyArray<Shown>, step: Step, ids?: Shown["ids"], ledger: Ledger = make()): boolean => {
  const [was, is] = asked(step, ids)
  const company = witnesses.map((witness, index) => shown(`-${index + 1}`, witness))
  ledger.sync(complete([was, ...company.map(([first]) => first)]))
  const { created } = ledger.sync(complete([is, ...company.map(([, second]) => second)]))
  return created.length > 0
}

const kept = (step: Step): Shown => ({ step, ids: ["k", "k"] })

describe("A row that kept its id", () => {
  it.effect.each<readonly [Step, ReadonlyArray<Step>]>([
    ["stays scheduled", ["stays scheduled"]],
    ["falls due", ["falls due", "falls due as a hold"]],
    ["falls due as a hold", ["falls due", "falls due as a hold"]],
    ["is posted", ["is posted"]],
    ["stays posted", ["stays posted", "stays a hold"]],
    ["stays a hold", []]
  ])("while it %s keeps another id apart from one that: %j", ([witness, apart]) =>
    Effect.sync(() => {
      assert.deepStrictEqual(
        names.filter((step) => isApart([kept(witness)], step)),
        apart
      )
    })
  )

  it.effect("says nothing of a row that has no id, before or after", () =>
    Effect.sync(() => {
      for (const step of names) {
        assert.isFalse(isApart([kept(step)], step, [null, "b"]), step)
        assert.isFalse(isApart([kept(step)], step, ["a", null]), step)
      }
    })
  )
})

describe("A row that changed its id", () => {
  it.effect("ends what another one says, whichever of the two comes first", () =>
    Effect.sync(() => {
      for (const step of ["stays scheduled", "falls due", "is posted", "stays posted"] as const) {
        for (const date of [before, d2]) {
          const changed = { step, ids: ["c", "d"], date, link: step !== "stays posted" } as const
          assert.isFalse(isApart([kept(step), changed], step), `${step}, ${date}`)
        }
      }
    })
  )

  it.effect("ends nothing of what is said of another step", () =>
    Effect.sync(() => {
      const changed = { step: "falls due", ids: ["c", "d"], link: true } as const
      assert.isTrue(isApart([kept("stays scheduled"), changed], "stays scheduled"))
      assert.isTrue(isApart([kept("is posted"), changed], "is posted"))
    })
  )
})

describe("A row whose id is not shown at both times", () => {
  it.effect("says nothing of ids, neither that they last nor that they do not", () =>
    Effect.sync(() => {
      for (const step of ["is posted", "stays posted"] as const) {
        assert.isFalse(isApart([{ step, ids: [null, null] }], step), step)
        assert.isTrue(isApart([kept(step), { step, ids: [null, null] }], step), step)
        assert.isTrue(isApart([kept(step), { step, ids: [null, "n"] }], step), step)
        assert.isTrue(isApart([kept(step), { step, ids: ["n", null] }], step), step)
      }
    })
  )
})

describe("A row that is held of an earlier day", () => {
  const bread = (extra: Extra = {}) => row(d0, "-9", "PAO", { institutionId: "k", ...extra })
  const told = { category: "Padaria" }
  const isPostedApart = (...visits: ReadonlyArray<ReadonlyArray<ReturnType<typeof bread>>>): boolean => {
    const ledger = make()
    const last = visits.at(-1) ?? []
    for (const [index, rows] of visits.slice(0, -1).entries()) {
      ledger.sync(complete(rows), { now: noon(`2026-03-1${index}`) })
    }
    const [hold, posted] = asked("is posted")
    ledger.sync(complete([...last, hold]))
    return ledger.sync(complete([...last, posted])).created.length > 0
  }
  const pending = { status: "PENDING" } as const
  const without = { institutionId: null }

  it.effect("says that ids last at posting when it is posted and was changed since, under its id", () =>
    Effect.sync(() => {
      assert.isTrue(isPostedApart([bread()], [bread(told)]))
      assert.isTrue(isPostedApart([bread(pending)], [bread()]))
      assert.isFalse(isPostedApart([bread()], [bread()]), "never changed")
      assert.isFalse(isPostedApart([bread(pending)], [bread({ ...pending, ...told })]), "not posted")
      assert.isFalse(isPostedApart([bread(without)], [bread({ ...without, ...told })]), "without an id")
      assert.isFalse(isPostedApart([bread()], [bread(told)], [], [], []), "removed")
    })
  )

  it.effect("says that they do not last while it lives and once had another", () =>
    Effect.sync(() => {
      const cake = (institutionId: string, extra: Extra = {}) => row(d0, "-7", "BOLO", { institutionId, ...extra })
      const first = [bread(), cake("c", pending)]
      const second = [bread(told), cake("d", { pendingId: "c" })]
      assert.isFalse(isPostedApart(first, second))
      assert.isFalse(isPostedApart([cake("c", pending)], [cake("d", { pendingId: "c" })], [cake("d", told)]))
      assert.isTrue(isPostedApart(first, second, [bread(told)], [bread(told)], [bread(told)]), "it is gone")
    })
  )

  it.effect("is no longer believed once a row of the collection is posted under another id", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([bread()]), { now: noon(d0) })
      const changed = { step: "is posted", ids: ["c", "d"], link: true } as const
      const [was, is] = shown("-7", changed)
      const [hold, posted] = asked("is posted")
      ledger.sync(complete([bread(told), was, hold]))
      assert.strictEqual(ledger.sync(complete([bread(told), is, posted])).created.length, 0)
    })
  )
})
