import { existsSync, readFileSync } from "node:fs"
import { stripTypeScriptTypes } from "node:module"
import { posix } from "node:path"

import { assert, describe, it } from "@effect/vitest"

import { root, texts } from "../src/Checkout.ts"

type Files = ReadonlyMap<string, string>

const isDocument = (path: string): boolean => /^(?:README|CONTRIBUTING|SECURITY|docs\/.+)\.md$/.test(path)
const documents = (files: Files): ReadonlyArray<readonly [path: string, text: string]> =>
  [...files].filter(([path]) => isDocument(path))

const blocks = (text: string, language: string): ReadonlyArray<string> =>
  Array.from(text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm")), ([, code]) => code ?? "")
const prose = (text: string): string => text.replaceAll(/^```[\s\S]*?^```$/gm, "")
const spans = (text: string): ReadonlyArray<string> =>
  Array.from(prose(text).matchAll(/`([^`\n]+)`/g), ([, code]) => code ?? "")

const scripts = (files: Files): ReadonlyArray<string> =>
  Object.keys((JSON.parse(files.get("package.json") ?? "{}") as { scripts?: object }).scripts ?? {}) // our own file

/** What each tool knows beside scripts. */
const builtIn: Readonly<Record<string, ReadonlyArray<string>>> = {
  npm: ["install", "start", "test"],
  pnpm: ["install", "exec"]
}

/** Commands of npm, pnpm and the bootstrap that name no script. */
const unknownCommands = (files: Files): ReadonlyArray<string> => {
  const known = new Set(scripts(files))
  return documents(files).flatMap(([path, text]) =>
    [...spans(text), ...blocks(text, "sh").flatMap((block) => block.split("\n"))].flatMap((line) => {
      const [, tool = "", name = ""] =
        /^(npm run|npm|pnpm run|pnpm|node tooling\/dev\.mjs) ([a-z][\w:]*)/.exec(line.trim()) ?? []
      const isKnown = builtIn[tool]?.includes(name) === true || (tool !== "npm" && known.has(name))
      return name === "" || isKnown ? [] : [`${path}: ${line.trim()}`]
    })
  )
}

/** The variables that the modules of packages read: the capital words of those that import effect's Config. */
const settingsRead = (files: Files): ReadonlyArray<string> =>
  [...files]
    .filter(
      ([path, text]) =>
        /^packages\/[^/]+\/src\//.test(path) && /import \{[^}]*\bConfig\b[^}]*\} from "effect"/.test(text)
    )
    .flatMap(([, text]) => Array.from(text.matchAll(/"([A-Z][A-Z0-9_]{3,})"/g), ([, name]) => name ?? ""))
    .filter((name, index, all) => all.indexOf(name) === index)
    .toSorted()

/** The variables in the table under the heading Settings. */
const settingsTold = (readme: string): ReadonlyArray<string> => {
  const [, section = ""] = /^## Settings$([\s\S]*?)^## /m.exec(readme) ?? []
  return Array.from(section.matchAll(/^\| `([A-Z0-9_]+)`/gm), ([, name]) => name ?? "").toSorted()
}

const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s/g, "-")

const anchors = (text: string): ReadonlySet<string> =>
  new Set(Array.from(prose(text).matchAll(/^#{1,6} (.+)$/gm), ([, heading]) => slug(heading ?? "")))

/** Links of documents that lead to no file or to no heading of one. */
const brokenLinks = (files: Files, exists: (path: string) => boolean): ReadonlyArray<string> =>
  documents(files).flatMap(([path, text]) =>
    Array.from(prose(text).matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => target ?? "").flatMap((target) => {
      if (/^[a-z]+:/.test(target)) return []
      const [file = "", anchor] = target.split("#")
      const where = file === "" ? path : posix.normalize(posix.join(posix.dirname(path), file))
      const isThere = exists(where) && (anchor === undefined || anchors(files.get(where) ?? "").has(anchor))
      return isThere ? [] : [`${path}: ${target}`]
    })
  )

const sections = ["Context", "Decision", "What would change our mind"]

/** What is amiss with the decisions: numbering, sections, length. */
const oddDecisions = (files: Files): ReadonlyArray<string> =>
  [...files.keys()]
    .filter((path) => path.startsWith("docs/decisions/"))
    .toSorted()
    .flatMap((path, index) => {
      const text = files.get(path) ?? ""
      const number = String(index + 1).padStart(4, "0")
      const headings = Array.from(text.matchAll(/^## (.+)$/gm), ([, heading]) => heading)
      const found: Array<string> = []
      if (!new RegExp(`^docs/decisions/${number}-[a-z0-9-]+\\.md$`).test(path))
        found.push(`${path}: should be number ${number}`)
      if (!text.startsWith(`# ${number} `)) found.push(`${path}: its title lacks the number`)
      if (headings.join("|") !== sections.join("|")) found.push(`${path}: has other sections`)
      if (text.split("\n").length > 41) found.push(`${path}: is longer than 40 lines`)
      return found
    })

