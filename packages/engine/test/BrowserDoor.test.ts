import { assert, layer } from "@effect/vitest"
import { Errors } from "@tomada/connector-kit"
import { Cause, Clock, Deferred, Effect, Exit, Fiber, Logger, Option, Redacted } from "effect"

import { home, host, Site, visit, world } from "./BrowserSite.ts"

const canary = "canary-7f3a"

layer(world({ visits: 2, closeWithin: "2 seconds" }), { excludeTestServices: true })("a visit's browser", (it) => {
  it.effect(
    "is in the institution's place: its time zone, its language, no permissions, no service workers",
    Effect.fnUntraced(function* () {
      const { browser } = yield* visit()
      yield* browser.goto(home)
      const seen = yield* browser.use("a place", (page) =>
        page.evaluate(async () => ({
          zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          language: navigator.language,
          geolocation: (await navigator.permissions.query({ name: "geolocation" })).state,
          notifications: Notification.permission,
          workers: (await navigator.serviceWorker.getRegistrations()).length,
          registered: await navigator.serviceWorker.register("/worker.js").then((it) => typeof it)
        }))
      )
      assert.deepStrictEqual(seen, {
        zone: "America/Sao_Paulo",
        language: "pt-BR",
        geolocation: "denied",
        notifications: "denied",
        workers: 0,
        registered: "undefined"
      })
    }),
    30_000
  )

  it.effect(
    "dismisses dialogs, keeps popups few and refuses downloads, and counts them",
    Effect.fnUntraced(function* () {
      const site = yield* Site
      site.pages["/file"] = (_, response) =>
        response.setHeader("content-disposition", "attachment; filename=a.csv").end("a")
      site.pages["/noisy"] =
        `<button id=go onclick="window.addEventListener('beforeunload', (e) => e.preventDefault())">go</button>
        <a id=file href=/file>file</a>`
      const { browser } = yield* visit()
      yield* browser.goto(`${home}noisy`)
      const said = yield* browser.use("dialogs", (page) =>
        page.evaluate(() => [alert("a"), confirm("b"), prompt("c")] as const)
      )
      assert.deepStrictEqual(said, [undefined, false, null])
      const pages = yield* browser.use("popups", async (page) => {
        for (const at of [1, 2, 3, 4]) {
          const [popup] = await Promise.all([
            page.waitForEvent("popup"),
            page.evaluate((at) => void open(`/popup${at}`), at)
          ])
          if (at > 2) await (popup.isClosed() || popup.waitForEvent("close"))
        }
        return page.context().pages().length
      })
      assert.strictEqual(pages, 3)
      const failure = yield* browser.use("a download", async (page) => {
        const [download] = await Promise.all([page.waitForEvent("download"), page.click("#file")])
        return download.failure()
      })
      assert.isNotNull(failure)
      yield* browser.use("a button", (page) => page.click("#go"))
      yield* browser.goto(home)
      assert.deepStrictEqual(yield* browser.observed, { dialogs: 4, popups: 4, downloads: 1, refused: [] })
    }),
    30_000
  )

  it.effect(
    "says what a page lacks, when a bank does not answer and what a status means",
    Effect.fnUntraced(function* () {
      const site = yield* Site
      site.pages["/silent"] = () => undefined
      for (const status of [429, 500, 503]) {
        site.pages[`/${status}`] = (_, response) => response.writeHead(status).end("x")
      }
      const { browser } = yield* visit({ timeout: "3 seconds" })
      yield* browser.goto(`${home}?q=${canary}`)
      const failing = <A>(what: Effect.Effect<A, Errors.FetchError>) => Effect.flip(what)
      assert.deepStrictEqual(
        yield* failing(browser.use("the balance", (page) => page.click("#balance"))),
        new Errors.SiteChanged({ at: "/", expected: "the balance" })
      )
      assert.deepStrictEqual(
        yield* failing(
          browser.use("a table", (page) =>
            page.evaluate(
              () =>
                new Map([["table", document.querySelector("table")]]).get("table")?.rows.length ??
                Promise.reject(new Error("no table"))
            )
          )
        ),
        new Errors.SiteChanged({ at: "/", expected: "a table" })
      )
      assert.deepInclude(yield* failing(browser.goto(`${home}429`)), { _tag: "RateLimited" })
      assert.deepInclude(yield* failing(browser.goto(`${home}500`)), { _tag: "InstitutionDown", how: "server-error" })
      assert.deepInclude(yield* failing(browser.goto(`${home}503`)), { _tag: "InstitutionDown", how: "maintenance" })
      assert.deepInclude(yield* failing(browser.goto(`${home}silent`)), { _tag: "InstitutionDown", how: "no-answer" })
    }),
    30_000
  )

  it.effect(
    "fills a secret in, which then is in no error, no defect and no log",
    Effect.fnUntraced(function* () {
      const site = yield* Site
      site.pages["/login"] =
        `<input id=pass oninput="window.trusted = event.isTrusted"><input id=keys onkeydown="window.pressed = (window.pressed ?? 0) + 1"><input id=off disabled>`
      const lines: Array<string> = []
      const captured = Logger.layer([
        Logger.make((entry) => void lines.push(JSON.stringify([entry.message, String(entry.cause)])))
      ])
      const { browser } = yield* visit({ timeout: "3 seconds" })
      const secret = Redacted.make(canary)
      yield* Effect.gen(function* () {
        yield* browser.goto(`${home}login`)
        yield* browser.fill("#pass", secret)
        yield* browser.fill("#keys", secret, { byKeys: true })
        const seen = yield* browser.use("the form", (page) =>
          page.evaluate(
            (length) => [
              ...Array.from(document.querySelectorAll("input"), ({ value }) => value),
              Reflect.get(window, "trusted"),
              Number(Reflect.get(window, "pressed")) >= length
            ],
            canary.length
          )
        )
        assert.deepStrictEqual(seen, [canary, canary, "", true, true])
        const exits = [
          yield* Effect.exit(browser.fill("#absent", secret)),
          yield* Effect.exit(browser.fill("#off", secret)),
          yield* Effect.exit(browser.use("a step", (page) => page.fill("#absent", canary))),
          yield* Effect.exit(
            browser.use("a step", (page) => page.evaluate((it) => Promise.reject(new Error(it)), canary))
          ),
          yield* Effect.exit(browser.use("a step", () => Promise.reject(new TypeError(canary)))),
          yield* Effect.exit(browser.use("a step", () => Promise.reject(canary))),
          yield* Effect.exit(browser.use("a step", async (page) => void (await page.context().tracing.start())))
        ]
        for (const exit of exits) {
          assert.isTrue(Exit.isFailure(exit))
          if (!Exit.isFailure(exit)) continue
          yield* Effect.logError("a visit ended", exit.cause)
          for (const { stack } of exit.cause.reasons.map((it) =>
            Cause.isDieReason(it) ? (it.defect as Error) : { stack: "" }
          )) {
            assert.notInclude(stack ?? "", canary)
          }
        }
        assert.deepStrictEqual((yield* browser.observed).refused, [], "Chromium asks nobody about the form")
        const tags = exits.map((exit) => Option.getOrUndefined(Exit.findErrorOption(exit))?._tag ?? "a defect")
        const [changed, defect] = ["SiteChanged", "a defect"]
        assert.deepStrictEqual(tags, [changed, changed, changed, changed, defect, defect, defect])
      }).pipe(Effect.provide(captured))
      assert.isNotEmpty(lines)
      assert.notInclude(lines.join("\n"), canary)
    }),
    30_000
  )

  it.effect(
    "hands its cookies to the HTTP client and keeps cookies and storage for the next visit",
    Effect.fnUntraced(function* () {
      const site = yield* Site
      site.pages["/in"] = (_, response) => {
        response.setHeader("content-type", "text/html")
        response.setHeader("set-cookie", ["session=s1; HttpOnly; Path=/", "device=d1; Max-Age=3600"])
        response.end("<script>localStorage.setItem('device', 'd2')</script>")
      }
      const first = yield* Effect.scoped(
        Effect.gen(function* () {
          const { browser, http } = yield* visit()
          assert.isTrue(Option.isNone(yield* browser.state), "nothing was opened yet")
          yield* browser.goto(`${home}in`)
          const { userAgent } = yield* browser.handOver
          assert.include(userAgent, "Chrome")
          yield* http.request({ url: `https://${host}/api` })
          assert.deepInclude(site.requests.at(-1), { url: "/api", cookie: "session=s1; device=d1" })
          return yield* browser.state
        })
      )
      const { browser } = yield* visit({ state: Option.getOrElse(first, () => "") })
      assert.deepStrictEqual(yield* browser.state, first, "what was given is kept until a page is opened")
      yield* browser.goto(home)
      const storage = yield* browser.use("storage", (page) => page.evaluate(() => localStorage.getItem("device")))
      assert.deepStrictEqual([site.requests.at(-1)?.cookie, storage], ["session=s1; device=d1", "d2"])
    }),
    30_000
  )

  it.effect(
    "ends at the deadline when its page hangs, and takes no other visit with it",
    Effect.fnUntraced(function* () {
      const beside = yield* visit()
      yield* beside.browser.goto(home)
      const started = yield* Clock.currentTimeMillis
      yield* Effect.scoped(
        Effect.gen(function* () {
          const { browser } = yield* visit({ timeout: "1 second" })
          const hang = browser.use("an answer", (page) =>
            page.evaluate(() => {
              for (;;);
            })
          )
          assert.deepInclude(yield* Effect.flip(hang), { _tag: "InstitutionDown", how: "no-answer" })
          assert.deepInclude(yield* Effect.flip(browser.goto(home)), { how: "no-answer" }, "its page is closed")
        })
      )
      assert.isBelow((yield* Clock.currentTimeMillis) - started, 6000)
      assert.strictEqual(yield* beside.browser.use("a title", (page) => page.title()), "page")
    }),
    30_000
  )

  it.effect(
    "ends as after a lost connection when its page crashes, and takes no other visit with it",
    Effect.fnUntraced(function* () {
      const beside = yield* visit()
      yield* beside.browser.goto(home)
      const { browser } = yield* visit()
      const crash = browser.use("a page", async (page) => {
        const session = await page.context().newCDPSession(page)
        session.send("Page.crash").catch(() => undefined)
        await page.waitForSelector("#never")
      })
      assert.deepInclude(yield* Effect.flip(crash), { _tag: "InstitutionDown", how: "unreachable" })
      assert.strictEqual(yield* beside.browser.use("a title", (page) => page.title()), "page")
    }),
    30_000
  )

  it.effect(
    "waits in its order for a free place, and gives it back when it is interrupted",
    Effect.fnUntraced(function* () {
      const order: Array<string> = []
      const entered = yield* Deferred.make<void>()
      const one = (name: string, body: Effect.Effect<unknown>) =>
        Effect.scoped(
          Effect.gen(function* () {
            const { browser } = yield* visit()
            yield* browser.use("a page", async (page) => order.push(`${name} ${page.url()}`))
            yield* body
          })
        )
      const staying = yield* Effect.forkChild(
        one("first", Effect.andThen(Deferred.succeed(entered, undefined), Effect.never))
      )
      yield* Deferred.await(entered)
      const { browser } = yield* visit()
      yield* browser.use("a page", (page) => page.title())
      const second = yield* Effect.forkChild(one("second", Effect.void), { startImmediately: true })
      const third = yield* Effect.forkChild(one("third", Effect.void), { startImmediately: true })
      yield* Fiber.interrupt(staying)
      yield* Fiber.join(second)
      yield* Fiber.join(third)
      assert.deepStrictEqual(order, ["first about:blank", "second about:blank", "third about:blank"])
    }),
    30_000
  )
})
