// What happens to the widget's window: it goes on hidden, it is closed, and it is a page of its own in the web view of a mobile application.
import assert from "node:assert/strict"

import type { Opened } from "../Opened.ts"
import type { Scenario } from "../Scenario.ts"
import * as Steps from "../Steps.ts"

const { basic } = Steps.institutions

export const inBackground: Scenario = {
  name: "goes on in the background",
  play: async ({ open, world }) => {
    const user = world.login("user-ok")
    await world.bank.setFaults(user, ["accounts-slow"])
    const opened = await open({ props: { allowConnectInBackground: true } })
    await Steps.connect(opened, basic, user)
    await opened.screen("progress")
    await Steps.press(opened, "Close")
    await opened.told("onHide")
    await opened.page.locator('iframe[name^="__zoid__"]').waitFor({ state: "hidden" })
    assert.equal(opened.times("onSuccess"), 0, "it was hidden before it was done")
    const item = await Steps.success(opened)
    assert.equal(item.executionStatus, "SUCCESS")
    assert.equal(opened.times("onClose"), 0)
    await opened.page.evaluate(() => window.show())
    await opened.screen("success")
  }
}

export const closed: Scenario = {
  name: "is closed at once",
  play: async ({ open }) => {
    const opened = await open()
    await opened.screen("consent")
    await Steps.press(opened, "Close")
    await opened.told("onClose")
    await opened.page.locator('iframe[name^="__zoid__"]').waitFor({ state: "detached" })
    assert.deepEqual(
      (["onOpen", "onClose", "onHide", "onError", "onSuccess"] as const).map((name) => opened.times(name)),
      [1, 1, 0, 0, 0]
    )
  }
}

export const closedUnderWay: Scenario = {
  name: "asks before it is closed under way",
  play: async ({ open, world }) => {
    const user = world.login("user-ok")
    await world.bank.setFaults(user, ["accounts-slow"])
    const opened = await open()
    await Steps.connect(opened, basic, user)
    await opened.screen("progress")
    await Steps.press(opened, "Close")
    await opened.widget.getByRole("dialog").waitFor()
    await Steps.press(opened, "Keep connecting")
    await opened.screen("progress")
    assert.equal(opened.times("onClose"), 0)
    await Steps.press(opened, "Close")
    await Steps.press(opened, "Close anyway")
    await opened.told("onClose")
    assert.equal(opened.times("onClose"), 1)
  }
}

/** The last event of each message by which the page tells where it is. */
const locations = (opened: Opened): ReadonlyArray<URLSearchParams> =>
  opened.heard.flatMap(({ name, payload }) => {
    if (name !== "message") return []
    const { data } = payload as { readonly data: string } // as the page's ReactNativeWebView records it
    const { message, type } = JSON.parse(data) as { readonly message: string; readonly type: string } // section 13.2 of the wire
    return type === "LOCATION" ? [new URLSearchParams(message)] : []
  })

export const byAddress: Scenario = {
  name: "opened by its address",
  play: async ({ open, world }) => {
    const opened = await open({ sdk: "address", viewport: { width: 390, height: 844 } })
    await Steps.connect(opened, basic, world.login("user-ok"))
    await opened.screen("success")
    assert.doesNotMatch(opened.page.url(), /connect_token/)
    await Steps.press(opened, "Done")
    await opened.told("message", (payload) => JSON.stringify(payload).includes("events=CLOSE"))
    const told = locations(opened)
    const events = told.map((query) => query.get("events")?.split(",").at(-1) ?? "")
    assert.deepEqual(
      events
        .filter((event, at) => event !== "ITEM_RESPONSE" || events[at - 1] !== "ITEM_RESPONSE")
        .filter((event) => event !== "ITEM_RESPONSE"),
      [
        "OPEN",
        "SUBMITTED_CONSENT",
        "SELECTED_INSTITUTION",
        "SUBMITTED_LOGIN",
        "LOGIN_SUCCESS",
        "LOGIN_STEP_COMPLETED",
        "SUCCESS",
        "CLOSE"
      ]
    )
    const success = told.find(
      (query) =>
        query.get("events")?.endsWith("SUCCESS") === true &&
        query.has("item_id") &&
        query.get("item_status") === "UPDATED"
    )
    assert.ok(success !== undefined)
    assert.deepEqual(
      ["item_status", "execution_status", "connector_id", "connector_name"].map((name) => success.get(name)),
      ["UPDATED", "SUCCESS", String(basic.id), basic.name]
    )
    for (const query of told) assert.match(query.get("timestamp") ?? "", /^\d{13}$/)
  }
}
