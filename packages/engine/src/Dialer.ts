// Sends one request to a destination that was judged, and to none of its name's other addresses: the lookup of the connection is
// answered from the destination. Redirects are left to the caller, who has them judged. Of an answer little is kept; a body that is
// long or slow is cut off, because its status alone matters.
import { Clock, Context, Effect, Layer, Schema } from "effect"
import { type Dispatcher, errors, Pool } from "undici"

import type { Destination } from "./EgressGuard.ts"

/** No answer: `connection` refused, reset, no TLS; `malformed` is no HTTP. */
export class DialFailed extends Schema.TaggedError<DialFailed>()("DialFailed", {
  why: Schema.Literals(["connection", "timeout", "malformed"])
}) {}

export interface DialRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** `text`: the first 4 kB of the body, whatever bytes they are, read as UTF-8. */
export interface DialAnswer {
  readonly status: number
  readonly retryAfter: string | null
  readonly location: string | null
  readonly text: string
}

export class Dialer extends Context.Service<
  Dialer,
  {
    /** A POST. Has no deadline of its own for the answer's head: interrupting it closes the connection. */
    post(destination: Destination, request: DialRequest): Effect.Effect<DialAnswer, DialFailed>
  }
>()("@tomada/engine/Dialer") {
  /** Over the network, by pooled connections that belong to the addresses that they were opened to. */
  static readonly layer: Layer.Layer<Dialer> = Layer.effect(
    this,
    Effect.gen(function* () {
      const clock = yield* Clock.Clock
      const pools = yield* Effect.acquireRelease(
        Effect.sync(() => new Map<string, Pool>()),
        (all) => Effect.promise(() => Promise.allSettled([...all.values()].map((pool) => pool.destroy())))
      )
      return Dialer.of({
        post: (destination, request) => post(poolFor(pools, destination), destination, request, clock)
      })
    })
  )

  /** Answers from `answer` and connects to nothing; what was to be dialled is kept in `dialled`. */
  static readonly layerRecording = (
    dialled: Array<{ readonly destination: Destination; readonly request: DialRequest }>,
    answer: (destination: Destination) => DialAnswer
  ): Layer.Layer<Dialer> =>
    Layer.succeed(
      this,
      this.of({
        post: (destination, request) =>
          Effect.sync(() => {
            dialled.push({ destination, request })
            return answer(destination)
          })
      })
    )
}

const kept = 4_096
/** A longer body costs the connection. */
const drained = 65_536
/** The time that a body has after its head. */
const patience = 2_000
const mostPools = 512

type Lookup = (
  host: string,
  options: { readonly all?: boolean },
  callback: (
    error: null,
    address: string | ReadonlyArray<{ readonly address: string; readonly family: number }>,
    family?: number
  ) => void
) => void

const family = (address: string): number => (address.includes(":") ? 6 : 4)

/** Answers with what was judged, whatever it is asked for. */
const pinned =
  ({ addresses }: Destination): Lookup =>
  (_host, { all }, callback) =>
    all === true
      ? callback(
          null,
          addresses.map((address) => ({ address, family: family(address) }))
        )
      : callback(null, addresses[0], family(addresses[0]))

const poolFor = (pools: Map<string, Pool>, destination: Destination): Pool => {
  const { addresses, url } = destination
  const key = `${url.origin} ${addresses.join(" ")}`
  const held = pools.get(key)
  if (held !== undefined) return held
  const pool = new Pool(url.origin, {
    connect: {
      timeout: 10_000,
      lookup: pinned(destination) as never // undici hands it to `net`, whose type of a lookup asks for mutable lists
    },
    allowH2: false,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: patience,
    keepAliveMaxTimeout: 30_000,
    maxHeaderSize: 16_384
  })
  pools.set(key, pool)
  const oldest = pools.keys().next().value
  if (pools.size > mostPools && oldest !== undefined) {
    const least = pools.get(oldest)
    pools.delete(oldest)
    void least?.close()
  }
  return pool
}

const first = (header: string | ReadonlyArray<string> | undefined): string | null =>
  header === undefined ? null : typeof header === "string" ? header : (header[0] ?? null)

const whyOf = (error: unknown): DialFailed["why"] => {
  if (error instanceof errors.ConnectTimeoutError || error instanceof errors.HeadersTimeoutError) return "timeout"
  if (error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError) return "malformed"
  return error instanceof errors.InvalidArgumentError ? "malformed" : "connection"
}

const post = (
  pool: Pool,
  { url }: Destination,
  { body, headers }: DialRequest,
  clock: Clock.Clock
): Effect.Effect<DialAnswer, DialFailed> =>
  Effect.callback((resume) => {
    let controller: Dispatcher.DispatchController | undefined
    let stopped = false
    let head: Omit<DialAnswer, "text"> | undefined
    let headAt = 0
    let read = 0
    const chunks: Array<Buffer> = []
    const answer = () => {
      if (head === undefined) return
      const text = chunks.length === 0 ? "" : Buffer.concat(chunks).subarray(0, kept).toString("utf8")
      resume(Effect.succeed({ ...head, text }))
    }
    const cut = () => controller?.abort(new errors.RequestAbortedError())
    pool.dispatch(
      { path: `${url.pathname}${url.search}`, method: "POST", headers, body },
      {
        onRequestStart: (started) => {
          controller = started
          if (stopped) cut()
        },
        onResponseStart: (_controller, status, fields) => {
          if (status < 200) return
          head = { status, retryAfter: first(fields["retry-after"]), location: first(fields["location"]) }
          headAt = clock.currentTimeMillisUnsafe()
        },
        onResponseData: (_controller, chunk) => {
          if (read < kept) chunks.push(chunk)
          read += chunk.length
          if (read <= drained && clock.currentTimeMillisUnsafe() - headAt <= patience) return
          answer()
          cut()
        },
        onResponseEnd: answer,
        onResponseError: (_controller, error) =>
          head === undefined ? resume(Effect.fail(new DialFailed({ why: whyOf(error) }))) : answer()
      }
    )
    return Effect.sync(() => {
      stopped = true
      cut()
    })
  })
