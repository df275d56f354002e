// Items with the same login: who is refused, by which words, and what the bank hears of it.
import { publicEncrypt } from "node:crypto"

import { assert } from "@effect/vitest"
import { SandboxBank } from "@tomada/sandbox-bank"
import { Effect, Schema } from "effect"

import { accountsOf, apiKey, call, connect, connected, http, light, password, settled } from "./Client.ts"
import { suite, World } from "./World.ts"

const Held = Schema.Struct({ codeDescription: Schema.String, items: Schema.Array(Schema.String) })

const create = Effect.fnUntraced(function* (
  user: string,
  more: Readonly<Record<string, unknown>> = { avoidDuplicates: true }
) {
  const body = { connectorId: 2, parameters: { user, password }, products: light, ...more }
  return yield* http("/items", { method: "POST", headers: { "x-api-key": yield* apiKey() }, body })
})

const heard = Effect.map(
  Effect.flatMap(SandboxBank, ({ log }) => log),
  (log) => log.length
)

suite()("a second Item of one login", (it) => {
  it.effect(
    "is refused where duplicates are to be avoided, with the Items that there are, and the bank hears nothing",
    () =>
      Effect.gen(function* () {
        const client = yield* connect
        const first = yield* connected(client, "user-ok+1", { products: light })
        const second = yield* connected(client, "user-ok+1", { products: light })
        const before = yield* heard
        const refused = yield* create(" USER-ok+1 ".trim().toLowerCase(), {
          avoidDuplicates: true,
          clientUserId: "ana"
        })
        assert.strictEqual(refused.status, 400)
        const body = yield* Schema.decodeUnknownEffect(Held)(refused.json)
        assert.deepStrictEqual(body, { codeDescription: "ITEM_USER_ALREADY_EXISTS", items: [first.id, second.id] })
        const byClient = yield* Effect.flip(
          call(client, (sdk) =>
            sdk.createItem(2, { user: "user-ok+1", password: "password-bad" }, { avoidDuplicates: true })
          )
        )
        assert.strictEqual(byClient.codeDescription, "ITEM_USER_ALREADY_EXISTS", "whatever the password")
        assert.strictEqual(yield* heard, before)
        assert.strictEqual((yield* create("user-ok+2")).status, 200)
        for (const { id } of [first, second]) yield* call(client, (sdk) => sdk.deleteItem(id))
        const again = yield* create("user-ok+1")
        assert.strictEqual(again.status, 200, "it may be made again once they are gone")
      })
  )

  it.effect("is made by one of two requests that come at once", () =>
    Effect.gen(function* () {
      for (const user of ["user-ok+3", "user-ok+4", "user-ok+5"]) {
        const answers = yield* Effect.forEach([1, 2], () => create(user), { concurrency: "unbounded" })
        assert.sameMembers(
          answers.map(({ status }) => status),
          [200, 400]
        )
      }
    })
  )

  it.effect("waits for nobody, and is refused while the first is collected", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const parameters = { user: "user-ok+6", password }
      const first = yield* call(client, (sdk) => sdk.createItem(3, parameters, { products: light }))
      const refused = yield* Effect.flip(call(client, (sdk) => sdk.createItem(3, parameters, { products: light })))
      assert.deepInclude(refused, { code: 409, codeDescription: "ITEM_IS_ALREADY_UPDATING" })
      assert.strictEqual((yield* settled(client, first.id)).status, "WAITING_USER_INPUT")
      yield* call(client, (sdk) => sdk.updateItemMFA(first.id, { token: "123456" }))
      yield* Effect.repeat(settled(client, first.id), { until: ({ status }) => status !== "WAITING_USER_INPUT" })
      const second = yield* call(client, (sdk) => sdk.createItem(3, parameters, { products: light }))
      const update = yield* Effect.flip(call(client, (sdk) => sdk.updateItem(first.id)))
      assert.strictEqual(update.codeDescription, "ITEM_IS_ALREADY_UPDATING")
      yield* call(client, (sdk) => sdk.deleteItem(second.id))
      assert.strictEqual((yield* call(client, (sdk) => sdk.updateItem(first.id))).status, "UPDATING")
    })
  )

  it.effect("that new credentials make of another person's Item keeps what is held as it is", () =>
    Effect.gen(function* () {
      const client = yield* connect
      // The cards of this bank's users bear the same digits, and their holder is one person.
      const item = yield* connected(client, "user-ok+7", { products: ["ACCOUNTS", "TRANSACTIONS"] })
      const accounts = yield* accountsOf(client, item.id)
      const rows = yield* call(client, (sdk) => sdk.fetchTransactions(accounts[0]?.id ?? ""))
      const strange = { user: "user-ok-two-checking-accounts", password }
      yield* call(client, (sdk) => sdk.updateItem(item.id, strange))
      const refused = yield* settled(client, item.id)
      assert.deepInclude(refused, { status: "LOGIN_ERROR", executionStatus: "INVALID_CREDENTIALS" })
      assert.match(refused.error?.message ?? "", /another account/)
      assert.deepStrictEqual(yield* accountsOf(client, item.id), accounts)
      assert.deepStrictEqual(yield* call(client, (sdk) => sdk.fetchTransactions(accounts[0]?.id ?? "")), rows)
      yield* call(client, (sdk) => sdk.updateItem(item.id, { user: "user-ok+8", password }))
      const own = yield* settled(client, item.id)
      assert.strictEqual(own.executionStatus, "SUCCESS", "another login that opens the same accounts")
      assert.deepStrictEqual(
        (yield* accountsOf(client, item.id)).map(({ id }) => id),
        accounts.map(({ id }) => id)
      )
    })
  )
})

