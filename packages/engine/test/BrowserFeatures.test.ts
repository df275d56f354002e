// Chromium heeds its last list of features alone, so the pool's list must go on from Playwright's. What Playwright says is read
// from how it starts a program that is no browser and only writes down its arguments.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { chromium } from "playwright-core"

import * as Chromium from "../src/browser/Chromium.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "features-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** The arguments that Playwright starts a browser with. */
const startedWith = Effect.gen(function* () {
  const home = yield* folder
  const [program, written] = [join(home, "program"), join(home, "arguments")]
  writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$@" > '${written}'\n`)
  chmodSync(program, 0o700)
  yield* Effect.ignore(Effect.tryPromise(() => chromium.launch({ executablePath: program, timeout: 10_000 })))
  return readFileSync(written, "utf8").split("\n")
})

describe("the features that the pool turns off", () => {
  it.live.skipIf(process.platform === "win32")("are those of Playwright, and what only the unseen window needs", () =>
    Effect.gen(function* () {
      const of = "--disable-features="
      const found = (yield* startedWith).filter((argument) => argument.startsWith(of))
      const playwrights = found.flatMap((argument) => argument.slice(of.length).split(","))
      assert.isAbove(playwrights.length, 5)
      assert.deepStrictEqual(
        playwrights.filter((feature) => !Chromium.features.includes(feature)),
        []
      )
      const more = Chromium.features.filter((feature) => !playwrights.includes(feature))
      assert.isTrue(more.includes("WebUIOmniboxPopup"))
    })
  )
})
