// One Chromium process. It gets a folder of its own for all it writes, an environment without the server's secrets, and no
// way to the network of its own: what visits do goes through their proxies, what Chromium does by itself meets one that
// refuses all. Whatever does not end in time is ended by its process group, which is ours alone.
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import process from "node:process"

import { Browsers } from "@tomada/connector-kit"
import { Deferred, Duration, Effect, type Scope } from "effect"
import type { Browser, BrowserType } from "playwright-core"

import * as EgressProxy from "./EgressProxy.ts"
import * as Playwright from "./Playwright.ts"
import * as Profiles from "./Profiles.ts"

export interface Options {
  readonly executable: string
  readonly sandbox: boolean
  /** With a window, on the display that the environment names. */
  readonly headed?: boolean
  /** Where the folder of the browser is made. */
  readonly home: string
  /** Variables that the browser needs beside the usual ones, such as where its fonts are. */
  readonly environment: Readonly<Record<string, string>>
  readonly openWithin: Duration.Duration
  readonly closeWithin: Duration.Duration
}

export interface Chromium {
  readonly browser: Browser
  readonly pid: number
  /** What Chromium itself asked the network for, in vain. */
  readonly refused: () => ReadonlyArray<Browsers.Refused>
}

/** The browser goes nowhere but to its proxy: no lookups, no UDP, no other protocol. */
const closedNetwork = [
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
  "--disable-quic",
  "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
  "--webrtc-ip-handling-policy=disable_non_proxied_udp",
  "--no-pings",
  "--disable-domain-reliability",
  "--disable-client-side-phishing-detection",
  "--disable-crash-reporter",
  // Its page for a broken connection would load the address again, across the next step.
  "--disable-auto-reload"
]

/** What Playwright turns off: Chromium heeds its last list alone, so these are said again. */
const offForPlaywright = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "TcpPortRandomizationWin",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
  "msForceBrowserSignIn",
  "msEdgeUpdateLaunchServicesPreferredVersion"
]

/**
 * Of Chromium's own window, which nobody sees. Each context has one, and its address bar is two web pages that take a process
 * and more CPU than the page that is visited; a process for a next page is started ahead and never used.
 */
const unseen = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "SpareRendererForSitePerProcess"]

/** The features that are turned off. */
export const features: ReadonlyArray<string> = [...offForPlaywright, ...unseen]

interface Places {
  readonly folder: string
  readonly temporary: string
}

const passedOn = ["PATH", "LANG", "LC_ALL", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "LD_LIBRARY_PATH", "SystemRoot"]

const environmentOf = (
  { folder, temporary }: Places,
  given: Readonly<Record<string, string>>
): Record<string, string> => ({
  ...Object.fromEntries(
    passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))
  ),
  HOME: folder,
  TMPDIR: temporary,
  TEMP: temporary,
  TMP: temporary,
  XDG_CONFIG_HOME: folder,
  XDG_CACHE_HOME: folder,
  XDG_DATA_HOME: folder,
  ...given
})

const displays = (): Record<string, string> =>
  Object.fromEntries(
    ["DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR"].flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    })
  )

const asRoot = new Browsers.BrowserUnavailable({
  kind: "as-root",
  why: "Chromium's sandbox does not work for root: run Tomada as another user, or set TOMADA_BROWSER_SANDBOX=off to do without the sandbox."
})
const noSandbox = new Browsers.BrowserUnavailable({
  kind: "sandbox",
  why: "This computer does not let Chromium build its sandbox: allow unprivileged user namespaces, or set TOMADA_BROWSER_SANDBOX=off to do without the sandbox."
})
const traced = new Browsers.BrowserUnavailable({
  kind: "traced",
  why: "DEBUG makes Playwright print what is typed into pages: no browser is started until pw:* is taken out of it."
})
const notStarted = new Browsers.BrowserUnavailable({ kind: "not-started", why: "The browser did not start." })

interface Surroundings {
  readonly platform: string
  readonly uid: number | undefined
  readonly debug: string
}

