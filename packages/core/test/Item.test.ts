// What an Item becomes: its status, when it may be updated, its consent, and what each error at an institution means.
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"

import * as ConnectorError from "../src/ConnectorError.ts"
import * as Consent from "../src/Consent.ts"
import * as Execution from "../src/Execution.ts"
import { ErrorCode, ExecutionStatus, isFinal, isLoginError, itemStatus } from "../src/ExecutionStatus.ts"
import { ApplicationId, ExecutionId, ItemId } from "../src/Item.ts"
import * as ItemLife from "../src/ItemLife.ts"
import { ConnectorId } from "../src/Manifest.ts"
import * as UpdateRecord from "../src/UpdateRecord.ts"
import * as UpdateRefusal from "../src/UpdateRefusal.ts"
import * as UpdateRules from "../src/UpdateRules.ts"
import { noon } from "./Ledger.ts"

const uuid = (last: string) => `00000000-0000-4000-8000-00000000000${last}`

const item = ItemLife.created(
  {
    id: ItemId.make(uuid("1")),
    applicationId: ApplicationId.make(uuid("2")),
    connectorId: ConnectorId.make(0),
    products: ["ACCOUNTS", "TRANSACTIONS"],
    clientUserId: null,
    webhookUrl: null,
    oauthRedirectUri: null,
    executionId: ExecutionId.make(uuid("3"))
  },
  noon("2026-03-01")
)

const mayUpdate = (executionStatus: ExecutionStatus, newCredentials: boolean) =>
  UpdateRules.decide(
    { ...item, executionStatus },
    { trigger: "CLIENT", newCredentials, oneStepCodes: [] },
    {
      now,
      record: UpdateRecord.fresh,
      credentials: "held",
      consent: "given",
      connectorHealth: "ONLINE",
      sandbox: false,
      minUpdateFrequencyHours: null,
      sameCredentialsInFlight: false,
      policy: UpdateRules.defaultPolicy
    }
  )

const failed = (code: ErrorCode): Execution.State => ({
  ...Execution.created,
  status: code,
  error: { code, message: "It failed.", providerMessage: null }
})
const succeeded: Execution.State = { ...Execution.created, status: "SUCCESS" }
const now = noon("2026-03-20")

describe("An Item", () => {
  it.effect("has the status of its execution", () =>
    Effect.sync(() => {
      const expected: Record<string, ReadonlyArray<ExecutionStatus>> = {
        UPDATED: ["SUCCESS", "PARTIAL_SUCCESS"],
        LOGIN_ERROR: [
          "INVALID_CREDENTIALS",
          "ACCOUNT_CREDENTIALS_RESET",
          "ACCOUNT_LOCKED",
          "USER_AUTHORIZATION_NOT_GRANTED",
          "USER_AUTHORIZATION_REVOKED"
        ],
        WAITING_USER_INPUT: ["WAITING_USER_INPUT"],
        WAITING_USER_ACTION: ["WAITING_USER_ACTION"],
        MERGING: ["MERGING"]
      }
      const named = Object.entries(expected).flatMap(([status, of]) =>
        of.map((execution) => [execution, status] as const)
      )
      const byStatus = new Map<ExecutionStatus, string>(named)
      for (const status of ExecutionStatus.literals) {
        assert.strictEqual(
          itemStatus(status),
          byStatus.get(status) ?? (isFinal(status) ? "OUTDATED" : "UPDATING"),
          status
        )
      }
    })
  )

  it.effect("may be updated once its run has ended, after a refused login with new credentials only", () =>
    Effect.sync(() => {
      for (const executionStatus of ExecutionStatus.literals) {
        const same = mayUpdate(executionStatus, false)
        const other = mayUpdate(executionStatus, true)
        if (!isFinal(executionStatus)) {
          assert.deepStrictEqual(
            [same, other],
            [Result.fail(new UpdateRefusal.AlreadyUpdating()), Result.fail(new UpdateRefusal.AlreadyUpdating())]
          )
        } else {
          assert.isTrue(Result.isSuccess(other))
          if (isLoginError(executionStatus)) {
            assert.deepStrictEqual(same, Result.fail(new UpdateRefusal.NewCredentialsNeeded()))
          } else assert.isTrue(Result.isSuccess(same))
        }
      }
    })
  )

  it.effect("counts refused logins until a success, and nothing else", () =>
    Effect.sync(() => {
      const counts: Array<number> = []
      let life = item
      for (const state of [
        failed("INVALID_CREDENTIALS"),
        failed("SITE_NOT_AVAILABLE"),
        Execution.created,
        failed("ACCOUNT_LOCKED"),
        succeeded
      ]) {
        life = ItemLife.follow(life, state, now)
        counts.push(life.consecutiveFailedLoginAttempts)
      }
      assert.deepStrictEqual(counts, [1, 1, 1, 2, 0])
    })
  )

  it.effect("was updated at a success, and keeps that instant through failures", () =>
    Effect.sync(() => {
      const updated = ItemLife.follow(item, succeeded, now)
      assert.strictEqual(updated.lastUpdatedAt, now)
      const outdated = ItemLife.follow(updated, failed("CONNECTION_ERROR"), noon("2026-03-21"))
      assert.strictEqual(outdated.lastUpdatedAt, now)
      assert.strictEqual(ItemLife.status(outdated), "OUTDATED")
      assert.strictEqual(outdated.error?.code, "CONNECTION_ERROR")
    })
  )

  it.effect("shows what each product came to until the next run has ended", () =>
    Effect.sync(() => {
      const statusDetail = { ACCOUNTS: { isUpdated: true, lastUpdatedAt: now, warnings: [] } }
      const partial = ItemLife.follow(item, { ...succeeded, status: "PARTIAL_SUCCESS", statusDetail }, now)
      const running = ItemLife.follow(partial, Execution.created, now)
      assert.deepStrictEqual(running.statusDetail, statusDetail)
      assert.strictEqual(ItemLife.follow(running, succeeded, now).statusDetail, null)
    })
  )
})

