// `pnpm bench:api [--rounds 7] [--seconds 2] [--rows 100000] [--warm-up 2] [--no-write]`: what the API costs beside what is written by hand, in
// alternation: a typed endpoint beside node:http, accounts beside fastify, a page beside the bare query, the last pages of a long list beside
// the first. Nothing passes or fails by time: a goal that is missed is said. Exit 1: the sides did not say the same, or a request failed.
// Writes its section of docs/proofs.md.
import { parseArgs } from "node:util"

import { isMet, type Line, row } from "./ActualFigures.ts"
import * as ApiFigures from "./ApiFigures.ts"
import { fewRows } from "./ApiSeed.ts"
import * as ApiTurns from "./ApiTurns.ts"
import * as ApiWorld from "./ApiWorld.ts"
import * as Proofs from "./Proofs.ts"
import * as Proving from "./Proving.ts"
import { median } from "./Spread.ts"

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    seconds: { type: "string", default: "2" },
    rows: { type: "string", default: "100000" },
    "warm-up": { type: "string", default: "2" },
    "no-write": { type: "boolean", default: false }
  }
})

const count = (name: "rounds" | "rows" | "warm-up", least: number): number => {
  const number = Number(values[name])
  if (!Number.isInteger(number) || number < least) throw new Error(`--${name} is a number from ${least} on`)
  return number
}

const [rounds, rows, warmUps] = [count("rounds", 1), count("rows", 1_000), count("warm-up", 0)]
const seconds = Number(values.seconds)
if (!(seconds > 0 && seconds <= 60)) throw new Error("--seconds is a number up to 60")

const numeral = (number: number): string => number.toLocaleString("en-US")

type Costs<T extends ApiFigures.Turn> = Readonly<Record<T, ApiFigures.Cost>>

/** Every second round goes the other way, so that nobody always comes after the same one. */
const roundsOf = async <T extends ApiFigures.Turn>(
  what: string,
  turns: ApiTurns.Turns<T>
): Promise<ReadonlyArray<Costs<T>>> => {
  const order = ApiFigures.turns.filter((turn): turn is T => turn in turns)
  const costs: Array<Costs<T>> = []
  for (let number = 1; number <= warmUps + rounds; number++) {
    console.error(number <= warmUps ? `${what}: warm-up` : `${what}: round ${number - warmUps}`)
    const cost: Array<readonly [T, ApiFigures.Cost]> = []
    for (const turn of number % 2 === 0 ? order.toReversed() : order) cost.push([turn, await turns[turn](seconds)])
    if (number > warmUps) costs.push(Object.fromEntries(cost) as Costs<T>) // each took its turn
  }
  return costs
}

const typed = async (): Promise<ReadonlyArray<Costs<ApiTurns.OfFresh>>> => {
  const fresh = await ApiWorld.openFresh()
  try {
    return await roundsOf("the typed endpoint", await ApiTurns.prepareFresh(fresh))
  } finally {
    await fresh.close()
  }
}

const proofOf = (lines: ReadonlyArray<Line>): Proofs.Proof => ({
  name: "api",
  title: "The API beside what is written by hand",
  command: "pnpm bench:api",
  table: { head: ["For one request", "median", "min", "max", "goal"], rows: lines.map(row) },
  notes: [
    `${rounds} rounds of ${seconds} s for each, after ${warmUps} that are not counted, every second one in the opposite order; in each turn as long again goes before what is ` +
      "counted. A ratio is made inside its round, requests for a CPU second of ours over those of the other; goals are for the median. CPU is that of the one Node process, and apart " +
      "from it that of PostgreSQL with all its processes, where the little that the server asks by itself counts for both sides. The server runs as `tomada up` starts it, with its own " +
      "PostgreSQL and without limits of rate; every side is asked by the same client over kept connections, 16 at a time, pages 4 at a time, and whoever answers otherwise than before ends the run.",
    "`GET /health/live` is a typed endpoint of the contract like all others, with the router, the middleware and the headers of every answer, that needs neither a key nor the database: " +
      "node:http checks no keys. Ours is a server that has done nothing else, as the other does nothing else: the two have their rounds before all others. The other side is a server of `node:http` alone that makes the same body and sends the same bytes. The category is a typed endpoint that checks a " +
      "key and reads nothing from the database: what a key costs, without a goal.",
    "By hand is `GET /accounts` with fastify, its serializer by schema, and `pg`: the same check of the same key with `jose`, one transaction that bears the application as ours do, the " +
      "statements of the Item and of its accounts, prepared, and the same answer for an Item of the sandbox bank. Both refuse a forged key, none, and an Item that is not there.",
    `A page has 500 of an account's ${numeral(fewRows)} rows. The bare page is the same statement by \`pg\`, prepared, and JSON.stringify of its rows as they come, in a process without HTTP, ` +
      "key and application. Ours also checks the key, and that account and Item are the application's, and makes the wire's rows; the list by number counts all rows too.",
    `The long list has ${numeral(rows)} rows of one account, in pages of 500, of which the first and the last tenth are read over and over; their CPU is that of Node and PostgreSQL together. By ` +
      "cursor a page costs what it returns. By number PostgreSQL goes past all rows before it and counts them all, as everybody's does: no goal."
  ]
})

const first = await typed()

const prove = async (world: ApiWorld.World): Promise<boolean> => {
  const others = await roundsOf("the others", await ApiTurns.prepare(world, rows))
  const lines = ApiFigures.lines(
    first.flatMap((costs, index) => {
      const then = others[index]
      return then === undefined ? [] : [{ ...costs, ...then }]
    })
  )
  const proof = proofOf(lines)
  for (const cells of [proof.table.head, ...proof.table.rows]) {
    console.log(cells.map((cell, column) => (column === 0 ? cell.padEnd(68) : cell.padStart(14))).join(""))
  }
  const missed = lines.flatMap((line) =>
    line.goal === undefined || isMet(line)
      ? []
      : [`${line.what} ${median(line.values).toFixed(2)}, at ${line.goal.is} ${line.goal.value}`]
  )
  console.log(missed.length === 0 ? "all goals met" : `missed: ${missed.join("; ")}`)
  if (!values["no-write"]) Proofs.write(proof)
  return true
}

await Proving.run("bench:api", () => ApiWorld.open(rows), prove)
