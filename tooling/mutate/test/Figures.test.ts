import { existsSync, readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"

import { assert, describe, it } from "@effect/vitest"

import * as Figures from "../src/Figures.ts"
import * as Groups from "../src/Groups.ts"

const mutant = (end: Figures.Mutant["end"], module = "Upsert", line = 1): Figures.Mutant => ({
  module,
  line,
  mutator: "BooleanLiteral",
  replacement: "false",
  end
})

const many = (count: number, end: Figures.Mutant["end"]) => Array.from({ length: count }, () => mutant(end))

describe("The score of mutants", () => {
  it("counts one that never ended as noticed, and one that no test reaches as not", () => {
    const all = [...many(5, "killed"), ...many(1, "timed out"), ...many(1, "survived"), ...many(1, "not covered")]
    assert.deepStrictEqual(Figures.figures(all), {
      mutants: 8,
      killed: 5,
      timedOut: 1,
      survived: 1,
      notCovered: 1,
      score: 75
    })
  })

  it("leaves out what could not be run", () => {
    assert.strictEqual(Figures.figures([...many(1, "killed"), ...many(9, "not run")]).score, 100)
  })

  it("reaches the goal at 85, and not just below", () => {
    assert.isTrue(Figures.reaches([...many(85, "killed"), ...many(15, "survived")]))
    assert.isFalse(Figures.reaches([...many(849, "killed"), ...many(151, "survived")]))
  })

  it("reaches nothing where nothing was mutated", () => {
    assert.isFalse(Figures.reaches([]))
    assert.isFalse(Figures.reaches(many(3, "not run")))
  })

  it("is never shown higher than it is", () => {
    assert.deepStrictEqual([84.96, 85, 99.99, 29.3, 100].map(Figures.shown), ["84.9", "85.0", "99.9", "29.3", "100.0"])
  })
})

describe("The figures of a group", () => {
  const all = [
    mutant("killed", "Upsert"),
    mutant("survived", "Upsert", 9),
    mutant("not covered", "Upsert", 2),
    mutant("survived", "Accounts", 7),
    mutant("killed", "Accounts")
  ]

  it("have a row for each module and one for all", () => {
    assert.deepStrictEqual(Figures.table(all).rows, [
      ["Accounts", "2", "1", "0", "1", "0", "50.0"],
      ["Upsert", "3", "1", "0", "1", "1", "33.3"],
      ["all", "5", "2", "0", "2", "1", "40.0"]
    ])
  })

  it("name what went unnoticed in the order of the source", () => {
    assert.deepStrictEqual(
      Figures.unnoticed(all).map(({ line, module }) => `${module}:${line}`),
      ["Accounts:7", "Upsert:2", "Upsert:9"]
    )
  })

  it("say when the goal is missed", () => {
    const [group] = Groups.groups
    assert.isDefined(group)
    if (group === undefined) return
    assert.include(Figures.proof(group, all).notes[0], "Goal: a score of 85 for the group, missed.")
    assert.include(Figures.proof(group, many(1, "killed")).notes[0], "Goal: a score of 85 for the group.")
  })
})

describe("The groups", () => {
  const source = fileURLToPath(new URL("../../../packages/core/src/", import.meta.url))

  it("name modules that the core has, none of them twice", () => {
    const modules = Groups.groups.flatMap(({ modules }) => modules)
    assert.strictEqual(new Set(modules).size, modules.length)
    const missing = modules.filter((module) =>
      module.endsWith("/*")
        ? readdirSync(`${source}${module.slice(0, -2)}`).length === 0
        : !existsSync(`${source}${module}.ts`)
    )
    assert.deepStrictEqual(missing, [])
  })

  it("are all run where none is named, and an unknown name is told", () => {
    assert.deepStrictEqual(Groups.named([]), Groups.groups)
    assert.deepStrictEqual(
      Groups.named(["auto-sync", "merge"]).map(({ name }) => name),
      ["merge", "auto-sync"]
    )
    assert.throws(() => Groups.named(["merge", "marge"]), "no group is called marge")
  })
})
