// What applications are told when an execution moves, and what not.
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Schema } from "effect"

import * as Execution from "../src/Execution.ts"
import { ExecutionStatus, isFinal, itemStatus } from "../src/ExecutionStatus.ts"
import { ApplicationId, ExecutionId, type Item, ItemId } from "../src/Item.ts"
import * as ItemLife from "../src/ItemLife.ts"
import { ConnectorId } from "../src/Manifest.ts"
import type { Transaction } from "../src/Transaction.ts"
import * as WebhookEvent from "../src/WebhookEvent.ts"
import { accountA, accountB, complete, empty, make, noon, row } from "./Ledger.ts"
import { uuids } from "./Shelf.ts"

const uuid = (last: string) => `00000000-0000-4000-8000-00000000000${last}`

const item = ItemLife.created(
  {
    id: ItemId.make(uuid("1")),
    applicationId: ApplicationId.make(uuid("2")),
    connectorId: ConnectorId.make(0),
    products: ["ACCOUNTS", "TRANSACTIONS"],
    clientUserId: "user-1",
    webhookUrl: null,
    oauthRedirectUri: null,
    executionId: ExecutionId.make(uuid("3"))
  },
  noon("2026-03-01")
)

const at = (executionStatus: ExecutionStatus, changes: Partial<Item> = {}): Item => ({
  ...item,
  executionStatus,
  ...changes
})

const tell = (before: Item | null, after: Item, changes: Partial<WebhookEvent.ExecutionChanges> = {}) =>
  WebhookEvent.fromChanges({
    before,
    after,
    trigger: "CLIENT",
    accounts: [],
    apiUrl: "https://tomada.example",
    zone: "America/Sao_Paulo",
    newEventId: uuids(),
    ...changes
  })

const names = (events: ReadonlyArray<WebhookEvent.WebhookEvent>) => events.map(({ event }) => event)

const error = { code: "INVALID_CREDENTIALS", message: "The login was refused.", providerMessage: null } as const

