// A visit in a browser that ends because the bank's page is another one leaves a masked picture of it to the operator, for some
// days and no longer than the Item.
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { call, connect, http, password, settled } from "./Client.ts"
import { Line } from "./FaultyBank.ts"
import { layerWithLine, suiteIn, until, World } from "./World.ts"

const chromium = JSON.parse(process.env["TOMADA_TEST_BROWSER"] ?? "{}") as { readonly executable?: string } // tooling/browser wrote it

const settings = {
  TOMADA_CHROMIUM: chromium.executable ?? "",
  TOMADA_BROWSER_SANDBOX: process.getuid?.() === 0 ? "off" : "on",
  TOMADA_REQUEST_TIMEOUT: "5",
  TOMADA_SCREENSHOT_DAYS: "3"
}

const inBrowser = 702

const operator = Effect.fnUntraced(function* (path: string) {
  const { home } = yield* World
  const { token } = JSON.parse(readFileSync(join(home, "operator.json"), "utf8")) as { readonly token: string } // our own file
  return yield* http(`/operator${path}`, { headers: { authorization: `Bearer ${token}` } })
})

interface Run {
  readonly id: string
  readonly screenshot: { readonly takenAt: string; readonly expiresAt: string } | null
}

const runOf = Effect.fnUntraced(function* (itemId: string) {
  const { json } = yield* operator(`/items/${itemId}`)
  const [run] = (json as { readonly executions: ReadonlyArray<Run> }).executions // an Item's answer
  return run ?? assert.fail("no run")
})

/** An Item whose login, after the code, meets a page that nobody knows. */
const failed = Effect.gen(function* () {
  const client = yield* connect
  const { spoil } = yield* Line
  const { id } = yield* call(client, (sdk) =>
    sdk.createItem(inBrowser, { user: "user-ok", password }, { products: ["ACCOUNTS"] })
  )
  const asked = yield* until(
    "the question",
    call(client, (sdk) => sdk.fetchItem(id)),
    ({ status }) => status !== "UPDATING",
    "60 seconds"
  )
  assert.strictEqual(asked.status, "WAITING_USER_INPUT")
  yield* spoil({ how: "garbage", on: (request) => request.startsWith("GET /app/accounts") })
  yield* call(client, (sdk) => sdk.updateItemMFA(id, { token: "123456" }))
  const item = yield* until("the end", settled(client, id), ({ status }) => status === "OUTDATED", "60 seconds")
  yield* spoil(undefined)
  return { client, item, run: yield* runOf(id) }
})

suiteIn(layerWithLine({ settings }))("a visit that failed in a browser", (it) => {
  it.effect(
    "leaves a masked screenshot, named with its run, until its time is over",
    () =>
      Effect.gen(function* () {
        const { item, run } = yield* failed
        assert.strictEqual(item.executionStatus, "UNEXPECTED_ERROR")
        assert.isNotNull(run.screenshot)
        const [from, to] = [Date.parse(run.screenshot?.takenAt ?? ""), Date.parse(run.screenshot?.expiresAt ?? "")]
        assert.strictEqual(to - from, 3 * 86_400_000)
        const path = `/executions/${run.id}/screenshot`
        const { json, status } = yield* operator(path)
        assert.strictEqual(status, 200)
        const { image, itemId } = json as { readonly image: string; readonly itemId: string } // its shape
        assert.strictEqual(itemId, item.id)
        const png = Buffer.from(image, "base64")
        assert.strictEqual(png.toString("latin1", 1, 4), "PNG")
        assert.strictEqual(png.readUInt32BE(16), 1280)
        const { advanceClock } = yield* World
        yield* advanceClock("3 days")
        assert.deepInclude((yield* operator(path)).json, { code: 404, codeDescription: "SCREENSHOT_NOT_FOUND" })
        assert.isNull((yield* runOf(item.id)).screenshot)
      }),
    90_000
  )

  it.effect(
    "loses its screenshot with its Item",
    () =>
      Effect.gen(function* () {
        const { client, item, run } = yield* failed
        const path = `/executions/${run.id}/screenshot`
        assert.strictEqual((yield* operator(path)).status, 200)
        yield* call(client, (sdk) => sdk.deleteItem(item.id))
        assert.strictEqual((yield* operator(path)).status, 404)
      }),
    90_000
  )
})