describe("A consent", () => {
  const consent: Consent.Consent = {
    id: Consent.ConsentId.make(uuid("4")),
    itemId: item.id,
    products: ["ACCOUNTS"],
    hosts: [],
    textVersion: "1",
    source: "widget",
    givenAt: noon("2026-03-01"),
    expiresAt: now,
    revokedAt: null
  }

  it.effect("allows its products until the instant at which it expires", () =>
    Effect.sync(() => {
      assert.isTrue(Consent.allows(consent, "ACCOUNTS", noon("2026-03-19")))
      assert.isFalse(Consent.allows(consent, "TRANSACTIONS", noon("2026-03-19")))
      assert.isFalse(Consent.allows(consent, "ACCOUNTS", now))
      assert.isTrue(Consent.allows({ ...consent, expiresAt: null }, "ACCOUNTS", noon("2099-01-01")))
    })
  )

  it.effect("that is revoked allows nothing, expired or not", () =>
    Effect.sync(() => {
      const revoked = { ...consent, revokedAt: noon("2026-03-02") }
      assert.strictEqual(Consent.standing(revoked, noon("2026-03-19")), "revoked")
      assert.strictEqual(Consent.standing(revoked, noon("2026-03-21")), "revoked")
      assert.strictEqual(Consent.standing(consent, noon("2026-03-21")), "expired")
    })
  )
})

describe("An error at an institution", () => {
  const said = "Texto do banco"
  const actions = ConnectorError.UserActionNeeded.fields.action.literals
  const whys = ConnectorError.ChallengeFailed.fields.why.literals
  const hows = ConnectorError.InstitutionDown.fields.how.literals
  const every: ReadonlyArray<ConnectorError.ConnectorError> = [
    new ConnectorError.InvalidCredentials({ fields: ["password"] }),
    new ConnectorError.InputRejected({ field: "file", at: "line 3", problem: "no amount" }),
    new ConnectorError.AccountLocked(),
    ...actions.map((action) => new ConnectorError.UserActionNeeded({ action, providerMessage: said })),
    ...whys.map((why) => new ConnectorError.ChallengeFailed({ why })),
    new ConnectorError.AlreadyLoggedIn(),
    new ConnectorError.SessionExpired(),
    new ConnectorError.ConsentExpired(),
    ...hows.map((how) => new ConnectorError.InstitutionDown({ how })),
    new ConnectorError.Blocked({ by: "a wall" }),
    new ConnectorError.RateLimited({ budget: "4 a month" }),
    new ConnectorError.SiteChanged({ at: "statement", expected: "a table" }),
    new ConnectorError.Unsupported({ what: "business accounts" }),
    new ConnectorError.ConnectorDefect({ what: "secret words" })
  ]

  it.effect("has one meaning each, for every member of the union and every case in it", () =>
    Effect.sync(() => {
      const tags = ConnectorError.ConnectorError.members.map((member) => member.identifier)
      assert.deepStrictEqual([...new Set(every.map(({ _tag }) => _tag))].toSorted(), tags.toSorted())
      for (const error of every) {
        const outcome = ConnectorError.outcome(error)
        assert.isTrue(ErrorCode.literals.includes(outcome.code), error._tag)
        assert.isNotEmpty(outcome.message)
      }
    })
  )

  it.effect("passes on the institution's words to the person and nothing of the author's", () =>
    Effect.sync(() => {
      for (const error of every) {
        const { message, providerMessage } = ConnectorError.outcome(error)
        assert.strictEqual(providerMessage, error._tag === "UserActionNeeded" ? said : null)
        for (const word of ["secret words", "a wall", "a table", "business accounts", said]) {
          assert.notInclude(message, word)
        }
      }
    })
  )

  it.effect("of a refused login is not retried, and leaves no session behind", () =>
    Effect.sync(() => {
      for (const error of every) {
        const outcome = ConnectorError.outcome(error)
        if (!isLoginError(outcome.code)) continue
        assert.deepStrictEqual([outcome.retry, outcome.who], [false, "person"], error._tag)
        assert.notStrictEqual(outcome.session, "keep", error._tag)
      }
    })
  )

  it.effect(
    "that the same request may outlive though a person acts: on a device, in another session, at the site",
    () =>
      Effect.sync(() => {
        const needing = every
          .map(ConnectorError.outcome)
          .filter(({ retry, who }) => retry && who === "person")
          .map(({ code }) => code)
        assert.deepStrictEqual([...new Set(needing)].toSorted(), [
          "ACCOUNT_NEEDS_ACTION",
          "ALREADY_LOGGED_IN",
          "USER_AUTHORIZATION_PENDING"
        ])
      })
  )
})
