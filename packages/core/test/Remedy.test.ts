// What each status of the wire means for an Item: where it stands, what leads out, whose accounts new credentials may open.
import { assert, describe, it } from "@effect/vitest"
import { BigDecimal, DateTime, Effect, Result } from "effect"

import * as Account from "../src/Account.ts"
import * as ConnectorError from "../src/ConnectorError.ts"
import * as Execution from "../src/Execution.ts"
import { ExecutionStatus, isFinal, isLoginError, itemStatus } from "../src/ExecutionStatus.ts"
import * as Remedy from "../src/Remedy.ts"
import * as SameOwner from "../src/SameOwner.ts"
import { DifferentAccount } from "../src/UpdateRefusal.ts"
import * as WireStatus from "../src/WireStatus.ts"

const statuses = WireStatus.WireStatus.literals

describe("A status of the wire", () => {
  it.effect("means for ours what the execution says, and for the three others what the wire says", () =>
    Effect.sync(() => {
      for (const status of ExecutionStatus.literals) {
        assert.strictEqual(WireStatus.statusOf(status), itemStatus(status))
        assert.strictEqual(WireStatus.hasEnded(status), isFinal(status))
        assert.strictEqual(WireStatus.refusedLogin(status), isLoginError(status))
      }
      assert.deepStrictEqual(
        WireStatus.Foreign.literals.map((status) => [
          status,
          WireStatus.statusOf(status),
          WireStatus.hasEnded(status),
          WireStatus.refusedLogin(status)
        ]),
        [
          ["CREATING", "UPDATING", false, false],
          ["CREATE_ERROR", "OUTDATED", true, false],
          ["RESOURCES_LIMIT_EXCEEDED", "OUTDATED", true, false]
        ]
      )
    })
  )

  it.effect("has a remedy once the execution ended, as the wire's table of codes tells", () =>
    Effect.sync(() => {
      const expected: Record<Remedy.Remedy, ReadonlyArray<WireStatus.WireStatus>> = {
        none: ["SUCCESS", "PARTIAL_SUCCESS"],
        time: [
          "ALREADY_LOGGED_IN",
          "SITE_NOT_AVAILABLE",
          "CONNECTION_ERROR",
          "UNEXPECTED_ERROR",
          "ERROR",
          "MERGE_ERROR",
          "CREATE_ERROR",
          "RESOURCES_LIMIT_EXCEEDED"
        ],
        "act-elsewhere": ["USER_AUTHORIZATION_PENDING", "ACCOUNT_NEEDS_ACTION"],
        "be-present": ["INVALID_CREDENTIALS_MFA", "USER_INPUT_TIMEOUT", "USER_NOT_SUPPORTED"],
        "new-credentials": ["INVALID_CREDENTIALS", "ACCOUNT_CREDENTIALS_RESET", "ACCOUNT_LOCKED"],
        reconnect: ["USER_AUTHORIZATION_NOT_GRANTED", "USER_AUTHORIZATION_REVOKED"]
      }
      for (const [way, of] of Object.entries(expected)) {
        assert.sameMembers(
          statuses.filter((status) => Remedy.remedy(status) === way),
          [...of],
          way
        )
      }
      assert.sameMembers(
        statuses.filter((status) => Remedy.remedy(status) === null),
        statuses.filter((status) => !WireStatus.hasEnded(status))
      )
    })
  )

  it.effect("asks for credentials or a new authorisation exactly where the Item is in LOGIN_ERROR", () =>
    Effect.sync(() => {
      for (const status of statuses) {
        const way = Remedy.remedy(status)
        const isLoginErrorWay = way === "new-credentials" || way === "reconnect"
        assert.strictEqual(isLoginErrorWay, WireStatus.statusOf(status) === "LOGIN_ERROR", status)
      }
    })
  )

  it.effect("may heal unattended exactly where the institution's error says that a repetition may succeed", () =>
    Effect.sync(() => {
      const errors: ReadonlyArray<ConnectorError.ConnectorError> = [
        new ConnectorError.InvalidCredentials({ fields: [] }),
        new ConnectorError.AccountLocked(),
        ...ConnectorError.UserActionNeeded.fields.action.literals.map(
          (action) => new ConnectorError.UserActionNeeded({ action, providerMessage: null })
        ),
        ...ConnectorError.ChallengeFailed.fields.why.literals.map((why) => new ConnectorError.ChallengeFailed({ why })),
        ...ConnectorError.InstitutionDown.fields.how.literals.map((how) => new ConnectorError.InstitutionDown({ how })),
        new ConnectorError.AlreadyLoggedIn(),
        new ConnectorError.SessionExpired(),
        new ConnectorError.ConsentExpired(),
        new ConnectorError.Blocked({ by: "a wall" }),
        new ConnectorError.RateLimited({ budget: "4 a month" }),
        new ConnectorError.SiteChanged({ at: "a page", expected: "a table" }),
        new ConnectorError.Unsupported({ what: "a loan" }),
        new ConnectorError.ConnectorDefect({ what: "a defect" })
      ]
      for (const error of errors) {
        const { code, retry } = ConnectorError.outcome(error)
        assert.strictEqual(Remedy.mayHealUnattended(code), retry, `${error._tag} ${code}`)
      }
      for (const status of statuses) {
        if (!WireStatus.hasEnded(status) || WireStatus.statusOf(status) === "UPDATED") {
          assert.isFalse(Remedy.mayHealUnattended(status), status)
        }
      }
    })
  )
})

