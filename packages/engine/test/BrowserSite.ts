// What tests of browsers share: pages on loopback, a pool with a real Chromium, a visit's Browser and Http, and a look at
// the computer's processes.
import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { Browser, Browsers, Http } from "@tomada/connector-kit"
import { Context, type Duration, Effect, Layer, Schedule } from "effect"

import * as BrowserPool from "../src/BrowserPool.ts"

/** A name under `localhost`, so that pages are secure contexts without a certificate. */
export const host = "bank.localhost"
export const home = `http://${host}/`

const found = process.env["TOMADA_TEST_BROWSER"]
if (found === undefined) {
  throw new Error("No Chromium for the tests: install Chromium or Chrome, or set TOMADA_CHROMIUM to the path of one.")
}
const { environment, executable } = JSON.parse(found) as {
  readonly executable: string
  readonly environment: Readonly<Record<string, string>>
} // tooling/browser wrote it

export const sandbox = process.getuid?.() !== 0

type Answer = (request: IncomingMessage, response: ServerResponse) => void

export interface SiteShape {
  readonly address: string
  readonly port: number
  readonly requests: Array<{ readonly url: string; readonly host: string; readonly cookie: string }>
  readonly pages: Record<string, string | Answer>
  /** Connections of any kind. */
  readonly connections: () => number
}

/** A server on loopback; `pages` may be changed at any time, and what they lack is an empty page. */
export const serve = (pages: Record<string, string | Answer> = {}) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.callback<{ site: SiteShape; close: () => void }>((resume) => {
        let connections = 0
        const requests: SiteShape["requests"] = []
        const server = createServer((request, response) => {
          const url = request.url ?? ""
          requests.push({ url, host: request.headers.host ?? "", cookie: request.headers.cookie ?? "" })
          const page = pages[new URL(url, home).pathname] ?? ""
          if (typeof page !== "string") return page(request, response)
          response.setHeader("content-type", "text/html; charset=utf-8")
          response.end(`<!doctype html><title>page</title><link rel=icon href=data:,>${page}`)
        })
        server.on("connection", (socket) => {
          connections += 1
          socket.on("error", () => undefined)
        })
        server.listen(0, "127.0.0.1", () => {
          const bound = server.address()
          const port = typeof bound === "object" ? (bound?.port ?? 0) : 0
          const site = { address: `127.0.0.1:${port}`, port, requests, pages, connections: () => connections }
          resume(Effect.succeed({ site, close: () => (server.close(), server.closeAllConnections()) }))
        })
      }),
      ({ close }) => Effect.sync(close)
    ),
    ({ site }) => site
  )

export class Site extends Context.Service<Site, SiteShape>()("@tomada/engine/test/Site") {
  static readonly layer = Layer.effect(this, serve())
}

export class Folder extends Context.Service<Folder, string>()("@tomada/engine/test/Folder") {
  static readonly layer = Layer.effect(
    this,
    Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "tomada-browsers-"))),
      (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
    )
  )
}

export const pool = (options: Partial<BrowserPool.PoolOptions> = {}) =>
  Layer.unwrap(
    Effect.map(Folder, (folder) => BrowserPool.layer({ folder, executable, environment, sandbox, ...options }))
  )

/** Everything a file of tests shares. */
export const world = (options: Partial<BrowserPool.PoolOptions> = {}) =>
  pool(options).pipe(Layer.provideMerge(Layer.merge(Folder.layer, Site.layer)))

export interface VisitOptions {
  readonly timeout?: Duration.Input
  readonly hosts?: ReadonlyArray<string>
  readonly state?: string
  readonly country?: string
  readonly zone?: string
}

/** One visit's Browser and Http until the scope closes, with the site as its bank. */
export const visit = Effect.fnUntraced(function* (options: VisitOptions = {}) {
  const { address } = yield* Site
  const egress = {
    hosts: options.hosts ?? [host],
    connectTo: { [host]: address },
    timeout: options.timeout ?? "10 seconds"
  }
  const browsers = yield* Effect.serviceOption(Browsers.Browsers)
  const context = yield* Layer.build(
    Browser.Browser.layer({
      ...egress,
      zone: options.zone ?? "America/Sao_Paulo",
      country: options.country ?? "BR",
      state: options.state,
      browsers
    }).pipe(Layer.provideMerge(Http.Http.layer(egress)))
  )
  return { browser: Context.get(context, Browser.Browser), http: Context.get(context, Http.Http) }
})

interface Process {
  readonly pid: number
  readonly group: number
  readonly command: string
}

const table = (): ReadonlyArray<Process> =>
  spawnSync("ps", ["-A", "-ww", "-o", "pid=,pgid=,stat=,command="], { encoding: "utf8" })
    .stdout.split("\n")
    .flatMap((line) => {
      const [, pid, group, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
      return command === undefined || state?.startsWith("Z") === true
        ? []
        : [{ pid: Number(pid), group: Number(group), command }]
    })

/** The pids of the Chromiums of this folder: the leaders of their groups. */
export const chromiums = (folder: string): ReadonlyArray<number> =>
  table()
    .filter(({ command, group, pid }) => command.includes(folder) && pid === group && !command.includes("crashpad"))
    .map(({ pid }) => pid)

/** Whatever still runs of these groups or names the folder. */
export const leftOver = (folder: string, groups: ReadonlyArray<number>): ReadonlyArray<string> =>
  table()
    .filter(({ command, group }) => command.includes(folder) || groups.includes(group))
    .map(({ command, pid }) => `${pid} ${command.slice(0, 80)}`)

export const folders = (folder: string): ReadonlyArray<string> => readdirSync(folder)

/** Looks again until it is so; fails with what it saw last. */
export const eventually = <A>(look: () => A, isSo: (seen: A) => boolean): Effect.Effect<A> =>
  Effect.suspend(() => {
    const seen = look()
    return isSo(seen) ? Effect.succeed(seen) : Effect.fail(seen)
  }).pipe(
    Effect.retry({ schedule: Schedule.spaced("50 millis"), times: 100 }),
    Effect.mapError((seen) => new Error(`never so: ${JSON.stringify(seen)}`)),
    Effect.orDie
  )
