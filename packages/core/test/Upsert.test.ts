// The one mechanism by which every product but transactions changes what is held, in random collections of a small shelf.
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"

import { decimal } from "../src/Money.ts"
import * as Upsert from "../src/Upsert.ts"
import * as Bank from "./Bank.ts"
import { noon, only } from "./Ledger.ts"

interface Book {
  readonly key: string
  readonly title?: string | null
  readonly isbn?: string | null
  readonly shelf?: string
}
type HeldBook = Upsert.Held<Book>

const rule = (newId: () => string, complete = true): Upsert.Rule<Book, HeldBook> => ({
  identifiers: [
    { kind: "key", of: ({ key }) => [key] },
    { kind: "sole", of: ({ isbn }) => (isbn == null ? [] : [isbn]) }
  ],
  make: (record, life) => ({ ...record, id: newId(), ...life }),
  silent: ["key", "shelf"],
  isProven: () => complete,
  absences: 2
})

const supply = (from = 0) => {
  let ids = from
  return () => `book-${ids++}`
}

const library = () => {
  const held = new Map<string, HeldBook>()
  const newId = supply()
  const read = (records: ReadonlyArray<Book>, executionId: string, complete = true, date = "2026-03-20") => {
    const changes = Upsert.merge({
      held: [...held.values()],
      records,
      complete,
      rule: rule(newId, complete),
      executionId,
      now: noon(date)
    })
    for (const kind of ["created", "updated", "removed", "revived", "touched"] as const) {
      for (const book of changes[kind]) held.set(book.id, book)
    }
    return changes
  }
  const live = () => [...held.values()].filter(({ state }) => state === "live")
  return { held, live, read }
}

const sizes = (changes: Upsert.Changes<HeldBook>) => ({
  created: changes.created.length,
  updated: changes.updated.length,
  removed: changes.removed.length,
  revived: changes.revived.length,
  touched: changes.touched.length,
  unchanged: changes.unchanged.length,
  repeated: changes.repeated
})
const nothing = { created: 0, updated: 0, removed: 0, revived: 0, touched: 0, unchanged: 0, repeated: 0 }

const a: Book = { key: "a", title: "A" }
const b: Book = { key: "b", title: "B" }

describe("A collected record", () => {
  it.effect("is created once, and unchanged while it says the same", () =>
    Effect.sync(() => {
      const { read } = library()
      assert.deepStrictEqual(sizes(read([a, b], "1")), { ...nothing, created: 2 })
      assert.deepStrictEqual(sizes(read([{ ...b, isbn: null }, a], "2")), { ...nothing, unchanged: 2 })
    })
  )

  it.effect("updates what it says and erases nothing by silence", () =>
    Effect.sync(() => {
      const { live, read } = library()
      read([{ ...a, isbn: "1" }], "1")
      const changes = read([{ key: "a", title: "A2" }], "2", true, "2026-03-21")
      assert.deepStrictEqual(sizes(changes), { ...nothing, updated: 1 })
      const book = only(live())
      assert.deepStrictEqual(
        [book.title, book.isbn, book.createdAt, book.updatedAt],
        ["A2", "1", noon("2026-03-20"), noon("2026-03-21")]
      )
    })
  )

  it.effect("that changed in a silent field alone is stored and not reported", () =>
    Effect.sync(() => {
      const { live, read } = library()
      read([{ ...a, shelf: "x" }], "1")
      assert.deepStrictEqual(sizes(read([{ ...a, shelf: "y" }], "2", true, "2026-03-21")), { ...nothing, touched: 1 })
      assert.deepStrictEqual([only(live()).shelf, only(live()).updatedAt], ["y", noon("2026-03-20")])
    })
  )

  it.effect("that the institution repeats is one, the fullest with its gaps filled", () =>
    Effect.sync(() => {
      const { live, read } = library()
      const changes = read([{ key: "a", isbn: "1" }, a, a], "1")
      assert.deepStrictEqual(sizes(changes), { ...nothing, created: 1, repeated: 2 })
      assert.deepStrictEqual([only(live()).title, only(live()).isbn], ["A", "1"])
    })
  )

  it.effect("under a new key is the held one of its own mark, in a complete collection and without a rival", () =>
    Effect.sync(() => {
      const { live, read } = library()
      read([{ ...a, isbn: "1" }], "1")
      const [before] = live()
      assert.deepStrictEqual(sizes(read([{ ...a, key: "z", isbn: "1" }], "2")), { ...nothing, touched: 1 })
      assert.deepStrictEqual([only(live()).id, only(live()).key], [before?.id, "z"])
      assert.strictEqual(read([{ ...a, key: "y", isbn: "1" }], "3", false).created.length, 1)
      const twins = library()
      twins.read(
        [
          { ...a, isbn: "1" },
          { ...b, isbn: "1" }
        ],
        "1"
      )
      assert.strictEqual(twins.read([{ ...a, key: "z", isbn: "1" }], "2").created.length, 1)
    })
  )
})

