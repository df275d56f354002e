import { assert, describe, it } from "@effect/vitest"

import { strangers } from "../src/Consumer.ts"
import { amissIn } from "../src/Release.ts"

describe("a tarball", () => {
  const files = ["package.json", "LICENSE", "dist/index.js", "dist/index.d.ts", "src/index.ts"]
  const amiss = (held: ReadonlyArray<string>) => amissIn({ name: "core", files: held })

  it("with a licence, a build and its types is in order", () => {
    assert.deepStrictEqual(amiss(files), [])
  })

  it("without a licence, without a build or with a module that has no types is not", () => {
    assert.deepStrictEqual(amiss(files.filter((file) => file !== "LICENSE")), ["core lacks LICENSE"])
    assert.deepStrictEqual(amiss(files.filter((file) => !file.startsWith("dist/"))), ["core has no dist"])
    assert.deepStrictEqual(amiss([...files, "dist/Money.js"]), ["core has no types of dist/Money.js"])
    assert.deepStrictEqual(amiss([...files, "dist/page/connect/index.js"]), [])
  })

  it("holds no tests", () => {
    assert.deepStrictEqual(amiss([...files, "test/Money.ts"]), ["core has the test test/Money.ts"])
    assert.deepStrictEqual(amiss([...files, "src/Money.test.ts"]), ["core has the test src/Money.test.ts"])
  })
})

describe("an installation by somebody else", () => {
  const packages = {
    "": {},
    "node_modules/@tomada/core": { resolved: "file:../core.tgz" },
    "node_modules/tomada": { resolved: "file:../tomada.tgz" },
    "node_modules/effect": { resolved: "https://example.invalid/effect.tgz" }
  }

  it("takes ours from the tarballs and the rest from the registry", () => {
    assert.deepStrictEqual(strangers({ packages }), [])
  })

  it("is refused when something of ours came from the registry", () => {
    const fetched = { ...packages, "node_modules/tomada": { resolved: "https://example.invalid/tomada.tgz" } }
    assert.deepStrictEqual(strangers({ packages: fetched }), ["node_modules/tomada is not from a tarball"])
  })

  it("is refused when effect or something of ours is there twice", () => {
    const twice = {
      ...packages,
      "node_modules/tomada/node_modules/effect": { resolved: "https://example.invalid/e.tgz" }
    }
    assert.deepStrictEqual(strangers({ packages: twice }), ["node_modules/tomada/node_modules/effect is a second copy"])
  })
})
