import { assert, describe, it } from "@effect/vitest"

import { texts } from "../src/Checkout.ts"
import { leaks } from "../src/PublicText.ts"
import { scan } from "../src/SourceRules.ts"

const head = "/** What it is. */\n"
const rulesAt = (path: string, text: string) =>
  scan(new Map([[path, text]])).map(({ line, rule }) => `${line} ${rule.split(" ")[0]}`)
const inCore = (text: string) => scan(new Map([["packages/core/src/Money.ts", head + text]])).map(({ line }) => line)

describe("the house rules about source", () => {
  it("hold in this checkout", () => {
    const files = texts()
    assert.isAbove(files.size, 50)
    assert.deepStrictEqual(scan(files), [])
  })

  const broken: ReadonlyArray<readonly [string, string]> = [
    ["the present taken from new Date()", "const now = new Date( )"],
    ["the present taken from Date()", "const now = Date()"],
    ["an arrow hidden in a dynamic import", 'const store = await import("@tomada/store")'],
    ["Node hidden in a dynamic import", 'const fs = await import("node:fs")'],
    ["an arrow hidden in require", 'const store = require("@tomada/store")'],
    ["a relative import without its extension", 'import { Item } from "./Item"'],
    ["an import of the package's own barrel", 'import { Item } from "./index.ts"'],
    ["text that is run", "const sum = eval(text)"],
    ["a function made of text", "const sum = new Function(text)"],
    ["HTML made of text", "element.innerHTML = text"],
    ["a shell", "spawn(program, args, { shell: true })"],
    ["a broken hash", 'createHash("md5")'],
    ["a cipher without authentication", 'createCipheriv("aes-256-cbc", key, iv)'],
    ["a pattern made of text", "const found = new RegExp(text).test(row)"],
    ["a certificate that nobody looks at", "connect({ rejectUnauthorized: false })"],
    ["unfinished work", 'const later = "TODO"'],
    ["a lint rule switched off without a reason", `// ${"oxlint"}-disable-next-line no-console`],
    ["the compiler switched off", `// @ts-${"ignore"}`]
  ]
  for (const [what, text] of broken) {
    it(`find ${what}`, () => {
      assert.deepStrictEqual(inCore(`\n${text}\n`), [3])
    })
  }

  it("accept what only looks like it", () => {
    const text = [
      "// new Date() is the present",
      "const later = new Date(0)",
      "const zone = DateTime.make(new Date(2024, 1))",
      "// oxlint-disable-next-line no-console -- the one place that writes to the terminal",
      'import { Item } from "./Item.ts"',
      'const page = await import("./Page.ts")'
    ]
    assert.deepStrictEqual(inCore(text.join("\n")), [])
  })

  it("let a page keep nothing in the browser", () => {
    assert.deepStrictEqual(rulesAt("packages/connect/src/page/Kept.ts", `${head}localStorage.setItem("a", "b")\n`), [
      "2 a"
    ])
  })

  it("let the command line load the server lazily", () => {
    assert.deepStrictEqual(rulesAt("packages/cli/src/main.ts", `${head}await import("@tomada/server")\n`), [])
  })

  it("want a comment at the head of each module that was written by hand", () => {
    assert.deepStrictEqual(rulesAt("packages/core/src/Money.ts", "export const one = 1\n"), ["1 a"])
    assert.deepStrictEqual(rulesAt("packages/core/src/List.generated.ts", "export const one = 1\n"), [])
  })

  it("want at most 400 lines", () => {
    assert.deepStrictEqual(rulesAt("tooling/bench/src/main.ts", head.repeat(400)), [])
    assert.deepStrictEqual(rulesAt("tooling/bench/src/main.ts", head.repeat(401)), ["401 a"])
  })

  it("want modules named in the terms of the field", () => {
    for (const name of ["ItemManager", "StoreLive", "utils", "common/Money", "VaultImpl"]) {
      assert.deepStrictEqual(rulesAt(`packages/core/src/${name}.ts`, head), ["1 a"], name)
    }
    assert.deepStrictEqual(rulesAt("packages/core/src/Alive.ts", head), [])
  })
})

describe("text that is published", () => {
  it("names no computer's paths and no registry's hosts", () => {
    assert.deepStrictEqual(leaks(texts()), [])
  })

  // Put together here, as this file is published too.
  const planted = [
    ["", "root", "project"].join("/"),
    ["", "home", "ana", "project"].join("/"),
    ["file:", "", "", "Users", "ana"].join("/"),
    ["C:", "Users", "ana"].join("\\"),
    ["registry", "example", "org"].join("."),
    ["deb", "debian", "org"].join(".")
  ]
  for (const text of planted) {
    it(`would be found with ${text.replaceAll(/[/.\\]/g, " ").trim()} in it`, () => {
      assert.deepStrictEqual(
        leaks(new Map([["README.md", `first\nsee ${text}\n`]])).map(({ line }) => line),
        [2]
      )
    })
  }

  it("may name routes, globs and the folders that every system has", () => {
    const text =
      "GET /accounts/root/x, packages/work/src, $HOME/work/x, /usr/share/fonts, registry of connectors, @effect/home/x"
    assert.deepStrictEqual(leaks(new Map([["README.md", text]])), [])
  })
})
