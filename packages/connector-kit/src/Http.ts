// A visit's HTTP client: one cookie jar that is saved with the session, only the hosts of the manifest, a deadline for
// each answer, a cap on its size. Redirects are followed here, because each hop needs the jar and the egress list anew.
import { Context, DateTime, type Duration, Effect, Layer, Option, Ref, type Scope } from "effect"
import { Cookie, CookieJar } from "tough-cookie"
import { Agent, type Dispatcher, request as undici } from "undici"

import { decide, type EgressList } from "./EgressList.ts"
import { Blocked, InstitutionDown, RateLimited, SiteChanged } from "./Errors.ts"
import type { Answered, Sent, Tap } from "./Exchange.ts"
import * as Html from "./Html.ts"
import * as Door from "./internal/process/Door.ts"

export type HttpError = InstitutionDown | Blocked | RateLimited | SiteChanged

export interface HttpRequest {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** By name, or as pairs where a name is there more than once. */
  readonly form?: Readonly<Record<string, string>> | ReadonlyArray<readonly [name: string, value: string]>
  readonly json?: unknown
  /** False leaves a redirect to the caller: status and `location` header as they came. */
  readonly follow?: boolean
}

/** `url` is where the last redirect led. */
export interface HttpResponse {
  readonly status: number
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly bytes: Uint8Array
}

export interface HttpOptions extends EgressList {
  readonly timeout: Duration.Input
  /** Takes one from each budget of the institution, before each request; without it nothing is counted. */
  readonly spend?: Effect.Effect<void, RateLimited> | undefined
  /** A jar that was saved; a fresh one is made when it cannot be read. */
  readonly cookies?: string | undefined
  readonly tap?: Tap | undefined
}

const maxBytes = 16 * 1024 * 1024
const maxRedirects = 10

/** As browsers ask for a page: who also names JSON is taken for a program, and answered as one, by some portals. */
const pages = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

/** What the author asked with goes along to the same host; to another one goes what says nothing of anybody. */
const alongTo = (location: string, from: URL, headers: HttpRequest["headers"] = {}): Readonly<Record<string, string>> =>
  URL.parse(location, from)?.host === from.host
    ? headers
    : Object.fromEntries(Object.entries(headers).filter(([name]) => /^accept(?:-language)?$/i.test(name)))

export class Http extends Context.Service<
  Http,
  {
    /** A relative URL is resolved against the last page. 429, and a budget that is used up, is RateLimited, 503 maintenance, other 5xx server-error. */
    request(request: HttpRequest): Effect.Effect<HttpResponse, HttpError>
    /** Takes cookies over that the visit was given elsewhere: `Set-Cookie` lines of the page at `url`. */
    adopt(url: string, lines: ReadonlyArray<string>): Effect.Effect<void>
    /** The jar as text, to be sealed with the session; the same text as long as no cookie has changed. */
    readonly cookies: Effect.Effect<string>
  }
>()("@tomada/connector-kit/Http") {
  static readonly layer = (options: HttpOptions) => Layer.effect(this, make(options))
}

export const get = (url: string): Effect.Effect<HttpResponse, HttpError, Http> =>
  Http.use((http) => http.request({ url }))

export const post = (
  url: string,
  form: Readonly<Record<string, string>>
): Effect.Effect<HttpResponse, HttpError, Http> => Http.use((http) => http.request({ method: "POST", url, form }))

export const html = (response: HttpResponse): Html.Document => Html.parse(response.text)

/** The place of a page in error texts: its path without the query, which may hold what the person typed. */
export const place = (url: string): string =>
  Option.match(parseUrl(url), { onNone: () => "?", onSome: (at) => at.pathname })

const parseUrl = Option.liftThrowable((text: string) => new URL(text))

const readJar = (text: string | undefined): CookieJar =>
  text === undefined
    ? new CookieJar()
    : Option.getOrElse(Option.liftThrowable(CookieJar.deserializeSync)(text), () => new CookieJar())

