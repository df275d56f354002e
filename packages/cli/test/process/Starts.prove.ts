import { spawnSync } from "node:child_process"
import { chmodSync, chownSync, existsSync, mkdirSync } from "node:fs"
import { type AddressInfo, connect, createServer, type Socket } from "node:net"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { EmbeddedPostgres } from "@tomada/server"

import { Client } from "../fixtures/Client.ts"
import { linesOf, paste } from "../fixtures/Paste.ts"
import { assertStops, checkout, inRoom, kill, refusal, type Room, until } from "../fixtures/Room.ts"

const bug = join(import.meta.dirname, "../fixtures/bug.mjs")
const main = join(checkout, "packages/cli/src/main.ts")
const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
const mayBecomeNobody = spawnSync(nobody[0] ?? "", [...nobody.slice(1), process.execPath, "--check", main]).status === 0

describe.skipIf(process.platform !== "linux" || !mayBecomeNobody)("an ordinary user", () => {
  const program = [...nobody, process.execPath, main]
  const withHome = (room: Room) => {
    chmodSync(room.path, 0o755)
    mkdirSync(join(room.path, "own"), { mode: 0o700 })
    chownSync(join(room.path, "own"), 65_534, 65_534)
    return { TOMADA_HOME: join(room.path, "own/home"), HOME: undefined }
  }

  it(
    "starts and stops the server in a folder that is closed to others",
    inRoom(async (room) => {
      const started = room.start({ program, env: withHome(room) })
      const { address } = await started.ready
      assert.strictEqual((await fetch(`${address}/health/ready`)).status, 200)
      await assertStops(room, started, () => kill(started.pid, "SIGTERM"))
    })
  )

  it(
    "is told which folder cannot be written",
    inRoom(async (room) => {
      chmodSync(room.path, 0o755)
      const line = refusal(await room.run({ program, env: { HOME: undefined } }))
      assert.match(line, new RegExp(`^The data folder ${room.home} cannot be written \\(EACCES.*\\): set TOMADA_HOME`))
    })
  )

  it(
    "is told when a folder of root's is there but closed",
    inRoom(async (room) => {
      chmodSync(room.path, 0o755)
      mkdirSync(room.home, { mode: 0o755 })
      const line = refusal(await room.run({ program, env: { HOME: undefined } }))
      assert.match(line, new RegExp(`^The data folder ${room.home} cannot be written`))
    })
  )
})

describe.skipIf(process.platform !== "linux")("a first start on a terminal", () => {
  it(
    "shows the new secret, a second one does not",
    inRoom(async (room) => {
      const program = ["script", "--quiet", "--return", "--command", `${process.execPath} ${main} up`, "/dev/null"]
      const seen: Array<boolean> = []
      for (let starts = 0; starts < 2; starts++) {
        const started = room.start({ program, args: [], readyAt: /Stop with Ctrl-C/ })
        await started.ready
        seen.push(/tmd_sk_\S+ \(shown this once\)/.test(started.said().stdout))
        const server = room.processes().find(({ command }) => command.startsWith(`${process.execPath} ${main}`))
        kill(server?.pid ?? 0, "SIGTERM")
        assert.deepStrictEqual(await room.quiet(10_000), [])
      }
      assert.deepStrictEqual(seen, [true, false])
    })
  )
})

describe.skipIf(process.platform !== "linux")("a server that listens on every address", () => {
  it(
    "is told as one that can be opened",
    inRoom(async (room) => {
      const started = room.start({ env: { HOST: "0.0.0.0" } })
      const { address } = await started.ready
      assert.match(address, /^http:\/\/127\.0\.0\.1:\d+$/)
      assert.strictEqual((await fetch(`${address}/health/ready`)).status, 200)
      await assertStops(room, started, () => kill(started.pid, "SIGTERM"))
    })
  )
})

describe.skipIf(process.platform !== "linux")("credentials of the environment", () => {
  it(
    "are used by the three lines, and written nowhere",
    inRoom(async (room) => {
      const env = {
        TOMADA_CLIENT_ID: "0f8fad5b-d9cb-469f-a165-70867728950e",
        TOMADA_CLIENT_SECRET: "open, sesame, open"
      }
      const started = room.start({ args: ["up"], env, readyAt: /Stop with Ctrl-C/ })
      await started.ready
      const { stderr, stdout } = started.said()
      assert.notInclude(stdout + stderr, env.TOMADA_CLIENT_SECRET)
      assert.isFalse(existsSync(join(room.home, "client.json")))
      assert.include(await paste(linesOf(stdout), env), '"type":"CREDIT"')
      await assertStops(room, started, () => kill(started.pid, "SIGTERM"))
    })
  )
})

