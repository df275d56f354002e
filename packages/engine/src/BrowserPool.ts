// The browsers of a runner. Visits share one Chromium, each in a context of its own that is never used again; after so
// many visits or so long a new Chromium takes over and the old one ends with its last visit. A Chromium that dies takes
// its visits with it, which end retryable, and the next visit gets another. One that hangs takes no more visits.
import { Browsers } from "@tomada/connector-kit"
import { Clock, Duration, Effect, Exit, Fiber, Layer, Option, Scope, Semaphore } from "effect"
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core"

import * as Chromium from "./browser/Chromium.ts"
import * as EgressProxy from "./browser/EgressProxy.ts"
import * as Executable from "./browser/Executable.ts"
import * as Layout from "./browser/Layout.ts"
import * as Picture from "./browser/Picture.ts"
import * as Profiles from "./browser/Profiles.ts"

export interface PoolOptions {
  /** The folder for what browsers write: made where it is missing, only for this. */
  readonly folder: string
  /** The path of a Chromium; otherwise Playwright's or the computer's. */
  readonly executable?: string | undefined
  /** Off only by an explicit setting: Chromium's own sandbox is what stands between a page and this computer. */
  readonly sandbox?: boolean
  /** With a window on a person's screen; only for an author who looks on. */
  readonly headed?: boolean
  /** Variables that the browser needs beside the usual ones. */
  readonly environment?: Readonly<Record<string, string>>
  /** How many visits have a context at the same time; the others wait in their order. */
  readonly visits?: number
  /** After so many contexts a Chromium takes no more. */
  readonly maxContexts?: number
  readonly maxAge?: Duration.Input
  /** A Chromium without visits ends after this. */
  readonly idle?: Duration.Input
  /** How long starting a Chromium or a context may take, and ending it before it is killed. */
  readonly openWithin?: Duration.Input
  readonly closeWithin?: Duration.Input
}

interface Running {
  readonly chromium: Chromium.Chromium
  readonly bornAt: number
  readonly end: Effect.Effect<void>
  contexts: number
  live: number
  retired: boolean
  /** Ends it when no visit comes for a while. */
  idling: Fiber.Fiber<void> | undefined
}

/** A page that does not say within this what it shows has no screenshot. */
const screenshotWithin = 2_000

/** Popups open in the same context, behind the same list; a page that opens more than these has them closed. */
const maxPopups = 2

interface State {
  /** Epoch milliseconds. */
  readonly bornAt: number
  readonly contexts: number
  readonly retired: boolean
  readonly connected: boolean
}

/** Whether one more visit may start in a Chromium; `maxAge` in milliseconds. */
export const takesVisits = (
  { bornAt, connected, contexts, retired }: State,
  now: number,
  { maxAge, maxContexts }: { readonly maxContexts: number; readonly maxAge: number }
): boolean => connected && !retired && contexts < maxContexts && now - bornAt < maxAge

const stateOf = ({ bornAt, chromium, contexts, retired }: Running): State => ({
  bornAt,
  contexts,
  retired,
  connected: chromium.browser.isConnected()
})

const parse = Option.liftThrowable((text: string): BrowserContextOptions["storageState"] => JSON.parse(text))

/** Answers for the connector: dialogs are dismissed, leaving a page is not held up, downloads are refused and counted. */
const guard = (context: BrowserContext, page: () => Page | undefined) => {
  const seen = { dialogs: 0, popups: 0, downloads: 0 }
  const open = new Set<Page>()
  context.on("dialog", (dialog) => {
    seen.dialogs += 1
    const answered = dialog.type() === "beforeunload" ? dialog.accept() : dialog.dismiss()
    answered.catch(() => undefined)
  })
  context.on("page", (opened) => {
    opened.on("download", () => (seen.downloads += 1))
    if (page() === undefined) return
    seen.popups += 1
    if (open.size >= maxPopups) {
      opened.close().catch(() => undefined)
      return
    }
    open.add(opened)
    opened.on("close", () => open.delete(opened))
  })
  const off = () => Promise.reject(new Error("traces are never recorded"))
  context.tracing.start = off
  context.tracing.startChunk = off
  return () => ({ ...seen })
}

/** Playwright may leave a promise open whose browser died just then. */
const whileConnected = async <A>(browser: Browser, work: () => Promise<A>): Promise<A> => {
  const { promise, reject } = Promise.withResolvers<never>()
  const gone = () => reject(new Error("the browser is gone"))
  browser.once("disconnected", gone)
  try {
    if (!browser.isConnected()) gone()
    return await Promise.race([promise, work()])
  } finally {
    browser.off("disconnected", gone)
  }
}

const screenshotOf = (page: Page) =>
  Effect.map(
    Layout.read(page, screenshotWithin),
    Option.flatMap((layout) => Option.fromUndefinedOr(Picture.draw(layout)))
  )

const lost = new Browsers.BrowserUnavailable({
  kind: "not-started",
  why: "The browser ended or hung before it had a page."
})

