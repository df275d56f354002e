// A Chromium for visits of these tests: a context each, whose traffic reaches the hosts of its visit and nothing else. How
// browsers are pooled, guarded and ended is the engine's to prove.
import { createServer, request } from "node:http"

import { Browsers } from "@tomada/connector-kit"
import { Effect, Layer, type Scope } from "effect"
import { chromium } from "playwright-core"

const found = process.env["TOMADA_TEST_BROWSER"]
if (found === undefined) {
  throw new Error("No Chromium for the tests: install Chromium or Chrome, or set TOMADA_CHROMIUM to the path of one.")
}
const { environment, executable } = JSON.parse(found) as {
  readonly executable: string
  readonly environment: Readonly<Record<string, string>>
} // tooling/browser wrote it

/** A proxy that sends hosts where `connectTo` says, and hangs up on all others. */
const proxyTo = (connectTo: Readonly<Record<string, string>>): Effect.Effect<string, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.callback<{ address: string; close: () => void }>((resume) => {
        const server = createServer((incoming, outgoing) => {
          const url = URL.parse(incoming.url ?? "")
          const address = connectTo[url?.host ?? ""]
          if (url === null || address === undefined) {
            incoming.socket.destroy()
            return
          }
          const onward = request(
            new URL(url.pathname + url.search, `http://${address}`),
            { method: incoming.method ?? "GET", headers: incoming.headers },
            (answer) => {
              outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
              answer.pipe(outgoing)
            }
          )
          onward.on("error", () => incoming.socket.destroy())
          incoming.pipe(onward)
        })
        server.on("connect", (_, socket) => socket.destroy())
        server.listen(0, "127.0.0.1", () => {
          const bound = server.address()
          const close = () => {
            server.close()
            server.closeAllConnections()
          }
          const address = `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`
          resume(Effect.succeed({ address, close }))
        })
      }),
      ({ close }) => Effect.sync(close)
    ),
    ({ address }) => address
  )

const unavailable = new Browsers.BrowserUnavailable({
  kind: "not-started",
  why: "The Chromium of the tests has ended."
})

/** One Chromium, started with the layer. */
export const browsers = Layer.effect(
  Browsers.Browsers,
  Effect.gen(function* () {
    const browser = yield* Effect.acquireRelease(
      Effect.promise(() =>
        chromium.launch({
          executablePath: executable,
          // Chromium's page for a broken connection would load the address again, across the next step.
          args: ["--disable-auto-reload"],
          chromiumSandbox: process.getuid?.() !== 0,
          env: { PATH: process.env["PATH"] ?? "", ...environment }
        })
      ),
      (started) => Effect.promise(() => started.close())
    )
    return Browsers.Browsers.of({
      open: Effect.fnUntraced(function* ({ connectTo, locale, state, zone }) {
        const server = yield* proxyTo(connectTo)
        const context = yield* Effect.acquireRelease(
          Effect.tryPromise({
            try: () =>
              browser.newContext({
                proxy: { server, bypass: "<-loopback>" },
                locale,
                timezoneId: zone,
                acceptDownloads: false,
                ...(state === undefined ? {} : { storageState: JSON.parse(state) })
              }),
            catch: () => unavailable
          }),
          (opened) => Effect.promise(() => opened.close())
        )
        const page = yield* Effect.promise(() => context.newPage())
        const observed = () => ({ dialogs: 0, popups: 0, downloads: 0, refused: [] })
        return { context, page, observed, screenshot: Effect.succeedNone }
      })
    })
  })
)
