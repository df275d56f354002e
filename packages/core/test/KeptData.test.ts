// What is kept of an Item and its runs as plain data: the same text today as when it was written, nothing of it lost, and no text taken that
// means nothing.
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Schema } from "effect"

import * as AutoSync from "../src/AutoSync.ts"
import * as Consent from "../src/Consent.ts"
import * as Coverage from "../src/Coverage.ts"
import * as Execution from "../src/Execution.ts"
import * as UpdateRecord from "../src/UpdateRecord.ts"
import { Foreign, WireStatus } from "../src/WireStatus.ts"

const instant = "2026-03-20T12:00:00.000Z"
const uuid = (last: string) => `00000000-0000-4000-8000-00000000000${last}`

const consent = {
  id: uuid("1"),
  itemId: uuid("2"),
  products: ["ACCOUNTS", "LOANS"],
  hosts: ["bank.example"],
  textVersion: "1",
  source: "application",
  openFinancePermissionsGranted: ["ACCOUNTS_ALL"],
  givenAt: instant,
  expiresAt: null,
  revokedAt: instant
}

const error = { code: "ACCOUNT_LOCKED", message: "Locked.", providerMessage: null }

const execution = {
  id: uuid("1"),
  itemId: uuid("2"),
  applicationId: uuid("3"),
  trigger: "INTERNAL",
  status: "ACCOUNT_LOCKED",
  error,
  challenge: null,
  statusDetail: null,
  fence: 2,
  createdAt: instant,
  heartbeatAt: instant,
  endedAt: null
}

const retrying = { _tag: "Retrying", failedAt: instant, startedAt: instant, retries: 4 }

const challenge = {
  id: uuid("4"),
  challenge: { _tag: "Approve", label: "Approve", where: "the app", expiresAt: null }
}

type Kept = readonly [what: string, schema: Schema.Codec<unknown, unknown>, data: unknown]

const kept: ReadonlyArray<Kept> = [
  ["a consent", Consent.Consent, consent],
  ["a consent that the person gave", Consent.Consent, { ...consent, source: "widget" }],
  [
    "the record of updates",
    UpdateRecord.UpdateRecord,
    { consecutiveFailedSyncs: 2, lastExecutionEndedAt: instant, unblockedAt: null }
  ],
  ["auto-sync before the first run", AutoSync.State, { _tag: "NotYet" }],
  ["auto-sync on schedule", AutoSync.State, { _tag: "OnSchedule", succeededAt: instant }],
  ["auto-sync's retries", AutoSync.State, retrying],
  ["the end of auto-sync", AutoSync.State, { _tag: "Ended", because: "retries-used-up" }],
  [
    "proven days",
    Coverage.ProvenCoverage,
    { intervals: [{ from: "2026-03-01", to: "2026-03-20" }], collectedAt: instant, deepRescanAt: null }
  ],
  [
    "a page's claim",
    Coverage.Coverage,
    { from: "2026-03-01", to: "2026-03-20", states: ["PENDING", "POSTED", "SCHEDULED"], rowCap: 150 }
  ],
  ["an execution", Execution.Execution, execution],
  ["the state of an execution", Execution.State, { status: "ACCOUNT_LOCKED", error, challenge, statusDetail: null }],
  ["a challenge's answer", Execution.Event, { _tag: "ChallengeAnswered", id: uuid("4") }],
  ["a raised challenge", Execution.Event, { _tag: "ChallengeRaised", challenge }],
  ["a step's beginning", Execution.Event, { _tag: "CollectStarted", step: "LOANS_IN_PROGRESS" }],
  ["a success", Execution.Event, { _tag: "Succeeded", statusDetail: null, partial: true }],
  ["a failure", Execution.Event, { _tag: "Failed", error }]
]

/** Each lacks or has too much of what gives the data its meaning. */
const meaningless: ReadonlyArray<Kept> = [
  ["a consent that nobody recorded", Consent.Consent, { ...consent, source: "" }],
  ["a permission that Open Finance does not have", Consent.OpenFinancePermission, ""],
  ["a consent whose id is no UUID", Consent.Consent, { ...consent, id: "1" }],
  ["a record of updates that counts nothing", UpdateRecord.UpdateRecord, {}],
  ["proven days that name no day", Coverage.ProvenCoverage, { collectedAt: instant, deepRescanAt: null }],
  ["a run of nothing", Execution.Execution, { trigger: "USER" }],
  ["a state of a run without its status", Execution.State, { error: null, challenge: null, statusDetail: null }],
  ["a fifth retry that failed, which ends auto-sync", AutoSync.State, { ...retrying, retries: 5 }],
  ["fewer than no retries", AutoSync.State, { ...retrying, retries: -1 }],
  ["an end of auto-sync without its reason", AutoSync.State, { _tag: "Ended", because: "" }],
  ["a trigger that nobody pulls", Execution.Trigger, ""],
  ["a step that collects nothing", Execution.CollectStep, ""],
  ["a day that does not exist", Coverage.Coverage, { from: "2026-02-29", to: "2026-03-20", states: [] }],
  ["a state of a row that no institution has", Coverage.RowState, ""],
  ["a status that the wire does not know", WireStatus, ""]
]

describe("What is kept", () => {
  it.effect.each(kept)("of %s comes back whole, and is written as before", ([, schema, data]) =>
    Effect.gen(function* () {
      const read = yield* Schema.decodeUnknownEffect(schema)(data)
      assert.deepStrictEqual(yield* Schema.encodeUnknownEffect(schema)(read), data)
    })
  )

  it.effect.each(meaningless)("is never %s", ([, schema, data]) =>
    Effect.sync(() => assert.isTrue(Result.isFailure(Schema.decodeUnknownResult(schema)(data))))
  )
})

describe("The words that clients know", () => {
  it.effect("are, of Open Finance's permissions, those that the wire has", () =>
    Effect.sync(() =>
      assert.deepStrictEqual(Consent.OpenFinancePermission.literals, [
        "REGISTRATION_ALL",
        "REGISTRATION_IDENTIFICATIONS",
        "REGISTRATION_QUALIFICATIONS",
        "REGISTRATION_FINANCIAL_RELATIONS",
        "ACCOUNTS_ALL",
        "ACCOUNTS_LIST",
        "ACCOUNTS_BALANCES",
        "ACCOUNTS_LIMITS",
        "ACCOUNTS_TRANSACTIONS",
        "CREDIT_CARDS_ALL",
        "CREDIT_CARDS_LIST",
        "CREDIT_CARDS_LIMITS",
        "CREDIT_CARDS_TRANSACTIONS",
        "CREDIT_CARDS_BILLS",
        "CREDIT_OPERATIONS_ALL",
        "INVESTMENTS_ALL",
        "EXCHANGES_ALL"
      ])
    )
  )

  it.effect("are, of what may ask for a run, four", () =>
    Effect.sync(() => assert.deepStrictEqual(Execution.Trigger.literals, ["USER", "CLIENT", "SYNC", "INTERNAL"]))
  )

  it.effect("are, of the statuses that no run of ours comes to, three", () =>
    Effect.sync(() =>
      assert.deepStrictEqual(Foreign.literals, ["CREATING", "CREATE_ERROR", "RESOURCES_LIMIT_EXCEEDED"])
    )
  )
})
