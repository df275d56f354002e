// What an execution says when some of it went wrong, and what stays as it was.
import { assert, describe, it } from "@effect/vitest"
import { Errors, Pages, Records } from "@tomada/connector-kit"
import { AccountStore, TransactionStore } from "@tomada/store"
import { Effect, Stream } from "effect"
import { TestClock } from "effect/testing"

import * as Bank from "./Bank.ts"
import { create, ended, inWorld, start, steps, update, World } from "./World.ts"

const down = new Errors.InstitutionDown({ how: "server-error" })

const proven = Effect.fnUntraced(function* (itemId: Parameters<AccountStore.AccountStore["Service"]["ofItem"]>[0]) {
  const accounts = yield* AccountStore.AccountStore
  const held = yield* accounts.ofItem(itemId)
  return yield* Effect.forEach(held, (account) =>
    Effect.map(accounts.proven(account.id, "TRANSACTIONS"), (of) => [account.number, of] as const)
  )
})

const live = Effect.fnUntraced(function* (itemId: Parameters<AccountStore.AccountStore["Service"]["ofItem"]>[0]) {
  const accounts = yield* (yield* AccountStore.AccountStore).ofItem(itemId)
  const transactions = yield* TransactionStore.TransactionStore
  const pages = yield* Effect.forEach(accounts, ({ id }) =>
    transactions.page({ accountId: id }, { number: 1, size: 100 })
  )
  return pages.flatMap(({ rows }) => rows.map(({ institutionId }) => institutionId)).toSorted()
})

