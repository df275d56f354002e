// A server with a browser, as `tomada up` starts it, in a folder that holds all it may leave: the sandbox bank in another process, the
// server with its own PostgreSQL, and a client that answers what the bank asks. Item by Item, so that an execution is what is looked at.
import { randomUUID } from "node:crypto"
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

import { find as findBrowser } from "@tomada/browser"
import { CivilDate } from "@tomada/core"

import * as Child from "./Child.ts"

export interface Connection {
  readonly connectorId: number
  readonly user: string
  /** All that the connector has where it is left out. */
  readonly products?: ReadonlyArray<string>
}

export interface Ended {
  readonly itemId: string
  readonly status: string
  readonly executionStatus: string
  /** From the request to the first look that found it ended, milliseconds. */
  readonly wall: number
}

export interface Settings {
  /** Options of Node for the server, before the program. */
  readonly node?: ReadonlyArray<string>
  readonly environment?: Readonly<Record<string, string>>
  /** How often the client looks at an Item, milliseconds. */
  readonly every?: number
  /** The bank's day, ISO, instead of the clock's. */
  readonly today?: string
  /** Whether the pages of the bank's application weigh what a real bank's do. */
  readonly heavy?: boolean
}

export interface World {
  /** Where the bank listens, as an address. */
  readonly bank: string
  /** The folder of everything that the server and its browsers write. */
  readonly home: string
  readonly browser: { readonly source: string; readonly environment: Readonly<Record<string, string>> }
  readonly server: Child.Child
  readonly postmaster: number
  /** Connects an Item and follows its first execution to its end, or until it has taken this long. */
  readonly execute: (connection: Connection, within: number) => Promise<Ended>
  /** How many transactions an Item holds. */
  readonly rows: (itemId: string) => Promise<number>
  /** Ends server and bank; the folder stays for whoever looks at what was left. */
  readonly stop: () => Promise<void>
  readonly close: () => Promise<void>
}

interface Item {
  readonly id: string
  readonly status: string
  readonly executionStatus: string
  readonly parameter?: { readonly name: string } | null
}

/** The day at the bank, where the engine counts its windows from. */
export const bankToday = (): CivilDate.CivilDate =>
  CivilDate.CivilDate.make(new Intl.DateTimeFormat("en-CA", { timeZone: "America/Sao_Paulo" }).format(new Date()))

const runs = new Set(["UPDATING", "MERGING", "WAITING_USER_INPUT", "WAITING_USER_ACTION"])

/** What the bank's second factor is answered with. */
const code = "123456"

const clientOf = async (
  address: string,
  application: { readonly clientId: string; readonly clientSecret: string },
  every: number
): Promise<Pick<World, "execute" | "rows">> => {
  const ask = async (method: string, path: string, key: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${address}${path}`, {
      method,
      headers: { "x-api-key": key, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      body: body === undefined ? null : JSON.stringify(body)
    })
    if (!answer.ok) throw new Error(`${method} /${path.split("/")[1]} was answered with ${answer.status}`)
    return answer.json()
  }
  // The server's own answers, whose shapes its tests prove.
  const { apiKey } = (await ask("POST", "/auth", "", application)) as { readonly apiKey: string }
  const item = async (method: string, path: string, body?: unknown) => (await ask(method, path, apiKey, body)) as Item
  let logins = 0
  return {
    execute: async ({ connectorId, products, user }, within) => {
      const began = performance.now()
      // Items that are visited at once need logins of their own.
      const parameters = { user: `${user}+${++logins}`, password: "password-ok" }
      const { id } = await item("POST", "/items", {
        connectorId,
        parameters,
        ...(products !== undefined && { products })
      })
      for (;;) {
        await sleep(every)
        const { executionStatus, parameter, status } = await item("GET", `/items/${id}`)
        const wall = performance.now() - began
        if (!runs.has(status) || wall > within) return { itemId: id, status, executionStatus, wall }
        // Refused where it was answered a moment ago.
        if (status === "WAITING_USER_INPUT" && parameter != null)
          await item("POST", `/items/${id}/mfa`, { [parameter.name]: code }).catch(() => undefined)
      }
    },
    rows: async (itemId) => {
      const accounts = (await ask("GET", `/accounts?itemId=${itemId}`, apiKey)) as {
        readonly results: ReadonlyArray<{ readonly id: string }>
      } // as above
      let rows = 0
      for (const { id } of accounts.results) {
        const page = (await ask("GET", `/transactions?accountId=${id}&pageSize=1`, apiKey)) as {
          readonly total: number
        } // as above
        rows += page.total
      }
      return rows
    }
  }
}

/** The settings of a server that may have a browser here, and which browser that is. */
export const browserSettings = async () => {
  const { environment, executable, source } = await findBrowser()
  const settings = {
    ...environment,
    TOMADA_CHROMIUM: executable,
    ...(process.getuid?.() === 0 && { TOMADA_BROWSER_SANDBOX: "off" })
  }
  return { source, settings, environment: { ...environment, executable } }
}

/** Starts all of it. Whoever opens it closes it; when opening fails nothing stays behind. */
export const open = async ({
  environment = {},
  every = 100,
  heavy = false,
  node = [],
  today
}: Settings = {}): Promise<World> => {
  // Short, because Chromium makes a socket below it, whose path the system limits.
  const home = mkdtempSync(join(tmpdir(), "b-"))
  const children: Array<Child.Child> = []
  const started = (child: Child.Child): Child.Child => {
    children.push(child)
    return child
  }
  const stop = () => Child.endAll(children)
  const close = async (): Promise<void> => {
    await stop()
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const browser = await browserSettings()
    mkdirSync(join(home, "t"))
    const desk = started(
      Child.start(
        "tooling/sandbox-bank/src/main.ts",
        ["--port", "0", ...(today === undefined ? [] : ["--today", today]), ...(heavy ? ["--heavy"] : [])],
        {}
      )
    )
    const [bank] = await desk.says(/http:\/\/127\.0\.0\.1:\d+/)
    const application = { clientId: randomUUID(), clientSecret: `bench-${randomUUID()}` }
    const [program = "", ...args] = [...node, "packages/cli/src/main.ts", "up", "--json"]
    const server = started(
      Child.start(program, args, {
        ...browser.settings,
        ...environment,
        PORT: "0",
        TMPDIR: join(home, "t"),
        TOMADA_HOME: join(home, "h"),
        // More is asked here in a minute than one key may.
        TOMADA_REQUEST_RATE: "0",
        TOMADA_UPDATE_RATE: "0",
        TOMADA_AUTH_RATE: "0",
        TOMADA_SANDBOX_BANK: new URL(bank).host,
        TOMADA_CLIENT_ID: application.clientId,
        TOMADA_CLIENT_SECRET: application.clientSecret
      })
    )
    const [, address = ""] = await server.says(/"address":"([^"]*)"/)
    const postmaster = Number.parseInt(readFileSync(join(home, "h", "postgres", "data", "postmaster.pid"), "utf8"), 10)
    const client = await clientOf(address, application, every)
    return {
      bank,
      home,
      browser: { source: browser.source, environment: browser.environment },
      server,
      postmaster,
      ...client,
      stop,
      close
    }
  } catch (error) {
    await close()
    throw error
  }
}
