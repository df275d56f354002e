// The browsers of a command: the engine's own pool, in a folder that goes with the command, started when a visit asks for one.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { find } from "@tomada/browser"
import { Browsers, type Connector } from "@tomada/connector-kit"
import { BrowserPool } from "@tomada/engine"
import { Console, Context, Effect, Layer } from "effect"

import { Lacking } from "./Ending.ts"

const needsOne = ({ manifest: { transport } }: Connector.Connector): boolean => transport.startsWith("browser")

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "tomada-browser-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** Where a window could be looked at. */
const hasDisplay = (): boolean =>
  process.platform !== "linux" ||
  [process.env["DISPLAY"], process.env["WAYLAND_DISPLAY"]].some((name) => (name ?? "") !== "")

/** `wantsWindow`: with a window for a person to look at, where there is a display; otherwise it says so. */
export const open = Effect.fnUntraced(function* (connector: Connector.Connector, wantsWindow = false) {
  if (!needsOne(connector)) return undefined
  const { environment, executable, source } = yield* Effect.tryPromise({
    try: () => find(),
    catch: (error) => new Lacking({ problem: error instanceof Error ? error.message : "there is no Chromium" })
  })
  // The Chromium that npm carries has no windows.
  const headed = wantsWindow && hasDisplay() && source === executable
  if (wantsWindow && !headed)
    yield* Console.error(
      hasDisplay() ? "this Chromium has no windows: it goes unseen" : "there is no display: the browser goes unseen"
    )
  const layer = BrowserPool.layer({
    folder: yield* folder,
    executable,
    environment,
    headed,
    // The same setting as the server's: off only where a person says so.
    sandbox: process.env["TOMADA_BROWSER_SANDBOX"] !== "off"
  })
  const browsers = Context.get(yield* Layer.build(layer), Browsers.Browsers)
  // One that cannot start is told before anything is looked at, and not by every visit.
  yield* browsers.open(nowhere).pipe(
    Effect.scoped,
    Effect.mapError(({ message }) => new Lacking({ problem: message }))
  )
  return browsers
})

const nowhere: Browsers.ContextRequest = { hosts: [], connectTo: {}, zone: "UTC", locale: "en-GB" }

/** Given to what takes browsers where there are any. */
export const given = (browsers: Browsers.Browsers["Service"] | undefined) =>
  browsers === undefined ? {} : { browsers }
