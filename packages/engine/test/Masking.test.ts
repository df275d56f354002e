// What a masked screenshot shows of a page, and what it never does: the picture of a page with a person's secrets on it is the
// picture of the same page with anybody else's.
import { assert, layer } from "@effect/vitest"
import { Effect, Option, Redacted } from "effect"

import { home, Site, visit, world } from "./BrowserSite.ts"
import * as Png from "./Png.ts"

const text = 0x6e
const paper = 0xff

interface Person {
  readonly name: string
  readonly balance: string
  readonly password: string
  readonly drawn: string
}

const ana: Person = { name: "Ana Souza", balance: "R$ 1.234,56", password: "hunter2", drawn: "#c00" }
const bea: Person = { name: "Bea Lopes", balance: "R$ 9.876,43", password: "canary-7f3a-longer", drawn: "#0c0" }

const page = ({ balance, drawn, name, password }: Person) => `
  <style>body, button, select { font: 20px monospace } div, input { margin: 8px } #after::before { content: "${name}" }</style>
  <form><input id=user value="${name}"><input id=pass type=password value="${password}"><textarea>${balance}</textarea>
    <select><option>${name}</option></select><button>${name}</button></form>
  <div id=name>${name}</div><div id=balance>${balance}</div><div contenteditable>${name}</div>
  <div id=after style="position:absolute;top:600px"></div><img alt="${name}" width=80 height=40
    src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><text y='20'>${balance}</text></svg>">
  <canvas id=canvas width=120 height=40></canvas><svg width=90 height=40><text y=20>${name}</text></svg>
  <iframe srcdoc="<p style='font:20px monospace'>${balance}</p>" width=300 height=60></iframe>
  <bank-name></bank-name><div style="opacity:0">${balance}</div>
  <script>
    const pen = document.getElementById("canvas").getContext("2d"); pen.fillStyle = "${drawn}"; pen.fillRect(0, 0, 60, 40)
    document.querySelector("bank-name").attachShadow({ mode: "open" }).innerHTML = "<div>${name}</div>"
    // A page that would have its own functions called, and be told of what is done to it.
    Array.from = () => { document.title = "${password}"; return [] }
    Document.prototype.createRange = () => { throw new Error("${password}") }
    Element.prototype.getBoundingClientRect = () => ({ left: 0, top: 0, width: 1280, height: 720 })
  </script>`

const screenshot = Effect.fnUntraced(function* (of: Person, typed: string) {
  const site = yield* Site
  site.pages["/bank"] = page(of)
  const { browser } = yield* visit()
  yield* browser.goto(`${home}bank`)
  yield* browser.fill("#pass", Redacted.make(typed))
  yield* browser.use("the frame", (page) => page.frameLocator("iframe").locator("p").waitFor())
  const image = yield* Effect.flatMap(browser.screenshot, Effect.fromOption)
  const places = yield* browser.use("places", (page) =>
    page.evaluate(() =>
      ["name", "balance", "user", "pass", "canvas"].map((id) => {
        const element = document.getElementById(id)
        return [
          element?.offsetLeft ?? 0,
          element?.offsetTop ?? 0,
          element?.offsetWidth ?? 0,
          element?.offsetHeight ?? 0
        ]
      })
    )
  )
  return { image, pixels: Png.decode(image), places }
}, Effect.scoped)

layer(world({ visits: 2, closeWithin: "2 seconds" }), { excludeTestServices: true })("a masked screenshot", (it) => {
  it.effect(
    "is the same picture whatever names, balances and passwords the page bears",
    Effect.fnUntraced(function* () {
      const [one, other] = [yield* screenshot(ana, "first-password"), yield* screenshot(bea, "another")]
      assert.isTrue(Buffer.from(one.image).equals(Buffer.from(other.image)))
      for (const secret of [ana.name, "first-password", "1.234,56"]) {
        assert.isFalse(Buffer.from(one.image).includes(secret))
      }
    }),
    60_000
  )

  it.effect(
    "shows where texts and fields stand, in nothing but flat greys",
    Effect.fnUntraced(function* () {
      const { image, pixels, places } = yield* screenshot(ana, "typed")
      assert.deepStrictEqual([pixels.width, pixels.height], [1280, 720])
      assert.isAtMost(image.length, 200_000)
      assert.isAtMost(pixels.greys.size, 6)
      const [name = [], balance = [], user = [], pass = [], canvas = []] = places
      const middle = ([left = 0, top = 0, , height = 0]: ReadonlyArray<number>, from: number) =>
        pixels.at(left + from, Math.round(top + height / 2))
      for (const words of [name, balance]) assert.strictEqual(middle(words, 12), text)
      for (const field of [user, pass]) assert.strictEqual(middle(field, 12), 0xee)
      assert.strictEqual(middle(canvas, 12), 0xc8)
      assert.strictEqual(pixels.at(1270, 700), paper)
      // The bar of a text is one block: no letter leaves a trace in it.
      const [left = 0, top = 0, , height = 0] = name
      const bar = new Set(Array.from({ length: 90 }, (_, x) => pixels.at(left + x, Math.round(top + height / 2))))
      assert.deepStrictEqual([...bar], [text])
    }),
    60_000
  )

  it.effect(
    "is none of a page that hangs or crashed, and is there within two seconds",
    Effect.fnUntraced(function* () {
      const site = yield* Site
      site.pages["/bank"] = page(ana)
      const { browser } = yield* visit()
      assert.isTrue(Option.isNone(yield* browser.screenshot), "no page was opened")
      yield* browser.goto(`${home}bank`)
      yield* browser.use("a hanging page", async (page) => {
        page
          .evaluate(() =>
            setTimeout(() => {
              for (;;);
            }, 0)
          )
          .catch(() => undefined)
      })
      const began = performance.now()
      assert.isTrue(Option.isNone(yield* browser.screenshot))
      assert.isBelow(performance.now() - began, 4_000)
    }, Effect.scoped),
    60_000
  )

  it.effect(
    "is that of the page which kept a deadline waiting, from before it was closed",
    Effect.fnUntraced(function* () {
      const site = yield* Site
      site.pages["/bank"] = page(ana)
      const { browser } = yield* visit({ timeout: "2 seconds" })
      yield* browser.goto(`${home}bank`)
      const error = yield* Effect.flip(browser.use("patience", () => new Promise(() => undefined)))
      assert.deepInclude(error, { _tag: "InstitutionDown", how: "no-answer" })
      const image = yield* Effect.flatMap(browser.screenshot, Effect.fromOption)
      assert.isTrue(Png.decode(image).greys.has(text))
    }, Effect.scoped),
    60_000
  )
})
