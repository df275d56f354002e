import { readFileSync } from "node:fs"

import { assert, describe, it, layer } from "@effect/vitest"
import { Effect } from "effect"

import * as Faults from "../src/Faults.ts"
import * as Ledger from "../src/Ledger.ts"
import { SandboxBank } from "../src/SandboxBank.ts"
import * as Users from "../src/Users.ts"
import { accountId, enter, statementOf } from "./Entrance.ts"
import { data, type Visitor } from "./Visitor.ts"

const card = accountId("user-ok", "card")
const account = accountId("user-ok", "checking")

const pathOf: Readonly<Record<Exclude<Faults.Place, "payments" | "movements">, string>> = {
  accounts: "/accounts",
  cards: "/cards",
  transactions: statementOf("user-ok"),
  "card-transactions": `/cards/${card}`,
  bills: `/cards/${card}/bills`,
  statements: `/accounts/${account}/statements`,
  investments: "/investments",
  loans: "/loans",
  profile: "/profile",
  balance: `/accounts/${account}/balance`,
  app: "/app/accounts"
}
// The keys of a record are the ones that it was written with.
const paths = Object.entries(pathOf) as ReadonlyArray<[Faults.Place, string]>

const row = (visitor: Visitor) =>
  Effect.map(
    visitor.get(statementOf("user-ok")),
    ({ text }) => /data-field="details" href="([^"]+)"/.exec(text)?.[1] ?? ""
  )

describe("the names of faults", () => {
  it("are read after a plus, and change nothing of what the bank holds", () => {
    const user = Users.find("user-ok-two-checking-accounts+loans-error+bills-empty")
    assert.deepStrictEqual(user?.faults, [
      { place: "loans", fault: "error" },
      { place: "bills", fault: "empty" }
    ])
    assert.strictEqual(user?.checkingAccounts, 2)
    assert.deepStrictEqual(
      Ledger.accountsOf({ seed: "tomada", user: "user-ok+loans-error" }),
      Ledger.accountsOf({ seed: "tomada", user: "user-ok" })
    )
    for (const name of ["user-ok+", "user-ok+loans", "user-ok+loans-alert", "user-nobody+loans-error"]) {
      assert.isUndefined(Users.find(name), name)
    }
  })

  it("may stand beside a number, which makes another login of the same facts", () => {
    assert.deepStrictEqual(Users.find("user-ok+7")?.faults, [])
    assert.deepStrictEqual(Users.find("user-ok+7+loans-error+12")?.faults, [{ place: "loans", fault: "error" }])
    const accounts = (user: string) => Ledger.accountsOf({ seed: "tomada", user })
    assert.deepStrictEqual(accounts("user-ok+7"), accounts("user-ok"))
    for (const name of ["user-ok+-7", "user-ok+7x", "user-nobody+7"]) assert.isUndefined(Users.find(name), name)
  })
})

