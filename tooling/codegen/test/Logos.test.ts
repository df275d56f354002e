import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, assert, describe, it } from "@effect/vitest"

import { logosIn, logosModule, problem } from "../src/Logos.ts"

const drawing = (inside: string, attributes = `xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"`) =>
  `<svg ${attributes}>${inside}</svg>`

const root = mkdtempSync(join(tmpdir(), "tomada-logos-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const write = (path: string, text: string) => {
  mkdirSync(join(root, "connectors", path, ".."), { recursive: true })
  writeFileSync(join(root, "connectors", path), text)
}

describe("a connector's logo", () => {
  it("is a plain drawing", () => {
    const inside = `<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs><path fill="url(#a)" d="M0 0"/><use href="#a"/>`
    assert.isUndefined(problem(drawing(inside)))
  })

  it("has no script, nothing foreign and nothing from elsewhere", () => {
    const bad = [
      `<script>alert(1)</script>`,
      `<SCRIPT/>`,
      `<foreignObject/>`,
      `<image href="data:image/png;base64,AA"/>`,
      `<style>@import "x"</style>`,
      `<a href="#x"/>`,
      `<path onload="x()"/>`,
      `<path\nONCLICK = "x()"/>`,
      `<use href="https://evil.example/a.svg#b"/>`,
      `<use xlink:href='//evil.example'/>`,
      `<use href=evil.svg />`,
      `<path fill="url(https://evil.example)"/>`,
      `<path style="background:url( 'x.png' )"/>`,
      `<use href="&#106;avascript:x"/>`,
      `<!-- a comment -->`,
      `<animate attributeName="href"/>`
    ]
    for (const inside of bad) assert.isString(problem(drawing(inside)), inside)
    assert.isString(problem(`<!DOCTYPE svg [<!ENTITY a "b">]>${drawing("")}`))
  })

  it("is a square and not large", () => {
    assert.isString(problem(drawing("", `xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 20"`)))
    assert.isString(problem(drawing("", `xmlns="http://www.w3.org/2000/svg"`)))
    assert.isString(problem(drawing("", `viewBox="0 0 10 10"`)))
    assert.isString(problem(drawing(`<path d="${"M0 0".repeat(5_000)}"/>`)))
  })

  it("is that of its package, or one of its own", () => {
    write("one/logo.svg", drawing("<path/>\n  <path/>"))
    write("one/logos/second.svg", drawing("<circle/>"))
    const packages = [
      { folder: "one", slugs: ["first", "second"] },
      { folder: "none", slugs: ["third"] }
    ]
    const { logos, pictures } = logosIn(root, packages)
    assert.deepStrictEqual(
      [...logos],
      [
        ["first", "one/logo.svg"],
        ["second", "one/logos/second.svg"]
      ]
    )
    assert.strictEqual(pictures.get("one/logo.svg"), drawing("<path/><path/>"))
    const text = logosModule({ logos, pictures })
    assert.include(text, `  first: "one/logo.svg"`)
    assert.include(logosModule({ logos: new Map(), pictures: new Map() }), "= {}")
  })

  it("that is none is refused by the name of its file", () => {
    write("bad/logo.svg", drawing("<script/>"))
    assert.throws(() => logosIn(root, [{ folder: "bad", slugs: ["bad"] }]), /connectors\/bad\/logo\.svg: <script>/)
  })
})
