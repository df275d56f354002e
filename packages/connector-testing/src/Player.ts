// Answers a visit out of a cassette. Each request takes the next answer that was recorded for its like, in the order in which they
// were recorded; one that was not recorded, or is made once more than then, is an error of whoever makes it, and reaches no network.
import type { Exchange } from "@tomada/connector-kit"
import { Effect, Schema } from "effect"

import type * as Cassette from "./Cassette.ts"
import { Step } from "./Observed.ts"

/** A request that the recording does not have. `nearest`: the recorded request that differs least, if there is one. */
export class UnexpectedRequest extends Schema.TaggedError<UnexpectedRequest>()("UnexpectedRequest", {
  step: Schema.String,
  request: Schema.String,
  nearest: Schema.NullOr(Schema.String)
}) {
  override get message() {
    const hint = this.nearest === null ? "" : `; the nearest that was recorded is ${this.nearest}`
    return `${this.step} asked for ${this.request}, which was not recorded${hint}`
  }
}

const sorted = (query: URLSearchParams, volatile: ReadonlySet<string>): string =>
  Array.from(query)
    .filter(([name]) => !volatile.has(name))
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join("&")

const plainJson = (value: unknown, volatile: ReadonlySet<string>): unknown => {
  if (Array.isArray(value)) return value.map((each) => plainJson(each, volatile))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !volatile.has(name))
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, inner]) => [name, plainJson(inner, volatile)])
  )
}

const plainBody = (body: string | null, volatile: ReadonlySet<string>): string => {
  if (body === null || body === "") return ""
  try {
    return JSON.stringify(plainJson(JSON.parse(body), volatile))
  } catch {
    return /^[^\s=&]+=/.test(body) ? sorted(new URLSearchParams(body), volatile) : body
  }
}

/** What makes two requests alike: method, address and body, without what differs at each visit, in whatever order it is written. */
export const likeness = (
  { body, method, url }: Pick<Exchange.Sent, "body" | "method" | "url">,
  volatile: ReadonlySet<string>
): string => {
  const { origin, pathname, searchParams } = new URL(url)
  const query = sorted(searchParams, volatile)
  const content = plainBody(body, volatile)
  return [method, `${origin}${pathname}${query === "" ? "" : `?${query}`}`, ...(content === "" ? [] : [content])].join(
    " "
  )
}

/** How an answer is given instead of the recorded one: `position` counts the exchanges of the sync from zero. */
export type Bend = (
  recorded: Cassette.Exchanged,
  position: number
) => Effect.Effect<Exchange.Answered, Exchange.ExchangeError>

export const answered = ({ base64, headers, status, text }: Cassette.Exchanged): Exchange.Answered => ({
  status,
  headers,
  bytes: base64 === undefined ? new TextEncoder().encode(text ?? "") : new Uint8Array(Buffer.from(base64, "base64"))
})

const straight: Bend = (recorded) => Effect.succeed(answered(recorded))

const sharedStart = (one: string, other: string): number => {
  let length = 0
  while (length < one.length && one[length] === other[length]) length += 1
  return length
}

/** Where the hosts of a recording are: at an address where nobody listens, and which nobody asks. */
export const nowhere = (hosts: ReadonlyArray<string>): Readonly<Record<string, string>> =>
  Object.fromEntries(hosts.map((host) => [host, "127.0.0.1:9"]))

/** Where a visit is: the call of its sync that makes a request, counted from zero, and how many pages that has yielded until then. */
export interface During {
  readonly call: number
  readonly yielded: number
}

const nowhereYet: During = { call: -1, yielded: 0 }

/** One request that was made, and whether the recording had it. */
export interface Made extends During {
  readonly step: string
  readonly request: string
  readonly recorded: Cassette.Exchanged | null
}

/** An exchange and its place in its sync; -1 where it is of another one. */
interface Recorded {
  readonly position: number
  readonly recorded: Cassette.Exchanged
}

/**
 * How a player deals with a visit that went another way than the recorded one.
 *
 * - `spare`: exchanges that answer a request once its own are used up, such as those of another sync; the last that is like it.
 * - `alike`: what is left of a request when only that is compared.
 * - `strange`: the answer to a request that nothing is like; without it that is a defect.
 */
export interface Leniency {
  readonly spare: ReadonlyArray<Cassette.Exchanged>
  readonly alike?: (request: string) => string
  readonly strange?: Exchange.Answered
}

export class Player {
  /** In their order. */
  readonly made: Array<Made> = []
  readonly #left: Map<string, Array<Recorded>>
  readonly #volatile: ReadonlySet<string>
  readonly #bend: Bend
  readonly #during: () => During
  readonly #alike: (request: string) => string
  readonly #spare: ReadonlyMap<string, Recorded>
  readonly #strange: Exchange.Answered | undefined

  constructor(
    exchanges: ReadonlyArray<Cassette.Exchanged>,
    volatile: ReadonlyArray<string>,
    bend: Bend = straight,
    during: () => During = () => nowhereYet,
    { alike = (request) => request, spare, strange }: Leniency = { spare: [] }
  ) {
    this.#volatile = new Set(volatile)
    this.#bend = bend
    this.#during = during
    this.#alike = alike
    this.#strange = strange
    this.#left = Map.groupBy(
      exchanges.map((recorded, position) => ({ position, recorded })),
      ({ recorded }) => this.#keyOf(recorded)
    )
    this.#spare = new Map(
      spare.map((recorded) => [this.#keyOf(recorded), { position: exchanges.indexOf(recorded), recorded }])
    )
  }

  #keyOf(sent: Pick<Exchange.Sent, "body" | "method" | "url">): string {
    return this.#alike(likeness(sent, this.#volatile))
  }

  /** Recorded requests that nobody has made. */
  get unused(): ReadonlyArray<string> {
    return [...this.#left].flatMap(([request, left]) => left.map(() => request))
  }

  get unexpected(): ReadonlyArray<Made> {
    return this.made.filter(({ recorded }) => recorded === null)
  }

  readonly tap: Exchange.Tap = (sent) =>
    Effect.gen({ self: this }, function* () {
      const step = yield* Step
      const request = likeness(sent, this.#volatile)
      const key = this.#alike(request)
      const next = this.#left.get(key)?.shift() ?? this.#spare.get(key)
      this.made.push({ step, request, recorded: next?.recorded ?? null, ...this.#during() })
      if (next === undefined && this.#strange !== undefined) return this.#strange
      if (next === undefined) return yield* Effect.die(this.#unexpected(step, request))
      return yield* this.#bend(next.recorded, next.position)
    })

  #unexpected(step: string, request: string): UnexpectedRequest {
    const [nearest = null] = [...this.#left]
      .filter(([, left]) => left.length > 0)
      .map(([recorded]) => recorded)
      .toSorted((one, other) => sharedStart(other, request) - sharedStart(one, request))
    return new UnexpectedRequest({ step, request, nearest })
  }
}
