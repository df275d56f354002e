// A visit's browser: one page in a context of its own, opened when a connector first asks for it, behind one door. What is
// done in the page is Promise code; each pass through the door is one exchange with the institution and has the deadline
// of one answer. A page that kept the deadline waiting is closed, since a promise cannot be stopped.
import { ConnectorError } from "@tomada/core"
import { Context, Duration, Effect, Layer, Option, Redacted, Ref, Scope, Semaphore } from "effect"
import type { Page, Request, Response } from "playwright-core"
import { getPublicSuffix } from "tough-cookie"

import type { Browsers, Observed, VisitContext } from "./Browsers.ts"
import { decide, type EgressList } from "./EgressList.ts"
import { Blocked, InstitutionDown, RateLimited } from "./Errors.ts"
import { Http, place } from "./Http.ts"
import { type BrowserError, classify, withoutText } from "./internal/BrowserErrors.ts"
import * as Handover from "./internal/BrowserHandover.ts"

export type { Page } from "playwright-core"
export type { BrowserError } from "./internal/BrowserErrors.ts"

export interface FillOptions {
  /** Key by key, for fields that listen to keys; otherwise the text arrives at once, as if pasted. */
  readonly byKeys?: boolean
}

export interface BrowserOptions extends EgressList {
  readonly timeout: Duration.Input
  readonly zone: string
  /** ISO 3166 code, from which the language of the pages follows. */
  readonly country: string
  /** As that of `Http`, before each step and each document. */
  readonly spend?: Effect.Effect<void, RateLimited> | undefined
  /** What `state` answered when the session was saved. */
  readonly state?: string | undefined
  /** None where no browser can be had: connectors that ask for one fail, all others work. */
  readonly browsers: Option.Option<Browsers["Service"]>
}

export class Browser extends Context.Service<
  Browser,
  {
    /**
     * Runs a step in the page. `what` says in the author's words what the page should have: it is what SiteChanged says
     * when the page lacks it. A failed network or an end of the browser is InstitutionDown, a step that takes longer than
     * one answer may is InstitutionDown and closes the page; an error of the step's own is a defect without its text.
     * Interrupting aborts the signal, which the step should heed. A step counts as one request, since any may ask the institution.
     */
    use<A>(what: string, step: (page: Page, signal: AbortSignal) => Promise<A>): Effect.Effect<A, BrowserError>
    /** Goes to an address of the list and waits for the document. Statuses mean what they mean to `Http`. */
    goto(url: string): Effect.Effect<void, BrowserError>
    /** Fills a field; the value is in no error and no log. SiteChanged when there is no such field. */
    fill(selector: string, value: Redacted.Redacted<string>, options?: FillOptions): Effect.Effect<void, BrowserError>
    /** Gives the browser's cookies to `Http`, which goes on in the same session. */
    readonly handOver: Effect.Effect<{ readonly userAgent: string }, BrowserError>
    /** Cookies, local storage and what the tab kept of the page's origin (session storage) as text, to be sealed with the session; what was given when no page was opened. */
    readonly state: Effect.Effect<Option.Option<string>>
    /** What happened beside the steps. */
    readonly observed: Effect.Effect<Observed>
    /** The page as a masked PNG (`Browsers.VisitContext`), as it was before it kept a deadline waiting; none without a page. */
    readonly screenshot: Effect.Effect<Option.Option<Uint8Array>>
  }
>()("@tomada/connector-kit/Browser") {
  static readonly layer = (options: BrowserOptions): Layer.Layer<Browser, never, Http> =>
    Layer.effect(this, make(options))
}

interface Opened extends VisitContext {
  loading: boolean
  /** Where the last navigation that failed was under way to: another host than the one asked for after a redirect. */
  failed: string
  shut: boolean
  /** Of a page that was closed. */
  last: Option.Option<Uint8Array>
}

const nothing: Observed = { dialogs: 0, popups: 0, downloads: 0, refused: [] }

/** Playwright's own timeouts come a little before the door's, because they know what was waited for. */
const innerShare = 0.9

const localeOf = (country: string): string => `${new Intl.Locale(`und-${country}`).maximize().language}-${country}`

const watch = (visit: VisitContext, timeout: Duration.Duration): Opened => {
  const opened: Opened = { ...visit, loading: false, failed: "", shut: false, last: Option.none() }
  const { context, page } = visit
  context.setDefaultTimeout(Duration.toMillis(timeout) * innerShare)
  page.on("request", (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) opened.loading = true
  })
  const ended = (request: Request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) opened.loading = false
  }
  page.on("requestfinished", ended)
  page.on("requestfailed", (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) opened.failed = request.url()
    ended(request)
  })
  return opened
}

/** The name that a host was registered under: what stands before it may be anything, as a page that tells secrets knows. */
const registered = (host: string): string =>
  getPublicSuffix(host.replace(/:\d+$/, ""), { allowSpecialUseDomain: true, ignoreError: true }) ?? "an address"

const reportRefused = ({ refused }: Observed) =>
  refused.length === 0
    ? Effect.void
    : Effect.annotateLogs(Effect.logWarning("a page asked for hosts that the manifest does not name"), {
        hosts: [...new Set(refused.map(({ host }) => registered(host)))],
        times: refused.reduce((sum, { times }) => sum + times, 0)
      })

const byStatus = (answer: Response | null): Effect.Effect<void, BrowserError> => {
  const status = answer?.status() ?? 200
  if (status === 429) return Effect.fail(new RateLimited({ budget: "requests" }))
  if (status === 503) return Effect.fail(new InstitutionDown({ how: "maintenance" }))
  return status >= 500 ? Effect.fail(new InstitutionDown({ how: "server-error" })) : Effect.void
}

