import { assert } from "@effect/vitest"
import { Ledger, SandboxBank } from "@tomada/sandbox-bank"
import { Effect } from "effect"
import type { Item } from "pluggy-sdk"

import { accountsOf, call, connect, connected, light, settled } from "./Client.ts"
import { suite, until } from "./World.ts"

/** What a person would answer to each question that the bank has. */
const answers: Readonly<Record<string, string>> = {
  token: "123456",
  image: "123456",
  select: "123456",
  phone: "2",
  company: "transportes"
}

suite()("a person with a second factor", (it) => {
  /** Connects through connector 3 and answers whatever is asked; tells the names of the questions too. */
  const walk = Effect.fnUntraced(function* (user: string) {
    const client = yield* connect
    let item: Item = yield* connected(client, user, { connector: 3, products: light })
    const asked: Array<Item["parameter"]> = []
    while (item.status === "WAITING_USER_INPUT") {
      const { id, parameter } = item
      assert.isNotNull(parameter)
      asked.push(parameter)
      const name = parameter?.name ?? ""
      const answered = yield* call(client, (sdk) => sdk.updateItemMFA(id, { [name]: answers[name] ?? "" }))
      assert.strictEqual(answered.status, "UPDATING")
      item = yield* until(
        "the next question or the end",
        settled(client, id),
        (now) => now.status !== "WAITING_USER_INPUT" || now.parameter?.name !== name
      )
    }
    return { client, item, asked }
  })

  it.effect("is asked for a token, and the right one finishes the run", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const waiting = yield* connected(client, "user-ok", { connector: 3, products: light })
      assert.strictEqual(waiting.status, "WAITING_USER_INPUT")
      assert.strictEqual(waiting.executionStatus, "WAITING_USER_INPUT")
      assert.strictEqual(waiting.parameter?.name, "token")
      assert.instanceOf(waiting.parameter?.expiresAt, Date)
      const running = yield* Effect.flip(call(client, (sdk) => sdk.updateItem(waiting.id)))
      assert.strictEqual(running.codeDescription, "ITEM_ALREADY_UPDATING")
      const misnamed = yield* Effect.flip(call(client, (sdk) => sdk.updateItemMFA(waiting.id, { code: "123456" })))
      assert.strictEqual(misnamed.codeDescription, "ITEM_MFA_PARAMETER_EXPECTED_MISMATCH")
      const answered = yield* call(client, (sdk) => sdk.updateItemMFA(waiting.id, { token: "123456" }))
      assert.strictEqual(answered.status, "UPDATING")
      assert.strictEqual(answered.executionStatus, "LOGIN_MFA_IN_PROGRESS")
      const item = yield* settled(client, waiting.id)
      assert.strictEqual(item.status, "UPDATED")
      assert.isNull(item.parameter)
      const late = yield* Effect.flip(call(client, (sdk) => sdk.updateItemMFA(item.id, { token: "123456" })))
      assert.strictEqual(late.codeDescription, "ITEM_MFA_NOT_FOUND")
    })
  )

  it.effect("with a wrong token the Item is outdated, and a new run asks again", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const waiting = yield* connected(client, "user-ok", { connector: 3, products: light })
      yield* call(client, (sdk) => sdk.updateItemMFA(waiting.id, { token: "999999" }))
      const item = yield* settled(client, waiting.id)
      assert.strictEqual(item.status, "OUTDATED")
      assert.strictEqual(item.executionStatus, "INVALID_CREDENTIALS_MFA")
      yield* call(client, (sdk) => sdk.updateItem(item.id))
      const again = yield* settled(client, item.id)
      assert.strictEqual(again.status, "WAITING_USER_INPUT")
      yield* call(client, (sdk) => sdk.updateItemMFA(item.id, { token: "123456" }))
      assert.strictEqual((yield* settled(client, item.id)).status, "UPDATED")
    })
  )

  it.effect("with a session that the bank still knows, is not asked again", () =>
    Effect.gen(function* () {
      const { client, item } = yield* walk("user-ok")
      const bank = yield* SandboxBank
      const posts = yield* bank.passwordPosts("user-ok")
      yield* call(client, (sdk) => sdk.updateItem(item.id))
      assert.strictEqual((yield* settled(client, item.id)).status, "UPDATED")
      assert.strictEqual(yield* bank.passwordPosts("user-ok"), posts)
    })
  )

  it.effect("reads the code off a picture", () =>
    Effect.gen(function* () {
      const { asked, item } = yield* walk("user-ok-img")
      assert.strictEqual(item.status, "UPDATED")
      const [question] = asked
      assert.strictEqual(question?.type, "image")
      const data = Buffer.from(String(question?.data), "base64")
      assert.strictEqual(data.subarray(1, 4).toString("latin1"), "PNG")
    })
  )

  it.effect("chooses among the options that the bank gives", () =>
    Effect.gen(function* () {
      const { asked, item } = yield* walk("user-ok-select")
      assert.strictEqual(item.status, "UPDATED")
      const [question] = asked
      assert.strictEqual(question?.type, "select")
      assert.include(
        (question?.options ?? []).map(({ value }) => value),
        "123456"
      )
    })
  )

  it.effect("chooses a phone first and then types the code that it got", () =>
    Effect.gen(function* () {
      const { asked, item } = yield* walk("user-ok-phone")
      assert.strictEqual(item.status, "UPDATED")
      assert.deepStrictEqual(
        asked.map((question) => question?.name),
        ["phone", "token"]
      )
    })
  )

  it.effect("chooses one of two companies, whose accounts are read", () =>
    Effect.gen(function* () {
      const { asked, client, item } = yield* walk("user-ok-multi-company")
      assert.strictEqual(item.status, "UPDATED")
      assert.strictEqual(asked.at(-1)?.name, "company")
      const { seed } = yield* SandboxBank
      const own = Ledger.accountsOf({ seed, user: "user-ok-multi-company" }).filter(
        ({ company }) => company === "transportes"
      )
      const checking = (yield* accountsOf(client, item.id)).find(({ type }) => type === "BANK")
      assert.strictEqual(checking?.number, own.find(({ type }) => type === "checking")?.number)
    })
  )
})