describe("Of an Item, applications are told", () => {
  it.effect("that it was created at its first success, later that it was updated", () =>
    Effect.sync(() => {
      const earlier = { lastUpdatedAt: noon("2026-03-02") }
      for (const status of ["SUCCESS", "PARTIAL_SUCCESS"] as const) {
        assert.deepStrictEqual(names(tell(at("MERGING"), at(status, earlier))), ["item/created"])
        assert.deepStrictEqual(names(tell(at("MERGING", earlier), at(status, earlier))), ["item/updated"])
      }
    })
  )

  it.effect("the whole of it, in the wire's fields", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(tell(at("MERGING"), at("SUCCESS"), { trigger: "SYNC" }), [
        {
          event: "item/created",
          eventId: "00000000-0000-4000-8000-000000000000",
          id: item.id,
          itemId: item.id,
          clientUserId: "user-1",
          triggeredBy: "SYNC"
        }
      ])
      const [failed] = tell(at("LOGIN_IN_PROGRESS"), at("INVALID_CREDENTIALS", { error }))
      assert.deepStrictEqual(failed?.event === "item/error" ? failed.error : null, {
        code: "INVALID_CREDENTIALS",
        message: "The login was refused."
      })
      const said = { ...error, code: "ACCOUNT_NEEDS_ACTION", providerMessage: "Aceite os termos" } as const
      const [needing] = tell(at("LOGIN_IN_PROGRESS"), at("ACCOUNT_NEEDS_ACTION", { error: said }))
      assert.deepStrictEqual(needing?.event === "item/error" ? needing.error : null, said)
    })
  )

  it.effect("that the institution waits for the person", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(names(tell(at("LOGIN_IN_PROGRESS"), at("WAITING_USER_INPUT"))), [
        "item/waiting_user_input"
      ])
      assert.deepStrictEqual(names(tell(at("LOGIN_IN_PROGRESS"), at("WAITING_USER_ACTION"))), [
        "item/waiting_user_action"
      ])
    })
  )

  it.effect("that the login succeeded, once, at the first step after it", () =>
    Effect.sync(() => {
      const steps = [...Execution.CollectStep.literals, "MERGING"] as const
      for (const step of steps) {
        for (const login of ["LOGIN_IN_PROGRESS", "LOGIN_MFA_IN_PROGRESS"] as const) {
          assert.deepStrictEqual(names(tell(at(login), at(step))), ["item/login_succeeded"])
        }
        for (const other of steps) assert.deepStrictEqual(tell(at(step), at(other)), [])
      }
    })
  )

  it.effect("nothing when nothing changed, when a run begins, and while it logs in", () =>
    Effect.sync(() => {
      for (const status of ExecutionStatus.literals) assert.deepStrictEqual(tell(at(status), at(status)), [])
      const next = { executionId: ExecutionId.make(uuid("4")) }
      assert.deepStrictEqual(tell(null, at("CREATED")), [])
      assert.deepStrictEqual(tell(at("SUCCESS"), at("CREATED", next)), [])
      assert.deepStrictEqual(tell(at("CREATED"), at("LOGIN_IN_PROGRESS")), [])
      assert.deepStrictEqual(tell(at("WAITING_USER_INPUT"), at("LOGIN_MFA_IN_PROGRESS")), [])
    })
  )

  it.effect("the same outcome again when it is another run's", () =>
    Effect.sync(() => {
      const next = { executionId: ExecutionId.make(uuid("4")), error }
      assert.deepStrictEqual(names(tell(at("INVALID_CREDENTIALS", { error }), at("INVALID_CREDENTIALS", next))), [
        "item/error"
      ])
    })
  )

  it.effect("of every final status one event, in the wire's schema", () =>
    Effect.sync(() => {
      for (const status of ExecutionStatus.literals.filter(isFinal)) {
        const events = tell(at("LOGIN_IN_PROGRESS"), at(status, { error }))
        assert.deepStrictEqual(names(events), [itemStatus(status) === "UPDATED" ? "item/created" : "item/error"])
        assert.isTrue(events.every(Schema.is(WebhookEvent.WebhookEvent)))
      }
    })
  )

  it.effect("that it is gone, without saying who asked", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(WebhookEvent.itemDeleted(item, uuids()), {
        event: "item/deleted",
        eventId: "00000000-0000-4000-8000-000000000000",
        id: item.id,
        itemId: item.id,
        clientUserId: "user-1"
      })
    })
  )
})

describe("Of a consent, applications are told", () => {
  it.effect("when it will end", () =>
    Effect.sync(() => {
      const told = WebhookEvent.consentExpiring(item, DateTime.makeUnsafe("2026-12-31T12:00:00Z"), uuids())
      assert.isTrue(Schema.is(WebhookEvent.WebhookEvent)(told))
      assert.deepStrictEqual(told, {
        event: "item/consent_expiring",
        eventId: "00000000-0000-4000-8000-000000000000",
        id: item.id,
        itemId: item.id,
        clientUserId: "user-1",
        consentExpiresAt: "2026-12-31T12:00:00.000Z"
      })
    })
  )
})

describe("Of a connector, applications are told", () => {
  it.effect("when its status changes", () =>
    Effect.sync(() => {
      const told = (before: WebhookEvent.ConnectorStatus, after: WebhookEvent.ConnectorStatus) =>
        WebhookEvent.connectorStatusUpdated(7, { before, after }, uuids())
      assert.deepStrictEqual(told("ONLINE", "ONLINE"), [])
      assert.deepStrictEqual(told("ONLINE", "OFFLINE"), [
        {
          event: "connector/status_updated",
          eventId: "00000000-0000-4000-8000-000000000000",
          id: "7",
          connectorId: 7,
          data: { status: "OFFLINE" }
        }
      ])
    })
  )
})

