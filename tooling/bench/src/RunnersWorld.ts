// A sandbox bank, a PostgreSQL, a server that answers the API alone and runners that visit, each in a process of its own; and
// what is needed to stop one of them and see what becomes of its Items. What is seen of executions is read past the product.
import { randomUUID } from "node:crypto"
import { once } from "node:events"
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs"
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
  readonly pid: number
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
  /** Those that were started, ended ones too. */
  readonly runners: () => ReadonlyArray<Runner>
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
  /** The Items with a visit under way, each with the runner to which the cluster gives it. */
  readonly holders: () => Promise<ReadonlyMap<string, Runner>>
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
    pid: child.pid,
    signal: (signal) => void child.process.kill(signal),
    ended: () => ended,
    refusals: () => refusals
  }
}

const isAlive = ({ pid }: Runner): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
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
  let logins = 0
  return {
    create: async (connectorId: number, name: string): Promise<string> => {
      const user = `${name}+${++logins}` // Items that are visited at once need logins of their own
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

/** The local ports of a process's connections. */
const portsOf = (pid: number): ReadonlySet<number> => {
  const folder = `/proc/${pid}/fd`
  const socketOf = (name: string): ReadonlyArray<string> => {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(join(folder, name)))?.[1]
      return inode === undefined ? [] : [inode]
    } catch {
      return [] // it was closed meanwhile
    }
  }
  const sockets = new Set(readdirSync(folder).flatMap(socketOf))
  return new Set(
    readFileSync(`/proc/${pid}/net/tcp`, "utf8")
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter((words) => sockets.has(words[9] ?? ""))
      .map((words) => Number.parseInt(words[1]?.split(":")[1] ?? "", 16))
  )
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
  /** A runner has a part of the Items while its session has that part's lock; the part of an Item stands with its messages. */
  const holding = () =>
    runtime.runPromise(
      Effect.flatMap(
        SqlClient.SqlClient,
        (sql) => sql<{ readonly itemId: string; readonly port: number }>`
          select distinct e.item_id as "itemId", a.client_port as port
          from executions e
          join cluster_messages m on m.entity_type = 'Item' and m.entity_id = e.item_id::text
          join pg_locks l on l.locktype = 'advisory' and l.granted and l.objsubid = 2
            and m.shard_id = 'default:' || (l.objid::bigint - 1000000)
          join pg_stat_activity a on a.pid = l.pid
          where e.ended_at is null and e.fence > 0`
      )
    )
  return { seen, holding, close: () => runtime.dispose() }
}

/** The day in the bank's zone. */
const bankDay = (): string => new Date().toLocaleDateString("en-CA", { timeZone: "America/Sao_Paulo" })

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
    // The bank's day does not change while its Items are compared.
    const desk = Child.start("tooling/sandbox-bank/src/main.ts", ["--port", "0", "--today", bankDay()], {})
    closers.push(desk.end)
    const [bank] = await desk.says(/http:\/\/127\.0\.0\.1:\d+/)
    const postgres = await EmbeddedPostgres.start(home)
    const database = looking(postgres.url)
    closers.push(database.close, () => postgres.stop())
    const application = { clientId: randomUUID(), clientSecret: `runners-${randomUUID()}` }
    const environment = {
      DATABASE_URL: postgres.url,
      TOMADA_HOME: join(home, "home"),
      // More is asked here in a minute than one key may.
      TOMADA_REQUEST_RATE: "0",
      TOMADA_UPDATE_RATE: "0",
      TOMADA_AUTH_RATE: "0",
      TOMADA_SANDBOX_BANK: new URL(bank).host,
      TOMADA_DRAIN: String(drainSeconds),
      // Of a bank that is slow because its computer is, a product would be given up.
      TOMADA_REQUEST_TIMEOUT: "60",
      TOMADA_CLIENT_ID: application.clientId,
      TOMADA_CLIENT_SECRET: application.clientSecret
    }
    const server = Child.start(cli, ["up", "--json"], { ...environment, PORT: "0", TOMADA_RUNNER_ADDRESS: "none" })
    children.push(server)
    const [, address = ""] = await server.says(/"address":"([^"]*)"/)
    const started: Array<Runner> = []
    const start = async () => {
      const runner = await startRunner(children, { ...environment, TOMADA_PUBLIC_URL: address })
      started.push(runner)
      return runner
    }
    await Promise.all(Array.from({ length: runners }, start))
    const client = await clientOf({ address, ...application })
    const holders = async () => {
      const ports = started.filter(isAlive).map((runner) => ({ runner, ports: portsOf(runner.pid) }))
      const held = (await database.holding()).flatMap(({ itemId, port }) => {
        const found = ports.find((each) => each.ports.has(port))
        return found === undefined ? [] : [[itemId, found.runner] as const]
      })
      return new Map(held)
    }
    return { ...client, runners: () => started, start, seen: database.seen, holders, close }
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
