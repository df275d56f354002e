// What goes wrong around a connection: a token whose time is over, a server that is gone for a while, a page on a site that nobody allowed.
import assert from "node:assert/strict"

import type { Opened } from "../Opened.ts"
import type { Scenario } from "../Scenario.ts"
import * as Steps from "../Steps.ts"
import * as Tokens from "../Tokens.ts"
import { elsewhere, type World } from "../World.ts"

const { basic } = Steps.institutions

export const tokenExpired: Scenario = {
  name: "a token whose time is over",
  play: async ({ open, world }) => {
    const opened = await open({ token: await Tokens.expired(world.server) })
    const main = await opened.screen("refused")
    await main.getByText("The time to connect is over", { exact: false }).waitFor()
    await Steps.failure(opened)
    assert.equal(opened.times("onSuccess"), 0)
  }
}

export const serverGone: Scenario = {
  name: "a server that is gone and comes back",
  // Chromium says so of every request that finds nobody.
  complains: /net::ERR_/,
  play: async ({ open, world }) => {
    const user = world.login("user-ok")
    const opened = await open()
    await Steps.agree(opened)
    await Steps.choose(opened, basic)
    await opened.screen("credentials")
    await world.server.kill()
    await Steps.logIn(opened, user)
    await opened.screen("lost")
    await world.server.startAgain()
    await opened.screen("credentials")
    await opened.widget.getByText("We do not know whether your data arrived", { exact: false }).waitFor()
    await Steps.logIn(opened, user)
    const item = await Steps.success(opened)
    assert.equal(item.executionStatus, "SUCCESS")
  }
}

export const serverGoneWhileReading: Scenario = {
  name: "a server that is gone while an institution is read",
  complains: /net::ERR_/,
  play: async ({ open, world }) => {
    const user = world.login("user-ok")
    await world.bank.setFaults(user, ["accounts-hold"])
    const opened = await open()
    await Steps.connect(opened, basic, user)
    await opened.told("onEvent", (payload) => JSON.stringify(payload).includes("LOGIN_SUCCESS"))
    await world.server.kill()
    await opened.screen("lost")
    await world.bank.setFaults(user, [])
    await world.server.startAgain()
    const item = await Steps.success(opened)
    assert.equal(item.status, "UPDATED")
  }
}

const asksNothing = ({ watched }: Opened, { server }: World): void =>
  assert.deepEqual(
    watched.addresses.filter((address) => new URL(address).pathname.startsWith("/tomada")),
    [],
    `the widget asked ${server.address}`
  )

export const notAllowed: Scenario = {
  name: "a site that nobody allowed",
  play: async ({ open, world }) => {
    const opened = await open({ host: elsewhere })
    await opened.widget.getByRole("heading", { name: "This page may not show the widget" }).waitFor()
    assert.equal(await opened.widget.locator("button, input, a, script").count(), 0)
    asksNothing(opened, world)
  }
}

export const notAllowedUnnamed: Scenario = {
  name: "a site that nobody allowed and that does not say who it is",
  complains: /frame-ancestors/,
  play: async ({ open, world }) => {
    const opened = await open({ host: elsewhere, unnamed: true })
    await opened.watched.complained((complaint) => complaint.includes("frame-ancestors"))
    asksNothing(opened, world)
  }
}

/** As if the browser knew of no policies and said nothing of who asks: the widget finds out by itself. */
export const notAllowedOldBrowser: Scenario = {
  name: "a site that nobody allowed, in a browser without policies",
  play: async ({ open, world }) => {
    const opened = await open({
      host: elsewhere,
      prepare: async (context) => {
        await context.route(`${world.server.address}/`, async (route) => {
          const response = await fetch(route.request().url())
          await route.fulfill({ status: response.status, contentType: "text/html", body: await response.text() })
        })
      }
    })
    const main = await opened.screen("refused")
    await main.getByText("Do not type any password here").waitFor()
    assert.equal(await opened.widget.locator("input").count(), 0)
    assert.deepEqual([opened.times("onSuccess"), opened.times("onEvent")], [0, 0])
  }
}