describe("the README", () => {
  it("names every user and every fault that there is, and no other", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")
    const spans = new Set(Array.from(readme.matchAll(/`([^`\n]+)`/g), ([, span]) => span ?? ""))
    const needed = [...Users.names, ...Faults.places, ...Faults.pageFaults, ...Faults.scriptFaults]
    assert.deepStrictEqual(
      needed.filter((name) => !spans.has(name)),
      []
    )
    const named = [...spans].filter((span) => /^user-[a-z+-]+$/.test(span))
    assert.deepStrictEqual(
      named.filter((name) => Users.find(name) === undefined),
      []
    )
  })
})

layer(SandboxBank.layer(), { excludeTestServices: true })("a page with a fault", (it) => {
  it.effect("is that page alone, at every place", () =>
    Effect.gen(function* () {
      for (const [place] of paths) {
        const { visitor } = yield* enter(`user-ok+${place}-error`)
        for (const [other, otherPath] of paths) {
          const { status } = yield* visitor.get(otherPath)
          assert.strictEqual(status, other === place ? 500 : 200, `${place} at ${other}`)
        }
      }
    })
  )

  it.effect.each(["payments", "movements"] as const)("is of %s too", (place) =>
    Effect.gen(function* () {
      const { visitor } = yield* enter(`user-ok+${place}-unavailable`)
      const link = /href="(\/investments\/inv-\d+)"/.exec((yield* visitor.get("/investments")).text)?.[1]
      const seen = yield* visitor.get(place === "payments" ? yield* row(visitor) : `${link}/movements`)
      assert.deepStrictEqual([seen.status, seen.error], [503, "unavailable"])
    })
  )

  it.effect("shows too little: nothing, a part that it admits, or one that it does not", () =>
    Effect.gen(function* () {
      const range = "?from=01/03/2026&to=20/03/2026"
      const marks = /<tr data-row="([^"]+)"/g
      const ids = (text: string) => [...text.matchAll(marks)].map(([, id]) => id)
      const of = Effect.fnUntraced(function* (fault: string) {
        const { visitor } = yield* enter(`user-ok${fault}`)
        return yield* visitor.get(statementOf("user-ok") + range)
      })
      const all = yield* of("")
      const last = yield* Effect.gen(function* () {
        const { visitor } = yield* enter("user-ok")
        return ids((yield* visitor.get(`${statementOf("user-ok")}${range}&page=${data(all, "total-pages")}`)).text)
      })
      const empty = yield* of("+transactions-empty")
      assert.deepStrictEqual([data(empty, "total-rows"), ids(empty.text)], ["0", []])
      const cap = yield* of("+transactions-cap")
      assert.strictEqual(data(cap, "row-cap"), String(Faults.rowCap))
      const silent = yield* of("+transactions-silent-cap")
      assert.isUndefined(data(silent, "row-cap"))
      for (const seen of [cap, silent]) {
        assert.strictEqual(ids(seen.text).length, Faults.rowCap)
        assert.deepStrictEqual(ids(seen.text).slice(-last.length), last.slice(-Faults.rowCap), "the newest")
      }
    })
  )

  it.effect("is half a page, another page, or none", () =>
    Effect.gen(function* () {
      const half = yield* enter("user-ok+loans-half")
      assert.notInclude((yield* half.visitor.get("/loans")).text, "</html>")
      const changed = yield* enter("user-ok+loans-markup")
      const seen = yield* changed.visitor.get("/loans")
      assert.include(seen.text, 'data-col="product-name"')
      assert.notInclude(seen.text, 'id="loans"')
      const garbage = yield* enter("user-ok+loans-garbage")
      assert.notInclude((yield* garbage.visitor.get("/loans")).text, "<main")
      const reset = yield* enter("user-ok+loans-reset")
      assert.strictEqual((yield* Effect.flip(reset.visitor.get("/loans")))._tag, "ConnectionBroke")
    })
  )

  it.effect("loses the session midway", () =>
    Effect.gen(function* () {
      const { visitor } = yield* enter("user-ok+transactions-session-lost")
      assert.strictEqual((yield* visitor.get(`${statementOf("user-ok")}?page=1`)).status, 200)
      assert.strictEqual((yield* visitor.get(`${statementOf("user-ok")}?page=2`)).location, "/login?expired=1")
      assert.strictEqual((yield* visitor.get("/accounts")).location, "/login?expired=1")
    })
  )

  it.effect("can be made and mended at the desk", () =>
    Effect.gen(function* () {
      const { bank, visitor } = yield* enter("user-ok")
      yield* bank.setFaults("user-ok", ["loans-error"])
      assert.strictEqual((yield* visitor.get("/loans")).status, 500)
      yield* bank.setFaults("user-ok", [])
      assert.strictEqual((yield* visitor.get("/loans")).status, 200)
      assert.strictEqual((yield* Effect.exit(bank.setFaults("user-ok", ["loans-nothing"])))._tag, "Failure")
    })
  )
})
