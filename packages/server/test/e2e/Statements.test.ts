// Statement documents: a list with links that a browser opens without a key, for half an hour, and that no log has.
import { assert } from "@effect/vitest"
import { SandboxBank } from "@tomada/sandbox-bank"
import { Effect } from "effect"
import type { PluggyClient } from "pluggy-sdk"

import { accountsOf, apiKey, call, connect, connected, http, settled } from "./Client.ts"
import { suite, until, World } from "./World.ts"

const user = "user-ok"
const nobody = "7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f"

const listed = Effect.fnUntraced(function* (client: PluggyClient, itemId: string) {
  const accounts = yield* accountsOf(client, itemId)
  const account = accounts.find(({ type }) => type === "BANK")
  const { page, results, total, totalPages } = yield* call(client, (sdk) =>
    sdk.fetchAccountStatements(account?.id ?? "")
  )
  assert.isNotEmpty(results)
  assert.deepStrictEqual([page, total, totalPages], [1, results.length, 1])
  const [first] = results
  assert(first !== undefined)
  return { accountId: account?.id ?? "", first, results }
})

/** What a browser is answered that opens a link. */
const opened = Effect.fnUntraced(function* (link: string, method: "GET" | "POST" = "GET") {
  const { url } = yield* World
  assert.isTrue(link.startsWith(`${url}/`), "an address of this server")
  return yield* http(link.slice(url.length), { method })
})

const refusal = (link: string) =>
  Effect.map(opened(link), ({ json, status }) => {
    const { code, codeDescription } = json as { readonly code: number; readonly codeDescription?: string } // the error body
    assert.strictEqual(code, status)
    return [status, codeDescription]
  })

const changed = (link: string, at: number): string => {
  const place = link.length + at
  return `${link.slice(0, place)}${link[place] === "A" ? "B" : "A"}${link.slice(place + 1)}`
}

const products = ["ACCOUNTS", "ACCOUNT_STATEMENTS"] as const

suite()("a statement", (it) => {
  it.effect("is listed by its month, the latest first, with a link to its document", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const { id } = yield* connected(client, user, { products: [...products] })
      const { results } = yield* listed(client, id)
      const months = results.map(({ monthYear }) => monthYear.split("-").toReversed().join("-"))
      assert.deepStrictEqual(months, months.toSorted().toReversed())
      assert.lengthOf(new Set(results.map(({ url }) => url)), results.length)
      for (const { monthYear, url } of results.slice(0, 3)) {
        const { headers, status, text } = yield* opened(url)
        assert.strictEqual(status, 200)
        assert.strictEqual(text.slice(0, 5), "%PDF-")
        assert.deepInclude(headers, {
          "content-type": "application/pdf",
          "content-disposition": `attachment; filename="statement-${monthYear}.pdf"`,
          "x-content-type-options": "nosniff",
          "cache-control": "no-store",
          "referrer-policy": "no-referrer"
        })
        assert.match(String(headers["content-security-policy"]), /default-src 'none'.*sandbox/)
      }
      const other = yield* connected(client, user, { products: ["ACCOUNTS"] })
      const [without] = yield* accountsOf(client, other.id)
      assert.isEmpty((yield* call(client, (sdk) => sdk.fetchAccountStatements(without?.id ?? ""))).results)
    })
  )

  it.effect("has a link that is good for half an hour, for what it names, and for nothing when it was changed", () =>
    Effect.gen(function* () {
      const { advanceClock, url } = yield* World
      const client = yield* connect
      const { id } = yield* connected(client, user, { products: [...products] })
      const { accountId, first } = yield* listed(client, id)
      const invalid = [403, undefined]
      const key = yield* apiKey()
      for (const link of [
        changed(first.url, -10),
        changed(first.url, -80),
        `${url}/statement?token=${key}`,
        `${url}/statement?token=`,
        `${url}/statement`
      ]) {
        assert.deepStrictEqual(yield* refusal(link), invalid, link)
      }
      const token = new URL(first.url).searchParams.get("token") ?? ""
      assert.strictEqual((yield* http(`/accounts/${accountId}`, { headers: { "x-api-key": token } })).status, 403)
      assert.strictEqual((yield* http(`/accounts/${nobody}/statements`, { headers: { "x-api-key": key } })).status, 404)
      assert.strictEqual((yield* http("/accounts/1/statements", { headers: { "x-api-key": key } })).status, 400)
      yield* advanceClock("29 minutes")
      assert.strictEqual((yield* opened(first.url)).status, 200)
      yield* advanceClock("2 minutes")
      assert.deepStrictEqual(yield* refusal(first.url), invalid)
    })
  )

  it.effect("is refused in the words of a balance where the institution cannot give it now, or the Item is gone", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const bank = yield* SandboxBank
      const { id } = yield* connected(client, user, { products: [...products] })
      const { first } = yield* listed(client, id)
      for (const [fault, expected] of [
        ["statements-unavailable", [502, "STATEMENT_CONNECTOR_UNAVAILABLE"]],
        ["statements-error", [502, "STATEMENT_CONNECTOR_UNAVAILABLE"]]
      ] as const) {
        yield* bank.setFaults(user, [fault])
        assert.deepStrictEqual([fault, yield* refusal(first.url)], [fault, expected])
      }
      yield* bank.setFaults(user, ["accounts-slow"])
      yield* call(client, (sdk) => sdk.updateItem(id))
      yield* until(
        "the run",
        call(client, (sdk) => sdk.fetchItem(id)),
        ({ status }) => status === "UPDATING"
      )
      assert.deepStrictEqual(yield* refusal(first.url), [400, "ITEM_ALREADY_UPDATING"])
      yield* settled(client, id)
      yield* bank.setFaults(user, [])
      assert.strictEqual((yield* opened(first.url)).status, 200)
      yield* call(client, (sdk) => sdk.deleteItem(id))
      assert.deepStrictEqual(yield* refusal(first.url), [404, "STATEMENT_NOT_FOUND"])
    })
  )

  it.effect("is not asked of the institution by who only looks at the link, and no log has any of it", () =>
    Effect.gen(function* () {
      const { log, url } = yield* World
      const client = yield* connect
      const bank = yield* SandboxBank
      const { id } = yield* connected(client, user, { products: [...products] })
      const { first } = yield* listed(client, id)
      const before = (yield* bank.log).length
      const looked = yield* Effect.promise(() => fetch(first.url, { method: "HEAD" }))
      assert.strictEqual(looked.status, 405)
      assert.strictEqual((yield* opened(first.url, "POST")).status, 404)
      assert.strictEqual((yield* bank.log).length, before)
      assert.strictEqual((yield* opened(first.url)).status, 200)
      yield* refusal(changed(first.url, -10))
      yield* bank.setFaults(user, ["statements-garbage"])
      yield* opened(first.url)
      yield* bank.setFaults(user, [])
      const token = first.url.slice(`${url}/statement?token=`.length)
      for (const part of token.split(".").slice(1)) assert.notInclude(log.join("\n"), part)
    })
  )
})
