// The life of a new connection, from the first question to its end.
import { assert, describe, it } from "vitest"

import {
  acting,
  asking,
  choice,
  commands,
  connector,
  done,
  failed,
  item,
  made,
  opened,
  options,
  reading,
  refusal,
  seen,
  submitted,
  toForm,
  walk
} from "./Scene.ts"

const start = [...toForm, submitted, made(item())]

describe("before anything is sent", () => {
  it("a page without a token asks the server nothing", () => {
    const { state, all } = walk(options({ connectToken: "" }), [])
    assert.deepInclude(state, { screen: "refused", why: "no-token" })
    assert.deepStrictEqual(
      all.map((command) => command.do),
      ["stop", "fail"]
    )
  })

  it("a person agrees first, and is asked for an institution then", () => {
    const asked = walk(options(), [opened()])
    assert.strictEqual(asked.state.screen, "consent")
    assert.deepStrictEqual(asked.last, [])
    const agreed = walk(options(), [opened(), { type: "agreed" }])
    assert.strictEqual(agreed.state.screen, "institutions")
    assert.deepStrictEqual(agreed.told, ["SUBMITTED_CONSENT"])
  })

  it("an institution that is chosen already is named in what a person agrees to, and its form follows", () => {
    const known = opened({ choice: choice() })
    assert.deepInclude(walk(options(), [known]).state, { screen: "consent", choice: choice() })
    assert.strictEqual(walk(options(), [known, { type: "agreed" }]).state.screen, "credentials")
  })

  it("a form appears only with the hosts that its connector talks to", () => {
    const { state, told } = walk(options(), toForm)
    assert.deepInclude(state, { screen: "credentials", choice: choice() })
    assert.deepStrictEqual(told, ["SUBMITTED_CONSENT", "SELECTED_INSTITUTION"])
  })

  it("going back from the form leads to the list and says that nothing is chosen", () => {
    const { state, last } = walk(options(), [...toForm, { type: "back" }])
    assert.strictEqual(state.screen, "institutions")
    assert.deepInclude(last, { do: "tell", event: { event: "SELECTED_INSTITUTION", connector: null } })
  })

  it("a page that shows it without leave ends it, and hears nothing", () => {
    const { state, told } = walk(options(), [{ type: "barred" }])
    assert.deepInclude(state, { screen: "refused", why: "origin" })
    assert.deepStrictEqual(told, [])
  })
})

describe("a connection that runs", () => {
  it("begins with what the person typed, once however often the button is pressed", () => {
    const walked = walk(options(), [...toForm, submitted, submitted])
    assert.lengthOf(commands(walked, "create"), 1)
    assert.notInclude(JSON.stringify(walked.state), "a secret")
  })

  it("asks for the products that the application wants, as far as the institution has them", () => {
    const walked = walk(options({ products: ["ACCOUNTS", "LOANS"] }), [...toForm, submitted])
    assert.deepStrictEqual(commands(walked, "create")[0]?.products, ["ACCOUNTS"])
  })

  it("is looked at again and again until it ends", () => {
    const walked = walk(options(), [...start, seen(reading), seen(done)])
    assert.strictEqual(walked.state.screen, "success")
    assert.deepStrictEqual(
      commands(walked, "poll").map(({ after }) => after),
      [700, 2_000]
    )
    assert.deepStrictEqual(
      walked.last.map((command) => command.do),
      ["tell", "stop", "succeed"]
    )
  })

  it("tells the application of each look, and of each part of the login once", () => {
    const { told } = walk(options(), [...start, seen(item()), seen(reading), seen(reading), seen(done)])
    assert.deepStrictEqual(told.slice(2), [
      "SUBMITTED_LOGIN",
      "ITEM_RESPONSE",
      "ITEM_RESPONSE",
      "LOGIN_SUCCESS",
      "LOGIN_STEP_COMPLETED",
      "ITEM_RESPONSE",
      "ITEM_RESPONSE",
      "SUCCESS"
    ])
  })

  it("that brought only a part is a success with what did not come", () => {
    const { state, told } = walk(options(), [...start, seen({ ...done, executionStatus: "PARTIAL_SUCCESS" })])
    assert.strictEqual(state.screen, "partial")
    assert.strictEqual(told.at(-1), "SUCCESS")
  })

  it("that fails tells why, with the Item", () => {
    const walked = walk(options(), [...start, seen(failed("SITE_NOT_AVAILABLE"))])
    assert.deepInclude(walked.state, { screen: "error", code: "SITE_NOT_AVAILABLE" })
    assert.deepStrictEqual(commands(walked, "fail"), [
      { do: "fail", message: "SITE_NOT_AVAILABLE", data: { item: failed("SITE_NOT_AVAILABLE") } }
    ])
  })
})

