/**
 * The answers as pages: how many there are of each kind, what is open and what it would take, and then each with its tests. Lists, because a
 * table of such long cells is as wide as its longest everywhere.
 */
import { posix } from "node:path"

import type { Answer } from "./Answer.ts"
import { answers } from "./Answers.ts"
import { type Chapter, chapters, levels } from "./Standard.ts"

const folder = "docs/security"

/** The pages, each with the chapters that stand in it. */
const parts: ReadonlyArray<{ readonly path: string; readonly from: number; readonly to: number }> = [
  { path: `${folder}/asvs-1-5.md`, from: 1, to: 5 },
  { path: `${folder}/asvs-6-10.md`, from: 6, to: 10 },
  { path: `${folder}/asvs-11-17.md`, from: 11, to: 17 }
]

const kinds = ["met", "not applicable", "open"] as const

const chapterOf = ({ id }: Answer): number => Number(id.split(".", 1)[0])
const levelOf = ({ id }: Answer): number => levels.get(id) ?? 0

const count = (of: ReadonlyArray<Answer>, level: number | null, kind: string): number =>
  of.filter((answer) => answer.verdict.kind === kind && (level === null || levelOf(answer) === level)).length

const pageOf = (chapter: number): string =>
  posix.basename(parts.find(({ from, to }) => from <= chapter && chapter <= to)?.path ?? "")

const heading = ({ about, number }: Chapter): string => `${number}. ${about}`
const anchor = (chapter: Chapter): string =>
  heading(chapter)
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, "")
    .replaceAll(" ", "-")

const table = (rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: ReadonlyArray<string>) =>
    `| ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(" | ")} |`
  const rule = `| ${widths.map((width, at) => (at === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`
  const [head = [], ...below] = rows
  return [line(head), rule, ...below.map(line)].join("\n")
}

const counts = table([
  ["Chapter", ...[1, 2].flatMap((level) => kinds.map((kind) => `L${level} ${kind}`)), "All"],
  ...chapters.map((chapter) => {
    const own = answers.filter((answer) => chapterOf(answer) === chapter.number)
    return [
      `[${heading(chapter)}](${pageOf(chapter.number)}#${anchor(chapter)})`,
      ...[1, 2].flatMap((level) => kinds.map((kind) => String(count(own, level, kind)))),
      String(own.length)
    ]
  }),
  [
    "**All**",
    ...[1, 2].flatMap((level) => kinds.map((kind) => String(count(answers, level, kind)))),
    String(answers.length)
  ]
])

const opened = answers.flatMap((answer) =>
  answer.verdict.kind === "open"
    ? [
        `- **${answer.id}** (L${levelOf(answer)}) ${answer.subject}: ${answer.verdict.why} It would take: ${answer.verdict.needs}.`
      ]
    : []
)

const preamble = `OWASP's [Application Security Verification Standard](https://owasp.org/www-project-application-security-verification-standard/) 5.0.0 at
levels 1 and 2, answered by ourselves and by nobody else: ${answers.length} requirements, of which ${count(answers, null, "met")} are met, ${count(answers, null, "not applicable")} have nothing here to hold of and
${count(answers, null, "open")} are open. The subjects are in our words; the requirements themselves stand in the standard, under the same numbers. What is met
names tests that fail where it is not so. What is open is not so, or no test shows that it is. These pages are generated from
\`tooling/codegen/src/asvs\`; do not edit them.`

const summary = ["# ASVS", "", preamble, "", counts, "", "## Open", "", ...opened, ""].join("\n")

const linked = (path: string): string => posix.relative(folder, path)

const said = (answer: Answer): string => {
  const head = `- **${answer.id}** (L${levelOf(answer)}) ${answer.subject}`
  const { verdict } = answer
  switch (verdict.kind) {
    case "met": {
      const proofs = verdict.proofs.map(({ path, title }) => `[“${title}”](${linked(path)})`)
      return `${head} – **met**: ${verdict.how} Shown by ${proofs.join(", ")}.`
    }
    case "not applicable":
      return `${head} – **not applicable**: ${verdict.why}`
    case "open":
      return `${head} – **open**: ${verdict.why}`
  }
}

const part = (from: number, to: number): string =>
  [
    `# ASVS, chapters ${from} to ${to}`,
    "",
    "What is counted in [the summary](asvs.md), each with its tests. Generated; do not edit.",
    ...chapters
      .filter(({ number }) => from <= number && number <= to)
      .flatMap((chapter) => [
        "",
        `## ${heading(chapter)}`,
        "",
        ...answers.filter((answer) => chapterOf(answer) === chapter.number).map(said)
      ]),
    ""
  ].join("\n")

/** The pages by their paths. */
export const asvsPages: ReadonlyMap<string, string> = new Map([
  [`${folder}/asvs.md`, summary],
  ...parts.map(({ from, path, to }) => [path, part(from, to)] as const)
])
