// What a visit does before it may commit a merge: the Item and its account, the run and its claim. None of it is measured.
import { randomUUID } from "node:crypto"

import { Account, Consent, Execution, Item, ItemLife, Manifest, Money } from "@tomada/core"
import { ApplicationStore, ExecutionStore, ItemStore } from "@tomada/store"
import { type DateTime, Effect } from "effect"

export const product = "TRANSACTIONS"

/** A run of this Item that has not begun. */
export const execution = (
  item: Pick<Item.Item, "applicationId" | "id">,
  createdAt: DateTime.Utc
): Execution.Execution => ({
  id: Item.ExecutionId.make(randomUUID()),
  itemId: item.id,
  applicationId: item.applicationId,
  trigger: "CLIENT",
  ...Execution.created,
  fence: 0,
  createdAt,
  heartbeatAt: null,
  endedAt: null
})

/** What ends a visit that collected all. */
export const succeeded = Execution.Event.cases.Succeeded.make({ statusDetail: null, partial: false })

/** Claims the execution and takes it to its merge. */
export const toMerging = Effect.fnUntraced(function* (id: Item.ExecutionId, now: DateTime.Utc) {
  const executions = yield* ExecutionStore.ExecutionStore
  const { claim } = yield* executions.claim(id, now)
  yield* executions.record(claim, Execution.Event.cases.LoginStarted.make({}), now)
  yield* executions.record(claim, Execution.Event.cases.MergeStarted.make({}), now)
  return claim
})

/** A new Item of a new application, and its first visit before its merge. */
export const connected = Effect.fnUntraced(function* (now: DateTime.Utc) {
  const applicationId = Item.ApplicationId.make(randomUUID())
  const id = Item.ItemId.make(randomUUID())
  const first = execution({ id, applicationId }, now)
  const products = ["ACCOUNTS", product] as const
  const item = ItemLife.created(
    {
      id,
      applicationId,
      connectorId: Manifest.ConnectorId.make(2),
      products,
      clientUserId: null,
      webhookUrl: null,
      oauthRedirectUri: null,
      executionId: first.id
    },
    now
  )
  const account: Account.Account = {
    id: Account.AccountId.make(randomUUID()),
    itemId: id,
    key: "001/12345-0",
    handle: "1",
    type: "BANK",
    subtype: "CHECKING_ACCOUNT",
    number: "0001/12345-0",
    name: "Checking",
    balance: Money.decimal("10"),
    currencyCode: "BRL",
    createdAt: now,
    updatedAt: now
  }
  yield* (yield* ApplicationStore.ApplicationStore).put({
    id: applicationId,
    name: "Bench",
    secretHash: "none",
    ...ApplicationStore.defaults("production"),
    minUpdateFrequencyHours: null,
    disabledAt: null,
    createdAt: now
  })
  yield* (yield* ItemStore.ItemStore).create({
    item,
    execution: first,
    consent: {
      id: Consent.ConsentId.make(randomUUID()),
      itemId: id,
      products,
      hosts: [],
      textVersion: "1",
      source: "application",
      givenAt: now,
      expiresAt: null,
      revokedAt: null
    },
    credentials: { purpose: "credentials", name: "1", blob: new Uint8Array(1) }
  })
  return { item, account, claim: yield* toMerging(first.id, now) }
})