const readBody = async (body: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const chunks: Array<Uint8Array> = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw new SiteChanged({ at: "body", expected: `at most ${maxBytes} bytes` })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const single = (value: string | ReadonlyArray<string> | undefined): string =>
  typeof value === "string" ? value : (value ?? []).join(", ")

const charset = (contentType: string): string => /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? "utf-8"

const decodeText = (bytes: Uint8Array, contentType: string): string =>
  Option.getOrElse(Option.liftThrowable(() => new TextDecoder(charset(contentType)).decode(bytes))(), () =>
    new TextDecoder().decode(bytes)
  )

const bodyOf = ({ form, json }: HttpRequest): { readonly body?: string; readonly type?: string } => {
  if (form !== undefined) {
    const pairs = Array.isArray(form) ? form : Object.entries(form)
    return { body: new URLSearchParams(pairs).toString(), type: "application/x-www-form-urlencoded" }
  }
  return json === undefined ? {} : { body: JSON.stringify(json), type: "application/json" }
}

const byStatus = ({ status }: Answered): Effect.Effect<void, HttpError> => {
  if (status === 429) return Effect.fail(new RateLimited({ budget: "requests" }))
  if (status === 503) return Effect.fail(new InstitutionDown({ how: "maintenance" }))
  if (status >= 500) return Effect.fail(new InstitutionDown({ how: "server-error" }))
  return Effect.void
}

const make = Effect.fnUntraced(function* (options: HttpOptions): Effect.fn.Return<Http["Service"], never, Scope.Scope> {
  const jar = readJar(options.cookies)
  const here = yield* Ref.make<string | undefined>(undefined)
  const agent = yield* Effect.acquireRelease(
    Effect.sync(
      () =>
        new Agent({
          connect: Door.connector() ?? { timeout: 15_000 },
          headersTimeout: 0,
          bodyTimeout: 0,
          pipelining: 1
        })
    ),
    (agent) => Effect.promise(() => agent.destroy())
  )

  // The jar would judge what has expired by the machine's clock; a visit lives by its own.
  const cookiesFor = Effect.fnUntraced(function* (url: URL) {
    const now = (yield* DateTime.now).epochMilliseconds
    const cookies = yield* Effect.promise(() => jar.getCookies(url.href, { expire: false, sort: true }))
    return cookies
      .filter((cookie) => (cookie.expiryTime() ?? Number.POSITIVE_INFINITY) > now)
      .map((cookie) => cookie.cookieString())
      .join("; ")
  })

  const tap: Tap = options.tap ?? ((_, exchange) => exchange)

  const exchange = (address: URL, url: URL, request: HttpRequest, cookie: string) => {
    const { body, type } = bodyOf(request)
    const sent = {
      method: request.method ?? "GET",
      url: url.href,
      headers: {
        accept: pages,
        "user-agent": "Tomada",
        ...(type === undefined ? {} : { "content-type": type }),
        ...(cookie === "" ? {} : { cookie }),
        ...request.headers
      },
      body: body ?? null
    }
    return tap(sent, overWire(address, sent)).pipe(
      Effect.timeoutOrElse({
        duration: options.timeout,
        orElse: () => Effect.fail(new InstitutionDown({ how: "no-answer" }))
      })
    )
  }

  const overWire = (address: URL, { body, headers, method, url }: Sent) => {
    const { host } = new URL(url)
    return Effect.tryPromise({
      try: async (signal): Promise<Answered> => {
        const answer = await undici(address, {
          dispatcher: agent,
          method: method as Dispatcher.HttpMethod, // a method of HttpRequest
          headers: { ...(address.host === host ? {} : { host }), ...headers },
          body,
          signal
        })
        return { status: answer.statusCode, headers: answer.headers, bytes: await readBody(answer.body) }
      },
      catch: (cause) => (cause instanceof SiteChanged ? cause : new InstitutionDown({ how: "unreachable" }))
    })
  }

  const keepCookies = Effect.fnUntraced(function* (url: URL, lines: ReadonlyArray<string>) {
    const now = DateTime.toDateUtc(yield* DateTime.now)
    for (const header of lines) {
      const cookie = Cookie.parse(header)
      if (cookie === undefined) continue
      // The jar counts a lifetime from the last use; it is meant from now.
      if (typeof cookie.maxAge === "number") {
        cookie.setExpires(new Date(now.getTime() + cookie.maxAge * 1000))
        cookie.maxAge = null
      }
      yield* Effect.promise(() => jar.setCookie(cookie, url.href, { ignoreError: true, now }))
    }
  })

  const follow = (sent: HttpRequest, base: string | undefined, hops: number): Effect.Effect<HttpResponse, HttpError> =>
    Effect.gen(function* () {
      const decision = decide(options, sent.url, base)
      if (decision._tag === "Refused") return yield* new Blocked({ by: `egress list (${decision.why})` })
      const { address, url } = decision
      if (options.spend !== undefined) yield* options.spend
      const answer = yield* exchange(address, url, sent, yield* cookiesFor(url))
      const set = answer.headers["set-cookie"]
      yield* keepCookies(url, typeof set === "string" ? [set] : (set ?? []))
      yield* byStatus(answer)
      yield* Ref.set(here, url.href)
      const location = single(answer.headers["location"])
      if (sent.follow === false || answer.status < 300 || answer.status > 399 || location === "") {
        const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, single(value)]))
        return {
          status: answer.status,
          url: url.href,
          headers,
          bytes: answer.bytes,
          text: decodeText(answer.bytes, single(answer.headers["content-type"]))
        }
      }
      if (hops >= maxRedirects) return yield* new SiteChanged({ at: place(url.href), expected: "an end of redirects" })
      const keepsMethod = answer.status === 307 || answer.status === 308
      const next = { url: location, headers: alongTo(location, url, sent.headers) }
      return yield* follow(keepsMethod ? { ...sent, ...next } : next, url.href, hops + 1)
    })

  return Http.of({
    request: (sent) => Effect.flatMap(Ref.get(here), (base) => follow(sent, base, 0)),
    adopt: (url, lines) =>
      Option.match(parseUrl(url), { onNone: () => Effect.void, onSome: (at) => keepCookies(at, lines) }),
    cookies: Effect.sync(() =>
      JSON.stringify(jar.serializeSync(), (key, value) => (key === "lastAccessed" ? undefined : value))
    )
  })
})
