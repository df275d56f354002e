// The built page: what a browser loads first, and what may not be in it.
import { readdirSync, readFileSync } from "node:fs"
import { gzipSync } from "node:zlib"

import { assert, describe, it } from "vitest"

import { folder } from "../src/Built.ts"

const files = readdirSync(new URL("connect/", folder))
const textOf = (file: string): string => readFileSync(new URL(`connect/${file}`, folder), "utf8")
const html = readFileSync(new URL("index.html", folder), "utf8")
const scripts = files.filter((file) => file.endsWith(".js"))

/** All scripts that these name, and those that they name in turn, at once or later. */
const reached = (from: ReadonlyArray<string>): ReadonlyArray<string> => {
  const found = new Set(from)
  for (const file of found) for (const other of scripts) if (textOf(file).includes(other)) found.add(other)
  return [...found]
}

const first = scripts.filter((file) => html.includes(file))
const all = reached(first)
/** Of these a person's page loads one, and here the largest counts. */
const languages = all.filter((file) => /^(?:en|es|pt)-/u.test(file))

describe("the built page", () => {
  it("loads at most 60 kB of script, zoid and a language included", () => {
    const sizes = (files: ReadonlyArray<string>) => files.map((file) => gzipSync(textOf(file)).length)
    assert.lengthOf(languages, 3)
    const shared = sizes(all.filter((file) => !languages.includes(file)))
    const bytes = shared.reduce((sum, size) => sum + size, Math.max(...sizes(languages)))
    assert.isAbove(bytes, 20_000)
    assert.isAtMost(bytes, 60_000)
  })

  it("loads zoid only where it is framed: it is in no script that the page names", () => {
    assert.isNotEmpty(first)
    for (const file of first) assert.notInclude(textOf(file), "post_robot")
    assert.isTrue(all.some((file) => textOf(file).includes("post_robot")))
  })

  it("has nothing of effect in it", () => {
    for (const file of scripts) assert.notMatch(textOf(file), /effect\/(?:Schema|Effect|dist)|~effect/u, file)
  })

  it("names no other host, and has no script or style in its markup", () => {
    assert.notMatch(html, /https?:|<style|style=|<script(?![^>]* src=)/u)
    for (const file of files.filter((name) => name.endsWith(".css")))
      assert.notMatch(textOf(file), /url\(|@import/u, file)
  })
})
