import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

import { afterAll, assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"

import { Pages, policy } from "../src/Pages.ts"

const root = mkdtempSync(join(tmpdir(), "tomada-pages-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const folder = (name: string) => pathToFileURL(`${join(root, name)}/`)
const textOf = (response: HttpServerResponse.HttpServerResponse) =>
  Effect.promise(() => HttpServerResponse.toWeb(response).text())

describe("the built pages", () => {
  it.effect("that nobody built are answered with what to run", () =>
    Effect.gen(function* () {
      const pages = yield* Pages
      const answer = pages.page("index.html", policy(["'self'"]))
      assert.strictEqual(answer.status, 503)
      assert.include(yield* textOf(answer), "node tooling/page.ts")
      assert.isUndefined(pages.asset("/connect/index.js", undefined))
    }).pipe(Effect.provide(Pages.layerFrom(folder("nowhere"))))
  )

  it.effect("are those of the folder, and what they load is below connect/ alone", () => {
    mkdirSync(join(root, "built", "connect", "deep"), { recursive: true })
    writeFileSync(join(root, "built", "index.html"), "<!doctype html>")
    writeFileSync(join(root, "built", "connect", "a-1.js"), "a".repeat(1_000))
    writeFileSync(join(root, "built", "connect", "deep", "b-2.png"), "b")
    return Effect.gen(function* () {
      const pages = yield* Pages
      const page = pages.page("index.html", "default-src 'none'")
      assert.deepStrictEqual([page.status, page.headers["content-security-policy"]], [200, "default-src 'none'"])
      const script = pages.asset("/connect/a-1.js", "gzip")
      assert.strictEqual(script?.headers["content-encoding"], "gzip")
      const picture = pages.asset("/connect/deep/b-2.png", "gzip")
      assert.deepStrictEqual([picture?.headers["content-encoding"], picture?.headers["vary"]], [undefined, undefined])
      for (const path of ["/index.html", "/connect/../index.html", "/connect", "/connect/deep", "connect/a-1.js"]) {
        assert.isUndefined(pages.asset(path, undefined), path)
      }
    }).pipe(Effect.provide(Pages.layerFrom(folder("built"))))
  })
})
