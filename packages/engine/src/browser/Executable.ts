// Which Chromium to start: the one that is named, else Playwright's own, else one that the computer has. None is ever
// fetched from here, and what lies in the temporary folder is never trusted.
import { existsSync } from "node:fs"
import process from "node:process"

import { Browsers } from "@tomada/connector-kit"
import { Effect } from "effect"

import * as Playwright from "./Playwright.ts"

const known: Partial<Record<NodeJS.Platform, ReadonlyArray<string>>> = {
  linux: [
    "/opt/google/chrome/chrome",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/snap/bin/chromium",
    "/opt/microsoft/msedge/msedge"
  ],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"
  ],
  win32: [
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe"
  ]
}

const absent = (why: string) => new Browsers.BrowserUnavailable({ kind: "absent", why })

export interface FindOptions {
  /** A path that somebody chose; nothing else is looked for then. */
  readonly named?: string | undefined
  /** Where computers have one, instead of the usual places. */
  readonly places?: ReadonlyArray<string>
}

/** The path of a Chromium, or `absent`, which says how to get one. */
export const find = Effect.fnUntraced(function* ({ named, places }: FindOptions) {
  if (named !== undefined) {
    if (existsSync(named)) return named
    return yield* absent("TOMADA_CHROMIUM names no file: set it to the path of a Chromium or Chrome, or leave it out.")
  }
  const { chromium } = yield* Playwright.load
  const candidates = places ?? [chromium.executablePath(), ...(known[process.platform] ?? [])]
  const found = candidates.find((path) => existsSync(path))
  if (found !== undefined) return found
  return yield* absent(
    "No browser was found: install Chromium or Chrome, or run `npx playwright-core install chromium`, or set TOMADA_CHROMIUM to the path of one."
  )
})
