// What an application that only tries things may reach.
import { assert, describe, it } from "@effect/vitest"

import * as ConnectorReach from "../src/ConnectorReach.ts"

const bank = { sandbox: false, transport: "http" } as const

describe("the reach of an application", () => {
  it("is every connector unless it is a trial", () => {
    assert.isTrue(ConnectorReach.reaches("all", bank))
    assert.isTrue(ConnectorReach.reaches("all", { ...bank, sandbox: true }))
  })

  it("is of a trial what cannot be anybody's bank: a sandbox or a file", () => {
    assert.isTrue(ConnectorReach.reaches("trial", { ...bank, sandbox: true }))
    assert.isTrue(ConnectorReach.reaches("trial", { ...bank, transport: "file" }))
    for (const transport of ["http", "browser", "browser-login-then-http", "redirect"] as const) {
      assert.isFalse(ConnectorReach.reaches("trial", { ...bank, transport }), transport)
    }
  })
})
