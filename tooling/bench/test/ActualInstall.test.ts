import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, assert, describe, it } from "@effect/vitest"

import { codeOf, isInstalled, nativeVersion, version } from "../src/ActualInstall.ts"

const folder = mkdtempSync(join(tmpdir(), "tomada-peer-test-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const put = (name: string, version: string): void => {
  const at = join(folder, "node_modules", name)
  mkdirSync(at, { recursive: true })
  writeFileSync(join(at, "package.json"), JSON.stringify({ name, version }))
}

describe("the peer", () => {
  it("is installed only in exactly the versions that are compared with", () => {
    assert.isFalse(isInstalled(folder))
    put("@actual-app/api", version)
    assert.isFalse(isInstalled(folder))
    put("better-sqlite3", "12.11.1")
    assert.isFalse(isInstalled(folder))
    put("better-sqlite3", nativeVersion)
    assert.isTrue(isInstalled(folder))
    put("@actual-app/api", "26.8.0")
    assert.isFalse(isInstalled(folder))
  })

  it("that could not be installed is told of by npm's word for it, never by its addresses", () => {
    assert.strictEqual(codeOf("npm error code ENOTFOUND\nnpm error request to https://host failed"), "ENOTFOUND")
    assert.isUndefined(codeOf("npm: not found"))
  })
})
