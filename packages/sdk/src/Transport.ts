// Sends one operation and reads its answer: the key, the deadline, further attempts. Redirects are not followed: fetch would hand the
// key to wherever they lead.
import { ApiKey } from "./ApiKey.ts"
import type { CallOptions } from "./Calling.ts"
import { type Clock, type Fetch, type FetchAnswer, jittered, platformClock, platformFetch } from "./Platform.ts"
import { TomadaError } from "./TomadaError.ts"

/** How a client is made. */
export interface TomadaOptions {
  /** Where the server is; `http://127.0.0.1:8080` unless it is given. */
  readonly baseUrl?: string | undefined
  readonly clientId: string
  readonly clientSecret: string
  /** Instead of the platform's own. */
  readonly fetch?: Fetch | undefined
  /** Milliseconds that one attempt may take; 60,000 unless it is given. A live balance may take that long. */
  readonly timeout?: number | undefined
  /** How often a call that may be repeated is tried again at most; 2 unless it is given. */
  readonly retries?: number | undefined
  /** Instead of the platform's own, for tests. */
  readonly clock?: Clock | undefined
}

/** A call as it is sent: the path with its query, and the body. */
export interface Request {
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

const auth: Request = { method: "POST", path: "/auth" }

/** A longer wait than this is the caller's to decide: the refusal is told at once. */
const longestWait = 30_000

/** Repeating these changes nothing, nor does asking for a key. */
const isRepeatable = ({ method, path }: Request): boolean =>
  method === "GET" || method === "DELETE" || path === auth.path

const secondsOf = (answer: FetchAnswer): number | undefined => {
  const text = answer.headers.get("retry-after")
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

const parsed = (text: string): { readonly json: unknown } | undefined => {
  try {
    return { json: JSON.parse(text) }
  } catch {
    return undefined
  }
}

const backoff = (attempt: number): number => jittered(Math.min(500 * 2 ** attempt, 8_000))

/** Where the server is, without a slash at the end. */
const baseOf = (baseUrl: string): string => {
  const { hash, origin, password, pathname, protocol, search, username } = new URL(baseUrl)
  if (!/^https?:$/.test(protocol) || `${hash}${password}${search}${username}` !== "")
    throw new TypeError("baseUrl must be an http or https address without user and query")
  return `${origin}${pathname.replace(/\/+$/, "")}`
}

export class Transport {
  readonly clock: Clock
  readonly #base: string
  readonly #fetch: Fetch
  readonly #key: ApiKey
  readonly #retries: number
  readonly #timeout: number

  constructor({ baseUrl = "http://127.0.0.1:8080", clientId, clientSecret, ...options }: TomadaOptions) {
    if (!clientId || !clientSecret) throw new TypeError("clientId and clientSecret must not be empty")
    this.#base = baseOf(baseUrl)
    this.#fetch = options.fetch ?? platformFetch
    this.clock = options.clock ?? platformClock
    this.#retries = options.retries ?? 2
    this.#timeout = options.timeout ?? 60_000
    this.#key = new ApiKey(async () => {
      const answer = await this.#attempts({ ...auth, body: { clientId, clientSecret } }, {}, async () => ({}))
      const key = typeof answer === "object" && answer !== null && "apiKey" in answer ? answer.apiKey : undefined
      if (typeof key !== "string") throw new TomadaError(200, {})
      return key
    }, this.clock)
  }

  /** The answer's JSON; rejects with a TomadaError where it is a refusal. */
  async call(request: Request, options: CallOptions = {}): Promise<unknown> {
    const had: { key?: string; fresh?: boolean } = {}
    const keyed = async (): Promise<Record<string, string>> => {
      Object.assign(had, await unlessAborted(this.#key.get(), options.signal))
      return { "x-api-key": had.key ?? "" }
    }
    try {
      return await this.#attempts(request, options, keyed)
    } catch (error) {
      const isOfKey = error instanceof TomadaError && error.status === 403 && error.code === undefined
      if (!isOfKey || had.key === undefined || had.fresh === true) throw error
      this.#key.drop(had.key)
      return await this.#attempts(request, options, keyed)
    }
  }

  async #attempts(
    request: Request,
    options: CallOptions,
    headers: () => Promise<Record<string, string>>
  ): Promise<unknown> {
    const most = isRepeatable(request) ? (options.retries ?? this.#retries) : 0
    for (let attempt = 0; ; attempt++) {
      options.signal?.throwIfAborted()
      const head = await headers()
      try {
        return await this.#once(request, options, head)
      } catch (error) {
        const wait = attempt < most ? this.#waitAfter(error, attempt) : undefined
        if (wait === undefined || options.signal?.aborted === true) throw error
        await this.clock.sleep(wait, options.signal)
      }
    }
  }

  /** Milliseconds until it is worth another attempt; undefined where it is not. */
  #waitAfter(error: unknown, attempt: number): number | undefined {
    if (!(error instanceof TomadaError)) return error instanceof TypeError ? backoff(attempt) : undefined
    if (error.status !== 429 && error.status !== 503) return undefined
    const wait = error.retryAfter === undefined ? backoff(attempt) : error.retryAfter * 1000
    return wait <= longestWait ? wait : undefined
  }

  async #once(
    { body, method, path }: Request,
    options: CallOptions,
    headers: Record<string, string>
  ): Promise<unknown> {
    const deadline = AbortSignal.timeout(options.timeout ?? this.#timeout)
    const signal = options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline])
    const answer = await this.#fetch(`${this.#base}${path}`, {
      method,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: "manual",
      signal
    })
    const read = parsed(await answer.text())
    if (answer.status !== 200 || read === undefined) throw new TomadaError(answer.status, read?.json, secondsOf(answer))
    return read.json
  }
}

/** What others wait for too is not ended by one who waits no longer. */
const unlessAborted = <A>(promise: Promise<A>, signal: AbortSignal | undefined): Promise<A> =>
  signal === undefined
    ? promise
    : new Promise((resolve, reject) => {
        const aborted = () => reject(signal.reason)
        signal.addEventListener("abort", aborted, { once: true })
        promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted))
      })
