// Our own SDK against the real server: what its README shows, everything that it adds to plain requests, and what another's generator
// makes of the same document.
import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

import { assert } from "@effect/vitest"
import { document } from "@tomada/api/Api"
import { generatedClient } from "@tomada/codegen/GeneratedClient"
import { Tomada, TomadaError, verifyWebhook, type Wire } from "@tomada/sdk"
import { Effect } from "effect"

import { apiKey, http, password } from "./Client.ts"
import * as Sink from "./Sink.ts"
import { suite, until, World } from "./World.ts"

const run = promisify(execFile)
const sdk = fileURLToPath(new URL("../../../sdk", import.meta.url))

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "tomada-sdk-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

const client = Effect.map(
  World,
  ({ clientId, clientSecret, url }) => new Tomada({ baseUrl: url, clientId, clientSecret })
)

const refusal = (call: () => Promise<unknown>) =>
  Effect.promise(() =>
    call().then(
      () => assert.fail("it was not refused"),
      (error: unknown) => {
        assert.instanceOf(error, TomadaError)
        return error
      }
    )
  )

const light: Wire.CreateItem = {
  connectorId: 2,
  parameters: { user: "user-ok", password },
  products: ["ACCOUNTS", "CREDIT_CARDS", "IDENTITY"]
}

/** A program of somebody who has the document alone. */
const program = `import { client } from "./client.js"

const [baseUrl = "", clientId = "", clientSecret = ""] = process.argv.slice(2)
declare const process: { readonly argv: ReadonlyArray<string> }
const api = client(baseUrl)
const auth = await api.POST("/auth", { body: { clientId, clientSecret } })
if (auth.data === undefined) throw new Error(auth.error.message)
api.use({ onRequest: ({ request }) => request.headers.set("x-api-key", auth.data.apiKey) })
const { data, error } = await api.GET("/connectors/{id}", { params: { path: { id: "2" } } })
if (data === undefined) throw new Error(error.message)
console.log(JSON.stringify({ id: data.id, fields: data.credentials.map(({ name }) => name) }))
`

