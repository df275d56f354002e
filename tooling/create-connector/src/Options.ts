// What is typed after `pnpm new:connector`, and what of it still has to be asked.
import { createInterface } from "node:readline/promises"
import { parseArgs } from "node:util"

import { challenges, products, transports, type Wanted } from "./Plan.ts"

export const help = `pnpm new:connector [options]   writes connectors/<slug> and runs its tests; asks for what is not given

  --name TEXT            what people call the institution
  --country XX           two letters; zone and currency follow from it
  --transport KIND       ${transports.join(", ")}
  --challenges LIST      with commas: ${challenges.join(", ")}; empty for none
  --products LIST        with commas, ACCOUNTS among them in any case: ${products.join(", ")}
  --slug WORDS           otherwise made of the name
  --id NUMBER            otherwise made of the slug
  --zone ZONE            otherwise the country's, such as Europe/Berlin
  --currency XXX         otherwise the country's
  --url ADDRESS          of the institution; otherwise an invented one
  --dry-run              shows the files and writes nothing
  --json                 answers in JSON, and asks nothing
  --help
`

const text = { type: "string" } as const
const flag = { type: "boolean" } as const
const known = {
  name: text,
  country: text,
  transport: text,
  challenges: text,
  products: text,
  slug: text,
  id: text,
  zone: text,
  currency: text,
  url: text,
  "dry-run": flag,
  json: flag,
  help: flag
} as const

export const parse = (args: ReadonlyArray<string>) => parseArgs({ args: [...args], options: known }).values
export type Options = ReturnType<typeof parse>

/** Asks a person; the empty answer is the one that stands in brackets. */
export type Ask = (question: string) => Promise<string>

const questions = [
  ["name", "Name of the institution"],
  ["country", "Country, two letters"],
  ["transport", `How it is reached: ${transports.join(", ")} [http]`],
  ["challenges", `What it asks after the password: ${challenges.join(", ")} [nothing]`],
  ["products", `What it shows: ${products.join(", ")} [ACCOUNTS,TRANSACTIONS]`]
] as const

const otherwise = { transport: "http", challenges: "", products: "ACCOUNTS,TRANSACTIONS" } as const

const listed = (words: string): ReadonlyArray<string> =>
  words.split(",").flatMap((word) => (word.trim() === "" ? [] : [word.trim()]))

/** What is wanted, or the options that are missing where there is nobody to ask. */
export const complete = async (
  options: Options,
  ask: Ask | null
): Promise<Wanted | { refused: ReadonlyArray<string> }> => {
  const said: Record<string, string> = {}
  const refused: Array<string> = []
  for (const [name, question] of questions) {
    const given = options[name]
    if (given !== undefined) said[name] = given
    else if (ask !== null) said[name] = (await ask(`${question}: `)).trim()
    else if (!(name in otherwise)) refused.push(`Say --${name}: there is nobody to ask.`)
    if (said[name] === undefined || (said[name] === "" && given === undefined))
      said[name] = { name: "", country: "", ...otherwise }[name]
  }
  if (refused.length > 0) return { refused }
  const { currency, id, slug, url, zone } = options
  const [name = "", country = "", transport = ""] = [said["name"], said["country"], said["transport"]]
  return {
    name,
    country,
    transport,
    challenges: listed(said["challenges"] ?? ""),
    products: listed(said["products"] ?? ""),
    slug,
    id: id === undefined ? undefined : Number(id),
    zone,
    currency,
    url
  }
}

/** A person at the terminal, as long as `use` takes; null where there is none. */
export const atTerminal = async <A>(use: (ask: Ask | null) => Promise<A>): Promise<A> => {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return use(null)
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return await use((question) => terminal.question(question))
  } finally {
    terminal.close()
  }
}
