// The tap of a browser: every request of a visit's pages, by the protocol of Chromium's own tools, because only there a redirect is seen
// hop by hop and a body is had before the page goes on. What a recording keeps, a replay fulfils; a page of a replay reaches no network.
// Frames of another site, which are processes of their own, workers, and what a popup asks for before it is seen are in no recording.
import { Browsers, type Exchange } from "@tomada/connector-kit"
import { type Context, DateTime, Effect, Exit } from "effect"
import { TestClock } from "effect/testing"
import type { BrowserContext, CDPSession, Page } from "playwright-core"

import type { Recording } from "./Recording.ts"

interface Paused {
  readonly requestId: string
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
    readonly postData?: string
  }
  readonly responseStatusCode?: number
  readonly responseErrorReason?: string
  readonly responseHeaders?: ReadonlyArray<{ readonly name: string; readonly value: string }>
}

const lower = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

const sentOf = ({ request: { headers, method, postData, url } }: Paused): Exchange.Sent => ({
  method,
  url,
  headers: lower(headers),
  body: postData ?? null
})

/** A header that came several times is one text of lines here. */
const gathered = (lines: Paused["responseHeaders"] = []): Exchange.Answered["headers"] => {
  const headers: Record<string, ReadonlyArray<string>> = {}
  for (const { name, value } of lines) {
    const key = name.toLowerCase()
    headers[key] = [...(headers[key] ?? []), ...value.split("\n")]
  }
  return headers
}

/** The browser itself asks for it, now and then, and no page misses it. */
const isIcon = ({ request }: Paused): boolean => new URL(request.url).pathname === "/favicon.ico"

/** What is done with a request that stands still; whoever handles it lets it go on. */
type Handle = (session: CDPSession, paused: Paused, gone: AbortSignal) => Promise<void>

const watch = async (context: BrowserContext, page: Page, stage: "Request" | "Response", handle: Handle) => {
  const session = await context.newCDPSession(page)
  const gone = new AbortController()
  page.once("close", () => gone.abort())
  page.once("crash", () => gone.abort())
  session.on("Fetch.requestPaused", (paused) => {
    // A page that is closed meanwhile needs no answer.
    handle(session, paused, gone.signal).catch(() => undefined)
  })
  await session.send("Fetch.enable", { patterns: [{ urlPattern: "*", requestStage: stage }] })
}

const everyPage = async (
  { context, page }: Browsers.VisitContext,
  stage: "Request" | "Response",
  handle: Handle
): Promise<void> => {
  context.on("page", (opened) => {
    watch(context, opened, stage, handle).catch(() => undefined)
  })
  await watch(context, page, stage, handle)
}

const bodyOf = async (session: CDPSession, { requestId, responseStatusCode = 0 }: Paused): Promise<Uint8Array> => {
  if (responseStatusCode >= 300 && responseStatusCode < 400) return new Uint8Array()
  const { base64Encoded, body } = await session.send("Fetch.getResponseBody", { requestId })
  return new Uint8Array(Buffer.from(body, base64Encoded ? "base64" : "utf8"))
}

/** Keeps what the pages say and hear. `step`: what the visit is doing at the moment. */
export const recording = (
  browsers: Browsers.Browsers["Service"],
  kept: Recording,
  step: () => string
): Browsers.Browsers["Service"] =>
  Browsers.Browsers.of({
    open: Effect.fnUntraced(function* (request) {
      const visit = yield* browsers.open(request)
      const run = Effect.runSyncWith(yield* Effect.context())
      const handle: Handle = async (session, paused) => {
        const { requestId, responseErrorReason, responseHeaders, responseStatusCode } = paused
        try {
          if (responseErrorReason !== undefined || responseStatusCode === undefined || isIcon(paused)) return
          const bytes = await bodyOf(session, paused)
          const answered = { status: responseStatusCode, headers: gathered(responseHeaders), bytes }
          kept.exchanges.push({ tap: "browser", step: step(), at: run(DateTime.now), sent: sentOf(paused), answered })
        } finally {
          // Whatever became of the recording, the page goes on.
          await session.send("Fetch.continueRequest", { requestId })
        }
      }
      yield* Effect.promise(() => everyPage(visit, "Response", handle))
      return visit
    })
  })

/**
 * Answers the pages by a tap, which must not let anything through, and shows them its clock's day. Browsers themselves grow old in real time,
 * whatever the day of a replay is.
 */
export const playing = (browsers: Browsers.Browsers["Service"], tap: Exchange.Tap): Browsers.Browsers["Service"] =>
  Browsers.Browsers.of({
    open: Effect.fnUntraced(function* (request) {
      const visit = yield* TestClock.withLive(browsers.open(request))
      const services: Context.Context<never> = yield* Effect.context()
      const run = Effect.runPromiseExitWith(services)
      const handle: Handle = async (session, paused, signal) => {
        const { requestId } = paused
        if (isIcon(paused)) {
          await session.send("Fetch.failRequest", { requestId, errorReason: "ConnectionFailed" })
          return
        }
        const exit = await run(tap(sentOf(paused), Effect.die(new Error("a replay goes to no network"))), { signal })
        if (Exit.isFailure(exit)) {
          await session.send("Fetch.failRequest", { requestId, errorReason: "ConnectionFailed" })
          return
        }
        const { bytes, headers, status } = exit.value
        await session.send("Fetch.fulfillRequest", {
          requestId,
          responseCode: status,
          responseHeaders: Object.entries(headers).flatMap(([name, value = []]) =>
            (typeof value === "string" ? [value] : value).map((line) => ({ name, value: line }))
          ),
          body: Buffer.from(bytes).toString("base64")
        })
      }
      const now = yield* DateTime.now
      yield* Effect.promise(async () => {
        await visit.context.clock.setFixedTime(DateTime.toDateUtc(now))
        await everyPage(visit, "Request", handle)
      })
      return visit
    })
  })
