// What a consent's end leaves, and what connectors are counted by, in every layer of the ports.
import { randomUUID } from "node:crypto"

import { assert, type Vitest } from "@effect/vitest"
import { Consent, type Item } from "@tomada/core"
import { type DateTime, Effect, Option } from "effect"

import { AccountStore } from "../../src/AccountStore.ts"
import { ConnectorStore } from "../../src/ConnectorStore.ts"
import { ConsentStore } from "../../src/ConsentStore.ts"
import { ExecutionStore } from "../../src/ExecutionStore.ts"
import { ItemStore } from "../../src/ItemStore.ts"
import { WebhookStore } from "../../src/WebhookStore.ts"
import * as Outbox from "../Outbox.ts"
import * as Scenes from "../Scenes.ts"
import * as World from "../World.ts"

const { application, connector, day, end, made, refused, succeeded } = Scenes
const { assertSame, at, bytes, refusal } = World

export const suite = (it: Vitest.MethodsNonLive<Scenes.Stores>): void => {
  it.effect("a withdrawn consent stops runs, ends the one under way and leaves neither rows nor credentials", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const consents = yield* ConsentStore
      const executions = yield* ExecutionStore
      const { execution, item } = yield* made()
      const { claim } = yield* executions.claim(execution.id, at(1))
      yield* World.collect(claim, { accounts: [World.account(item.id)] }, at(10))
      const again = World.execution(item, at(20))
      yield* items.update(item.applicationId, item.id, { execution: again }, at(20))
      const { claim: second } = yield* executions.claim(again.id, at(20))

      assert.isFalse(yield* consents.clear(item.id, at(21)))
      const revoked = yield* consents.revoke(item.applicationId, item.id, at(21))
      assert.isNull(revoked.nextAutoSyncAt)
      assertSame((yield* items.consent(item.applicationId, item.id)).revokedAt, at(21))
      assert.deepInclude(
        (yield* consents.ended(at(21), 1_000)).map(({ id }) => id),
        item.id
      )
      assert.isTrue(yield* consents.clear(item.id, at(22)))

      const after = yield* items.get(item.applicationId, item.id)
      assert.strictEqual(after.executionStatus, "USER_AUTHORIZATION_REVOKED")
      assert.strictEqual(yield* refusal(executions.beat(second, at(23))), "Superseded")
      assert.deepStrictEqual(yield* (yield* AccountStore).ofItem(item.id), [])
      assert.isTrue(Option.isNone(yield* items.sealed(item.id, "credentials", "1")))
      assert.notDeepInclude(
        (yield* consents.ended(at(23), 1_000)).map(({ id }) => id),
        item.id
      )
      assert.strictEqual((yield* refused(after, 30))._tag, "ParametersNotProvided")
    })
  )

  it.effect("a consent is found by whom it was given to, and by nobody else", () =>
    Effect.gen(function* () {
      const consents = yield* ConsentStore
      const { item } = yield* made()
      const given = yield* (yield* ItemStore).consent(item.applicationId, item.id)
      assertSame(yield* consents.get(item.applicationId, given.id), given)
      const other = (yield* application()).id
      assert.strictEqual(yield* refusal(consents.get(other, given.id)), "ConsentNotFound")
      const unknown = Consent.ConsentId.make(randomUUID())
      assert.strictEqual(yield* refusal(consents.get(item.applicationId, unknown)), "ConsentNotFound")
    })
  )

  it.effect("a session is not replaced once the consent has ended", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const session = [{ purpose: "session" as const, name: "session", blob: bytes("session") }]
      const expiring = yield* succeeded({ consent: { expiresAt: at(60) } })
      assert.isTrue(yield* items.resealAfter(expiring, session, at(59)))
      assert.isFalse(yield* items.resealAfter(expiring, session, at(60)))
      const withdrawn = yield* succeeded()
      yield* (yield* ConsentStore).revoke(withdrawn.applicationId, withdrawn.id, at(20))
      assert.isFalse(yield* items.resealAfter(withdrawn, session, at(21)))
      assert.isTrue(Option.isNone(yield* items.sealed(withdrawn.id, "session", "session")))
    })
  )

  it.effect("a consent that expired is renewed by an application; one that was withdrawn only by the person", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const consents = yield* ConsentStore
      const item = yield* succeeded({ consent: { expiresAt: at(60) } })
      yield* consents.clear(item.id, at(61))
      const renewal = () => ({
        id: Consent.ConsentId.make(randomUUID()),
        source: "application" as const,
        textVersion: "2",
        expiresAt: at(10 * day)
      })
      const credentials = { purpose: "credentials" as const, name: "2", blob: bytes("newer"), version: 2 }
      const execution = World.execution(item, at(70))
      const update = { execution, credentials, renewal: renewal() }
      const after = yield* items.update(item.applicationId, item.id, update, at(70))
      assertSame(after.consentExpiresAt, at(10 * day))
      assert.strictEqual((yield* consents.ofItem(item.id)).length, 2)
      yield* end(execution.id, World.succeeded, 71)

      const revoked = yield* consents.revoke(item.applicationId, item.id, at(80))
      const newer = { ...credentials, name: "3", version: 3 }
      assert.strictEqual(
        (yield* refused(revoked, 90, { credentials: newer, renewal: renewal() }))._tag,
        "ParametersNotProvided"
      )
      const widget = { ...World.execution(item, at(90)), trigger: "USER" as const }
      const given = { execution: widget, credentials: newer, renewal: { ...renewal(), source: "widget" as const } }
      yield* items.update(item.applicationId, item.id, given, at(90))
      assert.isNull((yield* items.consent(item.applicationId, item.id)).revokedAt)
    })
  )

  it.effect("a person who agrees in the widget gives another consent, an application none while one stands", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const consents = yield* ConsentStore
      const item = yield* succeeded({})
      const renewal = { id: Consent.ConsentId.make(randomUUID()), textVersion: "2", expiresAt: null }
      const byApplication = { ...renewal, source: "application" as const }
      const first = World.execution(item, at(70))
      yield* items.update(item.applicationId, item.id, { execution: first, renewal: byApplication }, at(70))
      assert.lengthOf(yield* consents.ofItem(item.id), 1)
      yield* end(first.id, World.succeeded, 71)
      const byPerson = { ...renewal, source: "widget" as const, hosts: ["new.example"] }
      const second = { ...World.execution(item, at(200)), trigger: "USER" as const }
      yield* items.update(item.applicationId, item.id, { execution: second, renewal: byPerson }, at(200))
      assert.lengthOf(yield* consents.ofItem(item.id), 2)
      const { hosts, source, textVersion } = yield* items.consent(item.applicationId, item.id)
      assert.deepStrictEqual(
        { hosts, source, textVersion },
        { hosts: ["new.example"], source: "widget", textVersion: "2" }
      )
    })
  )

  it.effect("a consent's end is announced once, no sooner than half of its time before", () =>
    Effect.gen(function* () {
      const consents = yield* ConsentStore
      const { consent } = yield* made({ consent: { expiresAt: at(20 * day) } })
      const announced = (now: DateTime.Utc) =>
        Effect.map(consents.announce(now, 1_000), (rows) => rows.filter(({ id }) => id === consent.id).length)
      assert.strictEqual(yield* announced(at(10 * day - 1)), 0)
      assert.strictEqual(yield* announced(at(10 * day)), 1)
      assert.strictEqual(yield* announced(at(11 * day)), 0)
    })
  )

  it.effect("what is told of an announcement is kept with its mark, or neither is", () =>
    Effect.gen(function* () {
      const consents = yield* ConsentStore
      const webhooks = yield* WebhookStore
      const { consent, item } = yield* made({ consent: { expiresAt: at(20 * day) } })
      const { applicationId } = item
      yield* Outbox.drained
      yield* Outbox.subscribe(applicationId, { event: "item/consent_expiring" })
      const telling = (id: string) => (of: Consent.Consent, about: Item.Item) =>
        of.id === consent.id
          ? [Outbox.event(about.applicationId, { id, itemId: about.id, event: "item/consent_expiring" })]
          : []
      const taken = randomUUID()
      yield* consents.announce(at(0), 1_000)
      yield* Effect.exit(
        consents.announce(at(15 * day), 1_000, () => {
          throw new Error("nothing can be told")
        })
      )
      yield* consents.announce(at(15 * day), 1_000, telling(taken))
      yield* consents.announce(at(16 * day), 1_000, telling(randomUUID()))
      yield* webhooks.sequence(at(16 * day), 1_000)
      const told = yield* webhooks.deliveries(applicationId, { limit: 9 })
      assert.deepStrictEqual(
        told.map(({ event, eventId }) => [event, eventId]),
        [["item/consent_expiring", taken]]
      )
    })
  )

  it.effect("the ends of a connector's runs are counted, and forgotten with time", () =>
    Effect.gen(function* () {
      const connectors = yield* ConnectorStore
      const id = yield* connector()
      yield* connectors.count(id, "succeeded", at(0))
      yield* connectors.count(id, "failed", at(1))
      yield* connectors.count(id, "failed", at(31))
      yield* connectors.count(id, "changed", at(32))
      assert.deepStrictEqual(yield* connectors.ends(id, at(0)), { succeeded: 1, failed: 2, changed: 1 })
      assert.deepStrictEqual(yield* connectors.ends(id, at(30)), { succeeded: 0, failed: 1, changed: 1 })
      const { item } = yield* made({ of: { applicationId: (yield* application()).id, connectorId: id } })
      assert.deepStrictEqual(yield* connectors.applications(id), [item.applicationId])
      assert.isTrue((yield* connectors.all).some((known) => known.id === id))
    })
  )
}
