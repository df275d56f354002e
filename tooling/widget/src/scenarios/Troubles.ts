// What goes wrong around a connection: a token whose time is over, a server that is gone for a while, a page on a site that nobody allowed.
import assert from "node:assert/strict"

import type { Scenario } from "../Scenario.ts"
import * as Steps from "../Steps.ts"
import * as Tokens from "../Tokens.ts"
import { elsewhere } from "../World.ts"

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

export const notAllowed: Scenario = {
  name: "a site that nobody allowed",
  complains: /frame-ancestors|framing|onLoadError|Failed to render/i,
  play: async ({ open, world }) => {
    const opened = await open({ host: elsewhere })
    await opened.told("onLoadError").catch(() => undefined)
    assert.ok(
      opened.watched.complaints.some((complaint) => complaint.includes("frame-ancestors")),
      "the browser refuses to show the page there"
    )
    const asked = opened.watched.addresses.filter((address) => address.startsWith(`${world.server.address}/tomada`))
    assert.deepEqual(asked, [])
  }
}

/** As `notAllowed`, with a browser that knows nothing of the policy. */
export const notAllowedTold: Scenario = {
  name: "a site that nobody allowed, in a browser without policies",
  play: async ({ open, world }) => {
    const opened = await open({
      host: elsewhere,
      prepare: async (context) => {
        await context.route(`${world.server.address}/`, async (route) => {
          const response = await route.fetch()
          const { "content-security-policy": _, "x-frame-options": __, ...headers } = response.headers()
          await route.fulfill({ response, headers })
        })
      }
    })
    const main = await opened.screen("refused")
    await main.getByText("Do not type any password here", { exact: false }).waitFor()
    await Steps.failure(opened)
    assert.equal(await opened.widget.locator("input").count(), 0)
  }
}
