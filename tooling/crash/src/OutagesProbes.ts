// Strangers who ask while the database is away: whoever routes traffic, and applications. Each asks once a second, and waits longer than
// any answer may take, so that one that never comes is seen as such.
import { setTimeout as sleep } from "node:timers/promises"

/** No answer of a server that cannot serve may take longer. */
export const bound = 8_000
const patience = 15_000

export interface Answer {
  readonly what: string
  /** Undefined when there was none in time, or the connection broke. */
  readonly status: number | undefined
  readonly retryAfter: string | null
  readonly body: string
  /** Milliseconds. */
  readonly took: number
  /** When it was asked, on the clock of `performance`. */
  readonly at: number
}

export interface Request {
  readonly what: string
  readonly method: string
  readonly path: string
  readonly key?: string
  readonly body?: unknown
}

/** Asks, and never rejects. */
export const ask = async (address: string, { body, key, method, path, what }: Request): Promise<Answer> => {
  const at = performance.now()
  const answered = (status: number | undefined, retryAfter: string | null, text: string): Answer => ({
    what,
    status,
    retryAfter,
    body: text,
    took: performance.now() - at,
    at
  })
  try {
    const answer = await fetch(`${address}${path}`, {
      method,
      headers: {
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(key !== undefined && { "x-api-key": key })
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patience)
    })
    return answered(answer.status, answer.headers.get("retry-after"), await answer.text())
  } catch (error) {
    return answered(undefined, null, String(error))
  }
}

/** What only a fault's text would show. */
const stack = /\n? +at .+:\d+|node_modules|\/packages\/|SQLSTATE|postgresql:/

const isError = (body: string): boolean => {
  try {
    const { code, errorId, message } = JSON.parse(body) as Readonly<Record<string, unknown>> // any field may be missing
    return typeof code === "number" && typeof message === "string" && typeof errorId === "string"
  } catch {
    return false
  }
}

/** What is wrong with an answer that came while the database was away; undefined when nothing is. */
export const complaint = ({ body, retryAfter, status, took, what }: Answer): string | undefined => {
  if (status === undefined) return `${what}: no answer after ${Math.round(took)} ms (${body})`
  if (took > bound) return `${what}: ${status} after ${Math.round(took)} ms`
  if (status < 300) return undefined
  if (status !== 503 && status !== 429) return `${what}: ${status} ${body.slice(0, 200)}`
  if (retryAfter === null || !/^[1-9]\d*$/.test(retryAfter)) return `${what}: ${status} without Retry-After`
  if (!isError(body) || stack.test(body)) return `${what}: ${status} with the body ${body.slice(0, 200)}`
  return undefined
}

export interface Asking {
  readonly answers: ReadonlyArray<Answer>
  /** Resolves when the last answer is there. */
  readonly stop: () => Promise<void>
}

/** Asks each once a second, whether the one before was answered or not. */
export const every = (address: string, requests: () => ReadonlyArray<Request>): Asking => {
  const answers: Array<Answer> = []
  const open = new Set<Promise<unknown>>()
  const one = async (request: Request) => void answers.push(await ask(address, request))
  const once = () => {
    for (const request of requests()) {
      const asked: Promise<unknown> = one(request).finally(() => open.delete(asked))
      open.add(asked)
    }
  }
  once()
  const timer = setInterval(once, 1_000)
  return {
    answers,
    stop: async () => {
      clearInterval(timer)
      while (open.size > 0) {
        await Promise.all(open)
        await sleep(0)
      }
    }
  }
}
