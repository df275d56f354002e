// What the bank itself saw of runs that nobody attended: at a connector whose bank may ask for a second factor, such a run goes on in
// the session that is held or ends. No password is posted, because the password alone makes the bank send a code to the person.
import { assert } from "@effect/vitest"
import { Item } from "@tomada/core"
import { Scheduler } from "@tomada/engine"
import { type LogEntry, SandboxBank } from "@tomada/sandbox-bank"
import { ExecutionStore, ItemStore } from "@tomada/store"
import { Effect } from "effect"

import { call, connect, password, settled } from "./Client.ts"
import { layerWithSteadyBank, suiteIn, until, World } from "./World.ts"

const user = "user-ok"
const chromium = JSON.parse(process.env["TOMADA_TEST_BROWSER"] ?? "{}") as { readonly executable?: string } // tooling/browser wrote it

const settings = {
  TOMADA_CHROMIUM: chromium.executable ?? "",
  TOMADA_BROWSER_SANDBOX: process.getuid?.() === 0 ? "off" : "on"
}

/** How often a password was posted for the person, and a code sent to them, by the bank's own log; and how much was asked in all. */
const seenByBank = Effect.gen(function* () {
  const log = yield* (yield* SandboxBank).log
  const did = (deed: "password" | "code-sent") =>
    log.filter((entry: LogEntry) => entry.user === user && entry.did?.includes(deed) === true).length
  return { passwords: did("password"), codes: did("code-sent"), requests: log.length }
})

/** An Item that a person connected, answering the code. */
const attended = Effect.fnUntraced(function* (connector: number) {
  const client = yield* connect
  const { id } = yield* call(client, (sdk) => sdk.createItem(connector, { user, password }, { products: ["ACCOUNTS"] }))
  const asked = yield* until("the question", settled(client, id), ({ status }) => status !== "UPDATING", "60 seconds")
  assert.strictEqual(asked.status, "WAITING_USER_INPUT")
  yield* call(client, (sdk) => sdk.updateItemMFA(id, { token: "123456" }))
  const item = yield* until(
    "the end",
    settled(client, id),
    ({ status }) => status !== "WAITING_USER_INPUT",
    "60 seconds"
  )
  assert.strictEqual(item.executionStatus, "SUCCESS")
  return Item.ItemId.make(id)
})

const held = Effect.fnUntraced(function* (id: Item.ItemId) {
  const { clientId } = yield* World
  return yield* (yield* ItemStore.ItemStore).get(Item.ApplicationId.make(clientId), id)
})

/** The Item once the run that is due by itself has ended. */
const synced = Effect.fnUntraced(function* (id: Item.ItemId) {
  const { advanceClock } = yield* World
  const before = yield* held(id)
  assert.isNotNull(before.nextAutoSyncAt)
  yield* advanceClock("26 hours")
  yield* Scheduler.round()
  const after = yield* until(
    "a run that nobody asked for",
    held(id),
    (item) => item.executionId !== before.executionId && isOver(item),
    "60 seconds"
  )
  const executions = yield* ExecutionStore.ExecutionStore
  const run = yield* executions.get(after.applicationId, after.executionId ?? assert.fail("no run"))
  assert.strictEqual(run.trigger, "SYNC")
  return after
})

const isOver = ({ executionStatus }: Item.Item) => ["SUCCESS", "USER_INPUT_TIMEOUT"].includes(executionStatus)

for (const [connector, how] of [
  [3, "by HTTP"],
  [702, "in a browser"]
] as const) {
  suiteIn(layerWithSteadyBank({ production: true, settings }))(`a run that nobody attends, ${how},`, (it) => {
    it.effect(
      "collects in the session that is held, and ends without a password where the session ended",
      () =>
        Effect.gen(function* () {
          const bank = yield* SandboxBank
          const id = yield* attended(connector)
          const first = yield* seenByBank
          assert.deepInclude(first, { passwords: 1, codes: 1 })

          const resumed = yield* synced(id)
          assert.strictEqual(resumed.executionStatus, "SUCCESS")
          assert.isNotNull(resumed.nextAutoSyncAt)
          const second = yield* seenByBank
          assert.isAbove(second.requests, first.requests, "the bank was visited")
          assert.deepInclude(second, { passwords: 1, codes: 1 })

          yield* bank.expireSessions
          const ended = yield* synced(id)
          const third = yield* seenByBank
          assert.isAbove(third.requests, second.requests, "the bank was visited")
          assert.deepInclude(third, { passwords: 1, codes: 1 })
          assert.strictEqual(yield* bank.passwordPosts(user), 1)
          assert.strictEqual(ended.executionStatus, "USER_INPUT_TIMEOUT")
          assert.isNull(ended.nextAutoSyncAt, "no run comes by itself any more")
        }),
      120_000
    )
  })
}
