import { assert, describe, it } from "@effect/vitest"

import { PackagesMissing } from "../src/Debian.ts"
import { type Step, walk } from "../src/Scenario.ts"

const circumstances = (signal = new AbortController().signal) => {
  const said: Array<string> = []
  return { said, told: { say: (line: string) => void said.push(line), signal } }
}

const seeing = (name: string, seen: string): Step => ({ name, run: () => Promise.resolve(seen) })
const failing = (name: string, error: Error): Step => ({ name, run: () => Promise.reject(error) })

describe("the steps of a scenario", () => {
  it("are gone through in order, and told as they end", async () => {
    const { said, told } = circumstances()
    const outcomes = await walk("plain", [seeing("one", "a"), seeing("two", "b")], told)
    assert.deepStrictEqual(
      outcomes.map(({ outcome, scenario, seen, step }) => [scenario, step, outcome, seen]),
      [
        ["plain", "one", "ok", "a"],
        ["plain", "two", "ok", "b"]
      ]
    )
    assert.deepStrictEqual(said, ["plain: one: a", "plain: two: b"])
  })

  it("are not reached behind one that fails", async () => {
    let isReached = false
    const reached: Step = {
      name: "three",
      run: () => {
        isReached = true
        return Promise.resolve("")
      }
    }
    const outcomes = await walk(
      "plain",
      [seeing("one", ""), failing("two", new Error("why")), reached],
      circumstances().told
    )
    assert.deepStrictEqual(
      outcomes.map(({ outcome, seen }) => [outcome, seen]),
      [
        ["ok", ""],
        ["failed", "why"],
        ["not reached", ""]
      ]
    )
    assert.isFalse(isReached)
  })

  it("end at once when it is ended early, whatever they wait for", async () => {
    const stop = new AbortController()
    const waiting: Step = {
      name: "waits",
      run: () => {
        stop.abort(new Error("ended by hand"))
        return new Promise(() => undefined)
      }
    }
    const ended = await walk("plain", [waiting], circumstances(stop.signal).told).catch((error: unknown) =>
      String(error)
    )
    assert.strictEqual(ended, "Error: ended by hand")
  })

  it("are no failures where there is nothing to start", async () => {
    const missing = new PackagesMissing("not here")
    const ended = await walk("plain", [failing("one", missing)], circumstances().told).catch((error: unknown) => error)
    assert.strictEqual(ended, missing)
  })
})