describe("A held record", () => {
  it.effect("is removed at its second proven absence in another execution, and never at its first", () =>
    Effect.sync(() => {
      const { read } = library()
      read([a, b], "1")
      assert.deepStrictEqual(sizes(read([b], "2")), { ...nothing, touched: 1, unchanged: 1 })
      assert.deepStrictEqual(sizes(read([b], "2")), { ...nothing, unchanged: 2 })
      assert.deepStrictEqual(sizes(read([b], "3")), { ...nothing, removed: 1, unchanged: 1 })
      assert.deepStrictEqual(sizes(read([b], "4")), { ...nothing, unchanged: 2 })
    })
  )

  it.effect("is not absent where the collection proves nothing", () =>
    Effect.sync(() => {
      const { read } = library()
      read([a], "1")
      for (const execution of ["2", "3", "4"]) {
        assert.deepStrictEqual(sizes(read([], execution, false)), { ...nothing, unchanged: 1 })
      }
    })
  )

  it.effect("whose rule says so is never removed", () =>
    Effect.sync(() => {
      const life = {
        state: "live",
        absences: 7,
        absentIn: "1",
        createdAt: noon("2026-03-01"),
        updatedAt: noon("2026-03-01")
      } as const
      const changes = Upsert.merge({
        held: [{ ...a, id: "book-9", ...life }],
        records: [],
        complete: true,
        rule: { ...rule(supply()), absences: null },
        executionId: "2",
        now: noon("2026-03-20")
      })
      assert.deepStrictEqual([sizes(changes), only(changes.touched).absences], [{ ...nothing, touched: 1 }, 8])
    })
  )

  it.effect("that is seen again starts anew", () =>
    Effect.sync(() => {
      const { live, read } = library()
      read([a], "1")
      read([], "2")
      assert.deepStrictEqual(sizes(read([a], "3")), { ...nothing, touched: 1 })
      read([], "4")
      assert.strictEqual(only(live()).absences, 1)
    })
  )

  it.effect("that was removed comes back under its id", () =>
    Effect.sync(() => {
      const { held, live, read } = library()
      read([a], "1")
      read([], "2")
      read([], "3")
      assert.deepStrictEqual(live(), [])
      assert.deepStrictEqual(sizes(read([a], "4")), { ...nothing, revived: 1 })
      assert.deepStrictEqual([only(live()).id, held.size, only(live()).absences], ["book-0", 1, 0])
    })
  )
})

describe("Two records that say the same", () => {
  it.effect("have one canonical text", () =>
    Effect.sync(() => {
      assert.strictEqual(
        Upsert.canonical({ a: decimal("1.0"), b: null, c: ["x", 1] }),
        Upsert.canonical({ c: ["x", 1], a: decimal("1.00") })
      )
      assert.notStrictEqual(Upsert.canonical({ a: "1" }), Upsert.canonical({ a: 1 }))
      assert.notStrictEqual(Upsert.canonical(["a", "b"]), Upsert.canonical(["b", "a"]))
      assert.notStrictEqual(Upsert.canonical(["a,b"]), Upsert.canonical(["a", "b"]))
    })
  )
})

