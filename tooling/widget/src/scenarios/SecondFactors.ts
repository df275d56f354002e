// What an institution may ask after the password: a code, a choice, the digits of a picture, something on the phone, its own login page. And
// what comes of a question that nobody answers in time.
import assert from "node:assert/strict"

import { assertEvents } from "../Opened.ts"
import type { Scenario, Stage } from "../Scenario.ts"
import * as Steps from "../Steps.ts"

const { redirect, twoStep } = Steps.institutions

const whole = [
  "SUBMITTED_CONSENT",
  "SELECTED_INSTITUTION",
  "SUBMITTED_LOGIN",
  "LOGIN_SUCCESS",
  "SUBMITTED_MFA",
  "LOGIN_MFA_SUCCESS",
  "LOGIN_STEP_COMPLETED"
]

const asked = async ({ open, world }: Stage, user: string) => {
  const opened = await open()
  const login = world.login(user)
  await Steps.connect(opened, twoStep, login)
  return { opened, login }
}

export const code: Scenario = {
  name: "a code sent to the phone",
  play: async (stage) => {
    const { opened } = await asked(stage, "user-ok")
    await Steps.typeCode(opened, "code", Steps.rightCode)
    assert.equal((await Steps.success(opened)).executionStatus, "SUCCESS")
    assertEvents(opened, whole)
  }
}

export const wrongCode: Scenario = {
  name: "a wrong code, then the right one",
  play: async (stage) => {
    const { opened } = await asked(stage, "user-ok")
    await Steps.typeCode(opened, "code", "000000")
    const { data, message } = await Steps.failure(opened)
    assert.deepEqual([message, data?.item?.status], ["INVALID_CREDENTIALS_MFA", "OUTDATED"])
    await opened.screen("error")
    await Steps.press(opened, "Try again")
    await Steps.typeCode(opened, "code", Steps.rightCode)
    assert.equal((await Steps.success(opened)).id, data?.item?.id)
  }
}

export const select: Scenario = {
  name: "a choice",
  play: async (stage) => {
    const { opened } = await asked(stage, "user-ok-select")
    const main = await opened.screen("select")
    await main.getByLabel(Steps.rightCode, { exact: true }).check()
    await Steps.press(opened, "Confirm")
    assert.equal((await Steps.success(opened)).executionStatus, "SUCCESS")
    assertEvents(opened, whole)
  }
}

export const image: Scenario = {
  name: "the digits of a picture",
  play: async (stage) => {
    const { opened } = await asked(stage, "user-ok-img")
    const main = await opened.screen("image")
    const picture = main.getByRole("img")
    await picture.waitFor()
    assert.ok(await picture.evaluate((element) => (element as HTMLImageElement).naturalWidth > 40)) // an img
    await Steps.typeCode(opened, "image", Steps.rightCode)
    assert.equal((await Steps.success(opened)).executionStatus, "SUCCESS")
    assertEvents(opened, whole)
  }
}

const onPhone = (name: string, user: string, screen: "qr" | "approve"): Scenario => ({
  name,
  play: async (stage) => {
    const { login, opened } = await asked(stage, user)
    await opened.screen(screen)
    assert.equal(await stage.world.bank.decideOnPhone(login, "approve"), 1)
    const item = await Steps.success(opened)
    assert.equal(item.executionStatus, "SUCCESS")
    await opened.screen("success")
    assertEvents(
      opened,
      whole.filter((event) => !event.includes("MFA"))
    )
  }
})

export const qr = onPhone("a QR code, approved on the phone", "user-ok-qr", "qr")
export const approve = onPhone("approved on the phone", "user-ok-approve", "approve")

export const refused: Scenario = {
  name: "refused on the phone",
  play: async (stage) => {
    const { login, opened } = await asked(stage, "user-ok-approve")
    await opened.screen("approve")
    await stage.world.bank.decideOnPhone(login, "refuse")
    const { data } = await Steps.failure(opened)
    assert.equal(data?.item?.status, "OUTDATED")
    await opened.screen("error")
    assert.equal(opened.times("onSuccess"), 0)
  }
}

export const banksOwnLogin: Scenario = {
  name: "the bank's own login",
  play: async ({ open, world }) => {
    const opened = await open()
    await Steps.agree(opened)
    await Steps.choose(opened, redirect)
    await opened.screen("credentials")
    await Steps.press(opened, "Continue")
    await opened.screen("redirect")
    const [popup] = await Promise.all([
      opened.page.context().waitForEvent("page"),
      Steps.press(opened, "Open the login page")
    ])
    await popup.locator("#oauth-form").waitFor()
    assert.ok(popup.url().startsWith(world.bank.url), "the person sees the bank's own address")
    assert.equal(await popup.evaluate(() => window.opener), null)
    await popup.locator('[name="user"]').fill(world.login("user-ok"))
    await popup.locator('[name="password"]').fill(Steps.rightPassword)
    await popup.locator('button[value="allow"]').click()
    assert.equal((await Steps.success(opened)).executionStatus, "SUCCESS")
    await opened.screen("success")
  }
}

export const tooLate: Scenario = {
  name: "a code that nobody types in time",
  play: async (stage) => {
    const { opened } = await asked(stage, "user-ok-brief-code")
    const main = await opened.screen("code")
    await main.getByText(/Time left: 0?0:0/).waitFor()
    const { data, message } = await Steps.failure(opened)
    assert.deepEqual([message, data?.item?.status], ["USER_INPUT_TIMEOUT", "OUTDATED"])
    const error = await opened.screen("error")
    await error.getByText("The institution got no answer").waitFor()
    await Steps.press(opened, "Try again")
    await Steps.typeCode(opened, "code", Steps.rightCode)
    await Steps.success(opened)
  }
}
