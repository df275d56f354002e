// The server's API as a client uses it: a key, an Item, and looking at the Item until its run is over.
import { setTimeout as sleep } from "node:timers/promises"

export interface Application {
  /** Where the server listens, without a slash at the end. */
  readonly address: string
  readonly clientId: string
  readonly clientSecret: string
}

interface Item {
  readonly id: string
  readonly status: string
  readonly executionStatus: string
}

const pollMillis = 50
const patience = 120_000
const sandbox = 2

export interface Api {
  /** Connects a person to the sandbox bank and answers with the Item's id once it is UPDATED. */
  readonly connect: (person: { readonly user: string; readonly password: string }) => Promise<string>
  /** Collects again; resolves once the Item is UPDATED. */
  readonly update: (itemId: string) => Promise<void>
}

/** Rejects, here and in all that it gives, when the server refuses or a run ends otherwise than UPDATED. */
export const open = async ({ address, clientId, clientSecret }: Application): Promise<Api> => {
  const ask = async (method: string, path: string, key: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${address}${path}`, {
      method,
      headers: { "x-api-key": key, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      body: body === undefined ? null : JSON.stringify(body)
    })
    if (!answer.ok) throw new Error(`${method} ${path.split("/")[1]} was answered with ${answer.status}`)
    return answer.json()
  }

  // The server's own answers, whose shapes its tests prove.
  const { apiKey } = (await ask("POST", "/auth", "", { clientId, clientSecret })) as { readonly apiKey: string }
  const item = async (method: string, path: string, body?: unknown) => (await ask(method, path, apiKey, body)) as Item

  const updated = async (id: string): Promise<void> => {
    const started = performance.now()
    for (;;) {
      await sleep(pollMillis)
      const { executionStatus, status } = await item("GET", `/items/${id}`)
      if (status === "UPDATED") return
      const runs = status === "UPDATING" || status === "MERGING"
      if (runs && performance.now() - started < patience) continue
      throw new Error(`an Item did not end UPDATED but is ${status} (${executionStatus})`)
    }
  }

  return {
    connect: async (person) => {
      const { id } = await item("POST", "/items", { connectorId: sandbox, parameters: person })
      await updated(id)
      return id
    },
    update: async (id) => {
      await item("PATCH", `/items/${id}`, {})
      await updated(id)
    }
  }
}
