// `pnpm fuzz`: asks a server of its own what the contract describes and what nobody should ask. Exit 1: an answer was a fault of the server's,
// told of its inside or was no refusal of the wire, or less than 30 % of what was right succeeded.
import { parseArgs } from "node:util"

import * as Proofs from "@tomada/bench/Proofs"
import * as Proving from "@tomada/bench/Proving"

import * as Fuzz from "./Fuzz.ts"
import * as Target from "./Target.ts"

const help = `pnpm fuzz [options]

Starts a server with the sandbox bank, sends it requests that are made from its contract and others that are malformed, and
judges every answer.

  --requests N   by the contract (default 20000)
  --malformed N  (default 5000)
  --seed N       whose choices to make (default 1)
  --json         the figures as one line of JSON
  --no-write     leave docs/proofs.md as it is
`

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "20000" },
    malformed: { type: "string", default: "5000" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
    "no-write": { type: "boolean", default: false },
    help: { type: "boolean", default: false }
  }
})

const count = (name: "malformed" | "requests" | "seed"): number => {
  const number = Number(values[name])
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} is a number from 1 on`)
  return number
}

/** Of those by the contract, so many must succeed. */
const goal = 0.3

const share = ({ asked, succeeded }: Fuzz.Counted): number => succeeded / asked

const row = (name: string, counted: Fuzz.Counted): ReadonlyArray<string> => [
  name,
  String(counted.asked),
  `${(share(counted) * 100).toFixed(0)} %`,
  String(counted.refused),
  String(counted.unanswered),
  counted.slowest.toFixed(0)
]

const proofOf = ({ faults, generated, malformed, met, operations, ways }: Fuzz.Report): Proofs.Proof => ({
  name: "fuzz",
  title: "Requests that nobody should send",
  command: "pnpm fuzz",
  table: {
    head: ["Requests", "sent", "2xx", "refused", "no answer", "slowest, ms"],
    rows: [row("made from the contract", generated), row("malformed", malformed)]
  },
  notes: [
    `Faults: ${faults.length}. One is an answer of 5xx, a word of the inside (a stack, a path, a query), a refusal that has not the shape of the wire, or no answer within 20 s where one is owed.`,
    `By the contract every one of its ${operations} operations is asked, ${met} have succeeded: ids that the server has answered with, values that fit their names, and a few that are odd. ` +
      `Malformed ones are such requests bent in ${ways} ways: bodies, content types and encodings, paths, queries, headers, lengths, chunks, and what is no HTTP. A request that stops in the middle is owed no answer.`
  ]
})

const prove = async ({ target, words }: Target.Opened): Promise<boolean> => {
  const plan = { seed: count("seed"), requests: count("requests"), malformed: count("malformed") }
  const report = await Fuzz.run(target, plan, (told) => console.error(told))
  const proof = proofOf(report)
  if (values.json) console.log(JSON.stringify(report))
  else
    for (const line of [proof.table.head, ...proof.table.rows])
      console.log(line.map((cell) => cell.padStart(16)).join(""))
  console.log(proof.notes[0])
  for (const { answer, request, what } of report.faults.slice(0, 20)) {
    console.error(`${what}\n  ${JSON.stringify(request)}\n  ${JSON.stringify(answer)}`)
  }
  if (report.faults.length > 0) console.error(words())
  const enough = share(report.generated) >= goal
  if (!enough) console.error(`fewer than ${goal * 100} % of the requests by the contract succeeded`)
  if (!values["no-write"]) Proofs.write(proof)
  return enough && report.faults.length === 0
}

if (values.help) console.log(help)
else await Proving.run("fuzz", Target.open, prove)
