// A browser as a script of one's own starts it: Playwright's `launch` with what it does by default, a fresh context with its page, and
// `close`. Only where the bank's name leads is said beside it. No proxy, no list of hosts, no folder of ours.
import { Browsers } from "@tomada/connector-kit"
import { Effect, Layer } from "effect"
import { chromium } from "playwright-core"

export interface Options {
  /** The Chromium of the machine; Playwright's own where it is empty. */
  readonly executable: string
  readonly environment: Readonly<Record<string, string>>
  readonly sandbox: boolean
  /** A name and the address where its requests go. */
  readonly connectTo: readonly [host: string, address: string]
}

export const layer = ({ connectTo, environment, executable, sandbox }: Options): Layer.Layer<Browsers.Browsers> =>
  Layer.succeed(
    Browsers.Browsers,
    Browsers.Browsers.of({
      open: Effect.fnUntraced(function* ({ locale, zone }) {
        const browser = yield* Effect.acquireRelease(
          Effect.promise(() =>
            chromium.launch({
              ...(executable !== "" && { executablePath: executable }),
              chromiumSandbox: sandbox,
              args: [`--host-resolver-rules=MAP ${connectTo.join(" ")}`],
              env: { ...process.env, ...environment }
            })
          ),
          (browser) => Effect.promise(() => browser.close())
        )
        const context = yield* Effect.promise(() => browser.newContext({ locale, timezoneId: zone }))
        const page = yield* Effect.promise(() => context.newPage())
        const visit: Browsers.VisitContext = {
          context,
          page,
          observed: () => ({ dialogs: 0, popups: 0, downloads: 0, refused: [] }),
          screenshot: Effect.succeedNone
        }
        return visit
      })
    })
  )