suite({ settings: { TOMADA_WEBHOOK_ALLOW: "127.0.0.1" } })("our own SDK", (it) => {
  it.effect("does what its README shows, in ten lines", () =>
    Effect.gen(function* () {
      const { clientId, clientSecret, url } = yield* World
      const place = yield* folder
      const [, quickstart = ""] = /^```ts\n([\s\S]*?)^```$/m.exec(readFileSync(join(sdk, "README.md"), "utf8")) ?? []
      assert.lengthOf(
        quickstart.split("\n").filter((line) => line.trim() !== ""),
        10
      )
      mkdirSync(join(place, "node_modules", "@tomada"), { recursive: true })
      mkdirSync(join(place, ".tomada"))
      symlinkSync(sdk, join(place, "node_modules", "@tomada", "sdk"))
      writeFileSync(join(place, ".tomada", "client.json"), JSON.stringify({ baseUrl: url, clientId, clientSecret }))
      writeFileSync(join(place, "package.json"), '{ "type": "module" }')
      writeFileSync(join(place, "quickstart.ts"), quickstart)
      const { stdout } = yield* Effect.promise(() => run(process.execPath, ["quickstart.ts"], { cwd: place }))
      const [status, ...lines] = stdout.trim().split("\n")
      assert.strictEqual(status, "UPDATED")
      assert.isAbove(lines.filter((line) => /^\d{4}-\d{2}-\d{2}T[\d:]+\.\d{3}Z -?[\d.]+$/.test(line)).length, 100)
    })
  )

  it.effect("reads every kind of data of an Item, lists to their ends", () =>
    Effect.gen(function* () {
      const tomada = yield* client
      const ask = <A>(call: () => Promise<A>) => Effect.promise(call)
      const { id } = yield* ask(() =>
        tomada.items.create({ connectorId: 2, parameters: { user: "user-ok", password } })
      )
      const item = yield* ask(() => tomada.items.waitUntilSettled(id))
      assert.strictEqual(item.status, "UPDATED")
      assert.include(
        (yield* ask(() => tomada.items.list({ pageSize: 1 }).all())).map((one) => one.id),
        id
      )
      const accounts = yield* ask(() => tomada.accounts.list({ itemId: id }).all())
      const [checking, card] = (["BANK", "CREDIT"] as const).map((type) => accounts.find((one) => one.type === type))
      assert(checking !== undefined && card !== undefined)
      const list = tomada.transactions.list({ accountId: checking.id })
      const rows = yield* ask(() => list.all())
      const key = yield* apiKey()
      const { json } = yield* http(`/transactions?accountId=${checking.id}`, { headers: { "x-api-key": key } })
      assert.strictEqual(rows.length, (json as Wire.TransactionPage).total) // a page of transactions
      assert.strictEqual(new Set(rows.map((row) => row.id)).size, rows.length)
      const byPage = yield* ask(() => tomada.transactions.listByPage({ accountId: checking.id, pageSize: 50 }).all())
      assert.sameMembers(
        byPage.map((row) => row.id),
        rows.map((row) => row.id)
      )
      assert.strictEqual((yield* ask(() => tomada.identity.findByItem({ itemId: id }))).itemId, id)
      for (const read of [
        () => tomada.bills.list({ accountId: card.id }).all(),
        () => tomada.investments.list({ itemId: id }).all(),
        () => tomada.loans.list({ itemId: id }).all(),
        () => tomada.consents.list({ itemId: id }).all(),
        () => tomada.categories.list().all(),
        () => tomada.connectors.list({ sandbox: true }).all(),
        () => tomada.connectorEntries.list().all(),
        () => tomada.executions.list(id).all(),
        () => tomada.events.list({ since: 0, limit: 1 }).all()
      ])
        assert.isNotEmpty(yield* ask<ReadonlyArray<unknown>>(read), String(read))
      const [investment] = yield* ask(() => tomada.investments.list({ itemId: id }).all())
      assert.isNotEmpty(yield* ask(() => tomada.investments.transactions(investment?.id ?? "", { pageSize: 3 }).all()))
      assert.strictEqual((yield* ask(() => tomada.items.delete(id))).count, 1)
    })
  )

  it.effect("answers challenges, and tells refusals by their codes", () =>
    Effect.gen(function* () {
      const tomada = yield* client
      const ask = <A>(call: () => Promise<A>) => Effect.promise(call)
      const { id } = yield* ask(() => tomada.items.create({ ...light, connectorId: 3 }))
      const waiting = yield* ask(() => tomada.items.waitUntilSettled(id))
      assert.strictEqual(waiting.status, "WAITING_USER_INPUT")
      yield* ask(() => tomada.items.answer(id, { [waiting.parameter?.name ?? ""]: "123456" }))
      const settled = yield* ask(() => tomada.items.waitUntilSettled(id, { through: ["WAITING_USER_INPUT"] }))
      assert.strictEqual(settled.status, "UPDATED")
      yield* ask(() => tomada.items.delete(id))
      const gone = yield* refusal(() => tomada.items.get(id))
      assert.deepInclude(gone, { status: 404, code: "ITEM_NOT_FOUND" })
      assert.isNotEmpty(gone.errorId)
      const wrong = yield* refusal(() => tomada.items.create({ connectorId: 2, parameters: { user: "user-ok" } }))
      assert.deepInclude(wrong, { status: 400, code: "CONNECTOR_VALIDATION_ERROR" })
      assert.deepStrictEqual(
        wrong.details.map(({ parameter }) => parameter),
        ["password"]
      )
    })
  )

  it.effect("believes the webhooks that Tomada signed, with either secret while they change", () =>
    Effect.gen(function* () {
      const tomada = yield* client
      const sink = yield* Sink.open
      const { secret } = yield* Effect.promise(() => tomada.webhookSecret.get())
      const { secret: next } = yield* Effect.promise(() => tomada.webhookSecret.renew())
      yield* Effect.promise(() => tomada.items.create({ ...light, webhookUrl: `${sink.url}/item` }))
      const [received] = yield* until(
        "a webhook",
        Effect.sync(() => sink.at("/item", "item/created")),
        (heard) => heard.length > 0
      )
      assert.isDefined(received)
      const { body: payload = "", headers = {} } = received ?? {}
      const now = () => Number(headers["webhook-timestamp"]) * 1000
      for (const one of [secret, next]) {
        const event = yield* Effect.promise(() => verifyWebhook({ payload, headers, secret: one, now }))
        assert.strictEqual(event.event, "item/created")
        assert.strictEqual(event.eventId, headers["webhook-id"])
      }
    })
  )

  it.effect("goes on when its key ends, whoever's clock says so", () =>
    Effect.gen(function* () {
      const { advanceClock } = yield* World
      const tomada = yield* client
      yield* Effect.promise(() => tomada.categories.list().page())
      yield* advanceClock("3 hours")
      const page = yield* Effect.promise(() => tomada.categories.list().page())
      assert.isNotEmpty(page.results)
    })
  )

  it.effect("is not the only client: what openapi-typescript makes of the document compiles and makes a call", () =>
    Effect.gen(function* () {
      const { clientId, clientSecret, url } = yield* World
      const place = join(yield* folder, "client")
      const compiled = yield* Effect.promise(() => generatedClient(place, document(), program))
      const { stdout } = yield* Effect.promise(() => run(process.execPath, [compiled, url, clientId, clientSecret]))
      assert.deepStrictEqual<unknown>(JSON.parse(stdout), { id: 2, fields: ["user", "password"] })
    })
  )
})
