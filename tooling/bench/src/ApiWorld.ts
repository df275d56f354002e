// What the API's bench measures, each in a process of its own: the real server with its own PostgreSQL; a server written by hand on that same
// PostgreSQL with the same keys; and the bare page. The bank's process and the client's count for nobody. Before that, another server that has
// done nothing yet beside one of `node:http` alone, which never does anything else either.
import { randomUUID } from "node:crypto"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { beside } from "@tomada/server/EmbeddedPostgres"
import { Effect, Option, Redacted } from "effect"
import { Pool } from "undici"

import * as Api from "./Api.ts"
import type * as BarePage from "./ApiBarePage.ts"
import * as ApiLoad from "./ApiLoad.ts"
import type * as Raw from "./ApiRaw.ts"
import * as ApiSeed from "./ApiSeed.ts"
import * as Child from "./Child.ts"
import * as CpuTime from "./CpuTime.ts"

/** A process that is asked over HTTP. */
export interface Door {
  readonly pid: number
  readonly pool: Pool
}

/** Milliseconds of CPU since the processes began: of one of Node, and of PostgreSQL with all of its own. */
export interface Taken {
  readonly node: number
  readonly postgres: number
}

export interface World {
  readonly server: Door
  /** Answers `/accounts`. */
  readonly byHand: Door
  readonly bare: { readonly pid: number; readonly run: (order: BarePage.Order) => Promise<BarePage.Pages> }
  /** The header that the server is to be asked with. */
  readonly key: { readonly "x-api-key": string }
  /** An Item as the bank shows it, and the two accounts of another. */
  readonly itemId: string
  readonly accounts: Pick<ApiSeed.Seeded, "few" | "many">
  readonly taken: (pid: number) => Taken
  readonly close: () => Promise<void>
}

/** A server that nobody has asked for anything, and its floor. */
export interface Fresh extends Pick<World, "close" | "server" | "taken"> {
  /** Answers `typed` as the server did. */
  readonly raw: Door
}

/** The endpoint that needs neither a token nor the database. */
export const typed = "/health/live"

/** Connections to each of them: fewer than the server answers at once however busy it is. */
const connections = 16

/** Headers that Node sends by itself, or that its answer makes anew. */
const byItself = new Set(["connection", "content-length", "date", "keep-alive", "transfer-encoding"])

const postmaster = (home: string): number =>
  Number.parseInt(readFileSync(join(home, "postgres", "data", "postmaster.pid"), "utf8"), 10)

const keyOf = async ({ address, clientId, clientSecret }: Api.Application): Promise<string> => {
  const answer = await fetch(`${address}/auth`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ clientId, clientSecret })
  })
  const { apiKey } = (await answer.json()) as { readonly apiKey: string } // the contract of /auth
  return apiKey
}

const owner = async (home: string): Promise<string> => {
  const found = await Effect.runPromise(beside(home))
  if (Option.isNone(found)) throw new Error("the server has no PostgreSQL of its own")
  return Redacted.value(found.value)
}

const answerOf = ({ asked, headers, text }: ApiLoad.Seen): Raw.Answer => ({
  path: asked.path,
  headers: Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === "string" && !byItself.has(name) ? [[name, value]] : []
    )
  ),
  body: JSON.parse(text)
})

const taking = (home: string) => {
  const database = postmaster(home)
  return (pid: number): Taken => {
    const all = CpuTime.processes()
    return { node: CpuTime.ofProcess(all, pid), postgres: CpuTime.ofTree(all, database) }
  }
}

/** A place for processes, all of which end with it. */
const place = () => {
  const home = mkdtempSync(join(tmpdir(), "tomada-bench-api-"))
  const children: Array<Child.Child> = []
  const pools: Array<Pool> = []
  const started = (child: Child.Child): Child.Child => {
    children.push(child)
    return child
  }
  const door = ({ pid }: Child.Child, address: string): Door => {
    const pool = new Pool(address, { connections, pipelining: 1 })
    pools.push(pool)
    return { pid, pool }
  }
  const listening = async (child: Child.Child): Promise<Door> => {
    const [address] = await child.says(/http:\/\/127\.0\.0\.1:\d+/)
    return door(child, address)
  }
  const keys = { clientId: randomUUID(), clientSecret: `bench-${randomUUID()}` }
  /** The real server, and where it is. */
  const serving = async (settings: Readonly<Record<string, string>>) => {
    const product = started(
      Child.start("packages/cli/src/main.ts", ["up", "--json"], {
        PORT: "0",
        TOMADA_HOME: home,
        // More is asked here in a minute than one key may.
        TOMADA_REQUEST_RATE: "0",
        TOMADA_UPDATE_RATE: "0",
        TOMADA_AUTH_RATE: "0",
        TOMADA_CLIENT_ID: keys.clientId,
        TOMADA_CLIENT_SECRET: keys.clientSecret,
        ...settings
      })
    )
    const [, address = ""] = await product.says(/"address":"([^"]*)"/)
    return { address, server: door(product, address) }
  }
  const close = async (): Promise<void> => {
    await Promise.all(pools.map((pool) => pool.destroy()))
    await Child.endAll(children)
    rmSync(home, { recursive: true, force: true })
  }
  return { close, home, keys, listening, serving, started }
}

/** Starts a server that is asked for `typed` alone, and its floor. Whoever opens it closes it. */
export const openFresh = async (): Promise<Fresh> => {
  const { close, home, listening, serving, started } = place()
  try {
    const { server } = await serving({})
    const answer = JSON.stringify(answerOf(await ApiLoad.look(server.pool, typed)))
    const raw = await listening(started(Child.start("tooling/bench/src/ApiRaw.ts", [answer], {})))
    return { server, raw, taken: taking(home), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Starts all else; the long account has so many rows. Whoever opens it closes it; when opening fails nothing stays behind. */
export const open = async (rows: number): Promise<World> => {
  const { close, home, keys, listening, serving, started } = place()
  try {
    const desk = started(Child.start("tooling/sandbox-bank/src/main.ts", ["--port", "0"], {}))
    const [bank] = await desk.says(/http:\/\/127\.0\.0\.1:\d+/)
    const { address, server } = await serving({ TOMADA_SANDBOX_BANK: new URL(bank).host })
    const api = await Api.open({ address, ...keys })
    const connect = (login: number) => api.connect({ user: `user-ok+${login}`, password: "password-ok" })
    const itemId = await connect(1)
    const { few, many, url } = await ApiSeed.seed(await owner(home), await connect(2), rows)

    const byHand = await listening(
      started(Child.start("tooling/bench/src/ApiFastify.ts", [], { API_DATABASE: url, API_HOME: home }))
    )
    const bare = started(Child.start("tooling/bench/src/ApiBarePage.ts", [], { API_DATABASE: url }))
    return {
      server,
      byHand,
      bare: {
        pid: bare.pid,
        run: async (order) => {
          const told = once(bare.process, "message")
          bare.process.send(order)
          const [outcome] = (await told) as [BarePage.Outcome] // the only kind of message that ApiBarePage.ts sends
          if ("failed" in outcome) throw new Error(`the bare page failed: ${outcome.failed}`)
          return outcome
        }
      },
      key: { "x-api-key": await keyOf({ address, ...keys }) },
      itemId,
      accounts: { few, many },
      taken: taking(home),
      close
    }
  } catch (error) {
    await close()
    throw error
  }
}
