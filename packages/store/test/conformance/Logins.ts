// What every layer of the ports makes of Items with the same login: who may be made, who may run, who waits.
import { randomUUID } from "node:crypto"

import { assert, type Vitest } from "@effect/vitest"
import { Execution, type Item } from "@tomada/core"
import { Effect } from "effect"

import { ConsentStore } from "../../src/ConsentStore.ts"
import { ExecutionStore } from "../../src/ExecutionStore.ts"
import { ItemStore, type Login, LoginHeld, type NewItem } from "../../src/ItemStore.ts"
import * as Scenes from "../Scenes.ts"
import * as World from "../World.ts"

const { at, bytes, refusal } = World

/** A login under these keys; the hash of a real one says nothing either. */
const login = (...keys: ReadonlyArray<string>): Login =>
  keys.map((keyId) => ({ keyId, hash: randomUUID().replaceAll("-", "").repeat(2) }))

const made = Effect.fnUntraced(function* (applicationId: Item.ApplicationId, more: Partial<NewItem>, minute = 0) {
  const one = { ...World.newItem(applicationId, at(minute)), ...more }
  yield* (yield* ItemStore).create(one)
  return one
})

const over = Effect.fnUntraced(function* ({ execution }: Pick<NewItem, "execution">, minute: number) {
  const { claim } = yield* (yield* ExecutionStore).claim(execution.id, at(minute))
  return yield* World.collect(claim, {}, at(minute))
})

const anew = (blob: string, version: number) => ({
  credentials: { purpose: "credentials" as const, name: String(version), blob: bytes(blob), version }
})

