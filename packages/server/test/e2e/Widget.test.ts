// The widget's page as browsers ask for it, and who may show it in a frame.
import { gunzipSync } from "node:zlib"

import { assert } from "@effect/vitest"
import { Item } from "@tomada/core"
import { ApplicationStore } from "@tomada/store"
import { Effect } from "effect"
import { request } from "undici"

import { type Answer, http } from "./Client.ts"
import { suite, World } from "./World.ts"

const shop = "https://shop.example"

const allow = Effect.fnUntraced(function* (allowedOrigins: ReadonlyArray<string>) {
  const { clientId } = yield* World
  const applications = yield* ApplicationStore.ApplicationStore
  const held = yield* applications.get(Item.ApplicationId.make(clientId))
  yield* applications.put({ ...held, allowedOrigins })
})

const framedBy = (origin: string | undefined) =>
  http("/?connect_token=x", {
    headers: { "sec-fetch-dest": "iframe", ...(origin === undefined ? {} : { referer: `${origin}/` }) }
  })

const ancestorsOf = ({ headers }: Answer) =>
  /frame-ancestors ([^;]*)/.exec(String(headers["content-security-policy"]))?.[1]

suite({ settings: { TOMADA_PUBLIC_URL: "https://tomada.example" } })("the widget's page", (it) => {
  it.effect("comes from this server alone, runs nothing that stands in it and is not kept", () =>
    Effect.gen(function* () {
      const page = yield* http("/")
      assert.strictEqual(page.status, 200)
      assert.match(String(page.headers["content-type"]), /^text\/html; charset=utf-8/)
      const policy = String(page.headers["content-security-policy"])
      for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"]) {
        assert.include(policy.split("; "), rule)
      }
      assert.notInclude(policy, "unsafe")
      assert.deepInclude(page.headers, {
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer"
      })
      assert.include(String(page.headers["permissions-policy"]), "camera=()")
      assert.notMatch(page.text, /<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/)
    })
  )

  it.effect("loads files whose names change with them, which may be kept for good", () =>
    Effect.gen(function* () {
      const page = yield* http("/")
      const loaded = Array.from(page.text.matchAll(/(?:src|href)="(\/connect\/[^"]+)"/g), ([, path = ""]) => path)
      assert.isNotEmpty(loaded)
      for (const path of loaded) {
        const file = yield* http(path)
        assert.strictEqual(file.status, 200, path)
        assert.match(String(file.headers["content-type"]), /^text\/(javascript|css); charset=utf-8/)
        assert.deepInclude(file.headers, {
          "cache-control": "public, max-age=31536000, immutable",
          "x-content-type-options": "nosniff"
        })
      }
    })
  )

  it.effect("is sent compressed to browsers that take it, and is the same", () =>
    Effect.gen(function* () {
      const { url } = yield* World
      const [, path = ""] = /src="(\/connect\/[^"]+\.js)"/.exec((yield* http("/")).text) ?? []
      const plain = yield* http(path)
      const zipped = yield* Effect.promise(() =>
        request(`${url}${path}`, { headers: { "accept-encoding": "br, gzip" } })
      )
      assert.deepInclude(zipped.headers, { "content-encoding": "gzip", vary: "Accept-Encoding" })
      const bytes = new Uint8Array(yield* Effect.promise(() => zipped.body.arrayBuffer()))
      assert.strictEqual(gunzipSync(bytes).toString(), plain.text)
      assert.isUndefined(plain.headers["content-encoding"])
      for (const accepts of ["br", "gzip;q=0", "xgzip", "gzip;q=0.0, br"]) {
        const answer = yield* http(path, { headers: { "accept-encoding": accepts } })
        assert.isUndefined(answer.headers["content-encoding"], accepts)
      }
    })
  )

  it.effect("gives out no other file", () =>
    Effect.gen(function* () {
      for (const path of [
        "/connect/",
        "/connect/index.html",
        "/connect/..%2findex.html",
        "/connect/%2e%2e/package.json"
      ]) {
        const answer = yield* http(path)
        assert.strictEqual(answer.status, 404, path)
        assert.deepInclude(answer.json, { code: 404 })
        assert.strictEqual(answer.headers["cache-control"], "no-store")
      }
    })
  )

  it.effect("is shown in frames of the origins that the application allows, from the moment it allows them", () =>
    Effect.gen(function* () {
      yield* allow([])
      assert.strictEqual((yield* framedBy(shop)).status, 403)
      yield* allow([shop, "https://www.shop.example"])
      const page = yield* framedBy(shop)
      assert.strictEqual(page.status, 200)
      assert.strictEqual(ancestorsOf(page), `'self' ${shop} https://www.shop.example`)
      assert.include(String(page.headers["vary"]), "Referer")
      assert.include(String(page.headers["vary"]), "Sec-Fetch-Dest")
      assert.strictEqual(ancestorsOf(yield* http("/")), "'self'")
    })
  )

  it.effect("is refused to others in words for who builds their page, of which the log is told once", () =>
    Effect.gen(function* () {
      const { log } = yield* World
      const evil = "https://evil.example"
      for (const _ of [1, 2, 3]) {
        const page = yield* framedBy(evil)
        assert.strictEqual(page.status, 403)
        assert.include(page.text, `tomada apps set &#60;application&#62; --allow-origin ${evil}`)
        assert.notMatch(page.text, /<script|<a |<button|<form/)
        assert.strictEqual(ancestorsOf(page), undefined)
        assert.include(String(page.headers["vary"]), "Referer")
      }
      assert.lengthOf(
        log.filter((line) => line.includes(evil)),
        1
      )
      const injected = yield* framedBy("https://a'b&c.example")
      assert.notInclude(injected.text, "a'b&c")
      assert.strictEqual((yield* framedBy("http://localhost:3000")).status, 403)
    })
  )
})

suite()("a server of one computer alone", (it) => {
  it.effect("lets every page of that computer show the widget", () =>
    Effect.gen(function* () {
      const page = yield* framedBy("http://localhost:3000")
      assert.strictEqual(page.status, 200)
      assert.strictEqual(ancestorsOf(page), "'self' http://localhost:* http://127.0.0.1:*")
      assert.strictEqual((yield* framedBy("https://evil.example")).status, 403)
    })
  )
})
