// Every export of the package says what it is: its shape, units, errors, or the rule that it follows. The type that a schema gives
// under its own name is said by the schema.
import { readdirSync, readFileSync } from "node:fs"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

const root = new URL("../src/", import.meta.url)

const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && path !== "index.ts")
  .map((path) => ({ path, text: readFileSync(new URL(path, root), "utf8"), toString: () => path }))

const exported = /^export (?:declare |abstract |async )*(?:const|let|class|function\*?|interface|type) (\w+)/
const ofSchema = /^export type (\w+) = typeof \1\.Type$/

/** Exports without a docstring that ends on the line before them; of overloads the first one counts. */
const undocumented = (text: string): ReadonlyArray<string> => {
  const lines = text.split("\n")
  const names = new Set<string>()
  return lines.flatMap((line, at) => {
    const name = exported.exec(line)?.[1]
    if (name === undefined || ofSchema.test(line)) return []
    const isOverload = line.startsWith("export function") && names.has(name)
    names.add(name)
    return isOverload || lines[at - 1]?.trimEnd().endsWith("*/") === true ? [] : [name]
  })
}

/** Docstrings that say nothing but the name that they stand before. */
const idle = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/\/\*\*\s*([^*]*?)\s*\*\/\nexport \w+ (\w+)/g)].flatMap(([, said = "", name = ""]) => {
    const words = said.toLowerCase().match(/[a-z]+/g) ?? []
    const own = new Set(name.toLowerCase().match(/[a-z]+/g))
    const filler = new Set(["a", "an", "the", "this", "of", "is", "its"])
    const split = new Set(name.split(/(?=[A-Z])/).map((word) => word.toLowerCase()))
    return words.every((word) => own.has(word) || split.has(word) || filler.has(word)) ? [name] : []
  })

describe("The exports of core", () => {
  it.effect.each(sources)("each say what they are: %s", ({ text }) =>
    Effect.sync(() => {
      assert.deepStrictEqual(undocumented(text), [])
      assert.deepStrictEqual(idle(text), [])
    })
  )

  it.effect("are looked at, all of them", () =>
    Effect.sync(() => {
      assert.isAbove(sources.length, 50)
      assert.isAbove(sources.filter(({ path }) => path.startsWith("internal")).length, 10)
      assert.deepStrictEqual(
        undocumented(
          "export const a = 1\n/** Of b. */\nexport class B {}\nexport type B = typeof B.Type\nexport type C = 1\n"
        ),
        ["a", "C"]
      )
      assert.deepStrictEqual(undocumented("/** Of f. */\nexport function f(): 1\nexport function f() {}\n"), [])
      assert.deepStrictEqual(idle("/** The item status. */\nexport const itemStatus = 1\n"), ["itemStatus"])
    })
  )
})
