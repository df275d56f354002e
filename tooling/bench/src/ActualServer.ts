// Actual's server in a process of its own, unmodified, on loopback: all that it is told of us is an address in PLUGGY_API_URL, an
// application's keys and ids of Items, as a person would give it those of Pluggy. What it keeps is in a folder that goes with it.
import { randomUUID } from "node:crypto"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { type AddressInfo, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { PeerMissing } from "./ActualInstall.ts"
import type { Application } from "./Api.ts"
import * as Child from "./Child.ts"

/** What it makes of an account. */
export interface Account {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly balance: number
}

/** What it makes of a row; the amount has the sign of a budget, where what a card was charged is spent. */
export interface Row {
  readonly transactionId: string
  readonly booked: boolean
  /** A civil day, ISO. */
  readonly originalDate: string
  readonly notes: string
  readonly transactionAmount: { readonly amount: number; readonly currency: string }
}

export interface Statement {
  /** In hundredths, with the sign of a budget. */
  readonly startingBalance: number
  readonly transactions: Readonly<Record<"all" | "booked" | "pending", ReadonlyArray<Row>>>
}

export interface ActualServer {
  /** Whether its Pluggy sync has what it needs. */
  readonly isConfigured: () => Promise<boolean>
  readonly configure: (application: Application, itemIds: ReadonlyArray<string>) => Promise<void>
  /** The accounts of all Items. Rejects with what it says went wrong. */
  readonly accounts: () => Promise<ReadonlyArray<Account>>
  /** The rows of an account from a civil day on. Rejects with what it says went wrong. */
  readonly transactions: (accountId: string, startDate: string) => Promise<Statement>
  readonly close: () => Promise<void>
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo // it listens on TCP
  server.close()
  await once(server, "close")
  return port
}

/** Its answers: those of its bank syncs say `ok` also of a failure, and bear the error in what they give. */
interface Answer {
  readonly status: string
  readonly reason?: string
  readonly data?: unknown
}

/** Starts the server that is installed in this folder, told that Pluggy is at `address`. Fails with `PeerMissing` when it does not start. */
export const open = async (installed: string, address: string): Promise<ActualServer> => {
  const home = mkdtempSync(join(tmpdir(), "tomada-actual-"))
  const port = await freePort()
  const program = join(installed, "node_modules/@actual-app/sync-server/build/bin/actual-server.js")
  const child = Child.start(program, [], {
    ACTUAL_HOSTNAME: "127.0.0.1",
    ACTUAL_PORT: String(port),
    ACTUAL_DATA_DIR: home,
    PLUGGY_API_URL: address
  })
  const close = async (): Promise<void> => {
    await child.end()
    rmSync(home, { recursive: true, force: true })
  }
  const asked = async (path: string, body: object, token?: string): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token === undefined ? {} : { "x-actual-token": token }) },
      body: JSON.stringify(body)
    })
    const { data, reason, status } = (await answer.json()) as Answer // every answer of its is one
    if (status !== "ok") throw new Error(`Actual refused ${path}: ${answer.status} ${reason}`)
    const { error } = (data ?? {}) as { readonly error?: string } // its only word for a failure of a sync
    if (error !== undefined) throw new Error(`Actual failed at ${path}: ${error}`)
    return data
  }
  try {
    await child.says(/Listening on /).catch((error: unknown) => {
      throw new PeerMissing(`it does not start here: ${String(error)}`)
    })
    const password = randomUUID()
    await asked("/account/bootstrap", { password })
    const login = await asked("/account/login", { loginMethod: "password", password })
    const { token } = login as { readonly token: string } // what a login is for
    const secret = (name: string, value: string) => asked("/secret", { name: `pluggyai_${name}`, value }, token)
    return {
      isConfigured: async () => {
        const { configured } = (await asked("/pluggyai/status", {}, token)) as { readonly configured: boolean } // its status
        return configured
      },
      configure: async ({ clientId, clientSecret }, itemIds) => {
        await secret("clientId", clientId)
        await secret("clientSecret", clientSecret)
        await secret("itemIds", itemIds.join(","))
      },
      // What it reads is compared with ours field by field, so a shape that is not this does not pass unseen.
      accounts: async () =>
        ((await asked("/pluggyai/accounts", {}, token)) as { readonly accounts: ReadonlyArray<Account> }).accounts,
      transactions: async (accountId, startDate) =>
        (await asked("/pluggyai/transactions", { accountId, startDate }, token)) as Statement,
      close
    }
  } catch (error) {
    await close()
    throw error
  }
}
