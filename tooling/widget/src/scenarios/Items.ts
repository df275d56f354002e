// Connections that there are already: one that is updated, one whose login has to be given again, one that would be there twice.
import assert from "node:assert/strict"

import { assertEvents } from "../Opened.ts"
import type { Scenario } from "../Scenario.ts"
import * as Steps from "../Steps.ts"
import type { World } from "../World.ts"

const { basic, twoStep } = Steps.institutions

/** An Item that the application made by the API, its first execution over. */
const connected = async (
  world: World,
  user: string,
  password = Steps.rightPassword,
  connectorId: number = basic.id
) => {
  const { id } = await world.client.items.create({
    connectorId,
    parameters: { user, password },
    products: ["ACCOUNTS"]
  })
  return world.client.items.waitUntilSettled(id)
}

export const update: Scenario = {
  name: "update mode",
  play: async ({ open, world }) => {
    const before = await connected(world, world.login("user-ok"))
    const opened = await open({ props: { updateItem: before.id }, token: { itemId: before.id } })
    const item = await Steps.success(opened)
    assert.deepEqual([item.id, item.executionStatus], [before.id, "SUCCESS"])
    await opened.screen("success")
    const after = await world.client.items.get(before.id)
    assert.ok(String(after.lastUpdatedAt) > String(before.lastUpdatedAt), "it was read again")
    assert.ok(!opened.events().includes("SUBMITTED_LOGIN"), "nobody typed anything")
  }
}

export const updateWithCode: Scenario = {
  name: "update mode that asks for a code",
  play: async ({ open, world }) => {
    const login = world.login("user-ok")
    const { id } = await world.client.items.create({
      connectorId: twoStep.id,
      parameters: { user: login, password: Steps.rightPassword },
      products: ["ACCOUNTS"]
    })
    const opened = await open({ props: { updateItem: id }, token: { itemId: id } })
    await Steps.typeCode(opened, "code", Steps.rightCode)
    assert.equal((await Steps.success(opened)).id, id)
  }
}

export const reconnect: Scenario = {
  name: "reconnect after a wrong password",
  play: async ({ open, world }) => {
    const user = world.login("user-ok")
    const before = await connected(world, user, "not-this-one")
    assert.equal(before.status, "LOGIN_ERROR")
    const opened = await open({ props: { updateItem: before.id }, token: { itemId: before.id } })
    await Steps.agree(opened)
    await Steps.logIn(opened, user)
    const item = await Steps.success(opened)
    assert.deepEqual([item.id, item.executionStatus], [before.id, "SUCCESS"])
    assertEvents(opened, ["SUBMITTED_CONSENT", "SUBMITTED_LOGIN", "LOGIN_SUCCESS", "LOGIN_STEP_COMPLETED"])
  }
}

export const duplicate: Scenario = {
  name: "a duplicate is refused",
  play: async ({ open, world }) => {
    const user = world.login("user-ok")
    const first = await connected(world, user)
    const opened = await open({ token: { avoidDuplicates: true } })
    await Steps.connect(opened, basic, user)
    const { message } = await Steps.failure(opened)
    assert.equal(message, "ITEM_USER_ALREADY_EXISTS")
    const main = await opened.screen("error")
    await main.getByText("You are connected already").waitFor()
    assert.equal((await world.client.items.get(first.id)).status, "UPDATED")
    assert.equal(opened.times("onSuccess"), 0)
  }
}

export const chosen: Scenario = {
  name: "an institution that the application chose",
  play: async ({ open, world }) => {
    const opened = await open({ props: { selectedConnectorId: basic.id, connectorIds: [basic.id] } })
    await Steps.agree(opened)
    await Steps.logIn(opened, world.login("user-ok-two-checking-accounts"))
    const { id } = await Steps.success(opened)
    assert.equal((await world.client.accounts.list({ itemId: id, type: "BANK" }).all()).length, 2)
  }
}