const defect = (what: string, cause: unknown): ConnectorError.ConnectorDefect => {
  const { frames, kind } = withoutText(cause)
  const error = new ConnectorError.ConnectorDefect({ what: `${what}: ${kind}` })
  error.stack = `${error.name}\n${frames}`
  return error
}

const make = Effect.fnUntraced(function* (
  options: BrowserOptions
): Effect.fn.Return<Browser["Service"], never, Http | Scope.Scope> {
  const http = yield* Http
  const scope = yield* Effect.scope
  const timeout = Duration.fromInputUnsafe(options.timeout)
  const one = yield* Semaphore.make(1)
  const held = yield* Ref.make<Option.Option<Opened>>(Option.none())
  const { state, tabs: kept } = Handover.parted(options.state)
  const tabs = kept.filter(({ origin }) => decide(options, origin)._tag === "Allowed")

  const open = Effect.gen(function* () {
    if (Option.isNone(options.browsers)) {
      yield* Effect.logError("a connector needs a browser, and this process was started without any")
      return yield* new Blocked({ by: "no browser" })
    }
    const { connectTo, country, hosts, zone } = options
    const visit = yield* options.browsers.value.open({ hosts, connectTo, zone, locale: localeOf(country), state }).pipe(
      Effect.provideService(Scope.Scope, scope),
      Effect.tapError(({ message }) => Effect.logError(message)),
      Effect.mapError(({ kind }) => new Blocked({ by: `no browser (${kind})` }))
    )
    yield* Scope.addFinalizer(
      scope,
      Effect.suspend(() => reportRefused(visit.observed()))
    )
    yield* Handover.restore(visit.page, tabs)
    const opened = watch(visit, timeout)
    yield* Ref.set(held, Option.some(opened))
    return opened
  })
  const opened = one.withPermit(
    Effect.flatMap(Ref.get(held), Option.match({ onNone: () => open, onSome: Effect.succeed }))
  )

  const meaning = (what: string, { failed, loading, observed, page }: Opened, cause: unknown) =>
    Option.match(
      classify(cause, {
        what,
        at: place(page.url()),
        loading,
        failed,
        refused: new Set(observed().refused.map(({ host }) => host))
      }),
      { onNone: () => Effect.die(defect(what, cause)), onSome: Effect.fail }
    )

  const shut = Effect.fnUntraced(function* (open: Opened) {
    open.shut = true
    open.last = yield* open.screenshot
    yield* Effect.forkIn(Effect.ignore(Effect.tryPromise(() => open.page.close())), scope)
  })

  const spend = options.spend ?? Effect.void

  const pass = <A>(what: string, step: (page: Page, signal: AbortSignal) => Promise<A>) =>
    Effect.gen(function* () {
      const open = yield* opened
      if (open.shut) return yield* new InstitutionDown({ how: "no-answer" })
      return yield* Effect.tryPromise({ try: (signal) => step(open.page, signal), catch: (cause) => ({ cause }) }).pipe(
        Effect.catch(({ cause }) => meaning(what, open, cause)),
        Effect.timeoutOrElse({
          duration: timeout,
          orElse: () => Effect.andThen(shut(open), Effect.fail(new InstitutionDown({ how: "no-answer" })))
        })
      )
    })

  const goto = Effect.fnUntraced(function* (url: string) {
    yield* opened
    const decision = decide(options, url, Option.getOrUndefined(yield* here))
    if (decision._tag === "Refused") return yield* new Blocked({ by: `egress list (${decision.why})` })
    // Traffic that is sent elsewhere (`connectTo`) is not encrypted, and a browser minds.
    const target = new URL(decision.url)
    target.protocol = decision.address.protocol
    yield* spend
    yield* Effect.flatMap(
      pass("a document", (page) => page.goto(target.href, { waitUntil: "domcontentloaded" })),
      byStatus
    )
  })
  const here = Effect.map(
    Ref.get(held),
    Option.flatMap(({ page }) => (page.url().startsWith("http") ? Option.some(page.url()) : Option.none()))
  )

  const fill = (selector: string, value: Redacted.Redacted<string>, { byKeys = false }: FillOptions = {}) =>
    pass(`a field ${selector}`, async (page) => {
      const field = page.locator(selector)
      await field.fill("")
      await field.focus()
      await (byKeys ? page.keyboard.type(Redacted.value(value)) : page.keyboard.insertText(Redacted.value(value)))
    })

  const handOver = pass("cookies", async (page) => ({
    cookies: await page.context().cookies(),
    userAgent: await page.evaluate(() => navigator.userAgent)
  })).pipe(
    Effect.tap(({ cookies }) =>
      Effect.forEach(Handover.lines(cookies), ({ line, url }) => http.adopt(url, [line]), { discard: true })
    ),
    Effect.map(({ userAgent }) => ({ userAgent }))
  )

  return Browser.of({
    use: (what, step) => Effect.andThen(spend, pass(what, step)),
    goto,
    fill,
    handOver,
    state: Effect.flatMap(
      Ref.get(held),
      Option.match({
        onNone: () => Effect.succeed(Option.fromUndefinedOr(options.state)),
        onSome: (open) =>
          Effect.map(
            Handover.stateOf(open, tabs, timeout),
            Option.orElse(() => Option.fromUndefinedOr(options.state))
          )
      })
    ),
    observed: Effect.map(Ref.get(held), Option.match({ onNone: () => nothing, onSome: ({ observed }) => observed() })),
    screenshot: Effect.flatMap(
      Ref.get(held),
      Option.match({
        onNone: () => Effect.succeedNone,
        onSome: ({ last, screenshot, shut }) => (shut ? Effect.succeed(last) : screenshot)
      })
    )
  })
})
