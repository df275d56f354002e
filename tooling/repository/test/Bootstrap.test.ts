import { spawn } from "node:child_process"
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import { root } from "../src/Checkout.ts"

const rooms: Array<string> = []

/** A checkout with dev.mjs, three scripts and a `pnpm` that only records how it was called and does what `pnpm` says. */
const checkout = (pnpm = "sleep 0.3"): string => {
  const room = mkdtempSync(join(tmpdir(), "tomada-bootstrap-"))
  rooms.push(room)
  const bin = join(room, ".toolchain/pnpm@12.21.0/node_modules/.bin")
  mkdirSync(bin, { recursive: true })
  mkdirSync(join(room, "tooling"))
  copyFileSync(join(root, "tooling/dev.mjs"), join(room, "tooling/dev.mjs"))
  copyFileSync(new URL("fixtures/long-lived.mjs", import.meta.url), join(room, "long-lived.mjs"))
  writeFileSync(join(room, ".node-version"), "18.0.0\n")
  writeFileSync(join(room, "pnpm-lock.yaml"), "one\n")
  writeFileSync(join(bin, "pnpm"), `#!/bin/sh\necho "$@" >> '${room}/pnpm.log'\n${pnpm}\n`)
  chmodSync(join(bin, "pnpm"), 0o755)
  const { scripts: real } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: { start: string }
  } // ours
  const scripts = { start: real.start, up: "node long-lived.mjs up", both: "true && true" }
  writeFileSync(join(room, "package.json"), JSON.stringify({ packageManager: "pnpm@12.21.0", scripts }))
  return room
}

const calls = (room: string): ReadonlyArray<string> =>
  existsSync(join(room, "pnpm.log")) ? readFileSync(join(room, "pnpm.log"), "utf8").trim().split("\n") : []

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
}

/**
 * Runs a command to the end of all that it started. Each of `when` is done once, with the command's pid, as soon as its text and
 * those of the ones before it have been said.
 */
const run = (
  room: string,
  command: ReadonlyArray<string>,
  when: ReadonlyArray<readonly [said: string, act: (pid: number) => void]> = []
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)))
    const [program = "", ...args] = command
    const child = spawn(program, args, { cwd: room, env, stdio: ["ignore", "pipe", "pipe"], detached: true })
    const waiting = [...when]
    let output = ""
    const take = (chunk: string) => {
      output += chunk
      const [said, act] = waiting[0] ?? []
      if (said === undefined || child.pid === undefined || !output.includes(said)) return
      waiting.shift()
      act?.(child.pid)
    }
    child.stdout.setEncoding("utf8").on("data", take)
    child.stderr.setEncoding("utf8").on("data", take)
    child.on("error", reject)
    child.on("close", (code, signal) => resolve({ code, signal, output }))
  })

const send = (signal: NodeJS.Signals) => (pid: number) => void process.kill(pid, signal)

const heard = (ended: Ended): ReadonlyArray<string> =>
  Array.from(ended.output.matchAll(/heard (\w+)/g), ([, name]) => name ?? "")

afterAll(() => {
  for (const room of rooms) rmSync(room, { recursive: true, force: true })
})

describe.skipIf(process.platform === "win32")("a long-lived script behind npm", () => {
  let room = ""
  beforeAll(() => {
    room = checkout()
  })

  const starts = [
    ["npm", "start"],
    ["npm", "start", "--silent"]
  ]
  for (const command of starts) {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      it.concurrent(`hears one ${signal} sent to "${command.join(" ")}" alone, and its exit code is npm's`, async () => {
        const ended = await run(room, command, [["ready ", send(signal)]])
        assert.deepStrictEqual(heard(ended), [signal])
        assert.strictEqual(ended.code, 9)
      })
    }

    it.concurrent(`is asked to stop when SIGHUP ends "${command.join(" ")}"`, async () => {
      const ended = await run(room, command, [["ready ", send("SIGHUP")]])
      assert.deepStrictEqual(heard(ended), ["SIGTERM"])
      assert.strictEqual(ended.signal, "SIGHUP")
    })
  }

  it.concurrent("hears a terminal's Ctrl-C, which goes to the whole group and through npm again, once", async () => {
    const ended = await run(room, ["npm", "start"], [["ready ", (pid) => process.kill(-pid, "SIGINT")]])
    assert.deepStrictEqual(heard(ended), ["SIGINT"])
  })

  it.concurrent("hears a stop that comes twice once", async () => {
    const command = ["node", "tooling/dev.mjs", "up"]
    const twice = [
      ["ready ", send("SIGINT")],
      ["heard ", send("SIGTERM")]
    ] as const
    assert.deepStrictEqual(heard(await run(room, command, twice)), ["SIGINT"])
  })

  it.concurrent("gets the arguments that follow the script's name", async () => {
    const ended = await run(room, ["node", "tooling/dev.mjs", "up", "--port", "1"], [["ready ", send("SIGTERM")]])
    assert.include(ended.output, "ready up --port 1\n")
  })
})

describe.skipIf(process.platform === "win32")("the installation of dependencies", () => {
  const both = ["node", "tooling/dev.mjs", "both"]

  it("happens once for two runs that start together, and not again while nothing changes", async () => {
    const room = checkout()
    const ended = await Promise.all([run(room, both), run(room, both)])
    assert.deepStrictEqual(
      ended.map(({ code }) => code),
      [0, 0]
    )
    await run(room, both)
    const installs = calls(room).filter((call) => call.startsWith("install --frozen-lockfile"))
    assert.strictEqual(installs.length, 1)
    assert.strictEqual(calls(room).filter((call) => call === "run both").length, 3)
  })

  it("happens again after a change of the lockfile", async () => {
    const room = checkout()
    await run(room, both)
    writeFileSync(join(room, "pnpm-lock.yaml"), "two\n")
    await run(room, both)
    assert.strictEqual(calls(room).filter((call) => call.startsWith("install")).length, 2)
  })

  it("that fails shows what pnpm said and what to do, and runs nothing", async () => {
    const room = checkout("echo the reason; exit 4")
    const ended = await run(room, both)
    assert.strictEqual(ended.code, 4)
    assert.match(ended.output, /the reason\n.*refresh the lockfile with "npx -y pnpm@12\.21\.0 install"/s)
    assert.strictEqual(calls(room).length, 1)
  })

  it("does not wait for a run that died while it installed", async () => {
    const room = checkout()
    writeFileSync(join(room, ".toolchain/install.lock"), "4194305")
    const ended = await run(room, both)
    assert.strictEqual(ended.code, 0)
  })
})

it("a name that is no script is answered with the names that are", async () => {
  const ended = await run(checkout(), ["node", "tooling/dev.mjs", "strat"])
  assert.strictEqual(ended.code, 1)
  assert.include(ended.output, "start, up, both")
})
