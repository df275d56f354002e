import { mkdirSync, readdirSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { type Browser, Browsers } from "@tomada/connector-kit"
import { Effect, Exit, Fiber, Layer, Scope } from "effect"

import * as Chromium from "../src/browser/Chromium.ts"
import * as Executable from "../src/browser/Executable.ts"
import * as BrowserPool from "../src/BrowserPool.ts"
import { chromiums, eventually, Folder, folders, home, leftOver, pool, Site, visit } from "./BrowserSite.ts"

/** A pool of its own, and a look at what is left once it is closed. */
const withPool = <A, E>(
  options: Parameters<typeof pool>[0],
  body: Effect.Effect<A, E, Browsers.Browsers | Folder | Site | Scope.Scope>
) =>
  Effect.gen(function* () {
    const folder = yield* Folder
    const groups = new Set<number>()
    const watched = Effect.andThen(
      Effect.ensuring(
        body,
        Effect.sync(() => chromiums(folder).forEach((pid) => groups.add(pid)))
      ),
      Effect.void
    )
    yield* Effect.scoped(watched).pipe(Effect.provide(Layer.fresh(pool(options))))
    assert.deepStrictEqual(folders(folder), [], "no folder is left")
    yield* eventually(
      () => leftOver(folder, [...groups]),
      (left) => left.length === 0
    )
  }).pipe(Effect.provide(Layer.fresh(Layer.merge(Folder.layer, Site.layer))))

/** The temporary folders of browsers, which are named like no other's. */
const temporary = () => readdirSync(tmpdir()).filter((name) => name.startsWith("tomada-chromium-"))

const title = (browser: Browser.Browser["Service"]) => browser.use("a title", (page) => page.title())

describe("the pool", () => {
  it.live(
    "shares one Chromium among visits that see nothing of each other, goes on with another when it is killed, and leaves nothing behind",
    () =>
      withPool(
        {},
        Effect.gen(function* () {
          const folder = yield* Folder
          const [one, other] = [yield* visit(), yield* visit()]
          yield* one.browser.goto(home)
          yield* one.browser.use("storage", (page) =>
            page.evaluate(() => {
              document.cookie = "mine=1"
              localStorage.setItem("mine", "1")
            })
          )
          yield* other.browser.goto(home)
          const seen = yield* other.browser.use("storage", (page) =>
            page.evaluate(() => [document.cookie, localStorage.getItem("mine")])
          )
          assert.deepStrictEqual(seen, ["", null])
          assert.lengthOf(chromiums(folder), 1)

          const step = yield* Effect.forkChild(
            one.browser.use("never", (page) => page.waitForSelector("#never")),
            { startImmediately: true }
          )
          const [pid] = chromiums(folder)
          assert.isDefined(pid)
          if (pid !== undefined) process.kill(pid, "SIGKILL")
          const error = yield* Effect.flip(Fiber.join(step))
          assert.deepInclude(error, { _tag: "InstitutionDown", how: "unreachable" })
          const next = yield* visit()
          yield* next.browser.goto(home)
          assert.strictEqual(yield* title(next.browser), "page")
        })
      ),
    30_000
  )

  it.live(
    "takes a new Chromium after so many visits; the old one ends with its last visit, and one without visits by itself",
    () =>
      withPool(
        { maxContexts: 2, idle: "1 second" },
        Effect.gen(function* () {
          const folder = yield* Folder
          const lasting = yield* Scope.make()
          const first = yield* Scope.provide(visit(), lasting)
          yield* first.browser.goto(home)
          yield* Effect.scoped(Effect.flatMap(visit(), ({ browser }) => browser.goto(home)))
          const [old] = chromiums(folder)
          yield* Effect.scoped(Effect.flatMap(visit(), ({ browser }) => browser.goto(home)))
          assert.lengthOf(chromiums(folder), 2)
          assert.strictEqual(yield* title(first.browser), "page", "the visit in the old one goes on")
          yield* Scope.close(lasting, Exit.void)
          const [now] = yield* eventually(
            () => chromiums(folder),
            ({ length }) => length === 1
          )
          assert.notStrictEqual(now, old)
          yield* eventually(
            () => folders(folder),
            ({ length }) => length === 0
          )
        })
      ),
    30_000
  )
})

describe("a Chromium", () => {
  it("is refused to root, unless a setting gives its sandbox up, and where DEBUG would print what is typed", () => {
    const root = { platform: "linux", uid: 0, debug: "" }
    assert.strictEqual(Chromium.refusal(true, root)?.kind, "as-root")
    assert.include(Chromium.refusal(true, root)?.message ?? "", "TOMADA_BROWSER_SANDBOX=off")
    assert.isUndefined(Chromium.refusal(false, root))
    assert.isUndefined(Chromium.refusal(true, { ...root, uid: 1000 }))
    for (const debug of ["pw:protocol", "app,pw:*", "*"]) {
      assert.strictEqual(Chromium.refusal(false, { ...root, debug })?.kind, "traced")
    }
    assert.isUndefined(Chromium.refusal(false, { ...root, debug: "express:*,spw:x" }))
  })

  it.effect("that is nowhere is an error that says how to get one", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Executable.find({ places: ["/nowhere/chromium"] }))
      assert.strictEqual(error.kind, "absent")
      assert.include(error.message, "npx playwright-core install chromium")
      const named = yield* Effect.flip(Executable.find({ named: "/nowhere/chromium" }))
      assert.include(named.message, "TOMADA_CHROMIUM")
    })
  )

  it.live("that does not start is an error, and leaves no folder", () =>
    Effect.gen(function* () {
      const folder = yield* Folder
      yield* Effect.gen(function* () {
        const { open } = yield* Browsers.Browsers
        const request = { hosts: [], connectTo: {}, zone: "UTC", locale: "en-GB" }
        const error = yield* Effect.flip(Effect.scoped(open(request)))
        assert.strictEqual(error.kind, "not-started")
      }).pipe(Effect.provide(pool({ executable: process.execPath, sandbox: false })))
      assert.deepStrictEqual(folders(folder), [])
    }).pipe(Effect.provide(Layer.fresh(Folder.layer)))
  )

  it.live("starts however long the path of its folder is, and leaves nothing in the temporary folder", () =>
    Effect.gen(function* () {
      const before = temporary()
      const folder = join(yield* Folder, "a".repeat(120))
      const opened = Effect.flatMap(visit(), ({ browser }) => browser.goto(home))
      yield* Effect.scoped(opened).pipe(Effect.provide(pool({ folder })))
      assert.deepStrictEqual(folders(folder), [])
      assert.deepStrictEqual(temporary(), before)
    }).pipe(Effect.provide(Layer.fresh(Layer.merge(Folder.layer, Site.layer))))
  )

  it.live("of a process that is gone has its folder removed at the next start; another process's stays", () =>
    Effect.gen(function* () {
      const folder = yield* Folder
      for (const name of [`browser-999999999-a-b`, `browser-${process.pid}-earlier-b`, `browser-${process.ppid}-a-b`]) {
        mkdirSync(join(folder, name))
      }
      yield* Effect.scoped(Layer.build(pool()))
      assert.deepStrictEqual(folders(folder), [`browser-${process.ppid}-a-b`])
    }).pipe(Effect.provide(Layer.fresh(Folder.layer)))
  )
})

describe("a Chromium in the pool", () => {
  it("takes no more visits after so many, after so long, once it is retired and once it is gone", () => {
    const limits = { maxContexts: 2, maxAge: 1000 }
    const fresh = { bornAt: 0, contexts: 1, retired: false, connected: true }
    assert.isTrue(BrowserPool.takesVisits(fresh, 999, limits))
    assert.isFalse(BrowserPool.takesVisits(fresh, 1000, limits))
    assert.isFalse(BrowserPool.takesVisits({ ...fresh, contexts: 2 }, 0, limits))
    assert.isFalse(BrowserPool.takesVisits({ ...fresh, retired: true }, 0, limits))
    assert.isFalse(BrowserPool.takesVisits({ ...fresh, connected: false }, 0, limits))
  })
})
