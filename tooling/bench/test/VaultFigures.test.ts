import { assert, describe, it } from "@effect/vitest"

import { isMet, lines, row } from "../src/VaultFigures.ts"

describe("the figures of the vault", () => {
  const figures = lines([
    { bare: 4, memory: 40, files: 100, rewrap: 500, bareRewrap: 100 },
    { bare: 8, memory: 320, files: 100, rewrap: 1000, bareRewrap: 100 },
    { bare: 4, memory: 60, files: 120, rewrap: 400, bareRewrap: 200 }
  ])
  const named = (what: string) => {
    const found = figures.find((line) => line.what === what)
    if (found === undefined) throw new Error(`no line says ${what}`)
    return found
  }

  it("are ratios of one round, not of two medians", () => {
    assert.deepStrictEqual(named("Keyring in memory: times node:crypto").values, [10, 40, 15])
    assert.deepStrictEqual(named("Wrapped keys moved in a second of CPU").values, [2000, 1000, 2500])
    assert.deepStrictEqual(named("100,000 wrapped keys moved: CPU, s").values, [50, 100, 40])
  })

  it("say that a goal was missed when the median is above it", () => {
    const line = named("Keyring in memory: times node:crypto")
    assert.isTrue(isMet(line))
    assert.isFalse(isMet({ ...line, values: [21] }))
    assert.include(row({ ...line, values: [21] }), "20 missed")
  })
})
