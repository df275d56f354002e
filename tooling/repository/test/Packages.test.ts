import { assert, describe, it } from "@effect/vitest"

import { texts } from "../src/Checkout.ts"
import { amiss } from "../src/Packages.ts"

describe("every package", () => {
  it("has its place in the architecture, a build, a licence and entries that exist", () => {
    assert.deepStrictEqual(amiss(texts()), [])
  })

  const turbo = JSON.stringify({ boundaries: { tags: { core: {}, connector: {}, tooling: {} } } })
  const core = {
    license: "Apache-2.0",
    name: "@tomada/core",
    exports: { ".": "./src/index.ts", "./*": "./src/*.ts" },
    publishConfig: { exports: { ".": "./dist/index.js", "./*": "./dist/*.js" } },
    scripts: { build: "tsc" }
  }
  const files = (changes: Record<string, string | undefined>) => {
    const all = {
      "turbo.json": turbo,
      "packages/core/package.json": JSON.stringify(core),
      "packages/core/turbo.json": '{ "tags": ["core"] }',
      "packages/core/tsconfig.build.json": "{}",
      "packages/core/src/index.ts": "",
      ...changes
    }
    return new Map(Object.entries(all).flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const])))
  }

  it("that is in order is not complained of", () => {
    assert.deepStrictEqual(amiss(files({})), [])
  })

  const bank = (changes: object) => ({
    "tooling/bank/package.json": JSON.stringify({ ...core, name: "@tomada/bank", ...changes }),
    "tooling/bank/turbo.json": '{ "tags": ["tooling"] }',
    "tooling/bank/tsconfig.build.json": "{}",
    "tooling/bank/src/index.ts": ""
  })

  it("of tooling is published when a published one needs it", () => {
    const needing = JSON.stringify({ ...core, dependencies: { "@tomada/bank": "workspace:^" } })
    assert.deepStrictEqual(amiss(files({ ...bank({}), "packages/core/package.json": needing })), [])
  })

  const broken: ReadonlyArray<readonly [string, Record<string, string | undefined>]> = [
    ["without a tag", { "packages/core/turbo.json": undefined }],
    ["with another's tag", { "packages/core/turbo.json": '{ "tags": ["connector"] }' }],
    ["with a tag that has no rule", { "turbo.json": "{}" }],
    ["without tsconfig.build.json", { "packages/core/tsconfig.build.json": undefined }],
    ["without the module that it exports", { "packages/core/src/index.ts": undefined }],
    ["without a licence", { "packages/core/package.json": JSON.stringify({ ...core, license: undefined }) }],
    ["without a build", { "packages/core/package.json": JSON.stringify({ ...core, scripts: {} }) }],
    [
      "that is published as source",
      { "packages/core/package.json": JSON.stringify({ ...core, publishConfig: { exports: { "./*": "" } } }) }
    ],
    [
      "of a connector that runs on the engine",
      {
        "connectors/bank/package.json": JSON.stringify({
          ...core,
          name: "@tomada/connector-bank",
          dependencies: { "@tomada/connector-kit": "workspace:^", "@tomada/engine": "workspace:^" },
          devDependencies: { "@tomada/connector-testing": "workspace:^" }
        }),
        "connectors/bank/turbo.json": '{ "tags": ["connector"] }',
        "connectors/bank/tsconfig.build.json": "{}",
        "connectors/bank/src/index.ts": ""
      }
    ],
    [
      "that a changeset calls otherwise",
      { ".changeset/a.md": '---\n"@tomada/core": patch\n"@tomada/cli": patch\n---\n\nA.\n' }
    ],
    ["that is private", { "packages/core/package.json": JSON.stringify({ ...core, private: true }) }],
    ["of tooling that is published for nobody", bank({})],
    [
      "of tooling that is private but needed",
      {
        ...bank({ private: true }),
        "packages/core/package.json": JSON.stringify({ ...core, dependencies: { "@tomada/bank": "workspace:^" } })
      }
    ]
  ]
  for (const [what, changes] of broken) {
    it(`${what} is found`, () => {
      assert.strictEqual(amiss(files(changes)).length, 1)
    })
  }
})
