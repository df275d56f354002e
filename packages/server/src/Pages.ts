// The built pages and what they load, read once at start: they are few and small, and nothing that is asked for becomes a path of the disk.
// What a page loads is kept compressed beside, since phones ask for it over slow lines. Where nobody built them, whoever opens one is told what to run; the API does without.
import { gzipSync } from "node:zlib"

import { NodeFileSystem, NodePath } from "@effect/platform-node"
import { Built } from "@tomada/connect"
import { Context, Effect, FileSystem, Layer, Path } from "effect"
import { HttpServerResponse } from "effect/http"

/** Where what a page loads lies; each name there bears a digest of the file. */
export const assets = "/connect/" as const

const types: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  png: "image/png",
  svg: "image/svg+xml",
  webp: "image/webp",
  woff2: "font/woff2"
}

const typeOf = (name: string): string => types[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream"

/** What no page of ours does, and nothing in a frame of it may. */
const permissions = [
  "accelerometer",
  "camera",
  "display-capture",
  "geolocation",
  "gyroscope",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "publickey-credentials-get",
  "serial",
  "usb"
]
  .map((feature) => `${feature}=()`)
  .join(", ")

/** What a page of ours may do: what it asks for comes from this server alone, and none of it stands in the page itself. */
export const policy = (ancestors: ReadonlyArray<string>): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    `frame-ancestors ${ancestors.join(" ")}`
  ].join("; ")

const notBuilt = [
  "The pages of the widget are not built in this copy of Tomada.",
  "",
  "In a checkout: node tooling/page.ts (npm start does it by itself), then start again.",
  ""
].join("\n")

/** Of what is worth it; a picture is small already. */
const compressible = /\.(?:css|js|json|svg)$/

interface File {
  readonly bytes: Uint8Array
  /** Undefined where it would save nothing. */
  readonly zipped: Uint8Array | undefined
}

const fileOf = (name: string, bytes: Uint8Array): File => {
  const zipped = compressible.test(name) ? gzipSync(bytes, { level: 9 }) : bytes
  return { bytes, zipped: zipped.length < bytes.length ? zipped : undefined }
}

/** Whether `Accept-Encoding` takes it; a weight of nothing is a no. */
const takesGzip = (accepts: string | undefined): boolean =>
  /(?:^|,)\s*gzip\s*(?:,|$|;(?!\s*q=0(?:\.0+)?\s*(?:,|$)))/i.test(accepts ?? "")

const read = Effect.fnUntraced(function* (address: URL) {
  const files = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const folder = yield* (yield* Path.Path).fromFileUrl(address)
  const names = (yield* files.exists(folder)) ? yield* files.readDirectory(folder, { recursive: true }) : []
  const found = new Map<string, File>()
  for (const name of names) {
    const path = join(folder, name)
    if ((yield* files.stat(path)).type === "File")
      found.set(`/${name.replaceAll("\\", "/")}`, fileOf(name, yield* files.readFile(path)))
  }
  return found
}, Effect.orDie)

export class Pages extends Context.Service<
  Pages,
  {
    /** The page of this name, such as `index.html`, under this policy. */
    page(name: string, policy: string): HttpServerResponse.HttpServerResponse
    /** What a page loads, by its path, in what `Accept-Encoding` takes; undefined where there is no such file. */
    asset(path: string, accepts: string | undefined): HttpServerResponse.HttpServerResponse | undefined
  }
>()("@tomada/server/Pages") {
  /** Of this folder. */
  static readonly layerFrom = (folder: URL): Layer.Layer<Pages> =>
    Layer.effect(
      this,
      Effect.map(read(folder), (files) =>
        Pages.of({
          page: (name, policy) => {
            const file = files.get(`/${name}`)
            const headers = { "content-security-policy": policy, "permissions-policy": permissions }
            return file === undefined
              ? HttpServerResponse.text(notBuilt, { status: 503, headers })
              : HttpServerResponse.uint8Array(file.bytes, { contentType: typeOf(name), headers })
          },
          asset: (path, accepts) => {
            const file = path.startsWith(assets) ? files.get(path) : undefined
            if (file === undefined) return undefined
            const { bytes, zipped } = file
            const isZipped = zipped !== undefined && takesGzip(accepts)
            return HttpServerResponse.uint8Array(isZipped ? zipped : bytes, {
              contentType: typeOf(path),
              headers: {
                ...(isZipped ? { "content-encoding": "gzip" } : {}),
                ...(zipped === undefined ? {} : { vary: "Accept-Encoding" }),
                "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
                "cache-control": "public, max-age=31536000, immutable",
                "cross-origin-resource-policy": "same-origin"
              }
            })
          }
        })
      )
    ).pipe(Layer.provide([NodeFileSystem.layer, NodePath.layer]))

  static readonly layer = Pages.layerFrom(Built.folder)
}
