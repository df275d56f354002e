// `pnpm connector` as a process of its own, with folders that go with the test.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { assert } from "@effect/vitest"
import { Encodings } from "@tomada/core"
import { Effect } from "effect"

const main = join(import.meta.dirname, "..", "src", "main.ts")

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Room {
  readonly path: string
  /** Where its commands keep sessions, and their keys. */
  readonly state: string
  readonly home: string
}

export const room = Effect.acquireRelease(
  Effect.sync((): Room => {
    const path = mkdtempSync(join(tmpdir(), "tomada-connector-"))
    return { path, state: join(path, "state"), home: join(path, "home") }
  }),
  ({ path }) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

export const start = ({ home, path, state }: Room, args: ReadonlyArray<string>): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, [main, ...args], {
    cwd: path,
    env: { PATH: process.env["PATH"], HOME: path, XDG_STATE_HOME: state, TOMADA_HOME: home, NO_COLOR: "1" }
  })

/** Runs to its end, with these lines on standard input. */
export const run = (room: Room, args: ReadonlyArray<string>, lines: ReadonlyArray<string> = []): Effect.Effect<Ended> =>
  Effect.callback((resume) => {
    const child = start(room, args)
    const said = { stdout: "", stderr: "" }
    child.stdout.on("data", (text) => (said.stdout += String(text)))
    child.stderr.on("data", (text) => (said.stderr += String(text)))
    child.on("close", (code) => resume(Effect.succeed({ code, ...said })))
    child.stdin.end(lines.join("\n"))
    return Effect.sync(() => child.kill("SIGKILL"))
  })

export const filesBelow = (folder: string): ReadonlyArray<string> =>
  (existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [])
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => join(parentPath, name))

/** None of these stands in the text, in any writing. */
export const assertWithout = (text: string, canaries: ReadonlyArray<string>): void => {
  for (const canary of canaries) {
    for (const form of Encodings.of(canary)) assert.isFalse(text.includes(form), "a canary is in what was written")
  }
}

/** The bytes of a file, each as one character. */
export const bytesOf = (path: string): string => readFileSync(path, "latin1")
