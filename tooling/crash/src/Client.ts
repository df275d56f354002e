// The application, and the person behind it: asks for visits, looks at Items, answers what the bank wants to know. A server that is being
// started again does not answer for a while; whoever only looks is not troubled by that.
import { setTimeout as sleep } from "node:timers/promises"

import * as Judge from "./Judge.ts"

export interface Item {
  readonly id: string
  readonly status: string
  readonly executionStatus: string
  readonly parameter?: { readonly name: string } | null
  readonly error?: { readonly code: string } | null
}

export interface NewItem {
  readonly connectorId: number
  readonly user: string
  readonly webhookUrl: string
  readonly products?: ReadonlyArray<string>
}

export interface Client {
  readonly create: (item: NewItem) => Promise<string>
  readonly update: (id: string) => Promise<void>
  /** Undefined while the server does not answer. */
  readonly item: (id: string) => Promise<Item | undefined>
  /** Answers what the Item asks; whether the answer was taken. */
  readonly answer: (item: Item) => Promise<boolean>
  /** Every transaction of every account of the Item, as the judge compares them. */
  readonly rows: (id: string) => Promise<ReadonlyArray<string>>
}

interface Page<A> {
  readonly totalPages: number
  readonly results: ReadonlyArray<A>
}

const patience = 30_000

/** The right answer to every question of the bank. */
const code = "123456"

/** Items of one application that are visited at once need logins of their own; the bank knows numbered ones of each user. */
let logins = 0
export const loginOf = (user: string): string => `${user}+${++logins}`

export const open = (application: {
  readonly address: string
  readonly clientId: string
  readonly clientSecret: string
}): Client => {
  const { address, ...credentials } = application
  let key: string | undefined
  const post = (path: string, headers: Readonly<Record<string, string>>, method: string, body?: unknown) =>
    fetch(`${address}${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000)
    })
  const authenticated = async (): Promise<string> => {
    if (key !== undefined) return key
    const answer = await post("/auth", {}, "POST", credentials)
    if (!answer.ok) throw new Error(`/auth answered ${answer.status}`)
    const { apiKey } = (await answer.json()) as { readonly apiKey: string } // the contract of /auth
    return (key = apiKey)
  }
  const once = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const answer = await post(path, { "x-api-key": await authenticated() }, method, body)
    if (answer.status === 401 || answer.status === 403) key = undefined
    return answer
  }
  /** Until it is answered well; only for what may be asked twice. */
  const read = async <A>(path: string): Promise<A> => {
    const until = performance.now() + patience
    for (;;) {
      try {
        const answer = await once("GET", path)
        if (answer.ok) return (await answer.json()) as A // the server's own answers, whose shapes its tests prove
        if (performance.now() > until) throw new Error(`GET ${path} answered ${answer.status}`)
      } catch (error) {
        if (performance.now() > until) throw error
      }
      await sleep(100)
    }
  }
  const done = async (method: string, path: string, body: unknown): Promise<Item> => {
    const answer = await once(method, path, body)
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as Item // as above
  }
  return {
    create: async ({ connectorId, products, user, webhookUrl }) =>
      (
        await done("POST", "/items", {
          connectorId,
          parameters: { user: loginOf(user), password: "password-ok" },
          webhookUrl,
          ...(products !== undefined && { products })
        })
      ).id,
    update: async (id) => void (await done("PATCH", `/items/${id}`, {})),
    item: async (id) => {
      try {
        const answer = await once("GET", `/items/${id}`)
        return answer.ok ? ((await answer.json()) as Item) : undefined // as above
      } catch {
        return undefined
      }
    },
    answer: async ({ id, parameter }) => {
      if (parameter == null) return false
      try {
        return (await once("POST", `/items/${id}/mfa`, { [parameter.name]: code })).ok
      } catch {
        return false
      }
    },
    rows: async (id) => {
      const accounts = await read<Page<{ readonly id: string; readonly number: string }>>(`/accounts?itemId=${id}`)
      const rows: Array<string> = []
      for (const account of accounts.results) {
        for (let page = 1, pages = 1; page <= pages; page++) {
          const found = await read<Page<Judge.Held>>(`/transactions?accountId=${account.id}&pageSize=500&page=${page}`)
          pages = found.totalPages
          rows.push(...found.results.map((row) => Judge.heldRow(account.number, row)))
        }
      }
      return rows
    }
  }
}
