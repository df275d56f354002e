// Lets other programs judge our reading of statement files: Debian's `ofxdump` (package ofx) and Python's ofxparse (python3-ofxparse),
// each as a process of its own with a deadline, because some files are made to crash parsers. Per account the count and the sum of the
// cash rows must agree. Table on stderr, figures as JSON on stdout, and its section of docs/proofs.md unless told not to.
// Exit 1: they disagree; exit 2: nothing could be judged.
//   pnpm judge:ofx [--no-write] [folder of .ofx and .qfx files, by default ../shared/data/ofx from the project's root]
import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

import { readOfx } from "@tomada/connector-statement-files/Ofx"
import { describe } from "@tomada/connector-statement-files/OfxError"

import * as Proofs from "./Proofs.ts"

/** Amounts of the cash rows by account; null where the reader gives up, with its reason. */
type Reading =
  | { readonly rows: ReadonlyMap<string, ReadonlyArray<string>>; readonly complaint: string | null }
  | { readonly failed: string }

interface Judge {
  readonly name: string
  readonly cents: boolean
  readonly read: (path: string) => Reading
}

interface Verdict {
  readonly file: string
  readonly judge: string
  readonly ours: string
  readonly theirs: string
  /** How many we read. */
  readonly rows: number
  readonly verdict: "agrees" | "explained" | "DISAGREES" | "judge cannot read"
  readonly why: string
}

const deadline = 15_000

/** Where a judge reads a file that we refuse, or reads it otherwise, and why we are not wrong. */
const explanations: Readonly<Record<string, string>> = {
  "ofxdump ofxparse/fail_nice__date_missing.ofx": "it dates rows that have no date 1 January 1970; we refuse the file",
  "ofxdump ofxparse/fail_nice__decimal_error.ofx":
    "it takes an amount that is no number for another; we refuse the file"
}

const scale = 8

const units = (decimal: string): bigint => {
  const [whole = "", fraction = ""] = decimal.replace(/^[+-]/, "").split(".")
  const magnitude = BigInt(whole + fraction.padEnd(scale, "0").slice(0, scale))
  return decimal.startsWith("-") ? -magnitude : magnitude
}

const toCents = (amount: bigint): bigint => {
  const cent = 10n ** BigInt(scale - 2)
  const half = amount < 0n ? -cent / 2n : cent / 2n
  return ((amount + half) / cent) * cent
}

const shown = (amount: bigint): string => {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(scale + 1, "0")
  const fraction = digits.slice(-scale).replace(/0{0,6}$/, "")
  return `${amount < 0n ? "-" : ""}${digits.slice(0, -scale)}.${fraction}`
}

const grouped = (
  rows: ReadonlyArray<readonly [account: string, amount: string]>
): ReadonlyMap<string, ReadonlyArray<string>> =>
  new Map(
    Object.entries(Object.groupBy(rows, ([account]) => account)).map(([key, group = []]) => [
      key,
      group.map((row) => row[1])
    ])
  )

type Done = { readonly output: string; readonly complaint: string | null } | { readonly failed: string }

const run = (command: string, args: ReadonlyArray<string>): Done => {
  const done = spawnSync(command, args, {
    timeout: deadline,
    killSignal: "SIGKILL",
    encoding: "utf8",
    maxBuffer: 64 << 20
  })
  if (done.error !== undefined) return { failed: done.error.message }
  if (done.status === 0) return { output: done.stdout, complaint: null }
  const complaint = done.stderr.trim().split("\n").at(-1)?.slice(0, 100) || `exit ${done.status ?? done.signal}`
  return done.stdout === "" || done.status === null ? { failed: complaint } : { output: done.stdout, complaint }
}

const ofxdump: Judge = {
  name: "ofxdump",
  cents: true,
  read: (path) => {
    const done = run("ofxdump", [path])
    if ("failed" in done) return done
    const rows = done.output
      .split(/^(?=ofx_proc_\w+\(\):)/m)
      .filter((block) => block.startsWith("ofx_proc_transaction"))
      .filter((block) => /Investment transaction type: (?!INVBANKTRAN)/.exec(block) === null)
      .map((block) => {
        const field = (label: RegExp): string => label.exec(block)?.[1]?.trim() ?? ""
        return [field(/Account ID\s*: (.*)/), field(/Total money amount: (.*)/)] as const
      })
    return { rows: grouped(rows), complaint: done.complaint }
  }
}

const program = `
import json, sys
from ofxparse import OfxParser
with open(sys.argv[1], "rb") as source:
    accounts = OfxParser.parse(source).accounts
print(json.dumps([[account.account_id, format(row.amount, "f")]
    for account in accounts if account.statement is not None
    for row in account.statement.transactions if type(row).__name__ == "Transaction"]))
`

const ofxparse = (python: string): Judge => ({
  name: "ofxparse",
  cents: false,
  read: (path) => {
    const done = run(python, ["-c", program, path])
    if ("failed" in done) return done
    if (done.complaint !== null) return { failed: done.complaint }
    // The program above prints pairs of strings and nothing else.
    return { rows: grouped(JSON.parse(done.output) as ReadonlyArray<readonly [string, string]>), complaint: null }
  }
})

