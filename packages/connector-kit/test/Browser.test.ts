import { assert, describe, it } from "@effect/vitest"
import { Manifest } from "@tomada/core"
import { Effect, Layer, Logger, Option, Redacted } from "effect"

import { Browser } from "../src/Browser.ts"
import { Browsers, BrowserUnavailable, type ContextRequest, type VisitContext } from "../src/Browsers.ts"
import * as Connector from "../src/Connector.ts"
import { ConnectorHost, type Saved, type VisitRequest } from "../src/ConnectorHost.ts"
import { Blocked, ChallengeFailed, InstitutionDown, RateLimited, SessionExpired, SiteChanged } from "../src/Errors.ts"
import { classify, withoutText } from "../src/internal/BrowserErrors.ts"
import { definition, manifest } from "./Sample.ts"

const nothing: Saved = { session: Option.none(), trust: Option.none() }

const open = (connector: Connector.Connector, saved: Saved = nothing, more: Partial<VisitRequest> = {}) =>
  Effect.flatMap(ConnectorHost, (host) =>
    host.open({
      connectorId: Manifest.ConnectorId.make(manifest.id),
      parameters: Redacted.make({ user: "ana", password: "canary" }),
      saved,
      ask: () => Effect.fail(new ChallengeFailed({ why: "no-user-present" })),
      ...more
    })
  ).pipe(Effect.provide(ConnectorHost.layerInProcess([connector])))

/** Contexts without a browser, and what became of them. */
const pretend = () => {
  const events: Array<string> = []
  const requests: Array<ContextRequest> = []
  const storageState = () => Promise.resolve({ cookies: [], origins: [] })
  const context = { setDefaultTimeout: () => undefined, storageState }
  const page = { on: () => undefined, url: () => "about:blank", title: () => Promise.resolve("title") }
  const layer = Layer.succeed(
    Browsers,
    Browsers.of({
      open: (request) =>
        Effect.acquireRelease(
          Effect.sync(() => {
            requests.push(request)
            events.push("opened")
            const observed = () => ({ dialogs: 0, popups: 0, downloads: 0, refused: [] })
            return { context, page, observed } as unknown as VisitContext // as much of Playwright as these tests use
          }),
          () => Effect.sync(() => events.push("closed"))
        )
    })
  )
  return { events, requests, layer }
}

const title = Browser.use((browser) => browser.use("a title", (page) => page.title()))

const logged = () => {
  const lines: Array<string> = []
  return { lines, layer: Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))]) }
}

describe("a connector that asks for a browser", () => {
  const asking = Connector.make({
    ...definition,
    login: () => Effect.as(title, { session: { token: "t-1" } }),
    resume: () => Effect.andThen(title, new SessionExpired())
  })

  it.effect("spends a budget before each step and each document, and does none once it is empty", () =>
    Effect.gen(function* () {
      const { events, layer } = pretend()
      const empty = new RateLimited({ budget: "requests" })
      const count = { left: 1 }
      const spend = Effect.suspend(() => (count.left-- > 0 ? Effect.void : Effect.fail(empty)))
      const going = Connector.make({
        ...definition,
        login: () =>
          Effect.as(
            Browser.use((browser) => browser.goto("https://sample.example/")),
            { session: { token: "t-1" } }
          ),
        resume: () => Effect.andThen(title, new SessionExpired())
      })
      const visit = yield* open(asking, nothing, { spend }).pipe(Effect.provide(layer))
      yield* visit.login
      assert.deepStrictEqual(yield* Effect.flip(visit.login), empty)
      const other = yield* open(going, nothing, { spend }).pipe(Effect.provide(layer))
      assert.deepStrictEqual(yield* Effect.flip(other.login), empty)
      assert.strictEqual(count.left, -2)
      assert.isNotEmpty(events)
    }).pipe(Effect.scoped)
  )

  it.effect("is blocked where there is none, and the log says what to do", () =>
    Effect.gen(function* () {
      const { layer, lines } = logged()
      const visit = yield* open(asking)
      const error = yield* Effect.flip(visit.login).pipe(Effect.provide(layer))
      assert.deepStrictEqual(error, new Blocked({ by: "no browser" }))
      assert.lengthOf(lines, 1)
    }).pipe(Effect.scoped)
  )

  it.effect("is blocked when none can be had just now, with the reason in the log", () =>
    Effect.gen(function* () {
      const { layer, lines } = logged()
      const visit = yield* open(asking)
      const error = yield* Effect.flip(visit.login).pipe(Effect.provide(layer))
      assert.deepStrictEqual(error, new Blocked({ by: "no browser (absent)" }))
      assert.deepStrictEqual(lines, ["install one"])
    }).pipe(
      Effect.scoped,
      Effect.provideService(
        Browsers,
        Browsers.of({ open: () => Effect.fail(new BrowserUnavailable({ kind: "absent", why: "install one" })) })
      )
    )
  )

  it.effect("has one context for a visit, in the language and zone of the institution, and only when it asks", () => {
    const { events, layer, requests } = pretend()
    return Effect.gen(function* () {
      const idle = yield* open(Connector.make(definition))
      yield* idle.login
      yield* idle.saved
      assert.deepStrictEqual(events, [])
      const visit = yield* open(asking)
      yield* visit.login
      yield* visit.login
      assert.deepStrictEqual(events, ["opened"])
      assert.deepInclude(requests[0], { hosts: ["sample.example"], zone: "America/Sao_Paulo", locale: "pt-BR" })
    }).pipe(Effect.scoped, Effect.provide(layer))
  })

  it.effect("resumes with the state that was kept, and gives that context up before it logs in anew", () => {
    const { events, layer, requests } = pretend()
    return Effect.gen(function* () {
      const first = yield* open(asking)
      yield* first.login
      const second = yield* open(asking, yield* first.saved)
      assert.strictEqual((yield* Effect.flip(second.resume))._tag, "SessionExpired")
      yield* second.login
      assert.deepStrictEqual(events, ["opened", "opened", "closed", "opened"])
      assert.deepStrictEqual(
        requests.map(({ state }) => state),
        [undefined, JSON.stringify({ cookies: [], origins: [] }), undefined]
      )
    }).pipe(Effect.scoped, Effect.provide(layer))
  })

  it.effect("keeps what its tab kept apart from Playwright's state, which knows nothing of it", () => {
    const { layer, requests } = pretend()
    const playwrights = { cookies: [{ name: "a" }], origins: [] }
    const tabs = [{ origin: "https://other.example", items: [["token", "t-1"]] }]
    const state = (browser: string) =>
      Option.some(Redacted.make(JSON.stringify({ state: JSON.stringify({ token: "t-1" }), cookies: "", browser })))
    return Effect.gen(function* () {
      for (const browser of [JSON.stringify({ ...playwrights, tabs }), "canary"]) {
        const visit = yield* open(asking, { ...nothing, session: state(browser) })
        yield* Effect.flip(visit.resume)
      }
      assert.deepStrictEqual(
        requests.map(({ state }) => state),
        [JSON.stringify(playwrights), "canary"]
      )
    }).pipe(Effect.scoped, Effect.provide(layer))
  })
})

