import { assert } from "@effect/vitest"
import { SandboxBank } from "@tomada/sandbox-bank"
import { Effect } from "effect"

import { accountsOf, call, connect, connected, light, settled } from "./Client.ts"
import { suite } from "./World.ts"

/** `[user, status, executionStatus]` of connector 2; the second factors that connector 3 asks of some are another matter. */
const table = [
  ["user-ok", "UPDATED", "SUCCESS"],
  ["user-logged", "OUTDATED", "ALREADY_LOGGED_IN"],
  ["user-locked", "LOGIN_ERROR", "ACCOUNT_LOCKED"],
  ["user-error", "OUTDATED", "UNEXPECTED_ERROR"],
  ["user-unavailable", "OUTDATED", "SITE_NOT_AVAILABLE"],
  ["user-account-need-actions", "OUTDATED", "ACCOUNT_NEEDS_ACTION"],
  ["user-account-need-actions-provider-message", "OUTDATED", "ACCOUNT_NEEDS_ACTION"],
  ["user-connection-error", "OUTDATED", "CONNECTION_ERROR"],
  ["user-account-credentials-reset", "LOGIN_ERROR", "ACCOUNT_CREDENTIALS_RESET"],
  ["user-not-supported", "OUTDATED", "USER_NOT_SUPPORTED"],
  ["user-ok-account-error", "UPDATED", "PARTIAL_SUCCESS"],
  ["user-ok-account-warning", "UPDATED", "SUCCESS"],
  ["user-ok-two-checking-accounts", "UPDATED", "SUCCESS"],
  ["user-ok-auth-pending", "OUTDATED", "USER_AUTHORIZATION_PENDING"],
  ["user-ok-img", "UPDATED", "SUCCESS"],
  ["user-ok-select", "UPDATED", "SUCCESS"],
  ["user-ok-phone", "UPDATED", "SUCCESS"],
  ["user-ok-perf", "UPDATED", "SUCCESS"],
  ["user-bad", "LOGIN_ERROR", "INVALID_CREDENTIALS"],
  ["user-ok-perf-1000x", "UPDATED", "SUCCESS"]
] as const

suite()("every user of the sandbox", (it) => {
  it.effect("ends as the table of the sandbox says", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const ends = yield* Effect.forEach(
        table,
        ([user]) =>
          Effect.map(
            connected(client, user, { products: light }),
            ({ executionStatus, status }) => [user, status, executionStatus] as const
          ),
        { concurrency: 4 }
      )
      assert.deepStrictEqual(ends, [...table])
    })
  )

  it.effect("hears the bank's own words where the bank has some", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const said = yield* connected(client, "user-account-need-actions-provider-message", { products: light })
      assert.match(said.error?.providerMessage ?? "", /terms of use/)
      const silent = yield* connected(client, "user-account-need-actions", { products: light })
      assert.isNull(silent.error?.providerMessage)
      const warned = yield* connected(client, "user-ok-account-warning", { products: light })
      assert.isTrue(warned.statusDetail?.accounts?.isUpdated)
      assert.strictEqual(warned.statusDetail?.accounts?.warnings?.[0]?.code, "001")
      assert.deepStrictEqual(warned.statusDetail?.creditCards?.warnings, [])
    })
  )

  it.effect("has two checking accounts where the table says so, and its accounts missing where these fail", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const two = yield* connected(client, "user-ok-two-checking-accounts", { products: light })
      const types = (yield* accountsOf(client, two.id)).map(({ type }) => type)
      assert.sameMembers(types, ["BANK", "BANK", "CREDIT"])
      const failed = yield* connected(client, "user-ok-account-error", { products: light })
      assert.isFalse(failed.statusDetail?.accounts?.isUpdated)
      assert.isTrue(failed.statusDetail?.creditCards?.isUpdated)
      assert.deepStrictEqual(
        (yield* accountsOf(client, failed.id)).map(({ type }) => type),
        ["CREDIT"]
      )
    })
  )

  it.effect("whose device waits for approval is let in once it has been approved", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const bank = yield* SandboxBank
      yield* bank.decideDevice("user-ok-auth-pending", "forget")
      const pending = yield* connected(client, "user-ok-auth-pending", { products: light })
      assert.strictEqual(pending.executionStatus, "USER_AUTHORIZATION_PENDING")
      yield* bank.decideDevice("user-ok-auth-pending", "approve")
      yield* call(client, (sdk) => sdk.updateItem(pending.id))
      assert.strictEqual((yield* settled(client, pending.id)).status, "UPDATED")
    })
  )
})
