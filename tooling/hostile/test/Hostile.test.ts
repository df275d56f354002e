// A connector that means harm tries everything it can think of, one attempt a visit. In this process each attempt succeeds, so that the
// test would notice; behind `layerProcess` none does, with the system's namespaces and without them.
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { ConnectorHost } from "@tomada/connector-kit"
import { ConnectorChildren } from "@tomada/engine"
import { Effect, Layer } from "effect"

import { connectors } from "../connector/index.ts"
import { module, tried, triedAll } from "../src/Visited.ts"

const secret = "THE-SECRET"
const folder = mkdtempSync(join(tmpdir(), "hostile-"))
const at = (name: string) => join(folder, name)
const connections: Array<string> = []
let server: Server
let socketFile: Server
let address = ""

beforeAll(async () => {
  process.env["TOMADA_CANARY"] = secret
  writeFileSync(at("keys.json"), JSON.stringify({ key: secret }))
  symlinkSync(at("keys.json"), at("link"))
  const database = new DatabaseSync(at("secrets.db"))
  database.exec(`create table secrets (text); insert into secrets values ('${secret}')`)
  database.close()
  server = createServer((socket) => {
    connections.push("port")
    socket.on("error", () => {})
    socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
  })
  socketFile = createServer((socket) => {
    connections.push("socket file")
    socket.on("error", () => {})
    socket.end()
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  await new Promise<void>((resolve) => socketFile.listen(at("s.sock"), resolve))
  const bound = server.address()
  address = `127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}`
})

afterAll(() => {
  delete process.env["TOMADA_CANARY"]
  server.close()
  socketFile.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Each attempt with its target; whether it does anything in this process, which is no child of a process with secrets. */
const plan = (): ReadonlyArray<readonly [attempt: string, target: string, control?: false]> => [
  ["environment", "TOMADA_CANARY"],
  ["environment of a report", "TOMADA_CANARY"],
  ["environment of the parent", "-"],
  ["environment of itself", "-"],
  ["environment of process 1", "-", false],
  ["file", at("keys.json")],
  ["file by its promise", at("keys.json")],
  ["file by an open number", at("keys.json")],
  ["file by another way", at("keys.json")],
  ["file by /proc", at("keys.json")],
  ["file by a module", at("keys.json")],
  ["file by SQLite", at("secrets.db")],
  ["file by a loader of another realm", at("keys.json")],
  ["folder", folder],
  ["link", at("link")],
  ["a link of its own", at("keys.json")],
  ["open files", "-"],
  ["memory of the parent", "-"],
  ["write", at("written")],
  ["program of the system", "-"],
  ["worker", "-"],
  ["internal binding", "-"],
  ["addon", "/nowhere.node", false],
  ["inspector", "-"],
  ["signal to the parent", "-"],
  ["raw socket", address],
  ["socket of a handle", address],
  ["socket file", at("s.sock")],
  ["listener", "-"],
  ["datagram", address],
  ["web of Node", address],
  ["fetch", address],
  ["name of the system", "localhost"],
  ["http", "https://elsewhere.test/", false],
  ["http", `http://${address}/`, false],
  ["http", "https://bank.hostile.test:8443/", false]
]

const behind = (isolation: ConnectorChildren.Isolation) =>
  ConnectorHost.ConnectorHost.layerProcess([module]).pipe(
    Layer.provide(ConnectorChildren.layer({ isolation, hidden: [folder] }))
  )

/** All in one visit, because a process is dear; and after it what only a second visit can find. */
const everything = Effect.gen(function* () {
  const first = yield* triedAll(plan())
  return [...first, ["left by the first", yield* tried("what another visit left", "once")] as const]
})

describe("A connector that means harm", () => {
  it.live("gets all of it in this process, where nothing stands in its way", () =>
    Effect.gen(function* () {
      const failed = (yield* everything).filter(([, got]) => !got.startsWith("GOT") || got.length === 4)
      const harmless = plan().flatMap(([attempt, , control]) => (control === false ? [attempt] : []))
      assert.sameMembers(
        failed.map(([attempt]) => attempt),
        harmless
      )
      assert.includeMembers(connections, ["port", "socket file"])
    }).pipe(Effect.provide(ConnectorHost.ConnectorHost.layerInProcess(connectors)))
  )

  const kinds = new Set<ConnectorChildren.Isolation>(["permissions", ConnectorChildren.isolation()])
  for (const kind of kinds) {
    it.live(
      `gets none of it from a process that has ${kind}`,
      () =>
        Effect.gen(function* () {
          connections.length = 0
          rmSync(at("written"), { force: true })
          rmSync(at("keys.json.link"), { force: true })
          const results = yield* everything
          const gained = results.filter(([, got]) => !got.startsWith("refused") && got !== "GOT ")
          assert.deepStrictEqual(gained, [])
          assert.deepStrictEqual(connections, [])
        }).pipe(Effect.provide(behind(kind))),
      60_000
    )
  }
})
