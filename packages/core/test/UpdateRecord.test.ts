// What an Item remembers of its runs, and what an operator's unblock makes of it.
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Result } from "effect"

import { ExecutionStatus, isFinal } from "../src/ExecutionStatus.ts"
import * as ItemLife from "../src/ItemLife.ts"
import * as UpdateRecord from "../src/UpdateRecord.ts"
import * as UpdateRefusal from "../src/UpdateRefusal.ts"
import * as UpdateRules from "../src/UpdateRules.ts"
import { noon } from "./Ledger.ts"

const now = noon("2026-03-20")
const before = DateTime.subtract(now, { minutes: 1 })

describe("What an Item remembers of its runs", () => {
  it.effect("is nothing at first", () =>
    Effect.sync(() =>
      assert.deepStrictEqual(UpdateRecord.followed(UpdateRecord.fresh, "ERROR", now), {
        consecutiveFailedSyncs: 1,
        lastExecutionEndedAt: now,
        unblockedAt: null
      })
    )
  )

  it.effect("is its failures since the last success, whatever they were, and when the last run ended", () =>
    Effect.sync(() => {
      for (const status of ExecutionStatus.literals) {
        const held = { ...UpdateRecord.fresh, consecutiveFailedSyncs: 2 }
        const record = UpdateRecord.followed(held, status, now)
        if (!isFinal(status)) assert.strictEqual(record, held)
        else {
          const succeeded = status === "SUCCESS" || status === "PARTIAL_SUCCESS"
          assert.deepStrictEqual(
            record,
            { consecutiveFailedSyncs: succeeded ? 0 : 3, lastExecutionEndedAt: now, unblockedAt: null },
            status
          )
        }
      }
    })
  )

  it.effect("is wiped by an operator's unblock, whose pass is good for one run", () =>
    Effect.sync(() => {
      const held = {
        item: { consecutiveFailedLoginAttempts: 3, executionStatus: "ACCOUNT_LOCKED" as const, lastUpdatedAt: null },
        record: { consecutiveFailedSyncs: 7, lastExecutionEndedAt: before, unblockedAt: null }
      }
      const { item, record } = ItemLife.unblock(held, now)
      assert.deepStrictEqual(item, { ...held.item, consecutiveFailedLoginAttempts: 0 })
      assert.deepStrictEqual(record, { consecutiveFailedSyncs: 0, lastExecutionEndedAt: before, unblockedAt: now })
      const request = { trigger: "CLIENT", newCredentials: false, oneStepCodes: [] } as const
      const facts = {
        now,
        credentials: "held",
        consent: "given",
        connectorHealth: "OFFLINE",
        sandbox: false,
        minUpdateFrequencyHours: 24,
        sameCredentialsInFlight: false,
        policy: UpdateRules.defaultPolicy
      } as const
      assert.isTrue(Result.isSuccess(UpdateRules.decide(item, request, { ...facts, record })))
      assert.deepStrictEqual(
        UpdateRules.decide(item, request, { ...facts, record: UpdateRecord.started(record) }),
        Result.fail(new UpdateRefusal.NewCredentialsNeeded())
      )
    })
  )
})
