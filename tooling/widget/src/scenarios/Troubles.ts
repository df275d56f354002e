// What goes wrong around a connection: a token whose time is over, a server that is gone for a while, a page on a site that nobody allowed.
import assert from "node:assert/strict"

import type { Opened } from "../Opened.ts"
import type { Scenario } from "../Scenario.ts"
import * as Steps from "../Steps.ts"
import * as Tokens from "../Tokens.ts"
import { originElsewhere, type World } from "../World.ts"

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

export const slowServer: Scenario = {
  name: "a server that takes its time",
  play: async ({ open }) => {
    const answer = Promise.withResolvers<void>()
    const opened = await open({
      prepare: (context) =>
        context.route("**/tomada/connect", async (route) => {
          await answer.promise
          await route.continue()
        })
    })
    await opened.screen("loading")
    answer.resolve()
    await opened.screen("consent")
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
    const opened = await open({ origin: originElsewhere(world) })
    await opened.widget.getByRole("heading", { name: "This page may not show the widget" }).waitFor()
    assert.equal(await opened.widget.locator("button, input, a, script").count(), 0)
    asksNothing(opened, world)
  }
}

export const notAllowedUnnamed: Scenario = {
  name: "a site that nobody allowed and that does not say who it is",
  complains: /frame-ancestors/,
  play: async ({ open, world }) => {
    const opened = await open({ origin: originElsewhere(world), referrer: "no-referrer" })
    await opened.watched.complained((complaint) => complaint.includes("frame-ancestors"))
    asksNothing(opened, world)
  }
}

/** As if the browser knew of no policies and said nothing of who asks: the widget finds out by itself. */
export const notAllowedOldBrowser: Scenario = {
  name: "a site that nobody allowed, in a browser without policies",
  play: async ({ open, world }) => {
    const opened = await open({
      origin: originElsewhere(world),
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

const allowedOrigin = "https://shop.example.test"

/** Its pages are those of the application's site; the browser takes them for that origin's. */
export const allowed: Scenario = {
  name: "a site that an operator allowed",
  play: async ({ open, world }) => {
    await world.server.operate("apps", "set", world.server.application.clientId, "--allow-origin", allowedOrigin)
    const opened = await open({
      origin: allowedOrigin,
      // By https to http a browser says nothing of it unless it is told to.
      referrer: "origin",
      prepare: async (context) => {
        await context.grantPermissions(["local-network-access"], { origin: allowedOrigin })
        await context.route(`${allowedOrigin}/**`, async (route) => {
          const { pathname, search } = new URL(route.request().url())
          const response = await fetch(`http://127.0.0.1:${world.site.port}${pathname}${search}`)
          const contentType = response.headers.get("content-type") ?? ""
          await route.fulfill({ contentType, body: await response.text() })
        })
      }
    })
    await Steps.connect(opened, basic, world.login("user-ok"))
    await Steps.success(opened)
  }
}
