import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, assert, describe, it } from "@effect/vitest"

import * as ActualChild from "../src/ActualChild.ts"
import { PeerMissing } from "../src/ActualInstall.ts"
import { year } from "../src/ActualRows.ts"

const folders: Array<string> = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "tomada-peer-test-"))
  folders.push(folder)
  return folder
}

/** A folder with a peer that knows rows by their ids, and what it does before it starts. */
const installed = (before = ""): string => {
  const folder = temporary()
  const at = join(folder, "node_modules/@actual-app/api")
  mkdirSync(at, { recursive: true })
  writeFileSync(
    join(at, "index.js"),
    `${before}
    const accounts = new Map()
    module.exports = {
      init: async () => ({ send: async () => undefined }),
      getBudgets: async () => [],
      createAccount: async () => (accounts.set(String(accounts.size), new Map()), String(accounts.size - 1)),
      importTransactions: async (account, rows) => {
        const held = accounts.get(account)
        const added = rows.filter((row) => row.account === account && !held.has(row.imported_id))
        for (const row of added) held.set(row.imported_id, row)
        return { added: added.map((row) => row.imported_id), updated: [], errors: [] }
      },
      getTransactions: async (account) => [...accounts.get(account).values()]
    }`
  )
  return folder
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error
  )

describe("the peer in a process of its own", () => {
  it("is told rows for a new account, and has to make exactly those that are new", async () => {
    const peer = await ActualChild.start(installed())
    try {
      const side = peer.side(730)
      await side.begin()
      assert.isAbove(await side.take(0, year - 1), 0)
      assert.isAtLeast(await side.take(year - 4, year), 0)
      await side.begin()
      await side.take(0, 3)
      assert.match(String(await failure(peer.side(730).take(0, 3))), /made 0 rows, not 8/)
      const row = { date: "2026-03-20", payee_name: "A", imported_payee: "A", cleared: true }
      const imports = [[{ ...row, amount: 1, imported_id: "1" }], [{ ...row, amount: 2, imported_id: "2" }]]
      assert.deepStrictEqual(await peer.holds(imports), [1, 2])
    } finally {
      await peer.close()
    }
  })

  it("is missing when it does not start", async () => {
    const error = await failure(ActualChild.start(temporary()))
    assert.instanceOf(error, PeerMissing)
  })

  it("gets no network", async () => {
    const error = await failure(ActualChild.start(installed('require("node:net").connect(9, "127.0.0.1")')))
    assert.match(String(error), /asked for the network/)
  })
})