const packagesOf = (files: Files): ReadonlyArray<string> =>
  [...files.keys()].flatMap((path) => /^((?:packages|connectors|tooling)\/[^/]+)\/package\.json$/.exec(path)?.[1] ?? [])

/** A new connector edits no document: its README is its own. */
const withoutALine = (files: Files): ReadonlyArray<string> =>
  packagesOf(files).filter(
    (folder) =>
      !folder.startsWith("connectors/") && !(files.get("docs/ARCHITECTURE.md") ?? "").includes(`| \`${folder}\` `)
  )

/** The routes of the contract, as `GET /items/:id`. */
const routes = (files: Files): ReadonlySet<string> =>
  new Set(
    [...files]
      .filter(([path]) => path.startsWith("packages/api/src/"))
      .flatMap(([, text]) =>
        Array.from(
          text.matchAll(/HttpApiEndpoint\.(get|post|put|patch|delete)\("[^"]+", "([^"]+)"/g),
          ([, method = "", path = ""]) => `${method.toUpperCase()} ${path}`
        )
      )
  )

const files = texts()
const readme = files.get("README.md") ?? ""
const exists = (path: string): boolean => existsSync(root + path)

describe("the documents", () => {
  it("are there", () => {
    const paths = documents(files).map(([path]) => path)
    assert.includeMembers(paths, ["README.md", "CONTRIBUTING.md", "docs/ARCHITECTURE.md", "docs/GLOSSARY.md"])
    assert.isAtLeast(paths.filter((path) => path.startsWith("docs/decisions/")).length, 10)
  })

  it("name commands that exist", () => {
    assert.deepStrictEqual(unknownCommands(files), [])
  })

  it("link to files and headings that exist", () => {
    assert.deepStrictEqual(brokenLinks(files, exists), [])
  })

  it("name no setting that nothing reads", () => {
    const read = settingsRead(files)
    const told = documents(files).flatMap(([, text]) =>
      Array.from(text.matchAll(/\bTOMADA_[A-Z_]+\b/g), ([name]) => name)
    )
    assert.deepStrictEqual(
      told.filter((name) => !read.includes(name)),
      []
    )
  })

  it("that break one of these rules are found", () => {
    const planted = new Map([
      ["package.json", '{ "scripts": { "unit": "", "start": "", "test": "" } }'],
      [
        "README.md",
        "# One\n\n`npm start`, `pnpm unit x`, `pnpm unti`, [gone](gone.md), [here](#one), [not here](#two)\n"
      ],
      ["docs/decisions/0002-b.md", `# 0002 B\n\n## Context\n\n## Decision\n${"\n".repeat(40)}`],
      ["packages/core/package.json", "{}"]
    ])
    assert.deepStrictEqual(unknownCommands(planted), ["README.md: pnpm unti"])
    assert.deepStrictEqual(
      brokenLinks(planted, (path) => planted.has(path)),
      ["README.md: gone.md", "README.md: #two"]
    )
    assert.strictEqual(oddDecisions(planted).length, 4)
    assert.deepStrictEqual(withoutALine(planted), ["packages/core"])
  })
})

describe("README.md", () => {
  it("has every setting that is read, and no other, in its table", () => {
    const read = settingsRead(files)
    assert.includeMembers([...read], ["PORT", "TOMADA_HOME", "TOMADA_CLIENT_SECRET", "TOMADA_KEY"])
    assert.deepStrictEqual(settingsTold(readme), read)
  })

  it("shows what a start says", () => {
    const said = files.get("packages/server/src/Main.ts") ?? ""
    for (const word of ["Tomada is ready at", "Client id", "Client secret", "API reference"]) {
      assert.include(readme, word)
      assert.include(said, word)
    }
  })

  it("calls addresses that the API has", () => {
    const known = routes(files)
    const calls = blocks(readme, "sh")
      .join("")
      .matchAll(/curl -s "?http:\/\/127\.0\.0\.1:8080(\/[a-z/]+(?:\$ITEM)?)([^|)\n]*)/g)
    const called = Array.from(
      calls,
      ([, path = "", rest = ""]) => `${rest.includes(" -d ") ? "POST" : "GET"} ${path.replace("$ITEM", ":id")}`
    )
    assert.includeMembers(called, ["POST /auth", "POST /items", "GET /accounts"])
    assert.deepStrictEqual(
      called.filter((route) => !known.has(route)),
      []
    )
    const told = Array.from(
      readme.matchAll(/`(GET|POST|PATCH|DELETE) (\/[^`]*)`/g),
      ([, method, path]) => `${method} ${path}`
    )
    assert.isNotEmpty(told)
    assert.deepStrictEqual(
      told.filter((route) => !known.has(route)),
      []
    )
  })

  it("has an example that parses and calls methods that pluggy-sdk has", () => {
    const [example = ""] = blocks(readme, "ts")
    assert.include(stripTypeScriptTypes(example), "new PluggyClient(")
    const declared = readFileSync(`${root}packages/server/node_modules/pluggy-sdk/dist/client.d.ts`, "utf8")
    const methods = new Set(Array.from(declared.matchAll(/^ {4}(\w+)\(/gm), ([, name]) => name ?? ""))
    const called = Array.from(example.matchAll(/client\.(\w+)\(/g), ([, name]) => name ?? "")
    assert.includeMembers(called, ["createItem", "fetchAccounts"])
    assert.deepStrictEqual(
      called.filter((name) => !methods.has(name)),
      []
    )
  })

  it("names users that the sandbox bank knows", () => {
    const known = files.get("tooling/sandbox-bank/src/Users.ts") ?? ""
    const named = spans(readme).filter((span) => /^user-[a-z-]+[a-z]$/.test(span))
    assert.isNotEmpty(named)
    assert.deepStrictEqual(
      named.filter((name) => !known.includes(`"${name}":`)),
      []
    )
  })
})

describe("docs/ARCHITECTURE.md", () => {
  it("has a line for every package", () => {
    assert.deepStrictEqual(withoutALine(files), [])
  })

  it("names modules and functions that exist", () => {
    const sources = [...files].filter(([path]) => /\/src\/.*\.ts$/.test(path))
    const named = spans(files.get("docs/ARCHITECTURE.md") ?? "").flatMap((span) => {
      const [, module = "", member = ""] = /^([A-Z][A-Za-z]+)\.([a-zA-Z]+)$/.exec(span) ?? []
      return module === "" ? [] : [[module, member] as const]
    })
    assert.isNotEmpty(named)
    const missing = named.filter(
      ([module, member]) =>
        !sources.some(([path, text]) => path.endsWith(`/${module}.ts`) && new RegExp(`\\b${member}\\b`).test(text))
    )
    assert.deepStrictEqual(missing, [])
  })
})

it("docs/GLOSSARY.md has one line a term, in order", () => {
  const entries = (files.get("docs/GLOSSARY.md") ?? "").split("\n").filter((line) => line.startsWith("- "))
  const terms = entries.map((line) => /^- \*\*(.+)\*\* – .+\.$/.exec(line)?.[1])
  assert.isAtLeast(terms.length, 40)
  assert.notInclude(terms, undefined)
  const plain = terms.map((term) => (term ?? "").toLowerCase().replaceAll(/[^a-z]/g, ""))
  assert.deepStrictEqual(plain, plain.toSorted())
  assert.strictEqual(new Set(plain).size, plain.length)
})

it("each decision has its number, its three sections and at most 40 lines", () => {
  assert.deepStrictEqual(oddDecisions(files), [])
})