describe("the outcome of a run", () => {
  it.effect("is a partial success when a product failed, and tells which", () =>
    inWorld(
      { ana: { identity: Stream.fail(down) } },
      Effect.gen(function* () {
        const item = yield* ended((yield* create("ana")).id)
        assert.strictEqual(item.executionStatus, "PARTIAL_SUCCESS")
        assert.isNull(item.error)
        const updated = { isUpdated: true, lastUpdatedAt: item.lastUpdatedAt, warnings: [] }
        assert.deepStrictEqual(item.statusDetail, {
          ACCOUNTS: updated,
          CREDIT_CARDS: updated,
          TRANSACTIONS: updated,
          IDENTITY: {
            isUpdated: false,
            lastUpdatedAt: null,
            warnings: [{ code: "001", message: "The institution answered with an error.", providerMessage: null }]
          }
        })
      })
    )
  )

  it.effect("remembers when a product that fails now was last collected", () => {
    let fails = false
    return inWorld(
      { ana: { identity: Stream.suspend(() => (fails ? Stream.fail(down) : Stream.make(Pages.page([{}])))) } },
      Effect.gen(function* () {
        const first = yield* ended((yield* create("ana")).id)
        assert.strictEqual(first.executionStatus, "SUCCESS")
        fails = true
        yield* TestClock.adjust("10 minutes")
        for (const _ of [1, 2]) {
          yield* update(first.id)
          const item = yield* ended(first.id)
          assert.strictEqual(item.executionStatus, "PARTIAL_SUCCESS")
          assert.deepStrictEqual(item.statusDetail?.IDENTITY?.lastUpdatedAt, first.lastUpdatedAt)
        }
      })
    )
  })

  it.effect("is a success with warnings when the institution warned", () =>
    inWorld(
      {
        ana: {
          identity: Stream.make(Pages.page([{}], [], [{ code: "007", message: "few", providerMessage: "poucos" }]))
        }
      },
      Effect.gen(function* () {
        const item = yield* ended((yield* create("ana")).id)
        assert.strictEqual(item.executionStatus, "SUCCESS")
        assert.deepStrictEqual(item.statusDetail?.IDENTITY?.warnings, [
          { code: "007", message: "few", providerMessage: "poucos" }
        ])
      })
    )
  )

  it.effect("is the first error when no product could be collected", () =>
    inWorld(
      {
        ana: {
          accounts: Stream.fail(new Errors.InstitutionDown({ how: "maintenance" })),
          cards: Stream.fail(down),
          identity: Stream.fail(down)
        }
      },
      Effect.gen(function* () {
        const item = yield* ended((yield* create("ana")).id)
        assert.strictEqual(item.executionStatus, "SITE_NOT_AVAILABLE")
        assert.isNull(item.lastUpdatedAt)
        assert.notInclude(yield* steps(item), "MERGING", "there is nothing to merge")
        assert.deepStrictEqual(yield* proven(item.id), [])
      })
    )
  )

  it.effect("keeps what came before a failure, and takes it for no proof", () =>
    inWorld(
      {
        ana: {
          cards: Stream.empty,
          transactions: (_, window) =>
            Stream.concat(Bank.closing(window, [Bank.row("a", window.today)]), Stream.fail(down))
        }
      },
      Effect.gen(function* () {
        const item = yield* ended((yield* create("ana")).id)
        assert.strictEqual(item.executionStatus, "PARTIAL_SUCCESS")
        assert.isFalse(item.statusDetail?.TRANSACTIONS?.isUpdated)
        assert.deepStrictEqual(yield* live(item.id), ["a"])
        assert.deepStrictEqual(yield* proven(item.id), [
          ["1", { intervals: [], collectedAt: null, deepRescanAt: null }]
        ])
      })
    )
  )

  it.effect("moves the watermark of an account that was read and not that of one that was not", () => {
    let fails = false
    return inWorld(
      {
        ana: {
          accounts: Stream.make(Pages.page([Bank.account("1"), Bank.account("2")])),
          cards: Stream.empty,
          transactions: (account, window) =>
            fails && account.key === "2"
              ? Stream.fail(down)
              : Bank.closing(window, [Bank.row(`${account.key}-a`, window.today)])
        }
      },
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana")).id)
        const before = new Map(yield* proven(id))
        assert.strictEqual(
          before.get("2")?.collectedAt?.epochMilliseconds,
          before.get("1")?.collectedAt?.epochMilliseconds
        )
        fails = true
        yield* TestClock.adjust("2 hours")
        yield* update(id)
        assert.strictEqual((yield* ended(id)).executionStatus, "PARTIAL_SUCCESS")
        const after = new Map(yield* proven(id))
        assert.deepStrictEqual(after.get("2"), before.get("2"))
        assert.isAbove(after.get("1")?.collectedAt?.epochMilliseconds ?? 0, start.epochMilliseconds + 7_000_000)
        assert.deepStrictEqual(yield* live(id), ["1-a", "2-a"], "what was not read is not gone")
      })
    )
  })

  it.effect("reads further back once, where a row may have come from before the window, and holds it once", () => {
    const windows: Array<string> = []
    let moved = false
    return inWorld(
      {
        ana: {
          cards: Stream.empty,
          transactions: (_, window) => {
            const ago = (day: Records.CivilDate) => Records.daysBetween(day, window.today)
            windows.push(`${ago(window.from)} to ${ago(window.to)}`)
            const day = Records.addDays(window.today, moved ? -3 : -6)
            const shown = day >= window.from && day <= window.to
            return Bank.closing(window, shown ? [Bank.row(moved ? "b" : "a", day, { description: "MERCADO" })] : [])
          }
        }
      },
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana")).id)
        assert.deepStrictEqual(yield* live(id), ["a"])
        moved = true
        windows.length = 0
        yield* update(id)
        yield* ended(id)
        assert.deepStrictEqual(windows, ["4 to 0", "6 to 5"])
        assert.deepStrictEqual(yield* live(id), ["b"])
      })
    )
  })

  it.effect("moves no watermark when one of several windows was not read", () => {
    const windows: Array<string> = []
    let fails = false
    return inWorld(
      {
        ana: {
          cards: Stream.empty,
          transactions: (_, window) => {
            windows.push(`${window.from}..${window.to}`)
            const old = Records.addDays(window.today, -20)
            const pending = Bank.row("p", old, { status: "PENDING" })
            if (window.from > old) return fails ? Stream.fail(down) : Bank.closing(window, [])
            return Bank.closing(window, [pending])
          }
        }
      },
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana")).id)
        const before = yield* proven(id)
        fails = true
        yield* TestClock.adjust("10 minutes")
        yield* update(id)
        assert.strictEqual((yield* ended(id)).executionStatus, "PARTIAL_SUCCESS")
        assert.deepStrictEqual(windows.slice(1), ["2026-08-12..2026-08-12", "2026-08-28..2026-09-01"])
        assert.deepStrictEqual(yield* proven(id), before)
        assert.deepStrictEqual(yield* live(id), ["p"])
      })
    )
  })

  it.effect("removes nothing that a stream which failed did not show", () => {
    let fails = false
    return inWorld(
      {
        ana: {
          cards: Stream.empty,
          transactions: (_, window) =>
            fails
              ? Stream.concat(Bank.closing(window, []), Stream.fail(down))
              : Bank.closing(window, [Bank.row("p", window.today, { status: "PENDING" })])
        }
      },
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana")).id)
        fails = true
        yield* update(id)
        yield* ended(id)
        assert.deepStrictEqual(yield* live(id), ["p"])
      })
    )
  })

  it.effect("reads 365 days at first and four days of overlap afterwards", () => {
    const windows: Array<string> = []
    return inWorld(
      {
        ana: {
          cards: Stream.empty,
          transactions: (_, window) => {
            windows.push(`${window.from}..${window.to}`)
            return Bank.closing(window, [])
          }
        }
      },
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana")).id)
        yield* TestClock.adjust("2 hours")
        yield* update(id)
        yield* ended(id)
        assert.deepStrictEqual(windows, ["2025-09-01..2026-09-01", "2026-08-28..2026-09-02"])
      })
    )
  })

  it.effect("is MERGE_ERROR, with everything as before, when what was collected cannot be stored", () => {
    let spoiled = false
    return inWorld(
      {
        ana: {
          cards: Stream.empty,
          accounts: Stream.suspend(() =>
            Stream.make(Pages.page([Bank.account("1", { name: spoiled ? "Other" : "Checking" })]))
          ),
          transactions: (_, window) => Bank.closing(window, spoiled ? [Bank.row("b", window.today)] : [])
        }
      },
      Effect.gen(function* () {
        const first = yield* ended((yield* create("ana")).id)
        const before = yield* proven(first.id)
        spoiled = true
        const world = yield* World
        world.store.before = (method) => (method === "commit" ? Effect.die(new Error("disk full")) : Effect.void)
        yield* TestClock.adjust("10 minutes")
        yield* update(first.id)
        const item = yield* ended(first.id)
        assert.strictEqual(item.executionStatus, "MERGE_ERROR")
        assert.deepStrictEqual(item.lastUpdatedAt, first.lastUpdatedAt)
        assert.deepStrictEqual(yield* proven(first.id), before)
        const [account] = yield* (yield* AccountStore.AccountStore).ofItem(first.id)
        assert.strictEqual(account?.name, "Checking")
        assert.deepStrictEqual(yield* live(first.id), [])
      })
    )
  })

  it.effect("of an account that is listed no more leaves it as it was", () => {
    let listed = true
    return inWorld(
      {
        ana: {
          cards: Stream.empty,
          accounts: Stream.suspend(() => Stream.make(Pages.page(listed ? [Bank.account("1")] : [])))
        }
      },
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana")).id)
        listed = false
        yield* update(id)
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
        assert.deepStrictEqual(yield* live(id), ["1-1"])
        assert.strictEqual((yield* proven(id)).length, 1)
      })
    )
  })
})
