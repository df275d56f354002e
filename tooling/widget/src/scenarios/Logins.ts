// Logins that need nothing beside the form: one that works, one that has to be typed again, one with a token in the form, one with part of the
// data, and the file that stands for a bank.
import assert from "node:assert/strict"

import { assertEvents } from "../Opened.ts"
import type { Scenario } from "../Scenario.ts"
import { statement } from "../Statement.ts"
import * as Steps from "../Steps.ts"

const { basic, files, oneStep } = Steps.institutions

const whole = ["SUBMITTED_CONSENT", "SELECTED_INSTITUTION", "SUBMITTED_LOGIN", "LOGIN_SUCCESS", "LOGIN_STEP_COMPLETED"]

export const succeeds: Scenario = {
  name: "success",
  play: async ({ open, world }) => {
    const opened = await open({ token: { clientUserId: "person-1" }, props: { products: [] } })
    await Steps.connect(opened, basic, world.login("user-ok"))
    await opened.screen("progress")
    const item = await Steps.success(opened)
    await opened.screen("success")
    assert.equal(item.status, "UPDATED")
    assert.equal(item.executionStatus, "SUCCESS")
    assert.equal(item.connector.id, basic.id)
    assertEvents(opened, whole)
    assert.ok(
      opened.heard.some(({ name, payload }) => name === "onEvent" && JSON.stringify(payload).includes("ITEM_RESPONSE"))
    )
    const stored = await world.client.items.get(item.id)
    assert.equal(stored.clientUserId, "person-1")
    assert.ok((stored.products ?? []).length >= 8, "all that the connector has was asked for")
    assert.equal(opened.times("onOpen"), 1)
    assert.equal(opened.times("onClose"), 0)
    await Steps.press(opened, "Done")
    await opened.told("onClose")
    assert.deepEqual([opened.times("onClose"), opened.times("onSuccess"), opened.times("onError")], [1, 1, 0])
  }
}

export const wrongThenRight: Scenario = {
  name: "wrong password, then the right one",
  play: async ({ open, world }) => {
    const opened = await open()
    const user = world.login("user-ok")
    await Steps.connect(opened, basic, user, {}, "not-this-one")
    const { data, message } = await Steps.failure(opened)
    assert.equal(message, "INVALID_CREDENTIALS")
    assert.equal(data?.item?.status, "LOGIN_ERROR")
    await opened.screen("error")
    await Steps.press(opened, "Type the data again")
    await Steps.logIn(opened, user)
    const item = await Steps.success(opened)
    await opened.screen("success")
    assert.equal(item.id, data?.item?.id, "the same Item is connected, not a second one")
    assert.equal(item.executionStatus, "SUCCESS")
    assertEvents(opened, [
      "SUBMITTED_CONSENT",
      "SELECTED_INSTITUTION",
      "SUBMITTED_LOGIN",
      "SUBMITTED_LOGIN",
      "LOGIN_SUCCESS",
      "LOGIN_STEP_COMPLETED"
    ])
  }
}

export const wrongForm: Scenario = {
  name: "a form that is not filled in rightly",
  play: async ({ open, world }) => {
    const opened = await open()
    await Steps.agree(opened)
    await Steps.choose(opened, basic)
    await Steps.fill(opened, { User: "somebody", Password: "short" })
    await Steps.press(opened, "Connect")
    await opened.widget.getByText("O usuário deve começar com user-").waitFor()
    await opened.widget.getByText("A senha deve ter de 6 a 20 caracteres").waitFor()
    await opened.screen("credentials")
    assert.equal(
      opened.watched.addresses.some((address) => address.endsWith("/items")),
      false,
      "nothing was sent"
    )
    await Steps.logIn(opened, world.login("user-ok"))
    await Steps.success(opened)
  }
}

export const oneStepToken: Scenario = {
  name: "a token in the form",
  play: async ({ open, world }) => {
    const opened = await open()
    await Steps.connect(opened, oneStep, world.login("user-ok"), { Token: Steps.rightCode })
    assert.equal((await Steps.success(opened)).executionStatus, "SUCCESS")
    assertEvents(opened, whole)
  }
}

export const partOfIt: Scenario = {
  name: "partial success",
  play: async ({ open, world }) => {
    const opened = await open({ props: { products: ["ACCOUNTS", "CREDIT_CARDS"] } })
    await Steps.connect(opened, basic, world.login("user-ok-account-error"))
    const item = await Steps.success(opened)
    assert.deepEqual([item.status, item.executionStatus], ["UPDATED", "PARTIAL_SUCCESS"])
    await opened.screen("partial")
    assert.equal(opened.times("onError"), 0)
  }
}

export const statementFile: Scenario = {
  name: "a statement file",
  play: async ({ open }) => {
    const opened = await open()
    await Steps.agree(opened)
    await Steps.choose(opened, files)
    const main = await opened.screen("credentials")
    const file = { name: "extrato.ofx", mimeType: "application/x-ofx", buffer: Buffer.from(statement, "latin1") }
    await main.locator('input[type="file"]').setInputFiles(file)
    await main.getByText("extrato.ofx").waitFor()
    await Steps.press(opened, "Connect")
    const item = await Steps.success(opened)
    assert.equal(item.executionStatus, "SUCCESS")
  }
}

export const locked: Scenario = {
  name: "an error with its way out",
  play: async ({ open, world }) => {
    const opened = await open()
    await Steps.connect(opened, basic, world.login("user-locked"))
    const { data, message } = await Steps.failure(opened)
    assert.deepEqual([message, data?.item?.status], ["ACCOUNT_LOCKED", "LOGIN_ERROR"])
    const main = await opened.screen("error")
    await main.getByText("Your access is locked").waitFor()
    await Steps.press(opened, "Choose another institution")
    await opened.screen("institutions")
  }
}
