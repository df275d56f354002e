// Lists as one sequence, however the server divides them.
import { assert, describe, it } from "@effect/vitest"

import { type Asked, rejection, stub } from "./Stub.ts"

const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: String(from + index) }))
const asking = ({ path }: Asked) => new URLSearchParams(path.slice(path.indexOf("?")))

const read = async (list: AsyncIterable<{ readonly id: string }>, most = Number.POSITIVE_INFINITY) => {
  const ids: Array<string> = []
  for await (const { id } of list) {
    ids.push(id)
    if (ids.length >= most) break
  }
  return ids
}

describe("a list", () => {
  const byCursor = (asked: Asked) => {
    const after = Number(asking(asked).get("after") ?? 0)
    const next = after < 4 ? `?accountId=a&after=${after + 2}` : null
    return { body: { results: rows(after, 2), next } }
  }

  it("with a cursor is read to its end, with the filters that it began with", async () => {
    const { asked, tomada } = stub([byCursor])
    const list = tomada.transactions.list({ accountId: "a", createdAtFrom: "2026-01-01T00:00:00.000Z" })
    assert.deepStrictEqual(await read(list), ["0", "1", "2", "3", "4", "5"])
    assert.deepStrictEqual(
      asked.map((one) => [asking(one).get("after"), asking(one).get("createdAtFrom")]),
      [null, "2", "4"].map((after) => [after, "2026-01-01T00:00:00.000Z"])
    )
    assert.deepStrictEqual(await read(list), ["0", "1", "2", "3", "4", "5"], "and again from its beginning")
    assert.lengthOf(await list.all(), 6)
  })

  it("asks for no page that nobody reads", async () => {
    const { asked, tomada } = stub([byCursor])
    const list = tomada.transactions.list({ accountId: "a" })
    assert.lengthOf(asked, 0)
    await read(list, 3)
    assert.lengthOf(asked, 2)
  })

  it("gives single pages: the first, the one at a cursor, the one after another", async () => {
    const { asked, tomada } = stub([byCursor])
    const list = tomada.transactions.list({ accountId: "a" })
    const first = await list.page()
    assert.strictEqual(first.next, "?accountId=a&after=2")
    await list.page(first.next)
    await list.page("4")
    assert.deepStrictEqual(
      asked.map((one) => asking(one).get("after")),
      [null, "2", "4"]
    )
  })

  it("with numbers is read to its last page, from the page and in the sizes that are said", async () => {
    const pages = (asked: Asked) => {
      const page = Number(asking(asked).get("page") ?? 1)
      return { body: { results: rows(page * 10, 2), page, total: 6, totalPages: 3 } }
    }
    const { asked, tomada } = stub([pages])
    assert.deepStrictEqual(await read(tomada.investments.transactions("i")), ["10", "11", "20", "21", "30", "31"])
    assert.deepStrictEqual(
      asked.map((one) => asking(one).get("pageSize")),
      [null, null, null]
    )
    await read(tomada.investments.list({ itemId: "i", pageSize: 2, page: 2 }))
    assert.deepStrictEqual(
      asked.slice(3).map((one) => [asking(one).get("page"), asking(one).get("pageSize")]),
      [
        ["2", "2"],
        ["3", "2"]
      ]
    )
    await tomada.investments.list({ itemId: "i" }).page(3)
    assert.strictEqual(asked.at(-1)?.path, "/investments?itemId=i&page=3")
  })

  it("that is one page is asked for once, and an empty one has no rows", async () => {
    const one = stub([{ body: { results: rows(0, 2), page: 1, total: 2, totalPages: 1 } }])
    assert.deepStrictEqual(await read(one.tomada.accounts.list({ itemId: "i" })), ["0", "1"])
    assert.lengthOf(one.asked, 1)
    const none = stub([{ body: { results: [], page: 1, total: 0, totalPages: 0 } }])
    assert.deepStrictEqual(await none.tomada.investments.list({ itemId: "i" }).all(), [])
    assert.lengthOf(none.asked, 1)
  })

  it("of events goes on with the last sequence until there is nothing new", async () => {
    const { asked, tomada } = stub([
      { body: { results: [{ sequence: 5 }, { sequence: 9 }], lastSequence: 9 } },
      { body: { results: [], lastSequence: 9 } }
    ])
    assert.lengthOf(await tomada.events.list({ since: 4 }).all(), 2)
    assert.deepStrictEqual(
      asked.map((one) => asking(one).get("since")),
      ["4", "9"]
    )
  })

  it("that does not go on ends with an error instead of never", async () => {
    const { asked, tomada } = stub([{ body: { results: rows(0, 1), next: "?after=2" } }])
    assert.include(String(await rejection(tomada.transactions.list({ accountId: "a" }).all())), "does not go on")
    assert.lengthOf(asked, 2)
  })
})