const installed = (): ReadonlyArray<Judge> => {
  const python = ["python3", "/usr/bin/python3"].find((command) => {
    const tried = run(command, ["-c", "import ofxparse"])
    return "output" in tried && tried.complaint === null
  })
  return [
    ...("output" in run("ofxdump", ["--version"]) ? [ofxdump] : []),
    ...(python === undefined ? [] : [ofxparse(python)])
  ]
}

const ourReading = (path: string): Reading => {
  const read = readOfx(readFileSync(path))
  if (read._tag !== "OfxFile") return { failed: describe(read) }
  const rows = read.statements.flatMap(({ account, transactions }) =>
    transactions.map(({ amount }) => [account.accountId, amount] as const)
  )
  return { rows: grouped(rows), complaint: null }
}

const total = (reading: Reading, cents: boolean): ReadonlyArray<string> =>
  "failed" in reading
    ? []
    : Array.from(reading.rows, ([account, amounts]) => {
        const sum = amounts.reduce((sofar, amount) => sofar + (cents ? toCents(units(amount)) : units(amount)), 0n)
        return `${account}: ${amounts.length} rows, ${shown(sum)}`
      }).sort()

// ofxdump puts bank and branch before an account's number, so accounts match when one name ends with the other.
const same = (ours: ReadonlyArray<string>, theirs: ReadonlyArray<string>): boolean =>
  ours.length === theirs.length &&
  ours.every((line) => theirs.some((other) => other === line || other.endsWith(` ${line}`)))

const judged = (judge: Judge, file: string, path: string): Verdict => {
  const [mine, other] = [ourReading(path), judge.read(path)]
  const [ours, exact, theirs] = [total(mine, judge.cents), total(mine, false), total(other, judge.cents)]
  const explained = explanations[`${judge.name} ${file}`]
  const told = (reading: Reading, lines: ReadonlyArray<string>): string =>
    "failed" in reading ? `error: ${reading.failed}` : lines.join("; ") || "no rows"
  const verdict = (kind: Verdict["verdict"], why: string): Verdict => ({
    file,
    judge: judge.name,
    rows: "failed" in mine ? 0 : [...mine.rows.values()].reduce((sum, { length }) => sum + length, 0),
    ours: told(mine, exact),
    theirs: told(other, theirs),
    verdict: kind,
    why
  })
  if ("failed" in other) return verdict("judge cannot read", "")
  if (same(ours, theirs))
    return same(exact, theirs)
      ? verdict("agrees", "")
      : verdict("explained", "it rounds every row to cents; equal when ours are rounded too")
  if (explained !== undefined) return verdict("explained", explained)
  return other.complaint === null ? verdict("DISAGREES", "") : verdict("judge cannot read", other.complaint)
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { "no-write": { type: "boolean", default: false } }
})
const folder = positionals[0] ?? fileURLToPath(new URL("../../../../shared/data/ofx", import.meta.url))
const judges = installed()
const files = existsSync(folder)
  ? readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(ofx|qfx)$/i.test(name))
      .sort()
  : []
if (judges.length === 0) console.error("No judge is installed: apt-get install ofx python3-ofxparse")
if (files.length === 0) console.error(`No statement files in ${folder}`)

const verdicts = files.flatMap((file) => judges.map((judge) => judged(judge, file, join(folder, file))))
for (const { file, judge, ours, theirs, verdict, why } of verdicts)
  console.error(
    [
      file.padEnd(44),
      judge.padEnd(8),
      verdict.padEnd(17),
      verdict === "agrees" ? ours : `ours ${ours} | theirs ${theirs}`,
      why
    ].join("  ")
  )

const count = (kind: Verdict["verdict"], by?: Judge): number =>
  verdicts.filter(({ judge, verdict }) => verdict === kind && (by === undefined || judge === by.name)).length
const figures = {
  files: files.length,
  judges: judges.map(({ name }) => name),
  agrees: count("agrees"),
  explained: count("explained"),
  judgeCannotRead: count("judge cannot read"),
  disagrees: count("DISAGREES"),
  verdicts
}
console.log(JSON.stringify(figures, null, 2))
const proof: Proofs.Proof = {
  name: "judge-ofx",
  title: "Statement files, judged by other programs",
  command: "pnpm judge:ofx",
  table: {
    head: ["Judge", "files", "agree", "agree on rows", "explained", "unreadable", "disagree"],
    rows: judges.map((judge) => [
      judge.name,
      String(files.length),
      String(count("agrees", judge)),
      String(verdicts.filter((one) => one.judge === judge.name && one.verdict === "agrees" && one.rows > 0).length),
      ...(["explained", "judge cannot read", "DISAGREES"] as const).map((kind) => String(count(kind, judge)))
    ])
  },
  notes: [
    "For every account of a file the number and the sum of its rows must be those that the judge reads; where they agree on no rows, " +
      "neither found any. Explained: the judge rounds to cents or reads what the file does not say, and the reason is written down beside it. " +
      "Unreadable: for the judge."
  ]
}
if (verdicts.length > 0 && !values["no-write"]) Proofs.write(proof)
process.exitCode = figures.disagrees > 0 ? 1 : verdicts.length === 0 ? 2 : 0
