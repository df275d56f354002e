// What is said about security is held to what stands here: every requirement of the standard has one answer, whoever claims something names
// the test that shows it, and what the pages quote of source stands in that source.
import { posix } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { type Answer, met, testsOf } from "@tomada/codegen/asvs/Answer"
import { answers } from "@tomada/codegen/asvs/Answers"
import { chapters, levels } from "@tomada/codegen/asvs/Standard"

import { texts } from "../src/Checkout.ts"

type Files = ReadonlyMap<string, string>

const isTest = (path: string): boolean => /\/test\/.*\.tsx?$/.test(path)

/** What is amiss with an answer. */
const amiss = ({ id, subject, verdict }: Answer, files: Files): ReadonlyArray<string> => {
  const found: Array<string> = []
  if (subject.length < 4) found.push(`${id}: of no subject`)
  if (verdict.kind !== "met") {
    if (verdict.why.length < 20) found.push(`${id}: without a reason`)
    if (verdict.kind === "open" && verdict.needs.length < 8) found.push(`${id}: does not say what it would take`)
    return found
  }
  if (verdict.how.length < 8) found.push(`${id}: does not say how`)
  for (const { path, title } of verdict.proofs) {
    const text = files.get(path)
    if (text === undefined || !isTest(path)) found.push(`${id}: ${path} is no test`)
    else if (title.length < 7 || !text.includes(title)) found.push(`${id}: ${path} has no test of “${title}”`)
  }
  return found
}

/** The page and what belongs to it, but for what is generated. */
const isPage = (path: string): boolean => /^docs\/security(?:\/(?!asvs)[\w-]+)?\.md$/.test(path)

/** Links to source whose words do not stand in the file that they lead to. Titles are in “”, source in backticks. */
const misquoted = (files: Files): ReadonlyArray<string> =>
  [...files]
    .filter(([path]) => isPage(path))
    .flatMap(([path, text]) =>
      Array.from(text.matchAll(/\[([^\]]*)\]\(([^)\s]+\.(?:tsx?|mjs))\)/g)).flatMap(([, said = "", target = ""]) => {
        const quote = /^“(.+)”$/.exec(said)?.[1] ?? /^`(.+)`$/.exec(said)?.[1]
        const where = posix.join(posix.dirname(path), target)
        if (quote === undefined) return [`${path}: ${said} quotes nothing of ${where}`]
        return files.get(where)?.includes(quote) === true ? [] : [`${path}: ${where} does not say ${quote}`]
      })
    )

const files = texts()

describe("the answers to the standard", () => {
  it("are one to each of its 253 requirements at levels 1 and 2, and to no others", () => {
    assert.strictEqual(levels.size, 253)
    assert.deepStrictEqual(
      [1, 2].map((level) => [...levels.values()].filter((one) => one === level).length),
      [70, 183]
    )
    assert.strictEqual(chapters.length, 17)
    const given = answers.map(({ id }) => id)
    assert.deepStrictEqual(given, [...levels.keys()])
  })

  it("name tests that are there, or say why there are none", () => {
    assert.deepStrictEqual(
      answers.flatMap((answer) => amiss(answer, files)),
      []
    )
  })

  it("that claim too much are found", () => {
    const planted = new Map([["packages/a/test/A.test.ts", 'it("opens nothing", () => {})']])
    const proof = testsOf("packages/a/test/A.test.ts")
    const claims = [
      met("1.1.1", "subject", "by this and that", proof("opens nothing")),
      met("1.1.2", "subject", "by this and that", proof("opens everything")),
      met("1.1.3", "subject", "by this and that", testsOf("packages/a/src/A.ts")("opens nothing"))
    ]
    assert.deepStrictEqual(
      claims.map((claim) => amiss(claim, planted).length),
      [0, 1, 1]
    )
  })
})

describe("the pages about security", () => {
  it("quote what stands in the files that they link to", () => {
    const quoting = [...files].filter(([path, text]) => isPage(path) && /\.ts\)/.test(text))
    assert.isAtLeast(quoting.length, 5)
    assert.deepStrictEqual(misquoted(files), [])
  })

  it("that misquote are found", () => {
    const planted = new Map([
      ["docs/security/keys.md", "[“opens”](../../a.ts) [“shuts”](../../a.ts) [`x = 1`](../../a.ts) [here](../../a.ts)"],
      ["a.ts", "opens\nx = 1"]
    ])
    assert.lengthOf(misquoted(planted), 2)
  })

  it("are where forges and people look for them, under names that no file system confuses", () => {
    assert.include(files.get("SECURITY.md"), "docs/security.md")
    assert.include(files.get("README.md"), "(docs/security.md)")
    assert.include(files.get("CONTRIBUTING.md"), "(SECURITY.md)")
    const folded = [...files.keys()].map((path) => path.toLowerCase())
    assert.deepStrictEqual(
      folded.filter((path, index) => folded.indexOf(path) !== index),
      []
    )
  })
})
