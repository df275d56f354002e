// `pnpm bench:table [--rows 3000] [--pages 10] [--rounds 7] [--no-write]`: what it costs to read a large table of a page, beside cheerio, in
// alternation. Writes its section of docs/proofs.md. Nothing passes or fails by time: a goal that is missed is said in the table. Exit 1: two
// readers found other rows.
import { isDeepStrictEqual, parseArgs } from "node:util"

import * as Garbage from "./Garbage.ts"
import * as MergeCpu from "./MergeCpu.ts"
import * as Proofs from "./Proofs.ts"
import * as TableFigures from "./TableFigures.ts"
import * as TableReaders from "./TableReaders.ts"

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "3000" },
    pages: { type: "string", default: "10" },
    rounds: { type: "string", default: "7" },
    "no-write": { type: "boolean", default: false }
  }
})

const count = (name: "rows" | "pages" | "rounds"): number => {
  const number = Number(values[name])
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} takes numbers from 1 on`)
  return number
}

const [rows, pages, rounds] = [count("rows"), count("pages"), count("rounds")]
/** The first rounds fill the paths of the compiler. */
const warmUps = 3

const main = (): void => {
  const html = TableReaders.page(rows)
  const megabytes = Buffer.byteLength(html) / 1e6
  const { table } = TableReaders.readers
  const found = table(html)
  if (found.length !== rows) throw new Error(`${found.length} rows were found of ${rows}`)
  for (const [name, read] of Object.entries(TableReaders.readers)) {
    if (!isDeepStrictEqual(read(html), found)) throw new Error(`${name} found other rows`)
  }

  const measured = (reader: TableReaders.Reader): number => {
    const read = TableReaders.readers[reader]
    Garbage.collect()
    const before = MergeCpu.own()
    for (let page = 0; page < pages; page += 1) read(html)
    return (MergeCpu.own() - before) / pages
  }

  const result: Array<TableFigures.Round> = []
  for (let turn = 1; turn <= rounds + warmUps; turn += 1) {
    const round: TableFigures.Round = {
      table: measured("table"),
      tree: measured("tree"),
      cheerioLight: measured("cheerioLight"),
      cheerio: measured("cheerio")
    }
    if (turn > warmUps) result.push(round)
  }

  const proof: Proofs.Proof = {
    name: "bench-table",
    title: "What it costs to read a table",
    command: "pnpm bench:table",
    table: {
      head: ["CPU time", "median", "min", "max", "goal, at least"],
      rows: TableFigures.lines(result, megabytes).map(TableFigures.row)
    },
    notes: [
      `One page of ${megabytes.toFixed(2)} MB with a table of ${rows.toLocaleString("en-US")} rows and five columns, within another that lays the page out, with classes, links and ` +
        `entities. ${rounds} rounds after ${warmUps} that are not counted; in each every reader reads the page ${pages} times, and a ratio is made inside its round. All four found the same rows.`,
      "The kit's table is `Table.read`, which finds the columns by the texts of their headers as the page's text goes by. Its tree is `Html.parse` with a selector for the rows. cheerio is " +
        "`load(html)`, a selector for the rows and `children` and `text` for the cells, first as it is and then told to use htmlparser2."
    ]
  }
  for (const row of [proof.table.head, ...proof.table.rows]) {
    console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(62) : cell.padStart(14))).join(""))
  }
  if (!values["no-write"]) Proofs.write(proof)
}

try {
  main()
} catch (error) {
  console.error(`bench:table: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
