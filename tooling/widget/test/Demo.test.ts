// What a new user does first: opens the demo that a start names, connects the sandbox bank in the widget, and sees accounts, a year of balances,
// the callbacks and the webhooks. The page is served as it is to everybody, with its policy in force.
import assert from "node:assert/strict"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"

import * as Child from "@tomada/bench/Child"
import { find as findBrowser } from "@tomada/browser"
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core"
import { afterAll, beforeAll, describe, it } from "vitest"

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

const home = mkdtempSync(join(tmpdir(), "tomada-demo-"))
let server: Child.Child | undefined
let browser: Browser | undefined
let context: BrowserContext
let page: Page
let address = ""

/** What the page was told off for, and what it asked of anybody else. */
const troubles: Array<string> = []

const open = async (colorScheme: "dark" | "light", width: number): Promise<void> => {
  if (browser === undefined) throw new Error("no browser")
  context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } })
  page = await context.newPage()
  page.on("pageerror", ({ message }) => void troubles.push(message))
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) troubles.push(message.text())
  })
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url())
    if (/^https?:$/.test(protocol) && origin !== new URL(address).origin) troubles.push(request.url())
  })
  await page.goto(address)
}

const violations = async (): Promise<ReadonlyArray<string>> => {
  await page.evaluate(axe)
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as {
      readonly axe: { run(): Promise<{ violations: Array<{ id: string; nodes: Array<{ html: string }> }> }> }
    } // as axe-core says
    return (await axe.run()).violations
  })
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)
}

beforeAll(async () => {
  server = Child.start("packages/cli/src/main.ts", ["up", "--json"], { PORT: "0", TOMADA_HOME: home })
  address = (await server.says(/"demo":"([^"]*)"/))[1] ?? ""
  const { environment, executable } = await findBrowser()
  browser = await chromium.launch({
    executablePath: executable,
    env: { ...process.env, ...environment },
    chromiumSandbox: process.getuid?.() !== 0
  })
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await server?.end()
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
})

describe("the demo", { timeout: 60_000 }, () => {
  it("connects the sandbox bank in the widget, and shows what an application gets of it", async () => {
    await open("light", 1280)
    await page.getByText("Nothing is connected yet").waitFor()
    assert.deepEqual(await violations(), [])
    await page.getByRole("button", { name: "Connect an account" }).click()
    const widget = page.locator('iframe[name^="__zoid__"]').contentFrame()
    await widget.getByRole("button", { name: "I agree, continue" }).click()
    await widget.getByText("Banco Tomada", { exact: true }).click()
    await widget.getByLabel("User").fill("user-ok")
    await widget.getByLabel("Password", { exact: true }).fill("password-ok")
    await widget.getByRole("button", { name: "Connect", exact: true }).click()
    const success = widget.locator('main[data-screen="success"]')
    await success.waitFor()
    await success.getByRole("button").last().click()

    const connections = page.getByRole("region", { name: "Connections" })
    await connections.getByText("Connected", { exact: true }).waitFor()
    const accounts = page.getByRole("region", { name: "Accounts of Banco Tomada" })
    await accounts.getByRole("button", { name: /^Conta Corrente.*R\$[\d,]+\.\d\d/ }).waitFor()
    await accounts.getByRole("button", { name: /^Tomada Platinum/ }).waitFor()

    const webhooks = page.getByRole("region", { name: "What the server tells the application" })
    await webhooks.getByText("transactions/created").first().waitFor()
    await webhooks.getByText("item/created", { exact: true }).click()
    await webhooks.getByText('"event": "item/created"').waitFor()
    const calls = page.getByRole("region", { name: "What the widget tells the page" })
    for (const name of ["onOpen", "SUBMITTED_CONSENT", "SUBMITTED_LOGIN", "onSuccess", "onClose"]) {
      await calls.getByText(name, { exact: true }).first().waitFor()
    }
    assert.deepEqual(await violations(), [])
  })

  it("draws the year's balances, ends at today's, and tells each day in words", async () => {
    const chart = page.getByRole("figure", { name: /Balance over the year/ })
    const day = chart.getByRole("slider", { name: "Day" })
    const balance = await page
      .getByRole("button", { name: /^Conta Corrente/ })
      .locator(".balance")
      .innerText()
    assert.match((await day.getAttribute("aria-valuetext")) ?? "", new RegExp(`: ${balance.replace("$", "\\$")}$`))
    await day.press("Home")
    const first = await chart.locator("output").innerText()
    assert.match(first, /^\d+ \w+ \d{4}: -?R\$[\d,]+\.\d\d$/)
    await day.press("ArrowRight")
    assert.notEqual(await chart.locator("output").innerText(), first)
    await chart.getByText("As a table").click()
    assert.ok((await chart.getByRole("row").count()) > 11)
  })

  it("finds transactions among a year's, and turns their pages", async () => {
    const pages = page.getByRole("navigation", { name: "Pages of transactions" })
    await pages.getByText(/^Page 1 of \d+, 1?,?\d{3} transactions$/).waitFor()
    await pages.getByRole("button", { name: "Older" }).click()
    await pages.getByText(/^Page 2 of /).waitFor()
    await page.getByRole("searchbox", { name: "Search transactions" }).fill("supermercado extra")
    await pages.getByText(/^Page 1 of /).waitFor()
    const rows = page.locator("table.rows").last().locator("tbody tr")
    for (const text of await rows.allInnerTexts()) assert.match(text, /SUPERMERCADO EXTRA/)
    assert.ok((await rows.count()) > 1)
  })

  it("shows it to whoever comes back, on a narrow screen in the dark, and deletes it when asked twice", async () => {
    await context.close()
    await open("dark", 320)
    await page.getByRole("figure", { name: /Balance over the year/ }).waitFor()
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320)
    assert.deepEqual(await violations(), [])
    await page.getByRole("button", { name: "Delete Banco Tomada", exact: true }).click()
    await page.getByRole("button", { name: "Yes, delete Banco Tomada" }).click()
    await page.getByText("Nothing is connected yet").waitFor()
    await page.getByText("item/deleted", { exact: true }).waitFor()
  })

  it("broke no rule of its policy and asked nobody but its own server", () => {
    assert.deepEqual(troubles, [])
  })
})
