// docs/proofs.md: what each proof measured last. Every command replaces its own section between two markers and leaves the others as they
// are, so the page is never typed. Tables are padded as the formatter would, or a fresh figure would fail the format check.
import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { availableParallelism, cpus } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

export interface Table {
  /** The first column is text, all others are figures. */
  readonly head: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<string>>
}

export interface Proof {
  /** Names the section; letters, digits and hyphens. */
  readonly name: string
  readonly title: string
  /** What a person types for fresh figures. */
  readonly command: string
  /** Paragraphs under the figures: what they are of. */
  readonly notes: ReadonlyArray<string>
  readonly table: Table
}

/** Where and when figures were taken. */
export interface Circumstances {
  /** Abbreviated, "with changes" added when the checkout had some. */
  readonly commit: string
  /** The civil day, ISO. */
  readonly date: string
  /** Cores, processor and Node; never a name of the computer. */
  readonly machine: string
}

const root = fileURLToPath(new URL("../../..", import.meta.url))
const page = "docs/proofs.md"

const preamble = `# Proofs

What the project's proofs measured last, each at the commit and on the machine that it names. The commands write this page; do not edit it.
`

const git = (...args: ReadonlyArray<string>): string | undefined => {
  const { status, stdout } = spawnSync("git", args, { cwd: root, encoding: "utf8" })
  return status === 0 ? stdout.trim() : undefined
}

/** Those of this moment. The page itself does not count as a change of the checkout. */
export const circumstances = (): Circumstances => {
  const commit = git("rev-parse", "--short", "HEAD") ?? "unknown"
  const changes = git("status", "--porcelain", "--", ".", `:(exclude)${page}`) ?? ""
  const model = cpus()[0]?.model.trim() ?? process.arch
  return {
    commit: changes === "" ? commit : `${commit} with changes`,
    date: new Date().toISOString().slice(0, 10),
    machine: `${availableParallelism()} cores of ${model}, Node ${process.versions.node}, ${process.platform}`
  }
}

const drawn = ({ head, rows }: Table): string => {
  const escaped = [head, ...rows].map((row) => head.map((_, column) => (row[column] ?? "").replaceAll("|", "\\|")))
  const widths = head.map((_, column) => Math.max(3, ...escaped.map((row) => (row[column] ?? "").length)))
  const line = (cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |`
  const [top = "", ...below] = escaped.map((row) =>
    line(row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 3) : cell.padStart(widths[column] ?? 3))))
  )
  const rule = line(widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)))
  return [top, rule, ...below].join("\n")
}

const markers = (name: string) => ({ begin: `<!-- proof ${name} -->`, end: `<!-- end of proof ${name} -->` })

const section = (proof: Proof, { commit, date, machine }: Circumstances): string => {
  const { begin, end } = markers(proof.name)
  const parts = [
    begin,
    `## ${proof.title}`,
    `\`${proof.command}\` at ${commit}, ${date}: ${machine}.`,
    drawn(proof.table),
    ...proof.notes,
    end
  ]
  return parts.join("\n\n")
}

/** The page with this proof's section in place of its last one, or at the end; the same figures give the same page. */
export const withProof = (document: string, proof: Proof, at: Circumstances): string => {
  const text = document.trim() === "" ? preamble : document
  const { begin, end } = markers(proof.name)
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from === -1 || to < from) return `${text.trimEnd()}\n\n${section(proof, at)}\n`
  return `${text.slice(0, from)}${section(proof, at)}${text.slice(to + end.length)}`
}

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return "" // the first proof makes the page
  }
}

/** Writes the figures into docs/proofs.md. */
export const write = (proof: Proof): void => {
  const path = join(root, page)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, withProof(read(path), proof, circumstances()))
}
