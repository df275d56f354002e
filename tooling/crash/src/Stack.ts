// What is killed and what survives: a bank behind its gate, a receiver of webhooks and a PostgreSQL of our own, and the server's processes on
// them, each started again at the same address as a supervisor would. With runners, the server answers the API alone.
import { randomInt, randomUUID } from "node:crypto"
import { once } from "node:events"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

import * as Child from "@tomada/bench/Child"
import { find as findBrowser } from "@tomada/browser"

import * as Client from "./Client.ts"
import * as Database from "./Database.ts"
import * as Gate from "./Gate.ts"
import { bankDay } from "./Judge.ts"
import * as Postgres from "./Postgres.ts"
import * as Sink from "./Sink.ts"

export interface Member {
  readonly pid: () => number
  /** Resolves once it is gone. */
  readonly kill: () => Promise<void>
  readonly start: () => Promise<void>
  /** The end of what it has complained of. */
  readonly lastWords: () => string
}

export interface Stack {
  /** The bank's seed. */
  readonly seed: string
  readonly gate: Gate.Gate
  readonly sink: Sink.Sink
  readonly postgres: Postgres.Postgres
  readonly database: Database.Database
  readonly client: Client.Client
  /** The server's, without a slash at the end. */
  readonly address: string
  readonly application: { readonly clientId: string; readonly clientSecret: string }
  readonly server: Member
  /** Who visits: the server itself where there is no runner. */
  readonly visitor: Member
  readonly setToday: (day: string) => Promise<void>
  /** The Chromium processes of whoever visits, the first one first. */
  readonly browsers: () => ReadonlyArray<{ readonly pid: number; readonly renderer: boolean }>
  readonly close: () => Promise<void>
}

const cli = "packages/cli/src/main.ts"

/** Below the ports that systems give to outgoing connections: one of those could take a port while who had it is dead. */
const freePort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false))
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)))
    })
    if (isFree) return port
  }
}

const member = (
  children: Set<Child.Child>,
  args: ReadonlyArray<string>,
  environment: Readonly<Record<string, string>>,
  ready: RegExp
): Member => {
  let child: Child.Child | undefined
  return {
    pid: () => child?.pid ?? 0,
    lastWords: () => child?.lastWords() ?? "",
    kill: async () => {
      if (child === undefined || child.process.exitCode !== null || child.process.signalCode !== null) return
      const ended = once(child.process, "exit")
      child.process.kill("SIGKILL")
      await ended
    },
    start: async () => {
      if (child !== undefined) children.delete(child)
      child = Child.start(cli, args, environment)
      children.add(child)
      await child.says(ready)
    }
  }
}

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return "" // it ended meanwhile
  }
}

const chromiums = (folder: string) =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), words: read(`/proc/${name}/cmdline`) }))
    .filter(({ words }) => words.includes(folder) && words.includes("--user-data-dir"))
    .map(({ pid, words }) => ({ pid, main: !words.includes("--type="), renderer: words.includes("--type=renderer") }))
    .toSorted((a, b) => Number(b.main) - Number(a.main))

const settings = async (): Promise<Readonly<Record<string, string>>> => {
  const { environment, executable } = await findBrowser()
  return {
    ...environment,
    TOMADA_CHROMIUM: executable,
    ...(process.getuid?.() === 0 && { TOMADA_BROWSER_SANDBOX: "off" }),
    // More is asked here in a minute than one key may.
    TOMADA_REQUEST_RATE: "0",
    TOMADA_UPDATE_RATE: "0",
    TOMADA_AUTH_RATE: "0",
    TOMADA_WEBHOOK_ALLOW: "127.0.0.1",
    TOMADA_WEBHOOK_SCHEDULE: "pluggy"
  }
}

/** What an application in production may not do, a person who updates an Item twice in a minute may do in development. */
const development = "update applications set kind = 'development', min_update_frequency_hours = null"

const opened = new Set<() => Promise<void>>()

/** Ends everything that is open, in the middle of whatever it does. */
export const closeAll = async (): Promise<void> => void (await Promise.all([...opened].map((close) => close())))

export interface Options {
  /** Whether somebody else than the server visits. */
  readonly runner: boolean
  /** Puts the folder of PostgreSQL, which is made by it, onto a disk of its own; answers how to take that away. */
  readonly disk?: (folder: string) => () => Promise<void>
}

/** Starts all of it. Whoever opens it closes it; when opening fails nothing stays behind. */
export const open = async ({ disk, runner }: Options): Promise<Stack> => {
  // Short, because Chromium makes a socket below it, whose path the system limits.
  const home = mkdtempSync(join(tmpdir(), "c-"))
  const children = new Set<Child.Child>()
  const closers: Array<() => Promise<unknown>> = [() => Child.endAll([...children])]
  const end = async () => {
    opened.delete(close)
    for (const closer of closers) await closer().catch((error: unknown) => console.error(String(error)))
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
  let ending: Promise<void> | undefined
  const close = () => (ending ??= end())
  opened.add(close)
  try {
    const bank = Child.start("tooling/crash/src/Bank.ts", [], {})
    closers.push(() => bank.end())
    const [, port, seed = ""] = await bank.says(/open at (\d+) with (\S+)/)
    const gate = await Gate.open(Number(port))
    closers.push(gate.close)
    const sink = await Sink.open()
    closers.push(sink.close)
    const undo = disk?.(Postgres.folder(home))
    const postgres = await Postgres.open(home).catch(async (error: unknown) => {
      await undo?.()
      throw error
    })
    const database = Database.open(postgres.url)
    closers.push(database.close, postgres.stop, ...(undo === undefined ? [] : [undo]))
    const application = { clientId: randomUUID(), clientSecret: `crash-${randomUUID()}` }
    const environment = {
      ...(await settings()),
      DATABASE_URL: postgres.url,
      TOMADA_HOME: join(home, "h"),
      TOMADA_SANDBOX_BANK: gate.address,
      TOMADA_CLIENT_ID: application.clientId,
      TOMADA_CLIENT_SECRET: application.clientSecret
    }
    const serverPort = await freePort()
    const server = member(
      children,
      ["up", "--json"],
      { ...environment, PORT: String(serverPort), ...(runner && { TOMADA_RUNNER_ADDRESS: "none" }) },
      /"address":"([^"]*)"/
    )
    await server.start()
    await database.run(development)
    const visitor = runner
      ? member(
          children,
          ["runner", "--json"],
          { ...environment, PORT: String(await freePort()), TOMADA_PUBLIC_URL: `http://127.0.0.1:${serverPort}` },
          /\{.*\}/
        )
      : server
    if (runner) await visitor.start()
    const address = `http://127.0.0.1:${serverPort}`
    const client = Client.open({ address, ...application })
    return {
      seed,
      gate,
      sink,
      postgres,
      database,
      client,
      address,
      application,
      server,
      visitor,
      setToday: async (day) => {
        const set = once(bank.process, "message")
        bank.process.send(day)
        await set
      },
      browsers: () => chromiums(join(home, "h")),
      close
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The bank's day now, by the clock. */
export const today = (): string => bankDay(Date.now())