/** Why a browser should not be started here; none when nothing speaks against it. */
export const refusal = (
  sandbox: boolean,
  { debug, platform, uid }: Surroundings
): Browsers.BrowserUnavailable | undefined => {
  if (/(?:^|[\s,])(?:pw(?::|$)|\*)/.test(debug)) return traced
  return sandbox && platform === "linux" && uid === 0 ? asRoot : undefined
}

const killGroup = (pid: number) =>
  Effect.sync(() => {
    try {
      process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL")
    } catch {
      // Nothing of it is left, which is what was wanted.
    }
  })

/** Chromium would ask its maker about every form that it sees. */
const preferences = JSON.stringify({
  autofill: { enabled: false, profile_enabled: false, credit_card_enabled: false },
  credentials_enable_service: false,
  search: { suggest_enabled: false },
  translate: { enabled: false }
})

const writePreferences = async (profile: string): Promise<void> => {
  await mkdir(join(profile, "Default"), { recursive: true, mode: 0o700 })
  await writeFile(join(profile, "Default", "Preferences"), preferences)
}

const launch = async (
  chromium: BrowserType,
  { environment, executable, headed = false, openWithin, sandbox }: Options,
  places: Places,
  server: string
) => {
  const { folder } = places
  const profile = join(folder, "profile")
  await writePreferences(profile)
  const first = await chromium.launchPersistentContext(profile, {
    executablePath: executable,
    artifactsDir: join(folder, "artifacts"),
    downloadsPath: join(folder, "downloads"),
    chromiumSandbox: sandbox,
    headless: !headed,
    env: { ...environmentOf(places, environment), ...(headed ? displays() : {}) },
    args: [...closedNetwork, `--disable-features=${features.join(",")}`],
    // As for a person: a window that no click asked for stays closed, or a page could open them without end.
    ignoreDefaultArgs: ["--disable-popup-blocking"],
    proxy: { server, bypass: "<-loopback>" },
    acceptDownloads: false,
    timeout: Duration.toMillis(openWithin),
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false
  })
  try {
    const browser = first.browser()
    if (browser === null) throw new Error("Playwright gives no browser of its own context")
    const pid = await pidOf(browser)
    for (const page of first.pages()) await page.close()
    return { browser, pid }
  } catch (error) {
    await first.close()
    throw error
  }
}

const pidOf = async (browser: Browser): Promise<number> => {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send("SystemInfo.getProcessInfo")
  const pid = processInfo.find(({ type }) => type === "browser")?.id
  if (pid === undefined) throw new Error("Chromium does not tell its pid")
  await session.detach()
  return pid
}

/** Starts one; it ends with the scope, within `closeWithin` and a moment, and leaves neither process nor file. */
export const start = Effect.fnUntraced(function* (
  options: Options
): Effect.fn.Return<Chromium, Browsers.BrowserUnavailable, Scope.Scope> {
  const refused = refusal(options.sandbox, {
    platform: process.platform,
    uid: process.getuid?.(),
    debug: process.env["DEBUG"] ?? ""
  })
  if (refused !== undefined) return yield* refused
  const { chromium } = yield* Playwright.load
  const folder = yield* Profiles.make(options.home)
  const temporary = yield* Profiles.temporary(folder)
  const proxy = yield* EgressProxy.open({ hosts: [], connectTo: {} })
  const { browser, pid } = yield* Effect.acquireRelease(
    Effect.tryPromise({
      try: () => launch(chromium, options, { folder, temporary }, proxy.server),
      catch: (cause) =>
        /No usable sandbox|sandboxing failed|SUID sandbox/.test(String(cause)) ? noSandbox : notStarted
    }),
    ({ browser, pid }) =>
      Effect.gen(function* () {
        const ended = yield* Deferred.make<void>()
        browser.once("disconnected", () => Deferred.doneUnsafe(ended, Effect.void))
        if (!browser.isConnected()) return yield* killGroup(pid)
        yield* Effect.tryPromise(() => browser.close()).pipe(
          Effect.timeout(options.closeWithin),
          Effect.catch(() =>
            Effect.andThen(killGroup(pid), Effect.timeoutOption(Deferred.await(ended), options.closeWithin))
          )
        )
      })
  )
  return { browser, pid, refused: proxy.refused }
})