const make = Effect.fnUntraced(function* (options: PoolOptions) {
  const closeWithin = Duration.fromInputUnsafe(options.closeWithin ?? "3 seconds")
  const openWithin = Duration.fromInputUnsafe(options.openWithin ?? "15 seconds")
  const maxAge = Duration.toMillis(options.maxAge ?? "30 minutes")
  const {
    environment = {},
    executable,
    folder,
    headed = false,
    maxContexts = 100,
    sandbox = true,
    visits = 4
  } = options
  const pool = yield* Effect.scope
  const places = yield* Semaphore.make(visits)
  const starting = yield* Semaphore.make(1)
  let current: Running | undefined
  yield* Profiles.prepare(folder)

  const start = Effect.uninterruptible(
    Effect.gen(function* () {
      const scope = yield* Scope.fork(pool)
      const chromium = yield* Effect.flatMap(Executable.find({ named: executable }), (path) =>
        Chromium.start({ executable: path, sandbox, headed, home: folder, environment, openWithin, closeWithin })
      ).pipe(
        Effect.provideService(Scope.Scope, scope),
        Effect.onError(() => Scope.close(scope, Exit.void))
      )
      const running: Running = {
        chromium,
        bornAt: yield* Clock.currentTimeMillis,
        end: yield* Effect.cached(Effect.uninterruptible(Scope.close(scope, Exit.void))),
        contexts: 0,
        live: 0,
        retired: false,
        idling: undefined
      }
      return running
    })
  )

  const wake = (running: Running) =>
    Effect.suspend(() => {
      const { idling } = running
      running.idling = undefined
      return idling === undefined ? Effect.void : Fiber.interrupt(idling)
    })

  /** No visit starts in it any more; it ends once the last one has left. */
  const retire = (running: Running): Effect.Effect<void> =>
    Effect.suspend(() => {
      running.retired = true
      if (current === running) current = undefined
      const ending = running.live === 0 ? Effect.asVoid(Effect.forkIn(running.end, pool)) : Effect.void
      return Effect.andThen(wake(running), ending)
    })

  const fit = Effect.gen(function* () {
    const held = current
    if (held !== undefined && takesVisits(stateOf(held), yield* Clock.currentTimeMillis, { maxContexts, maxAge }))
      return held
    if (held !== undefined) yield* retire(held)
    current = yield* start
    return current
  })

  const endWhenIdle = (running: Running) =>
    Effect.gen(function* () {
      yield* Effect.sleep(options.idle ?? "1 minute")
      running.idling = undefined
      if (running.live === 0) yield* retire(running)
    }).pipe(
      Effect.forkIn(pool),
      Effect.map((idling) => {
        running.idling = idling
      })
    )

  const leave = (running: Running) =>
    Effect.suspend(() => {
      running.live -= 1
      if (running.live > 0) return Effect.void
      return running.retired || !running.chromium.browser.isConnected() ? retire(running) : endWhenIdle(running)
    })

  /** A place in a Chromium, until the scope closes. */
  const enter = Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      yield* restore(starting.take(1))
      const running = yield* Effect.ensuring(fit, starting.release(1))
      running.live += 1
      running.contexts += 1
      yield* Effect.addFinalizer(() => leave(running))
      yield* wake(running)
      return running
    })
  )

  const contextIn = (running: Running, request: Browsers.ContextRequest, server: string) => {
    const state = Option.getOrUndefined(Option.flatMap(Option.fromUndefinedOr(request.state), parse))
    const sick = Effect.andThen(retire(running), Effect.fail(lost))
    return Effect.acquireRelease(
      Effect.tryPromise(() =>
        whileConnected(running.chromium.browser, async () => {
          const context = await running.chromium.browser.newContext({
            proxy: { server, bypass: "<-loopback>" },
            locale: request.locale,
            timezoneId: request.zone,
            acceptDownloads: false,
            serviceWorkers: "block",
            permissions: [],
            ...(state !== undefined && { storageState: state })
          })
          let page: Page | undefined
          const seen = guard(context, () => page)
          page = await context.newPage()
          return { context, page, seen }
        })
      ).pipe(
        Effect.timeout(openWithin),
        Effect.catch(() => sick)
      ),
      ({ context }) =>
        Effect.tryPromise(() => context.close()).pipe(
          Effect.timeout(closeWithin),
          Effect.catch(() => retire(running))
        )
    )
  }

  const attempt = Effect.fnUntraced(function* (request: Browsers.ContextRequest) {
    const scope = yield* Scope.fork(yield* Effect.scope)
    return yield* Effect.gen(function* () {
      const running = yield* enter
      const proxy = yield* EgressProxy.open(request)
      const { context, page, seen } = yield* contextIn(running, request, proxy.server)
      return {
        context,
        page,
        observed: () => ({ ...seen(), refused: proxy.refused() }),
        screenshot: screenshotOf(page)
      }
    }).pipe(
      Effect.provideService(Scope.Scope, scope),
      Effect.onError(() => Scope.close(scope, Exit.void))
    )
  })

  return Browsers.Browsers.of({
    open: Effect.fnUntraced(function* (request) {
      yield* places.takeScoped(1)
      // A Chromium may die while a visit enters it: once more, in another.
      return yield* Effect.retry(attempt(request), { times: 1, while: (error) => error === lost })
    })
  })
})

/** A pool starts nothing until a visit asks; closing it ends every browser and removes what they wrote. */
export const layer = (options: PoolOptions): Layer.Layer<Browsers.Browsers> =>
  Layer.effect(Browsers.Browsers, make(options))
