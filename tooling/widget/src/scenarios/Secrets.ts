// Secrets of this run alone are typed into every kind of field; afterwards they are in no log, address, store, message or callback.
import assert from "node:assert/strict"

import * as Canaries from "../Canaries.ts"
import type { Opened } from "../Opened.ts"
import type { Scenario } from "../Scenario.ts"
import * as Steps from "../Steps.ts"

const { oneStep, twoStep } = Steps.institutions

const assertNowhere = async (opened: Opened, log: string, canaries: ReadonlyArray<string>): Promise<void> => {
  const places = { ...(await Canaries.kept(opened)), "the server's log": log }
  for (const [place, text] of Object.entries(places)) {
    for (const canary of canaries) assert.ok(!Canaries.isIn(text, canary), `what was typed is in ${place}`)
  }
}

export const nowhere: Scenario = {
  name: "secrets that are typed stay where they are typed",
  play: async ({ open, world }) => {
    const [user, password, token] = [Canaries.word("user-"), Canaries.word("p"), Canaries.digits()]
    const bodies: Array<string> = []
    const first = await open()
    first.page.on("request", (request) => void bodies.push(request.postData() ?? ""))
    await Steps.connect(first, oneStep, user, { Token: token }, password)
    await Steps.failure(first, "INVALID_CREDENTIALS")
    await first.screen("error")
    assert.ok(Canaries.isIn(bodies.join("\n"), password), "the canary was sent, and is found where it is")
    await assertNowhere(first, world.server.said(), [user, password, token])

    const code = Canaries.digits()
    const second = await open()
    await Steps.connect(second, twoStep, world.login("user-ok"))
    await Steps.typeCode(second, "code", code)
    await Steps.failure(second, "INVALID_CREDENTIALS_MFA")
    await assertNowhere(second, world.server.said(), [code, Steps.rightPassword])
  }
}
