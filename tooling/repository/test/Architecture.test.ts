import { spawnSync } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import { root, texts } from "../src/Checkout.ts"

let room = ""
const bin = join(root, "node_modules/.bin")
const plant = (path: string, text: string): void => {
  mkdirSync(dirname(join(room, path)), { recursive: true })
  writeFileSync(join(room, path), text)
}

beforeAll(() => {
  room = mkdtempSync(join(tmpdir(), "tomada-architecture-"))
})

afterAll(() => {
  rmSync(room, { recursive: true, force: true })
})

interface Report {
  readonly diagnostics: ReadonlyArray<{ readonly code: string; readonly filename: string }>
}

const words = (text: string): Array<string> => text.split(/\s+/)

/** What the linter lets each folder import, and what not. */
const arrows: Readonly<Record<string, { readonly may: string; readonly mayNot: string }>> = {
  "packages/core": {
    may: "./Money.ts ../src/Money.ts effect/Effect effect/Schema effect/encoding/Hex",
    mayNot: `effect/sql/SqlClient effect/http effect/http-api/HttpApi effect/schema/Model effect/brand-new/X
      effect/FileSystem @effect/sql-pg node:fs node:fs/promises zod @tomada/store @tomada/api/Item`
  },
  "packages/connector-kit": {
    may: "@tomada/core @tomada/core/Money effect/http/HttpClient zod undici node:buffer",
    mayNot: "@tomada/engine @tomada/store/ItemStore effect/sql/SqlClient @effect/platform-node"
  },
  "packages/connector-testing": {
    may: "@tomada/connector-kit @tomada/engine @tomada/store effect/cluster effect/testing node:fs @effect/vitest",
    mayNot: "@tomada/server @tomada/vault @tomada/store/SqlItemStore effect/sql/SqlClient zod @effect/platform-node"
  },
  "packages/store": {
    may: "@tomada/core/Item effect/sql/SqlClient @effect/sql-pg/PgClient",
    mayNot: "@tomada/engine @tomada/vault effect/http/HttpClient zod node:fs @effect/platform-node"
  },
  "packages/vault": {
    may: "@tomada/core/Item effect/crypto/Aead jose",
    mayNot: "@tomada/store effect/sql/SqlClient zod/v4 @effect/platform-node"
  },
  "packages/engine": {
    may: "@tomada/connector-kit/Connector @tomada/store/ItemStore effect/cluster/Entity effect/rpc/Rpc",
    mayNot: `@tomada/store/SqlItemStore @tomada/vault @tomada/connector-sandbox @tomada/server/Config
      effect/sql/SqlClient effect/crypto/Aead node:child_process zod`
  },
  "packages/api": {
    may: "@tomada/core/Item effect/http-api/HttpApi",
    mayNot: "@tomada/server @tomada/store effect/http/HttpRouter node:fs @effect/platform-node"
  },
  "packages/sdk": {
    may: "./Pages.ts ../src/Pages.ts",
    mayNot: "@tomada/api @tomada/core/Item effect effect/http node:crypto undici zod"
  },
  "packages/server": {
    may: "@tomada/connector-sandbox @tomada/vault effect/cluster/Entity effect/sql/SqlClient node:fs",
    mayNot: "tomada zod effect/crypto/Aead effect/cli/Command"
  },
  "packages/cli": {
    may: "@tomada/server @tomada/api/Api effect/cli/Command @effect/platform-node/NodeRuntime",
    mayNot: "@tomada/store @tomada/engine effect/sql/SqlClient zod"
  },
  "connectors/bank": {
    may: "@tomada/connector-kit @tomada/connector-kit/Http ./login.ts ../src/login.ts effect/Effect zod zod/v4",
    mayNot: `@tomada/core @tomada/connector-sandbox @tomada/connector-kitten node:fs undici effect/http/HttpClient
      effect/FileSystem`
  }
}