describe.skipIf(process.platform !== "linux")("a setting that cannot be used is one line", () => {
  const settings: ReadonlyArray<readonly [env: Readonly<Record<string, string>>, says: RegExp]> = [
    [{ DATABASE_URL: "nonsense" }, /DATABASE_URL .* postgresql:\/\/user:password@/],
    [
      { DATABASE_URL: "postgresql://joe:hunter2@nowhere.invalid/bank" },
      /at nowhere\.invalid:5432\/bank cannot be reached/
    ],
    [{ DATABASE_URL: "postgresql://joe:hun%ZZter2@127.0.0.1:1/bank" }, /at 127\.0\.0\.1:1\/bank cannot be reached/],
    [{ TOMADA_CLIENT_ID: "x" }, /TOMADA_CLIENT_SECRET .* set both or neither/],
    [{ TOMADA_CLIENT_ID: "x", TOMADA_CLIENT_SECRET: "hunter2-and-hunter3" }, /TOMADA_CLIENT_ID .* UUID/],
    [{ TOMADA_KEY: "hunter2-and-hunter3" }, /TOMADA_KEY .* 32 bytes in base64/],
    [{ TOMADA_SANDBOX: "perhaps" }, /TOMADA_SANDBOX .* on or off/]
  ]
  for (const [env, says] of settings) {
    it(
      `${Object.keys(env).join(" and ")} like that: ${says.source}`,
      inRoom(async (room) => {
        const line = refusal(await room.run({ env }))
        assert.match(line, says)
        assert.notMatch(line, /hunter2|ZZter/)
      })
    )
  }
})

describe.skipIf(process.platform !== "linux")("PostgreSQL in the data folder", () => {
  it(
    "that ends takes the server with it, whose last line says so",
    inRoom(async (room) => {
      const started = room.start()
      await started.ready
      kill(room.postmaster(), "SIGKILL")
      const { code, stderr } = await started.ended
      const last = stderr.trimEnd().split("\n").at(-1) ?? ""
      assert.match(last, /^tomada: The embedded PostgreSQL has ended \(.*SIGKILL.*\)/)
      assert.strictEqual(code, 1)
      assert.deepStrictEqual(await room.quiet(10_000), [])
    })
  )

  it(
    "that a killed server has left behind is ended by the next start",
    inRoom(async (room) => {
      const killed = room.start()
      await killed.ready
      kill(killed.pid, "SIGKILL")
      await killed.ended
      const orphan = room.postmaster()
      assert.notStrictEqual(orphan, 0)
      const next = room.start()
      await next.ready
      assert.notInclude(
        room.processes().map(({ pid }) => pid),
        orphan
      )
      await assertStops(room, next, () => kill(next.pid, "SIGTERM"))
    })
  )
})

describe.skipIf(process.platform !== "linux")("a bug outside of Effect", () => {
  const program = [process.execPath, "--import", bug, main]
  for (const [name, signal, line] of [
    ["that is thrown", "SIGUSR2", "unexpected TypeError: the first line and the second (at bug.mjs:3:9)"],
    ["that nobody waits for", "SIGWINCH", "unexpected Error: nobody waits for this (at bug.mjs:5:"]
  ] as const) {
    it(
      `${name} is one line, ends the server in order, and is exit code 1`,
      inRoom(async (room) => {
        const started = room.start({ program })
        await started.ready
        kill(started.pid, signal)
        const { code, stderr } = await started.ended
        assert.isTrue(stderr.startsWith(`tomada: ${line}`), stderr)
        assert.strictEqual(stderr.split("\n").length, 2)
        assert.strictEqual(code, 1)
        assert.deepStrictEqual(await room.quiet(1_000), [])
      })
    )
  }
})

/** A way to a port that can be cut and mended. */
const proxyTo = async (port: number) => {
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((socket) => {
    if (isCut) return void socket.destroy()
    const onward = connect(port, "127.0.0.1")
    for (const end of [socket, onward]) {
      sockets.add(end)
      end.on("error", () => {})
      end.on("close", () => sockets.delete(end))
    }
    socket.pipe(onward)
    onward.pipe(socket)
  })
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  const cut = (so: boolean) => {
    isCut = so
    if (so) for (const socket of sockets) socket.destroy()
  }
  return { port: (server.address() as AddressInfo).port, cut, close: () => (cut(true), server.close()) } // it listens, so it has one
}

describe.skipIf(process.platform !== "linux")("a database of one's own", () => {
  it(
    "may go and come back: the server is not ready meanwhile, and goes on afterwards",
    inRoom(async (elsewhere) => {
      const database = await EmbeddedPostgres.EmbeddedPostgres.start(elsewhere.home, { durable: false })
      const url = new URL(database.url)
      const proxy = await proxyTo(Number(url.port))
      url.port = String(proxy.port)
      try {
        await inRoom(async (room) => {
          const started = room.start({ env: { DATABASE_URL: url.href } })
          const ready = await started.ready
          const status = async () => (await fetch(`${ready.address}/health/ready`)).status
          assert.strictEqual(await status(), 200)
          proxy.cut(true)
          await until("503", async () => (await status()) === 503)
          assert.strictEqual((await fetch(`${ready.address}/health/live`)).status, 200)
          proxy.cut(false)
          await until("200", async () => (await status()) === 200)
          const client = await Client.of(ready)
          await client.untilItem(await client.connect(2, "user-ok"), "SUCCESS")
          proxy.cut(true)
          await assertStops(room, started, () => kill(started.pid, "SIGTERM"))
        })()
      } finally {
        proxy.close()
        await database.stop()
      }
    })
  )
})