const Key = Schema.Struct({ publicKey: Schema.String, previousAcceptedUntil: Schema.NullOr(Schema.String) })

const encryptionKey = Effect.fnUntraced(function* (method: "GET" | "POST" = "GET") {
  const { json } = yield* http("/tomada/encryption-key", { method, headers: { "x-api-key": yield* apiKey() } })
  return yield* Schema.decodeUnknownEffect(Key)(json)
})

const encrypted = (key: string, value: unknown) =>
  publicEncrypt(key, Buffer.from(JSON.stringify(value))).toString("base64")

suite()("parameters that the client encrypts", (it) => {
  it.effect("connect an Item and update it through the unmodified SDK", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const { publicKey } = yield* encryptionKey()
      const text = encrypted(publicKey, { user: "user-ok", password })
      // The SDK's types know the map alone; what it is given it sends.
      const given = text as unknown as Record<string, string>
      const item = yield* call(client, (sdk) => sdk.createItem(2, given, { products: light }))
      assert.strictEqual((yield* settled(client, item.id)).executionStatus, "SUCCESS")
      const wrong = encrypted(publicKey, { password: "password-bad" }) as unknown as Record<string, string>
      yield* call(client, (sdk) => sdk.updateItem(item.id, wrong))
      assert.strictEqual((yield* settled(client, item.id)).executionStatus, "INVALID_CREDENTIALS")
      const form = yield* Effect.flip(
        call(client, (sdk) =>
          sdk.createItem(2, encrypted(publicKey, { user: "x" }) as unknown as Record<string, string>)
        )
      )
      assert.strictEqual(form.codeDescription, "CONNECTOR_VALIDATION_ERROR")
    })
  )

  it.effect("are read with the key before, for a week, and then no more", () =>
    Effect.gen(function* () {
      const { advanceClock } = yield* World
      const before = yield* encryptionKey()
      assert.deepStrictEqual(yield* encryptionKey(), before)
      const after = yield* encryptionKey("POST")
      assert.notStrictEqual(after.publicKey, before.publicKey)
      assert.isNotNull(after.previousAcceptedUntil)
      const tried = (key: string, user: string) => create(user, { parameters: encrypted(key, { user, password }) })
      assert.strictEqual((yield* tried(before.publicKey, "user-ok+11")).status, 200)
      assert.strictEqual((yield* tried(after.publicKey, "user-ok+12")).status, 200)
      yield* advanceClock("8 days")
      const late = yield* tried(before.publicKey, "user-ok+13")
      assert.strictEqual(late.status, 400)
      assert.strictEqual((yield* tried(after.publicKey, "user-ok+14")).status, 200)
      assert.isNull((yield* encryptionKey()).previousAcceptedUntil)
      const { clientId } = yield* World
      const foreign = yield* http("/tomada/encryption-key", { headers: { "x-api-key": clientId } })
      assert.strictEqual(foreign.status, 403)
    })
  )

  it.effect("are refused with the same words whatever is wrong with them, which repeat nothing", () =>
    Effect.gen(function* () {
      const { publicKey } = yield* encryptionKey()
      const messages = new Set<string>()
      for (const parameters of [
        "canary",
        "",
        encrypted(publicKey, ["canary"]),
        encrypted(publicKey, { user: { canary: 1 } }),
        `${encrypted(publicKey, { user: "user-ok", password }).slice(0, -8)}AAAAAAA=`
      ]) {
        const { json, status, text } = yield* create("user-ok", { parameters })
        assert.strictEqual(status, 400)
        assert.notInclude(text, "canary")
        messages.add(String((json as { readonly message?: unknown }).message)) // an error of the wire
      }
      assert.strictEqual(messages.size, 1)
    })
  )
})