describe("What new credentials opened", () => {
  const strangers: SameOwner.Evidence = {
    held: 2,
    collected: 1,
    recognised: 0,
    newCredentials: true,
    samePerson: null,
    passed: false
  }
  const merges = (changes: Partial<SameOwner.Evidence>) =>
    Result.isSuccess(SameOwner.mayMerge({ ...strangers, ...changes }))

  it.effect("is somebody else's when no account is known and nothing says that the person is the same", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(SameOwner.mayMerge(strangers), Result.fail(new DifferentAccount()))
      assert.isFalse(merges({ samePerson: false }))
      assert.isFalse(merges({ samePerson: false, held: 0 }))
      assert.isFalse(merges({ samePerson: false, collected: 0 }))
    })
  )

  it.effect("belongs to the Item when an account is known, or the person is", () =>
    Effect.sync(() => {
      assert.isTrue(merges({ recognised: 1 }))
      assert.isTrue(merges({ recognised: 1, samePerson: false }))
      assert.isTrue(merges({ samePerson: true }))
    })
  )

  it.effect("is not judged without accounts on both sides, with the old credentials, or against an operator", () =>
    Effect.sync(() => {
      assert.isTrue(merges({ held: 0 }))
      assert.isTrue(merges({ collected: 0 }))
      assert.isTrue(merges({ newCredentials: false, samePerson: false }))
      assert.isTrue(merges({ passed: true, samePerson: false }))
    })
  )

  it.effect("is the same person's where a document is the held one, however it is printed", () =>
    Effect.sync(() => {
      const held = { document: "123.456.789-09", taxNumber: "12.ABC.345/01DE-35" }
      assert.isTrue(SameOwner.samePerson(held, [{ document: "12345678909" }]))
      assert.isTrue(SameOwner.samePerson(held, [{ document: "1" }, { taxNumber: "12abc34501de35" }]))
      assert.isFalse(SameOwner.samePerson(held, [{ document: "987.654.321-00" }]))
      for (const [known, shown] of [
        [null, [{ document: "12345678909" }]],
        [{ document: " - " }, [{ document: "12345678909" }]],
        [held, []],
        [held, [{ fullName: "Ana", document: null }]]
      ] as const) {
        assert.isNull(SameOwner.samePerson(known, shown))
      }
    })
  )

  it.effect("is not another person's for a card with the same last digits, but for a key or a whole number", () =>
    Effect.sync(() => {
      const now = DateTime.makeUnsafe("2026-09-01T00:00:00Z")
      const of = (key: string, fields: Partial<Account.Account> = {}): Account.Account => ({
        id: Account.AccountId.make("0b0e7e8e-6f3f-4d4e-8a57-3f3b3c3d3e3f"),
        itemId: "item",
        key,
        handle: key,
        type: "CREDIT",
        subtype: "CREDIT_CARD",
        number: "**** 4321",
        name: "Card",
        balance: BigDecimal.fromBigInt(1n),
        currencyCode: "BRL",
        createdAt: now,
        updatedAt: now,
        ...fields
      })
      const counts = (held: Account.Account, seen: Account.Account) =>
        [true, null, false].map((same) => SameOwner.recognised([held], [{ account: seen, change: "updated" }], same))
      const transfer = { transferNumber: "001/0001/12345-6", closingBalance: null }
      assert.deepStrictEqual(counts(of("a"), of("b")), [1, 1, 0])
      assert.deepStrictEqual(counts(of("a"), of("a")), [1, 1, 1])
      assert.deepStrictEqual(counts(of("b", { previousKeys: ["a"] }), of("a")), [1, 1, 1])
      assert.deepStrictEqual(counts(of("a", { number: "12345-6" }), of("b", { number: "123456" })), [1, 1, 1])
      assert.deepStrictEqual(counts(of("a", { bankData: transfer }), of("b", { bankData: transfer })), [1, 1, 1])
      assert.deepStrictEqual(counts(of("a", { number: "12345-6" }), of("b", { number: "123457" })), [1, 1, 0])
      const another = { transferNumber: "001/0001/65432-1", closingBalance: null }
      assert.deepStrictEqual(counts(of("a", { bankData: transfer }), of("b", { bankData: another })), [1, 1, 0])
      assert.deepStrictEqual(counts(of("a"), of("b", { bankData: transfer })), [1, 1, 0])
      const neighbour = of("z", { id: Account.AccountId.make("9c5b94b1-35ad-49bb-b118-8e8fc24abf80") })
      const seen = [{ account: of("a"), change: "updated" }] as const
      assert.strictEqual(SameOwner.recognised([neighbour, of("a")], seen, false), 1, "among others")
      assert.strictEqual(SameOwner.recognised([neighbour], seen, false), 0, "an account that is not held")
      const created = SameOwner.recognised([], [{ account: of("a"), change: "created" }], true)
      assert.strictEqual(created, 0)
    })
  )

  it.effect("ends the run as a refused login when it is refused, at the merge as before it", () =>
    Effect.sync(() => {
      for (const status of ["ACCOUNTS_IN_PROGRESS", "MERGING"] as const) {
        const ended = Result.getOrThrow(Execution.transition({ ...Execution.created, status }, SameOwner.ended))
        assert.strictEqual(itemStatus(ended.status), "LOGIN_ERROR")
        assert.strictEqual(Remedy.remedy(ended.status), "new-credentials")
        assert.match(String(ended.error?.message), /another account/)
      }
    })
  )
})
