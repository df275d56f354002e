// What a person who meets a connector for the first time reads: its package's README. What is listed there is what the manifest says,
// connector by connector: a line that names it in backticks names its products, or its challenges, in backticks.
import { Manifest, Product } from "@tomada/core"
import { Effect } from "effect"

import { always, type Check, unaudited, verdict } from "./Check.ts"

export const path = "README.md"

/** The headings, as an author may write them. */
const sections = [
  ["Products", /^products/i],
  ["Challenges", /^(challenges|second factor|mfa)/i],
  ["Known limits", /^(known )?limits/i],
  ["How to test", /^(how to test|testing)/i],
  ["Owner", /^(owner|maintainer)s?\b/i]
] as const

export type Section = (typeof sections)[number][0]

/** The text under each heading of the second level. */
const under = (text: string): ReadonlyMap<Section, string> => {
  const parts = text.split(/^## +/m).slice(1)
  return new Map(
    sections.flatMap(([name, heading]) => {
      const part = parts.find((each) => heading.test(each))
      return part === undefined ? [] : [[name, part.split("\n").slice(1).join("\n").trim()] as const]
    })
  )
}

/** The words between backticks. */
const quoted = (text: string): ReadonlySet<string> =>
  new Set(Array.from(text.matchAll(/`([^`]+)`/g), ([, word = ""]) => word))

/** The lines about one connector; all of it where no line names one. */
const about = (text: string, slug: string, isAlone: boolean): string => {
  const lines = text.split("\n").filter((line) => quoted(line).has(slug))
  return lines.length === 0 && isAlone ? text : lines.join("\n")
}

const differences = (
  section: Section,
  text: string,
  wanted: ReadonlyArray<string>,
  all: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const listed = quoted(text)
  return [
    ...wanted.filter((word) => !listed.has(word)).map((word) => `${section} leaves out ${word}`),
    ...all
      .filter((word) => listed.has(word) && !wanted.includes(word))
      .map((word) => `${section} lists ${word}, which the manifest does not name`)
  ]
}

/** Who looks after the connector, as its README says; null where it does not. */
export const owner = (text: string): string | null => {
  const [first = ""] = (under(text).get("Owner") ?? "").split(/\n\s*\n/)
  return first === "" || /^nobody/i.test(first) ? null : first.replaceAll("\n", " ")
}

/** What is missing in a README or said otherwise in the manifest. */
export const problems = (text: string, manifest: Manifest.Manifest): ReadonlyArray<string> => {
  const found = under(text)
  const missing = sections.flatMap(([name]) =>
    (found.get(name) ?? "") === "" ? [`${path} says nothing under ${name}`] : []
  )
  const lists = [
    ["Products", Manifest.products(manifest), Product.Product.literals],
    ["Challenges", manifest.challenges, Manifest.ChallengeKind.literals]
  ] as const
  const { slug } = manifest
  return [
    ...missing,
    ...lists.flatMap(([section, wanted, all]) => {
      const text = found.get(section) ?? ""
      if (text === "") return []
      const own = about(text, slug, !/^\|/m.test(text))
      return own === "" ? [`${section} has no line about ${slug}`] : differences(section, own, wanted, all)
    })
  ]
}

const readme: Check = {
  id: "C-60",
  family: "docs",
  title: "says in its README what it reads and asks, what it cannot, how it is tested and who looks after it",
  mend: `write ${path} in the connector's package, with the headings ${sections.map(([name]) => name).join(", ")}, and list there what the manifest names`,
  exempt: always,
  run: ({ connector: { manifest }, files }) =>
    Effect.gen(function* () {
      if (files === null) return unaudited("the files of its package")
      const text = yield* files.read(path)
      return verdict(text === null ? [`there is no ${path}`] : problems(text, manifest))
    })
}

export const checks: ReadonlyArray<Check> = [readme]
