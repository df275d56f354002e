// Records the connector's cassettes at these programs, each with `pnpm connector record` as an author types it: the form and the answers go by
// its standard input, a picture's answer once the picture is there.
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

import type * as Journal from "./Journal.ts"
import type * as Portal from "./Portal.ts"
import * as PortalPage from "./PortalPage.ts"
import * as World from "./World.ts"

type Form = Readonly<Record<string, string>>

interface Recording {
  readonly name: string
  readonly locks: Portal.Locks
  /** What is done in the bank before; the form that is then filled in. */
  readonly form: (world: World.World) => Promise<Form>
  /** What the person answers; nothing unless given. */
  readonly answer?: (world: World.World, form: Form) => Promise<string>
  readonly flags?: ReadonlyArray<string>
}

export interface Options {
  readonly journal: Journal.Journal
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

const slug = "lemonldap-hledger"
const main = fileURLToPath(new URL("../../connector-cli/src/main.ts", import.meta.url))

const rightly = (world: World.World): Promise<Form> => Promise.resolve({ ...world.login })

/** With the seed, which the form does not name unless it is asked to. */
const enrolled = async (world: World.World): Promise<Form> => {
  secrets.set(world, await world.enrolTotp())
  return { ...world.login }
}
const secrets = new WeakMap<World.World, string>()

const lockedOut = async (world: World.World): Promise<Form> => {
  const visitor = world.visitor()
  let page = await visitor.get(`${world.portal}/`)
  for (const attempt of [1, 2, 3])
    page = await visitor.submit(page, PortalPage.loginForm, { user: world.login.user, password: `wrong ${attempt}` })
  return { ...world.login }
}

/** Where the way in is what is to be seen. */
const accountsAlone = ["--products", "ACCOUNTS,CREDIT_CARDS"]

export const all: ReadonlyArray<Recording> = [
  { name: "ok", locks: {}, form: rightly },
  {
    name: "wrong-password",
    locks: {},
    form: ({ login }) => Promise.resolve({ user: login.user, password: "no-7h2wq-parrot" })
  },
  {
    name: "two-step",
    locks: { totp: true },
    form: enrolled,
    answer: (world) => world.nextCode(secrets.get(world) ?? ""),
    flags: accountsAlone
  },
  {
    name: "seed",
    locks: { totp: true },
    form: async (world) => {
      const seed = await world.enrolTotp()
      await world.nextCode(seed) // that of this step was given
      return { ...world.login, seed }
    },
    // It is another one at each moment, and so in the replay.
    flags: [...accountsAlone, "--volatile", "code"]
  },
  { name: "wrong-code", locks: { totp: true }, form: enrolled, answer: () => Promise.resolve("000000") },
  {
    name: "picture",
    locks: { captcha: true },
    form: rightly,
    answer: async (world) => world.newestCaptcha(),
    flags: accountsAlone
  },
  {
    name: "wrong-code-picture",
    locks: { captcha: true },
    form: rightly,
    answer: () => Promise.resolve("zzzzzz")
  },
  { name: "locked", locks: { lockOut: true }, form: lockedOut }
]

const record = async ({ answer, flags = [], form, name }: Recording, world: World.World): Promise<boolean> => {
  const filled = await form(world)
  const to = Object.entries(world.connectTo).flatMap(([host, address]) => ["--connect-to", `${host}=${address}`])
  const args = [main, "record", slug, name, "--parameters-from-stdin", ...flags, ...to]
  const child = spawn(process.execPath, args, { stdio: ["pipe", "inherit", "pipe"] })
  child.stdin.write(`${JSON.stringify(filled)}\n`)
  let heard = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    process.stderr.write(text)
    heard += text
    const [asks] = /^asks: .*\n/m.exec(heard) ?? []
    if (asks === undefined) return
    heard = ""
    void (answer ?? (() => Promise.resolve("")))(world, filled).then((line) => child.stdin.write(`${line}\n`))
  })
  return await new Promise((resolve) => child.once("close", (code) => resolve(code === 0)))
}

/** Records these anew, each in a bank of its own; the names of those that were not. */
export const run = async (wanted: ReadonlyArray<Recording>, options: Options): Promise<ReadonlyArray<string>> => {
  const failed: Array<string> = []
  for (const recording of wanted) {
    options.say(`${recording.name}: opening`)
    const world = await World.open({ ...recording.locks, ...options })
    try {
      if (!(await record(recording, world))) failed.push(recording.name)
    } finally {
      await world.close()
    }
  }
  return failed
}
