// What applications are told of a consent that has an end.
import { randomUUID } from "node:crypto"

import { assert, describe, it } from "@effect/vitest"
import { Consent, Execution, Item } from "@tomada/core"
import { ItemStore, WebhookStore } from "@tomada/store"
import { DateTime, Effect } from "effect"
import { TestClock } from "effect/testing"

import * as Consents from "../src/Consents.ts"
import * as Bank from "./Bank.ts"
import { inHouse } from "./House.ts"
import { applicationId, create, ended, execution } from "./World.ts"

const products = ["ACCOUNTS"] as const

describe("a consent that will expire", () => {
  it.effect("is told once, to the webhooks that name the event", () =>
    inHouse(
      {},
      Effect.gen(function* () {
        const items = yield* ItemStore.ItemStore
        const webhooks = yield* WebhookStore.WebhookStore
        const first = yield* ended((yield* create("ana", { connectorId: Bank.plain, products })).id)
        const now = yield* DateTime.now
        const expiresAt = DateTime.add(now, { days: 20 })
        const itemId = Item.ItemId.make(randomUUID())
        const executionId = Item.ExecutionId.make(randomUUID())
        const consent = yield* items.consent(applicationId, first.id)
        yield* items.create({
          item: {
            ...first,
            id: itemId,
            executionId,
            executionStatus: "CREATED",
            webhookUrl: "https://item.example.com/"
          },
          execution: { ...(yield* execution(first)), ...Execution.created, id: executionId, itemId, endedAt: null },
          consent: { ...consent, id: Consent.ConsentId.make(randomUUID()), itemId, expiresAt },
          credentials: { purpose: "credentials", name: "1", blob: new Uint8Array(1) }
        })
        const subscribed = Effect.fnUntraced(function* (event: string) {
          const id = WebhookStore.SubscriptionId.make(randomUUID())
          const url = `https://${id}.example.com/`
          const secret = new Uint8Array(1)
          yield* webhooks.create({ id, applicationId, url, event, headers: null, secret }, now)
          return id
        })
        yield* subscribed("all")
        const named = yield* subscribed("item/consent_expiring")
        assert.deepInclude(yield* Consents.sweep(), { announced: 0 })
        yield* TestClock.adjust("11 days")
        yield* Consents.sweep()
        yield* Consents.sweep()
        yield* webhooks.sequence(yield* DateTime.now, 100)
        const told = (yield* webhooks.deliveries(applicationId, { limit: 99 })).filter(
          ({ event }) => event === "item/consent_expiring"
        )
        assert.deepStrictEqual(
          told.map(({ subscriptionId, target }) => [target, subscriptionId]),
          [["subscription", named]]
        )
      })
    )
  )
})
