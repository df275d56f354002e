import { assert, layer } from "@effect/vitest"
import { Effect, Option } from "effect"

import { home, host, Site, visit, world } from "./BrowserSite.ts"

const tells = `<script>document.title = JSON.stringify([localStorage.getItem("device"), { ...sessionStorage }])</script>`

layer(world({ visits: 2 }), { excludeTestServices: true })("what a tab keeps for itself", (it) => {
  /** What is saved after a page has run a script. */
  const savedAfter = (script: string, state?: string) =>
    Effect.scoped(
      Effect.gen(function* () {
        const site = yield* Site
        site.pages["/in"] = `<script>${script}</script>`
        const { browser } = yield* visit(state === undefined ? {} : { state })
        yield* browser.goto(`${home}in`)
        return Option.getOrThrow(yield* browser.state)
      })
    )

  /** What the first page of a visit finds, and what it was asked for. */
  const foundBy = (state: string, hosts = [host]) =>
    Effect.scoped(
      Effect.gen(function* () {
        const site = yield* Site
        site.pages["/app"] = tells
        const before = site.requests.length
        const { browser } = yield* visit({ state, hosts })
        yield* browser.goto(`${home}app`)
        const title = yield* browser.use("a title", (page) => page.title())
        return { found: JSON.parse(title) as unknown, asked: site.requests.slice(before).map(({ url }) => url) } // the page wrote it
      })
    )

  it.effect(
    "is there again for the first script of the next visit, which asks the bank for nothing more",
    Effect.fnUntraced(function* () {
      const state = yield* savedAfter(
        `localStorage.setItem("device", "d-1"); sessionStorage.setItem("token", "t-1"); sessionStorage.setItem("é", "\\u2028 '")`
      )
      assert.deepStrictEqual(yield* foundBy(state), {
        found: ["d-1", { token: "t-1", é: "\u2028 '" }],
        asked: ["/app"]
      })
    }),
    30_000
  )

  it.effect(
    "is saved the same as long as nothing in it changes",
    Effect.fnUntraced(function* () {
      const set = `sessionStorage.setItem("b", "2"); sessionStorage.setItem("a", "1")`
      const state = yield* savedAfter(set)
      assert.strictEqual(yield* savedAfter("", state), state)
    }),
    30_000
  )

  it.effect(
    "stays forgotten once the page forgets it",
    Effect.fnUntraced(function* () {
      const state = yield* savedAfter(`sessionStorage.setItem("token", "t-1")`)
      const site = yield* Site
      site.pages["/app"] = tells
      site.pages["/out"] = "<script>sessionStorage.clear()</script>"
      const { browser } = yield* visit({ state })
      yield* browser.goto(`${home}out`)
      yield* browser.goto(`${home}app`)
      assert.strictEqual(yield* browser.use("a title", (page) => page.title()), "[null,{}]")
      assert.notInclude(Option.getOrThrow(yield* browser.state), "tabs")
    }),
    30_000
  )

  it.effect(
    "of an origin that is not shown is kept as it was",
    Effect.fnUntraced(function* () {
      const state = yield* savedAfter(`sessionStorage.setItem("token", "t-1")`)
      const { browser } = yield* visit({ state })
      yield* browser.use("a title", (page) => page.title())
      assert.strictEqual(Option.getOrThrow(yield* browser.state), state)
    }),
    30_000
  )

  it.effect(
    "of several origins is kept while one of them is shown",
    Effect.fnUntraced(function* () {
      const state = yield* savedAfter(`sessionStorage.setItem("token", "t-1")`)
      const other = { origin: "https://other.localhost", items: [["token", "t-2"]] }
      const both = JSON.stringify({ ...JSON.parse(state), tabs: [other] }) // what is saved is an object
      const site = yield* Site
      site.pages["/in"] = `<script>sessionStorage.setItem("token", "t-3")</script>`
      const { browser } = yield* visit({ state: both, hosts: [host, "other.localhost"] })
      yield* browser.goto(`${home}in`)
      const kept = JSON.parse(Option.getOrThrow(yield* browser.state)) as { readonly tabs: unknown } // as it was saved
      assert.deepStrictEqual(kept.tabs, [other, { origin: `http://${host}`, items: [["token", "t-3"]] }])
    }),
    30_000
  )

  it.effect(
    "goes to no host that the manifest does not name",
    Effect.fnUntraced(function* () {
      const state = yield* savedAfter(`sessionStorage.setItem("token", "t-1")`)
      const moved = state.replaceAll(`"http://${host}"`, `"http://other.localhost"`)
      assert.notStrictEqual(moved, state)
      const { browser } = yield* visit({ state: moved })
      yield* browser.use("a title", (page) => page.title())
      assert.notInclude(Option.getOrThrow(yield* browser.state), "t-1")
    }),
    30_000
  )

  it.effect(
    "is left out where it is a page's cache and no session",
    Effect.fnUntraced(function* () {
      const state = yield* savedAfter(`document.cookie = "a=1"; sessionStorage.setItem("cache", "x".repeat(600_000))`)
      assert.isBelow(state.length, 1000)
      assert.include(state, `"name":"a"`)
    }),
    30_000
  )
})
