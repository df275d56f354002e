// What the bench measures, each in a process of its own: the sandbox bank, whose CPU time counts for nobody; the real server with its own
// PostgreSQL, told where the bank listens; and the bare flow.
import { randomUUID } from "node:crypto"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import * as Api from "./Api.ts"
import type { Order, Outcome } from "./bare.ts"
import * as Child from "./Child.ts"
import * as CpuTime from "./CpuTime.ts"

/** Milliseconds since a process began. */
export interface Taken {
  readonly server: number
  /** The postmaster and all its processes together. */
  readonly postgres: number
}

export interface World {
  /** Where the bank listens. */
  readonly bank: string
  readonly application: Api.Application
  readonly api: Api.Api
  readonly taken: () => Taken
  /** The end of what the server has said on standard error. */
  readonly words: () => string
  /** Has the bare flow do this; rejects when it could not. */
  readonly bare: (order: Order) => Promise<{ readonly cpu: number; readonly wall: number }>
  readonly close: () => Promise<void>
}

const postmaster = (home: string): number =>
  Number.parseInt(readFileSync(join(home, "postgres", "data", "postmaster.pid"), "utf8"), 10)

/** Starts all of it, the server with these settings too. Whoever opens it closes it; when opening fails nothing stays behind. */
export const open = async (settings: Readonly<Record<string, string>> = {}): Promise<World> => {
  const home = mkdtempSync(join(tmpdir(), "tomada-bench-"))
  const children: Array<Child.Child> = []
  const started = (child: Child.Child): Child.Child => {
    children.push(child)
    return child
  }
  const close = async (): Promise<void> => {
    await Child.endAll(children)
    rmSync(home, { recursive: true, force: true })
  }
  try {
    const desk = started(Child.start("tooling/sandbox-bank/src/main.ts", ["--port", "0"], {}))
    const [bank] = await desk.says(/http:\/\/127\.0\.0\.1:\d+/)
    const keys = { clientId: randomUUID(), clientSecret: `bench-${randomUUID()}` }
    const server = started(
      Child.start("packages/cli/src/main.ts", ["up", "--json"], {
        PORT: "0",
        TOMADA_HOME: home,
        // More is asked here in a minute than one key may.
        TOMADA_REQUEST_RATE: "0",
        TOMADA_UPDATE_RATE: "0",
        TOMADA_AUTH_RATE: "0",
        TOMADA_SANDBOX_BANK: new URL(bank).host,
        TOMADA_CLIENT_ID: keys.clientId,
        TOMADA_CLIENT_SECRET: keys.clientSecret,
        ...settings
      })
    )
    const [, address = ""] = await server.says(/"address":"([^"]*)"/)
    const bare = started(Child.start("tooling/bench/src/bare.ts", [bank], {}))
    const database = postmaster(home)
    const application = { address, ...keys }
    return {
      bank,
      application,
      api: await Api.open(application),
      taken: () => {
        const all = CpuTime.processes()
        return { server: CpuTime.ofProcess(all, server.pid), postgres: CpuTime.ofTree(all, database) }
      },
      words: server.lastWords,
      bare: async (order) => {
        const answer = once(bare.process, "message")
        bare.process.send(order)
        const [outcome] = (await answer) as [Outcome] // the only kind of message that bare.ts sends
        if ("failed" in outcome) throw new Error(`the bare flow failed: ${outcome.failed}`)
        return outcome
      },
      close
    }
  } catch (error) {
    await close()
    throw error
  }
}
