// A server that answers what a test says and remembers what it was asked, and a clock that only a test moves.
import type { Clock, Fetch } from "../src/index.ts"
import { Tomada } from "../src/index.ts"

export interface Asked {
  readonly method: string
  readonly path: string
  readonly key: string | undefined
  readonly body: unknown
  readonly at: number
}

export interface Answer {
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export const clientSecret = "canary-of-the-secret"

const part = (value: object): string =>
  btoa(JSON.stringify(value)).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_")

/** A key whose life is told in seconds by the server's clock. */
export const keyOf = (claims: object, name = "key"): string =>
  `${part({ alg: "HS256" })}.${part({ ...claims, name })}.${name}`

/** `at` seconds from the epoch of the stub, for two hours. */
const twoHours = (name: string): string => keyOf({ iat: 1_000, exp: 8_200, name: "ÿ~" }, name)

/** A client whose requests, but those for keys, are answered one after another by `answers`; the last answers all that follow. */
export const stub = (
  answers: ReadonlyArray<Answer | ((asked: Asked) => Answer | Promise<Answer>)>,
  {
    auth,
    ...options
  }: {
    readonly auth?: (count: number) => Answer | Promise<Answer>
    readonly retries?: number
    readonly baseUrl?: string
  } = {}
) => {
  const asked: Array<Asked> = []
  const auths: Array<Asked> = []
  const sleeps: Array<number> = []
  let time = 1_700_000_000_000
  let next = 0
  const clock: Clock = {
    now: () => time,
    sleep: (milliseconds, signal) => {
      signal?.throwIfAborted()
      sleeps.push(milliseconds)
      time += milliseconds
      return Promise.resolve()
    }
  }
  const fetch: Fetch = async (url, { body, headers, method, signal }) => {
    signal.throwIfAborted()
    const { pathname, search } = new URL(url)
    const request = {
      method,
      path: pathname + search,
      key: headers["x-api-key"],
      body: body === undefined ? undefined : (JSON.parse(body) as unknown), // what the client printed
      at: time
    }
    let answer: Answer
    if (pathname.endsWith("/auth")) {
      auths.push(request)
      answer = (await auth?.(auths.length)) ?? { body: { apiKey: twoHours(`key-${auths.length}`) } }
    } else {
      asked.push(request)
      const found = answers[Math.min(next++, answers.length - 1)] ?? {}
      answer = typeof found === "function" ? await found(request) : found
    }
    const { body: told = {}, headers: said = {}, status = 200 } = answer
    return {
      status,
      headers: { get: (name) => said[name] ?? null },
      text: () => Promise.resolve(typeof told === "string" ? told : JSON.stringify(told))
    }
  }
  const tomada = new Tomada({ clientId: "id", clientSecret, fetch, clock, ...options })
  return { tomada, asked, auths, sleeps, advance: (milliseconds: number) => void (time += milliseconds) }
}

/** What a promise rejects with; dies when it does not. */
export const rejection = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error("it was not refused")
}
