// Connections that exist already: an update that the application asks for, and an Item that the token names.
import { assert, describe, it } from "vitest"

import type { Item } from "../src/page/api/Wire.ts"
import { isUnderWay } from "../src/page/flow/Flow.ts"
import {
  choice,
  commands,
  done,
  failed,
  item,
  made,
  opened,
  options,
  refusal,
  seen,
  submitted,
  toForm,
  walk,
  withToken
} from "./Scene.ts"

const update = (of: Item, given: Readonly<Record<string, unknown>> = {}) =>
  [options({ updateItem: of.id, ...given }), [opened({ item: of, choice: choice(of.connector) })]] as const

describe("an update", () => {
  it("starts at once where nothing has to be typed", () => {
    const walked = walk(...update(done))
    assert.strictEqual(walked.state.screen, "progress")
    assert.deepStrictEqual(commands(walked, "update"), [
      { do: "update", itemId: item().id, parameters: null, agreed: false }
    ])
  })

  it("starts at once after a failure that was not the person's", () => {
    assert.strictEqual(walk(...update(failed("SITE_NOT_AVAILABLE"))).state.screen, "progress")
  })

  for (const [why, of, given] of [
    ["the credentials were wrong", failed("INVALID_CREDENTIALS", "LOGIN_ERROR"), {}],
    ["the access is locked", failed("ACCOUNT_LOCKED", "LOGIN_ERROR"), {}],
    ["each login needs a fresh code", item({ ...done, connector: withToken }), {}],
    ["the application asks for it", done, { forceAskForCredentials: true }]
  ] as const)
    it(`asks the person where ${why}`, () => {
      const walked = walk(...update(of, given))
      assert.deepInclude(walked.state, { screen: "consent", item: of })
      assert.deepStrictEqual(commands(walked, "update"), [])
    })

  it("asks only for the fresh code, and for the rest where the person wants", () => {
    const [given, events] = update(item({ ...done, connector: withToken }))
    const agreed = [...events, { type: "agreed" } as const]
    assert.deepInclude(walk(given, agreed).state, { screen: "credentials", freshOnly: true })
    assert.deepInclude(walk(given, [...agreed, { type: "change" }]).state, { screen: "credentials", freshOnly: false })
  })

  it("follows an execution that runs already, and starts none beside it", () => {
    const walked = walk(...update(item()))
    assert.strictEqual(walked.state.screen, "progress")
    assert.deepStrictEqual(commands(walked, "update"), [])
    assert.lengthOf(commands(walked, "poll"), 1)
  })

  it("that another one was quicker to start is followed", () => {
    const [given, events] = update(done)
    const busy = { type: "refused", asked: "update", refusal: refusal({ code: "ITEM_ALREADY_UPDATING" }) } as const
    const { state, last } = walk(given, [...events, busy])
    assert.strictEqual(state.screen, "progress")
    assert.deepStrictEqual(last, [{ do: "poll", itemId: item().id, after: 0 }])
  })

  it("that the server wants credentials for asks the person", () => {
    const [given, events] = update(done)
    const lacks = { type: "refused", asked: "update", refusal: refusal({ code: "PARAMETERS_NOT_PROVIDED" }) } as const
    assert.strictEqual(walk(given, [...events, lacks]).state.screen, "consent")
  })

  it("that is refused says why, and when it can be tried again", () => {
    const [given, events] = update(done)
    const code = "TOO_MANY_CONSECUTIVE_LOGIN_FAILURES"
    const refused = {
      type: "refused",
      asked: "update",
      refusal: refusal({ code, retryAfter: "2026-11-24T03:00:00Z" })
    } as const
    const { state } = walk(given, [...events, refused])
    assert.deepInclude(state, { screen: "error", code, retryAfter: "2026-11-24T03:00:00Z" })
  })

  it("of an Item that is gone ends with that", () => {
    const gone = {
      type: "refused",
      asked: "opening",
      refusal: refusal({ status: 404, code: "ITEM_NOT_FOUND" })
    } as const
    assert.deepInclude(walk(options({ updateItem: "x" }), [gone]).state, { screen: "refused", why: "no-item" })
  })
})

describe("leaving", () => {
  const running = walk(options(), [...toForm, submitted, made(item())]).state

  it("is asked about while a connection runs or its credentials are on their way", () => {
    assert.isTrue(isUnderWay(running))
    assert.isTrue(isUnderWay(walk(options(), [...toForm, submitted]).state))
  })

  it("is asked about while a running connection waits for the server", () => {
    const lost = Array.from({ length: 3 }, () => ({ type: "unreachable", asked: "poll" }) as const)
    assert.isTrue(isUnderWay(walk(options(), [...toForm, submitted, made(item()), ...lost]).state))
  })

  it("needs no asking before and after", () => {
    assert.isFalse(isUnderWay(walk(options(), toForm).state))
    assert.isFalse(isUnderWay(walk(options(), [...toForm, submitted, made(item()), seen(done)]).state))
  })
})