describe("a step that fails in a page", () => {
  const at = { what: "the balance", at: "/home", loading: false, failed: "", refused: new Set(["ads.example"]) }
  const named = (name: string, message: string) => Object.assign(new Error(message), { name })
  const changed = new SiteChanged({ at: "/home", expected: "the balance" })
  const unreachable = new InstitutionDown({ how: "unreachable" })
  const noAnswer = new InstitutionDown({ how: "no-answer" })
  const cases: ReadonlyArray<readonly [string, unknown, unknown, Partial<typeof at>?]> = [
    ["a selector that never came", named("TimeoutError", "page.click: Timeout 9ms exceeded."), changed],
    ["one while the document was under way", named("TimeoutError", "page.click: x"), noAnswer, { loading: true }],
    ["a navigation that took too long", named("TimeoutError", "page.goto: Timeout 9ms exceeded."), noAnswer],
    ["a refused connection", new Error("page.goto: net::ERR_CONNECTION_REFUSED at https://x.example/"), unreachable],
    ["a slow connection", new Error("page.goto: net::ERR_CONNECTION_TIMED_OUT at https://x.example/"), noAnswer],
    [
      "a host that is not on the list",
      new Error("page.goto: net::ERR_TUNNEL_CONNECTION_FAILED at https://ads.example/?q=canary"),
      new Blocked({ by: "egress list (host)" })
    ],
    [
      "a redirect to one",
      new Error("page.goto: net::ERR_EMPTY_RESPONSE at https://x.example/"),
      new Blocked({ by: "egress list (host)" }),
      { failed: "http://ads.example/" }
    ],
    ["a download in place of a page", new Error("page.goto: net::ERR_ABORTED at https://x.example/"), changed],
    [
      "a page whose process ended under way",
      new Error("page.goto: net::ERR_ABORTED; maybe frame was detached?"),
      unreachable
    ],
    [
      "the browser's own page of an error that came late",
      new Error(
        `page.goto: Navigation to "https://x.example/" is interrupted by another navigation to "chrome-error://chromewebdata/"`
      ),
      unreachable
    ],
    ["a page that crashed", new Error("page.evaluate: Target crashed"), unreachable],
    ["a browser that is gone", new Error("page.title: Target page, context or browser has been closed"), unreachable],
    ["a script that found nothing", new Error("page.evaluate: TypeError: null has no rows (canary)"), changed],
    ["two fields where one was", new Error("locator.fill: Error: strict mode violation"), changed],
    ["the author's own word", new RateLimited({ budget: "requests" }), new RateLimited({ budget: "requests" })],
    ["the author's own mistake", new TypeError("canary is not a function"), undefined],
    ["what is no error", "canary", undefined]
  ]
  for (const [what, cause, expected, more] of cases) {
    it(`means: ${what}`, () => {
      assert.deepStrictEqual(Option.getOrUndefined(classify(cause, { ...at, ...more })), expected)
    })
  }

  it("leaves its kind and place, and not its text", () => {
    const { frames, kind } = withoutText(new TypeError("canary\n    at http://bank/canary"))
    assert.strictEqual(kind, "TypeError")
    assert.include(frames, "Browser.test.ts")
    assert.notInclude(frames, "canary")
    assert.deepStrictEqual(withoutText("canary"), { kind: "string", frames: "" })
  })
})
