// The whole flow by keyboard alone: nothing is clicked, and whoever uses it sees where they are at every step.
import assert from "node:assert/strict"

import { frameOf } from "../Axe.ts"
import type { Opened } from "../Opened.ts"
import type { Scenario } from "../Scenario.ts"
import * as Steps from "../Steps.ts"

const { twoStep } = Steps.institutions
const mostTabs = 30

interface Focus {
  readonly name: string
  readonly isSeen: boolean
}

/** What has the focus in the widget, by the name that it is announced by, and whether a mark can be seen around it. */
const focus = async (opened: Opened): Promise<Focus> => {
  const frame = await frameOf(opened)
  return frame.evaluate(() => {
    const element = document.activeElement
    if (element === null || element === document.body) return { name: "", isSeen: true }
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined
    const marks = [element, element.parentElement].filter((one) => one !== null).map((one) => getComputedStyle(one))
    return {
      name: (element.getAttribute("aria-label") ?? label ?? element.textContent ?? "").trim(),
      isSeen: marks.some(({ boxShadow, outlineStyle }) => outlineStyle !== "none" || boxShadow !== "none")
    }
  })
}

/** Goes on by the tabulator until something of that name has the focus. */
const tabTo = async (opened: Opened, name: string | RegExp): Promise<void> => {
  const passed: Array<string> = []
  for (let tabs = 0; tabs <= mostTabs; tabs++) {
    const at = await focus(opened)
    if (typeof name === "string" ? at.name === name : name.test(at.name)) {
      assert.ok(at.isSeen, `${at.name} has the focus and does not look so`)
      return
    }
    passed.push(at.name)
    await opened.page.keyboard.press("Tab")
  }
  assert.fail(`the keyboard never came to ${String(name)}, but to ${passed.join(", ")}`)
}

const type = async (opened: Opened, name: string | RegExp, text: string): Promise<void> => {
  await tabTo(opened, name)
  await opened.page.keyboard.type(text)
}

const enter = async (opened: Opened, name: string | RegExp): Promise<void> => {
  await tabTo(opened, name)
  await opened.page.keyboard.press("Enter")
}

export const keyboard: Scenario = {
  name: "the whole flow by keyboard",
  play: async ({ open, world }) => {
    const opened = await open()
    await opened.screen("consent")
    await enter(opened, "I agree, continue")
    await opened.screen("institutions")
    await type(opened, "Search by name", twoStep.name)
    await enter(opened, /^Banco Tomada \(second factor\)/)
    await opened.screen("credentials")
    await type(opened, "User", world.login("user-ok"))
    await type(opened, "Password", Steps.rightPassword)
    await opened.page.keyboard.press("Enter")
    await opened.screen("code")
    await type(opened, "Token", Steps.rightCode)
    await opened.page.keyboard.press("Enter")
    await Steps.success(opened)
    await opened.screen("success")
    await enter(opened, "Done")
    await opened.told("onClose")
  }
}

export const escape: Scenario = {
  name: "is closed by Escape",
  play: async ({ open }) => {
    const opened = await open()
    await opened.screen("consent")
    await tabTo(opened, "I agree, continue")
    await opened.page.keyboard.press("Escape")
    await opened.told("onClose")
    assert.equal(opened.times("onClose"), 1)
  }
}