describe("Every collection of a random history", () => {
  const histories = { seed: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 })) }
  const runs = { arbitrary: { runs: 150 } }

  const play = (
    seed: number,
    check: (visit: {
      readonly before: ReadonlyArray<HeldBook>
      readonly after: ReadonlyArray<HeldBook>
      readonly records: ReadonlyArray<Book>
      readonly complete: boolean
      readonly executionId: string
      readonly changes: Upsert.Changes<HeldBook>
      readonly luck: Bank.Chance
    }) => void
  ) =>
    Effect.sync(() => {
      const luck = Bank.chance(seed)
      const { held, read } = library()
      for (let visit = 0; visit < 12; visit++) {
        const before = [...held.values()]
        const records = ["a", "b", "c", "d"]
          .filter(() => luck.next() < 0.6)
          .flatMap((key): ReadonlyArray<Book> => {
            const book = {
              key,
              title: luck.next() < 0.8 ? key : `${key}2`,
              ...(luck.next() < 0.5 ? { isbn: luck.next() < 0.5 ? "m" : "n" } : {})
            }
            return luck.next() < 0.1 ? [book, { ...book, shelf: "x" }] : [book]
          })
        const complete = luck.next() < 0.7
        const executionId = `execution-${visit}`
        const changes = read(records, executionId, complete)
        check({ before, after: [...held.values()], records, complete, executionId, changes, luck })
      }
    })

  it.effect.prop(
    "changes nothing when the same execution merges it again",
    histories,
    ({ seed }) =>
      play(seed, ({ after, complete, executionId, records }) => {
        const again = Upsert.merge({
          held: after,
          records,
          complete,
          rule: rule(supply(100), complete),
          executionId,
          now: noon("2026-04-01")
        })
        const { repeated: _, unchanged, ...others } = sizes(again)
        assert.deepStrictEqual(
          [others, unchanged],
          [{ created: 0, updated: 0, removed: 0, revived: 0, touched: 0 }, after.length]
        )
      }),
    runs
  )

  it.effect.prop(
    "is the same in any order of pages and of held records",
    histories,
    ({ seed }) =>
      play(seed, ({ before, complete, executionId, luck, records }) => {
        const merged = (held: ReadonlyArray<HeldBook>, shown: ReadonlyArray<Book>) =>
          Upsert.merge({
            held,
            records: shown,
            complete,
            rule: rule(supply(100), complete),
            executionId,
            now: noon("2026-03-20")
          })
        const shuffled = <A>(items: ReadonlyArray<A>) =>
          items
            .map((item) => [luck.next(), item] as const)
            .toSorted(([x], [y]) => x - y)
            .map(([, item]) => item)
        assert.deepStrictEqual(merged(shuffled(before), shuffled(records)), merged(before, records))
      }),
    runs
  )

  it.effect.prop(
    "keeps every held record in one of the lists, and every id for ever",
    histories,
    ({ seed }) =>
      play(seed, ({ after, before, changes, complete, records }) => {
        const { created, repeated: _, ...others } = changes
        const kept = Object.values(others)
          .flat()
          .map(({ id }) => id)
        assert.deepStrictEqual(kept.toSorted(), before.map(({ id }) => id).toSorted())
        assert.deepStrictEqual(new Set(after.map(({ id }) => id)).size, before.length + created.length)
        if (!complete) assert.deepStrictEqual(changes.removed, [])
        const live = after.filter(({ state }) => state === "live").map(({ key }) => key)
        const shown = new Set(records.map(({ key }) => key))
        assert.deepStrictEqual(
          [...shown].filter((key) => !live.includes(key)),
          []
        )
        assert.strictEqual(new Set(live).size, live.length)
        for (const book of after) {
          if (book.state === "live" && !shown.has(book.key) && complete) assert.strictEqual(book.absences, 1)
        }
      }),
    runs
  )
})