describe("Of transactions, applications are told", () => {
  const rows = (count: number): ReadonlyArray<Transaction> =>
    make().sync(
      complete(Array.from({ length: count }, (_, index) => row("2026-03-20", String(index + 1), `row ${index}`)))
    ).created

  const changes = (merge: Partial<WebhookEvent.AccountChanges["rows"]>, accountId = accountA) => ({
    accountId,
    rows: { ...empty, ...merge }
  })

  it.effect("how many were created, since when, and where to read them", () =>
    Effect.sync(() => {
      const time = DateTime.makeUnsafe("2026-03-20T02:30:00Z")
      const created = make().sync(
        complete([row("2026-03-20", "1", "a"), row("2026-03-19", "1", "b", { time }), row("2026-03-20", "2", "c")])
      ).created
      const [, told, ...others] = tell(at("MERGING"), at("SUCCESS"), { accounts: [changes({ created })] })
      assert.deepStrictEqual(others, [])
      assert.deepStrictEqual(told, {
        event: "transactions/created",
        eventId: "00000000-0000-4000-8000-000000000001",
        id: item.id,
        itemId: item.id,
        clientUserId: "user-1",
        clientId: item.applicationId,
        accountId: accountA,
        triggeredBy: "CLIENT",
        transactionsCount: 3,
        transactionsMinDate: "2026-03-20T02:30:00.000Z",
        transactionsCreatedAtFrom: "2026-03-22T15:00:00.000Z",
        createdTransactionsLink: `https://tomada.example/v2/transactions?accountId=${accountA}&createdAtFrom=2026-03-22T15%3A00%3A00.000Z`
      })
    })
  )

  it.effect("the earliest day as it begins in the institution's zone", () =>
    Effect.sync(() => {
      const [told] = tell(at("SUCCESS"), at("SUCCESS"), { accounts: [changes({ created: rows(1) })] })
      assert.strictEqual(
        told?.event === "transactions/created" ? told.transactionsMinDate : null,
        "2026-03-20T03:00:00.000Z"
      )
    })
  )

  it.effect("the ids of what was updated and removed, in blocks of 400", () =>
    Effect.sync(() => {
      const [updated, removed] = [rows(801), rows(401)]
      const events = tell(at("SUCCESS"), at("SUCCESS"), { accounts: [changes({ updated, removed })] })
      assert.deepStrictEqual(
        events.map((one) => [one.event, "transactionIds" in one ? one.transactionIds.length : 0, "triggeredBy" in one]),
        [
          ["transactions/updated", 400, true],
          ["transactions/updated", 400, true],
          ["transactions/updated", 1, true],
          ["transactions/deleted", 400, false],
          ["transactions/deleted", 1, false]
        ]
      )
      assert.deepStrictEqual(
        events.flatMap((one) => ("transactionIds" in one ? one.transactionIds : [])),
        [...updated, ...removed].map(({ id }) => id)
      )
      assert.strictEqual(new Set(events.map(({ eventId }) => eventId)).size, events.length)
      assert.isTrue(events.every(Schema.is(WebhookEvent.WebhookEvent)))
    })
  )

  it.effect("that one came back as that it changed, and nothing of bookkeeping", () =>
    Effect.sync(() => {
      const revived = rows(1)
      const events = tell(at("SUCCESS"), at("SUCCESS"), { accounts: [changes({ revived })] })
      assert.deepStrictEqual(names(events), ["transactions/updated"])
      const touched = { accountId: accountA, rows: { ...empty, touched: rows(3) } }
      assert.deepStrictEqual(tell(at("SUCCESS"), at("SUCCESS"), { accounts: [touched] }), [])
    })
  )

  it.effect("of each account by itself, after the Item's own event", () =>
    Effect.sync(() => {
      const events = tell(at("MERGING", { lastUpdatedAt: noon("2026-03-01") }), at("SUCCESS"), {
        accounts: [changes({ created: rows(2), updated: rows(1) }), changes({ created: rows(1) }, accountB)]
      })
      assert.deepStrictEqual(
        events.map((one) => [one.event, "accountId" in one ? one.accountId : null]),
        [
          ["item/updated", null],
          ["transactions/created", accountA],
          ["transactions/updated", accountA],
          ["transactions/created", accountB]
        ]
      )
    })
  )
})
