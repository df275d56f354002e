// A server that goes away, and what a person finds when it is back. Nothing that makes or changes an Item is ever sent twice.
import { assert, describe, it } from "vitest"

import type { Asked } from "../src/page/flow/Event.ts"
import {
  asking,
  commands,
  connector,
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
  walk
} from "./Scene.ts"

const start = [...toForm, submitted, made(item())]
const away = (asked: Asked) => ({ type: "unreachable", asked }) as const
const retry = { type: "retry" } as const
const gone = [away("poll"), away("poll"), away("poll")]

describe("a server that does not answer", () => {
  it("is asked again by itself, after longer and longer waits", () => {
    const walked = walk(options(), [
      away("opening"),
      ...Array.from({ length: 7 }, () => [retry, away("opening")]).flat()
    ])
    assert.strictEqual(walked.state.screen, "lost")
    assert.deepStrictEqual(
      commands(walked, "retry").map(({ after }) => after),
      [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000, 30_000]
    )
  })

  it("that is only too busy is waited for as well", () => {
    const busy = { type: "refused", asked: "opening", refusal: refusal({ status: 429 }) } as const
    assert.strictEqual(walk(options(), [busy]).state.screen, "lost")
  })

  it("and is back shows what was asked for", () => {
    const { state } = walk(options(), [away("opening"), retry, opened()])
    assert.strictEqual(state.screen, "consent")
  })

  it("shows the list when it is back", () => {
    const lost = [opened(), { type: "agreed" } as const, away("list"), retry]
    const { state } = walk(options(), [...lost, { type: "listed", connectors: [connector()] }])
    assert.deepInclude(state, { screen: "institutions", connectors: [connector()] })
  })

  it("is missed twice in a running connection before a person hears of it", () => {
    assert.strictEqual(walk(options(), [...start, away("poll"), away("poll")]).state.screen, "progress")
    assert.strictEqual(walk(options(), [...start, ...gone]).state.screen, "lost")
  })

  it("and an answer between the misses starts the count anew", () => {
    const walked = walk(options(), [...start, away("poll"), away("poll"), seen(item()), away("poll"), away("poll")])
    assert.strictEqual(walked.state.screen, "progress")
  })

  it("leads a running connection on from where it has come to meanwhile", () => {
    const { state, told } = walk(options(), [...start, ...gone, retry, seen(done)])
    assert.strictEqual(state.screen, "success")
    assert.strictEqual(told.at(-1), "SUCCESS")
  })

  it("finds the token over when it is back", () => {
    const over = { type: "refused", asked: "poll", refusal: refusal({ status: 403 }) } as const
    assert.deepInclude(walk(options(), [...start, ...gone, retry, over]).state, { screen: "refused", why: "expired" })
  })
})

describe("a new connection of which nobody knows whether it arrived", () => {
  const lost = [...toForm, submitted, away("create")]

  it("is not sent again by itself, however often the server is looked for", () => {
    const walked = walk(options(), [...lost, retry, away("opening"), retry, opened()])
    assert.lengthOf(commands(walked, "create"), 1)
  })

  it("comes back to the form, which says so and lets the person decide", () => {
    const walked = walk(options(), [...lost, retry, opened()])
    assert.deepInclude(walked.state, { screen: "credentials", trouble: "unsure", sending: false })
    assert.lengthOf(commands(walk(options(), [...lost, retry, opened(), submitted]), "create"), 2)
  })
})

describe("new credentials of which nobody knows whether they arrived", () => {
  const lost = [
    ...start,
    seen(failed("INVALID_CREDENTIALS", "LOGIN_ERROR")),
    { type: "change" } as const,
    submitted,
    away("update")
  ]

  it("are followed where the Item runs", () => {
    assert.strictEqual(walk(options(), [...lost, retry, seen(item())]).state.screen, "progress")
  })

  it("are asked for again where it does not", () => {
    const walked = walk(options(), [...lost, retry, seen(failed("INVALID_CREDENTIALS", "LOGIN_ERROR"))])
    assert.deepInclude(walked.state, { screen: "credentials", trouble: "unsure" })
    assert.lengthOf(commands(walked, "update"), 1)
  })
})

describe("an answer of which nobody knows whether it arrived", () => {
  const answered = { type: "answered", parameters: { token: "123456" } } as const
  const lost = [...start, seen(asking()), answered, away("answer"), retry]

  it("is asked for again where the institution still waits", () => {
    const walked = walk(options(), [...lost, seen(asking())])
    assert.deepInclude(walked.state, { screen: "code", sending: false })
    assert.lengthOf(commands(walked, "answer"), 1)
  })

  it("counts where it went on", () => {
    const { state, told } = walk(options(), [...lost, seen(done)])
    assert.strictEqual(state.screen, "success")
    assert.include(told, "LOGIN_MFA_SUCCESS")
  })
})
