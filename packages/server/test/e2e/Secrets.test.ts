// A canary in place of each secret: whatever is done with it, it stands in no table, no file, no log line and no answer.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"

import { apiKey, type Ask, connect, http, settled } from "./Client.ts"
import { suite, World } from "./World.ts"

/** In all the ways in which a text may lie in bytes. */
const shapes = (secret: string): ReadonlyArray<string> => {
  const bytes = Buffer.from(secret)
  return [
    secret,
    encodeURIComponent(secret),
    bytes.toString("base64").replace(/.{0,2}=*$/, ""),
    bytes.toString("hex"),
    [...secret].toReversed().join("")
  ]
}

const holds = (text: string, secret: string): boolean => shapes(secret).some((shape) => text.includes(shape))

/** Every row of every table, each as text. */
const tables = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const names = yield* sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`
  return yield* Effect.forEach(names, ({ name, schema }) =>
    Effect.map(sql<{ row: string }>`select to_jsonb(t)::text as row from ${sql(schema)}.${sql(name)} t`, (rows) => ({
      place: `table ${schema}.${name}`,
      rows: rows.length,
      text: rows.map(({ row }) => row).join("\n")
    }))
  )
})

const files = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ place: `file ${path}`, text: readFileSync(path, "latin1") }))

suite()("a secret", (it) => {
  it.effect("that was given in any flow is nowhere afterwards but in the sealed rows", () =>
    Effect.gen(function* () {
      const { home, log } = yield* World
      const client = yield* connect
      const key = yield* apiKey()
      const answers: Array<{ readonly place: string; readonly text: string }> = []
      const ask = Effect.fnUntraced(function* (path: string, options: Ask = {}) {
        const answer = yield* http(path, { ...options, headers: { "x-api-key": key, ...options.headers } })
        answers.push({ place: `answer of ${options.method ?? "GET"} ${path}`, text: answer.text })
        return answer
      })
      const idOf = (json: unknown) => String((json as { readonly id?: string }).id) // an Item of the wire
      const canaries = {
        wrong: "wrong-canary-4711",
        wronger: "wronger-canary-4712",
        code: "code-canary-999888",
        file: "CANARY-STATEMENT-TEXT",
        extra: "extra-canary-4713",
        invalid: "canary that is far too long for the form",
        unparsed: "canary-in-no-json"
      }
      const post = (body: unknown): Ask => ({ method: "POST", body })
      const create = (connectorId: number, parameters: unknown) => ask("/items", post({ connectorId, parameters }))

      const failing = idOf((yield* create(2, { user: "user-ok", password: canaries.wrong })).json)
      assert.strictEqual((yield* settled(client, failing)).status, "LOGIN_ERROR")
      yield* ask(`/items/${failing}`, { method: "PATCH", body: { parameters: { password: canaries.wronger } } })
      assert.strictEqual((yield* settled(client, failing)).status, "LOGIN_ERROR")
      yield* ask(`/items/${failing}`, { method: "PATCH", body: {} })
      yield* ask(`/items/${failing}`)

      const fine = idOf((yield* create(2, { user: "user-ok", password: "password-ok" })).json)
      assert.strictEqual((yield* settled(client, fine)).status, "UPDATED")
      yield* ask(`/items/${fine}`)

      const waiting = idOf((yield* create(3, { user: "user-ok", password: "password-ok" })).json)
      assert.strictEqual((yield* settled(client, waiting)).status, "WAITING_USER_INPUT")
      yield* ask(`/items/${waiting}/mfa`, post({ wrong: canaries.code }))
      yield* ask(`/items/${waiting}/mfa`, post({ token: canaries.code }))
      assert.strictEqual((yield* settled(client, waiting)).status, "OUTDATED")

      const file = idOf((yield* create(700, { file: `OFXHEADER:100 <OFX><STMTTRN>${canaries.file}` })).json)
      assert.strictEqual((yield* settled(client, file)).status, "LOGIN_ERROR")
      yield* ask(`/items/${file}`)

      yield* create(2, { user: "user-ok", password: canaries.invalid })
      yield* create(2, { user: "user-ok", password: "password-ok", more: canaries.extra })
      yield* create(2, canaries.wrong)
      yield* ask("/connectors/2/validate", post({ user: "user-ok", password: canaries.wrong }))
      yield* ask("/connectors/2/validate", post({ user: "user-ok", password: canaries.invalid }))
      yield* ask("/items", { method: "POST", body: `{"parameters":{"password":"${canaries.unparsed}"` })
      yield* ask(`/items/${fine}`, { method: "DELETE" })

      const held = yield* tables
      const stored = held.filter(({ rows }) => rows > 0)
      assert.isAtLeast(stored.length, 6)
      assert.isAtLeast(files(home).length, 2)
      assert.isAtLeast(log.length, 10)
      const places = [...held, ...files(home), ...log.map((text) => ({ place: "a log line", text })), ...answers]
      const { clientSecret } = yield* World
      const secrets = { ...canaries, right: "password-ok", clientSecret }
      const found = Object.entries(secrets).flatMap(([name, secret]) =>
        places.flatMap(({ place, text }) => (holds(text, secret) ? [`${name} in ${place}`] : []))
      )
      assert.deepStrictEqual(found, [])
      // What is no secret stands where it is looked for, so the search does see what is there.
      for (const seen of [held, answers]) assert.isTrue(seen.some(({ text }) => text.includes(failing)))
    })
  )

  it.effect("of a caller, its API key, is in no log line", () =>
    Effect.gen(function* () {
      const { log } = yield* World
      const key = yield* apiKey()
      yield* http("/nothing", { headers: { "x-api-key": key } })
      yield* http("/items", { method: "POST", body: "{no", headers: { "x-api-key": key } })
      const [, , signature = ""] = key.split(".")
      assert.isAbove(signature.length, 20)
      assert.isEmpty(log.filter((line) => line.includes(signature)))
    })
  )
})