export const suite = (it: Vitest.MethodsNonLive<Scenes.Stores>): void => {
  it.effect("an Item that must be alone is not made where another has its login, until that one is removed", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const applicationId = yield* World.application
      const [mine, other] = [login("k1"), login("k1")]
      const first = yield* made(applicationId, { login: mine, isAlone: true })
      yield* over(first, 2)
      yield* made(applicationId, { login: other, isAlone: true })
      yield* made(yield* World.application, { login: mine, isAlone: true })
      const double = yield* made(applicationId, { login: mine }, 3)
      yield* over(double, 4)
      const ids = [first.item.id, double.item.id]
      assert.deepStrictEqual(yield* items.ofLogin(applicationId, mine), { items: ids, inFlight: false })
      const refused = World.newItem(applicationId, at(5))
      assert.deepStrictEqual(
        yield* Effect.flip(items.create({ ...refused, login: mine, isAlone: true })),
        new LoginHeld({ items: ids })
      )
      assert.strictEqual(yield* refusal(items.get(applicationId, refused.item.id)), "ItemNotFound")
      for (const id of ids) yield* items.remove(applicationId, id, World.removal)
      assert.deepStrictEqual(yield* items.ofLogin(applicationId, mine), { items: [], inFlight: false })
      yield* made(applicationId, { login: mine, isAlone: true })
    })
  )

  it.effect("an Item without a login is nobody's double", () =>
    Effect.gen(function* () {
      const applicationId = yield* World.application
      yield* made(applicationId, { login: [], isAlone: true })
      yield* made(applicationId, { isAlone: true })
      yield* made(applicationId, { login: [], isAlone: true })
      const none = yield* (yield* ItemStore).ofLogin(applicationId, [])
      assert.deepStrictEqual(none, { items: [], inFlight: false })
    })
  )

  it.effect("a login is known by any key that both were hashed with", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const applicationId = yield* World.application
      const [old, current] = login("k1", "k2")
      assert(old !== undefined && current !== undefined)
      const first = yield* made(applicationId, { login: [old] })
      yield* over(first, 2)
      const held = yield* Effect.flip(
        items.create({ ...World.newItem(applicationId), login: [current, old], isAlone: true })
      )
      assert.strictEqual(held._tag, "LoginHeld")
      const next = World.execution(first.item, at(3))
      yield* items.update(applicationId, first.item.id, { execution: next }, at(3))
      const { claim, loginKeys } = yield* (yield* ExecutionStore).claim(next.id, at(3))
      assert.deepStrictEqual(loginKeys, ["k1"])
      const executions = yield* ExecutionStore
      yield* executions.recogniseBy(claim, [current, old])
      const stale = { ...claim, fence: claim.fence - 1 }
      assert.strictEqual(yield* refusal(executions.recogniseBy(stale, login("k9"))), "Superseded")
      assert.sameMembers([...(yield* executions.claim(next.id, at(4))).loginKeys], ["k1", "k2"])
      assert.deepStrictEqual((yield* items.ofLogin(applicationId, [current])).items, [first.item.id])
    })
  )

  it.effect("while an Item of a login has a run no other is made or updated, but those of other applications", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const applicationId = yield* World.application
      const mine = login("k1")
      const first = yield* made(applicationId, { login: mine })
      yield* over(first, 2)
      const second = yield* made(applicationId, { login: mine })
      assert.isTrue((yield* items.ofLogin(applicationId, mine)).inFlight)
      const create = items.create({ ...World.newItem(applicationId), login: mine })
      assert.strictEqual(yield* refusal(create), "SameCredentialsUpdating")
      yield* made(yield* World.application, { login: mine })
      const request = { trigger: "CLIENT" as const, newCredentials: false, oneStepCodes: [] }
      const update = { execution: World.execution(first.item, at(3)) }
      const { id } = first.item
      assert.strictEqual(yield* refusal(items.mayUpdate(applicationId, id, request, at(3))), "SameCredentialsUpdating")
      assert.strictEqual(yield* refusal(items.update(applicationId, id, update, at(3))), "SameCredentialsUpdating")
      yield* over(second, 4)
      yield* items.mayUpdate(applicationId, id, request, at(5))
      yield* items.update(applicationId, id, update, at(5))
    })
  )

  it.effect("new credentials are judged by their own login, which takes the place of the old one", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const applicationId = yield* World.application
      const [busy, quiet] = [login("k1"), login("k1")]
      const first = yield* made(applicationId, { login: busy })
      yield* over(first, 2)
      const second = yield* made(applicationId, { login: busy })
      const { id } = first.item
      const request = { trigger: "CLIENT" as const, newCredentials: true, oneStepCodes: [] }
      const may = (its: Login) => items.mayUpdate(applicationId, id, { ...request, login: its }, at(3))
      assert.strictEqual(yield* refusal(may(busy)), "SameCredentialsUpdating")
      yield* may(quiet)
      const update = (its: Login) =>
        items.update(
          applicationId,
          id,
          { execution: World.execution(first.item, at(3)), ...anew("other", 2), login: its },
          at(3)
        )
      assert.strictEqual(yield* refusal(update(busy)), "SameCredentialsUpdating")
      yield* update(quiet)
      assert.deepStrictEqual((yield* items.ofLogin(applicationId, busy)).items, [second.item.id])
      assert.deepStrictEqual((yield* items.ofLogin(applicationId, quiet)).items, [id])
    })
  )

  it.effect(
    "of runs with one login that began all the same, the later waits for the earlier, and nobody for itself",
    () =>
      Effect.gen(function* () {
        const items = yield* ItemStore
        const executions = yield* ExecutionStore
        const applicationId = yield* World.application
        const mine = login("k1")
        const first = yield* made(applicationId, { login: login("k1") }, 1)
        const second = yield* made(applicationId, { login: mine }, 2)
        const early = yield* executions.claim(first.execution.id, at(3))
        yield* executions.recogniseBy(early.claim, mine)
        const again = yield* executions.claim(first.execution.id, at(3))
        const late = yield* executions.claim(second.execution.id, at(3))
        assert.isFalse(again.waits)
        assert.isTrue(late.waits)
        assert.isTrue(yield* executions.waits(late.claim))
        assert.isFalse(yield* executions.waits(again.claim))
        yield* items.remove(applicationId, first.item.id, World.removal)
        assert.isFalse(yield* executions.waits(late.claim))
      })
  )

  it.effect("auto-sync starts an Item whose login has a run: its visit waits", () =>
    Effect.gen(function* () {
      const connectorId = yield* Scenes.connector()
      const applicationId = yield* World.application
      const mine = login("k1")
      const fresh = World.newItem(applicationId)
      const item = { ...fresh.item, connectorId }
      const first = yield* made(applicationId, { ...fresh, item, login: mine })
      yield* over(first, 2)
      yield* made(applicationId, { login: mine })
      const { started } = yield* Scenes.due(connectorId, at(3 * Scenes.day))
      assert.deepStrictEqual(
        started.map(({ itemId }) => itemId),
        [item.id]
      )
    })
  )

  it.effect("an Item whose consent has ended has no login any more", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const consents = yield* ConsentStore
      const applicationId = yield* World.application
      const mine = login("k1")
      const { item, execution } = yield* made(applicationId, { login: mine })
      assert.isFalse(Execution.hasEnded(execution))
      yield* consents.revoke(applicationId, item.id, at(3))
      assert.isTrue(yield* consents.clear(item.id, at(3)))
      assert.deepStrictEqual(yield* items.ofLogin(applicationId, mine), { items: [], inFlight: false })
    })
  )
}