describe("what the institution asks after the password", () => {
  const answered = { type: "answered", parameters: { token: "123456" } } as const

  for (const [type, screen] of [
    ["number", "code"],
    ["text", "code"],
    ["select", "select"],
    ["image", "image"]
  ] as const)
    it(`is shown as ${screen} where it is a ${type}`, () => {
      assert.strictEqual(walk(options(), [...start, seen(asking({ type }))]).state.screen, screen)
    })

  for (const [action, screen] of [
    [{ type: "qr", attributes: { data: "x" } }, "qr"],
    [{ type: "authorize-access", attributes: { url: "https://bank.example/login" } }, "redirect"],
    [{ type: "authorize-access", attributes: { where: "(11) 9****-1234" } }, "approve"]
  ] as const)
    it(`is shown as ${screen} where a person acts elsewhere`, () => {
      const waits = acting({ ...action, instructions: "", expiresAt: null })
      const walked = walk(options(), [...start, seen(waits)])
      assert.strictEqual(walked.state.screen, screen)
      assert.lengthOf(
        walked.last.filter((command) => command.do === "poll"),
        1
      )
    })

  it("is answered once, and no look of before takes the answer back", () => {
    const walked = walk(options(), [...start, seen(asking()), answered, answered, seen(asking())])
    assert.lengthOf(commands(walked, "answer"), 1)
    assert.deepInclude(walked.state, { screen: "code", sending: true })
  })

  it("tells that the password was good, and that the code was once data is read", () => {
    const { told } = walk(options(), [...start, seen(asking()), answered, made(item()), seen(reading), seen(done)])
    assert.deepStrictEqual(
      told.slice(3).filter((event) => event !== "ITEM_RESPONSE"),
      ["LOGIN_SUCCESS", "SUBMITTED_MFA", "LOGIN_MFA_SUCCESS", "LOGIN_STEP_COMPLETED", "SUCCESS"]
    )
  })

  it("says of an answer that came too late why it did not count, and looks where things stand", () => {
    const late = { type: "refused", asked: "answer", refusal: refusal({ code: "ITEM_MFA_EXPIRED" }) } as const
    const { state, last } = walk(options(), [...start, seen(asking()), answered, late])
    assert.deepInclude(state, { screen: "code", sending: false, trouble: "ITEM_MFA_EXPIRED" })
    assert.deepInclude(last, { do: "poll", itemId: item().id, after: 700 })
  })
})

describe("a refusal of what was typed", () => {
  const refuse = (changes: Parameters<typeof refusal>[0]) =>
    walk(options(), [...toForm, submitted, { type: "refused", asked: "create", refusal: refusal(changes) }])

  it("shows each field what is wrong with it", () => {
    const { state, told } = refuse({ code: "CONNECTOR_VALIDATION_ERROR", problems: { user: "too short" } })
    assert.deepInclude(state, { screen: "credentials", sending: false, problems: { user: "too short" } })
    assert.notInclude(told.join(), "ERROR")
  })

  it("of a person who is connected already names the connections", () => {
    const walked = refuse({ code: "ITEM_USER_ALREADY_EXISTS", items: ["an-item"] })
    assert.deepInclude(walked.state, { screen: "error", code: "ITEM_USER_ALREADY_EXISTS", item: null })
    assert.deepStrictEqual(commands(walked, "fail"), [
      { do: "fail", message: "ITEM_USER_ALREADY_EXISTS", data: { items: ["an-item"] } }
    ])
  })

  for (const status of [401, 403])
    it(`with ${status} ends everything: the token is over`, () => {
      assert.deepInclude(refuse({ status }).state, { screen: "refused", why: "expired" })
    })
})

describe("after a failure", () => {
  const fail = (of = failed("INVALID_CREDENTIALS", "LOGIN_ERROR")) => [...start, seen(of)]

  it("new credentials go to the same Item", () => {
    const walked = walk(options(), [...fail(), { type: "change" }, submitted])
    assert.lengthOf(commands(walked, "create"), 1)
    assert.deepStrictEqual(commands(walked, "update"), [
      { do: "update", itemId: item().id, parameters: { user: "ana", password: "a secret" }, agreed: true }
    ])
  })

  it("trying again needs nothing typed where the credentials were good", () => {
    const walked = walk(options(), [...fail(failed("SITE_NOT_AVAILABLE")), { type: "again" }])
    assert.strictEqual(walked.state.screen, "progress")
    assert.deepStrictEqual(commands(walked, "update"), [
      { do: "update", itemId: item().id, parameters: null, agreed: true }
    ])
  })

  it("another institution begins with the list, and with no Item", () => {
    const { state } = walk(options(), [...fail(), { type: "other" }])
    assert.strictEqual(state.screen, "institutions")
  })

  it("a second login tells its parts to the application again", () => {
    const { told } = walk(options(), [...fail(), { type: "change" }, submitted, made(item()), seen(reading)])
    assert.strictEqual(told.filter((event) => event === "LOGIN_SUCCESS").length, 1)
    assert.strictEqual(told.filter((event) => event === "SUBMITTED_LOGIN").length, 2)
  })
})

describe("a connector without a form", () => {
  it("has a page with its hosts all the same, and is begun with nothing typed", () => {
    const bank = connector({ credentials: [] })
    const events = [
      opened({ choice: choice(bank) }),
      { type: "agreed" },
      { type: "submitted", parameters: {} }
    ] as const
    const walked = walk(options(), events)
    assert.deepInclude(walked.state, { screen: "credentials", sending: true })
    assert.deepStrictEqual(commands(walked, "create")[0]?.parameters, {})
  })
})
