// A sandbox bank, a PostgreSQL, a server that answers the API alone and runners that visit, each in a process of its own; and
// what is needed to stop one of them and see what becomes of its Items. What is seen of executions is read past the product.
import { randomUUID } from "node:crypto"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

import { EmbeddedPostgres } from "@tomada/server/EmbeddedPostgres"
import { Postgres } from "@tomada/store"
import { Effect, ManagedRuntime, Redacted } from "effect"
import { SqlClient } from "effect/sql"

import * as Child from "./Child.ts"

export interface Runner {
  readonly name: string
  readonly signal: (signal: "SIGCONT" | "SIGKILL" | "SIGSTOP" | "SIGTERM") => void
  /** Resolves once it has ended. */
  readonly ended: () => Promise<unknown>
  /** How many visits were told by the fence that another runner has them. */
  readonly refusals: () => number
}

/** An execution as the database has it. */
export interface Seen {
  readonly itemId: string
  readonly executionId: string
  readonly status: string
  readonly fence: number
  readonly ended: boolean
  /** The question that is open, if one is. */
  readonly question: string | null
}

export interface World {
  readonly runners: ReadonlyArray<Runner>
  /** Another one, in place of one that ended. */
  readonly start: () => Promise<Runner>
  /** Connects a person; answers the Item's id. */
  readonly create: (connectorId: number, user: string) => Promise<string>
  /** Answers what the Item asks; whether the answer was taken. */
  readonly answer: (itemId: string) => Promise<boolean>
  /** How many transactions the Item's accounts have. */
  readonly rows: (itemId: string) => Promise<number>
  /** Every execution there is, by Item. */
  readonly seen: () => Promise<ReadonlyMap<string, ReadonlyArray<Seen>>>
  readonly close: () => Promise<void>
}

const refused = "a write was refused: another runner has the execution"
/** The right answer to every question of the bank. */
const code = "123456"
const cli = "packages/cli/src/main.ts"

interface Environment {
  readonly [name: string]: string
}

const startRunner = async (children: Array<Child.Child>, environment: Environment): Promise<Runner> => {
  const child = Child.start(cli, ["runner", "--json"], environment)
  children.push(child)
  let refusals = 0
  child.process.stderr?.on("data", (chunk: Buffer) => void (refusals += String(chunk).split(refused).length - 1))
  const ended = once(child.process, "exit")
  const [, name = ""] = await child.says(/"runner":"([^"]*)"/)
  return {
    name,
    signal: (signal) => void child.process.kill(signal),
    ended: () => ended,
    refusals: () => refusals
  }
}

interface Application {
  readonly address: string
  readonly clientId: string
  readonly clientSecret: string
}

const clientOf = async ({ address, ...credentials }: Application) => {
  const post = (path: string, body: unknown, headers: Environment = {}) =>
    fetch(`${address}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body)
    })
  const { apiKey } = (await (await post("/auth", credentials)).json()) as { readonly apiKey: string } // the contract of /auth
  const key = { "x-api-key": apiKey }
  const get = async (path: string) => {
    const answer = await fetch(`${address}${path}`, { headers: key })
    if (!answer.ok) throw new Error(`GET ${path.split("?")[0]} answered ${answer.status}`)
    return answer.json()
  }
  return {
    create: async (connectorId: number, user: string): Promise<string> => {
      for (;;) {
        const answer = await post("/items", { connectorId, parameters: { user, password: "password-ok" } }, key)
        if (answer.ok) return ((await answer.json()) as { readonly id: string }).id // the contract of /items
        if (answer.status !== 429) throw new Error(`POST /items answered ${answer.status}: ${await answer.text()}`)
        await sleep(Number(answer.headers.get("retry-after") ?? "1") * 1000)
      }
    },
    answer: async (itemId: string): Promise<boolean> => {
      const item = (await get(`/items/${itemId}`)) as { readonly parameter?: { readonly name: string } | null } // as above
      return item.parameter == null
        ? false
        : (await post(`/items/${itemId}/mfa`, { [item.parameter.name]: code }, key)).ok
    },
    rows: async (itemId: string): Promise<number> => {
      const accounts = (await get(`/accounts?itemId=${itemId}`)) as {
        readonly results: ReadonlyArray<{ readonly id: string }>
      } // the contract of /accounts
      let count = 0
      for (const { id } of accounts.results) {
        const page = (await get(`/transactions?accountId=${id}&pageSize=1`)) as { readonly total: number } // of /transactions
        count += page.total
      }
      return count
    }
  }
}

const looking = (url: string) => {
  const runtime = ManagedRuntime.make(Postgres.layer({ url: Redacted.make(url), maxConnections: 1 }))
  const seen = async (): Promise<ReadonlyMap<string, ReadonlyArray<Seen>>> => {
    const rows = await runtime.runPromise(
      Effect.flatMap(
        SqlClient.SqlClient,
        (sql) => sql<Seen>`
          select e.item_id as "itemId", e.id as "executionId", e.status, e.fence, e.ended_at is not null as ended,
            i.challenge ->> 'id' as question
          from executions e join items i on i.id = e.item_id order by e.created_at`
      )
    )
    return Map.groupBy(rows, ({ itemId }) => itemId)
  }
  return { seen, close: () => runtime.dispose() }
}

/** Starts all of it. Whoever opens it closes it; when opening fails nothing stays behind. */
export const open = async (runners: number, drainSeconds: number): Promise<World> => {
  const home = mkdtempSync(join(tmpdir(), "tomada-runners-"))
  const children: Array<Child.Child> = []
  const closers: Array<() => Promise<unknown>> = [
    async () => {
      // One that is stopped hears nothing else.
      for (const { process } of children) process.kill("SIGCONT")
      await Child.endAll(children)
    }
  ]
  const close = async (): Promise<void> => {
    for (const closer of closers) await closer().catch((error: unknown) => console.error(String(error)))
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const desk = Child.start("tooling/sandbox-bank/src/main.ts", ["--port", "0"], {})
    closers.push(desk.end)
    const [bank] = await desk.says(/http:\/\/127\.0\.0\.1:\d+/)
    const postgres = await EmbeddedPostgres.start(home)
    const database = looking(postgres.url)
    closers.push(database.close, () => postgres.stop())
    const application = { clientId: randomUUID(), clientSecret: `runners-${randomUUID()}` }
    const environment = {
      DATABASE_URL: postgres.url,
      TOMADA_HOME: join(home, "home"),
      TOMADA_SANDBOX_BANK: new URL(bank).host,
      TOMADA_DRAIN: String(drainSeconds),
      TOMADA_CLIENT_ID: application.clientId,
      TOMADA_CLIENT_SECRET: application.clientSecret
    }
    const server = Child.start(cli, ["up", "--json"], { ...environment, PORT: "0", TOMADA_RUNNER_ADDRESS: "none" })
    children.push(server)
    const [, address = ""] = await server.says(/"address":"([^"]*)"/)
    const start = () => startRunner(children, { ...environment, TOMADA_PUBLIC_URL: address })
    const started = await Promise.all(Array.from({ length: runners }, start))
    const client = await clientOf({ address, ...application })
    return { ...client, runners: started, start, seen: database.seen, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Looks every tenth of a second until the check is true; whether it became so in time. */
export const until = async (check: () => Promise<boolean>, millis: number): Promise<boolean> => {
  const end = performance.now() + millis
  while (!(await check())) {
    if (performance.now() > end) return false
    await sleep(100)
  }
  return true
}