/** Code that the linter refuses, by the rule that does. */
const refused: ReadonlyArray<readonly [rule: string, path: string, text: string]> = [
  ["no-restricted-properties", "packages/server/src/Now.ts", "export const now = Date.now()"],
  ["no-restricted-properties", "connectors/bank/src/Chance.ts", "export const chance = Math.random()"],
  ["no-restricted-globals", "packages/engine/src/Later.ts", "setTimeout(() => {}, 1)"],
  ["no-restricted-globals", "packages/store/src/Later.ts", "globalThis.setTimeout(() => {}, 1)"],
  ["no-restricted-globals", "connectors/bank/src/Fetch.ts", 'export const answer = fetch("https://bank.example")'],
  ["no-restricted-globals", "packages/sdk/src/Ask.ts", 'export const answer = fetch("https://bank.example")'],
  ["no-restricted-globals", "packages/core/src/Home.ts", "export const home = process.env"],
  ["no-explicit-any", "tooling/bench/src/Any.ts", "export const one = (x: any) => x"],
  ["no-non-null-assertion", "packages/api/src/Sure.ts", "export const one = (x: string | null) => x!.length"],
  ["consistent-type-imports", "packages/api/src/Types.ts", 'import { A } from "./A.ts"\nexport type B = A'],
  ["max-lines", "packages/api/src/Long.ts", "export {}\n".repeat(401)],
  [
    "no-focused-tests",
    "packages/api/test/A.test.ts",
    'import { it } from "@effect/vitest"\nit.only("works", () => {})'
  ],
  ["no-cycle", "packages/api/src/Hen.ts", 'import { egg } from "./Egg.ts"\nexport const hen = () => egg']
]

describe("the linter", () => {
  let reports: ReadonlyArray<{ readonly rule: string; readonly path: string }> = []
  const importing = (folder: string, specifier: string) => `${folder}/src/${specifier.replaceAll(/\W/g, "_")}_.ts`

  beforeAll(() => {
    copyFileSync(join(root, ".oxlintrc.json"), join(room, ".oxlintrc.json"))
    for (const [folder, { may, mayNot }] of Object.entries(arrows)) {
      for (const specifier of words(`${may} ${mayNot}`)) {
        plant(importing(folder, specifier), `import * as other from "${specifier}"\nexport const one = other\n`)
      }
    }
    for (const [, path, text] of refused) plant(path, text)
    plant("packages/api/src/Egg.ts", 'import { hen } from "./Hen.ts"\nexport const egg = () => hen')
    const run = spawnSync(join(bin, "oxlint"), ["--format", "json"], {
      cwd: room,
      encoding: "utf8",
      maxBuffer: 2 ** 26
    })
    const { diagnostics } = JSON.parse(run.stdout) as Report
    reports = diagnostics.map(({ code, filename }) => ({ rule: /\((.*)\)/.exec(code)?.[1] ?? code, path: filename }))
  })

  const rulesAt = (path: string) => reports.filter((report) => report.path === path).map(({ rule }) => rule)

  for (const [folder, { may, mayNot }] of Object.entries(arrows)) {
    it(`keeps the arrows of ${folder}`, () => {
      const stopped = words(`${may} ${mayNot}`).filter((name) =>
        rulesAt(importing(folder, name)).includes("no-restricted-imports")
      )
      assert.deepStrictEqual(stopped, words(mayNot))
    })
  }

  for (const [rule, path] of refused) {
    it(`refuses by ${rule} what stands in ${path}`, () => {
      assert.include(rulesAt(path), rule)
    })
  }
})

describe("turbo boundaries", () => {
  const turbo = () => spawnSync(join(bin, "turbo"), ["boundaries", "--no-color"], { cwd: room, encoding: "utf8" })
  const workspace = new Map([...texts()].filter(([path]) => /(^|\/)(package|turbo)\.json$|^pnpm-/.test(path)))

  beforeAll(() => {
    rmSync(room, { recursive: true, force: true })
    for (const [path, text] of workspace) plant(path, text)
  })

  it("finds nothing in the dependencies as they are", () => {
    const { status, stderr, stdout } = turbo()
    assert.strictEqual(status, 0, stdout + stderr)
  })

  const forbidden = [
    ["packages/core", "@tomada/store"],
    ["packages/store", "@tomada/connector-kit"],
    ["packages/vault", "@tomada/store"],
    ["packages/engine", "@tomada/vault"],
    ["packages/engine", "@tomada/connector-sandbox"],
    ["packages/sdk", "@tomada/store"],
    ["packages/server", "tomada"],
    ["packages/connector-testing", "@tomada/vault"],
    ["connectors/sandbox", "@tomada/vault"],
    ["connectors/sandbox", "@tomada/connector-statement-files"]
  ] as const
  for (const [folder, name] of forbidden) {
    it(`finds ${folder} that depends on ${name}`, () => {
      const path = `${folder}/package.json`
      const text = workspace.get(path) ?? ""
      plant(
        path,
        text.replace(/"(?:d|devD)ependencies": \{/, (head) => `${head} "${name}": "workspace:^",`)
      )
      const { status } = turbo()
      plant(path, text)
      assert.strictEqual(status, 1)
    })
  }
})
