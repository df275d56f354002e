// Starts a process for one visit of a connector that is not of this repository. It inherits a channel and a way out and nothing
// else: no environment, no keys, no folder. A guard in its process group waits for this process to end, however it ends, and
// the kernel counts its time and memory: a child that spins is not asked.
import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, sep } from "node:path"
import { Duplex } from "node:stream"
import { fileURLToPath } from "node:url"

import { ConnectorProcesses } from "@tomada/connector-kit"
import { Effect, Layer, Semaphore, type Scope } from "effect"

import * as Isolation from "./process/Isolation.ts"
import * as Readable from "./process/Readable.ts"
import * as Tunnels from "./process/Tunnels.ts"

export interface ChildrenOptions {
  /** What is taken unless given is found out at start. */
  readonly isolation?: Isolation.Isolation
  /** Folders that are emptied for a child, where the system can: the data folder. */
  readonly hidden?: ReadonlyArray<string>
  /** Of the objects of a child, in megabytes; what Node needs beside them is added where the system limits all of it. */
  readonly heap?: number
  /** Seconds of the processor that a child may take. */
  readonly processor?: number
  /** Children at one time; others wait. */
  readonly atOnce?: number
}

/** A child dies with the channel that leads here: whoever holds the other end of number 5 has gone then, and its group is ended. */
const guarded = [
  "( exec 3>&- 4>&- >/dev/null 2>&1; read _ <&5; kill -9 0 ) &",
  "exec 5<&-",
  'ulimit -c 0; ulimit -t "$1"; ulimit -n 256; ulimit -f 0',
  '[ "$2" = 0 ] || ulimit -d "$2"',
  'shift 2; exec "$@"'
].join("\n")

const refused = ["--permission", "--no-experimental-sqlite", "--no-addons", "--no-warnings"]

const entry = fileURLToPath(ConnectorProcesses.entry)

/** Megabytes of a child beside its objects: code, threads, buffers. */
const overhead = 768

const unavailable = (why: string) => new ConnectorProcesses.ProcessUnavailable({ why })

const isInside = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep)

/** The command of a child, without what it runs under. */
const nodeOf = (readable: ReadonlyArray<string>, heap: number): ReadonlyArray<string> => [
  process.execPath,
  ...refused,
  `--max-old-space-size=${heap}`,
  ...readable.flatMap((path) => [`--allow-fs-read=${path}`]),
  entry
]

const closed = new Duplex({ read() {} }).destroy()

interface Started {
  readonly channel: Duplex
  readonly way: Duplex
  readonly end: Effect.Effect<void>
}

const start = (
  command: ReadonlyArray<string>,
  cwd: string
): Effect.Effect<Started, ConnectorProcesses.ProcessUnavailable> =>
  Effect.callback((resume) => {
    const child = spawn("/bin/sh", ["-c", guarded, "sh", ...command], {
      cwd,
      detached: true,
      env: { PATH: Isolation.searched, TZ: "UTC" },
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe", "pipe"]
    })
    const [channel, way, lifeline] = child.stdio.slice(3) as unknown as ReadonlyArray<Duplex> // three pipes in both directions
    let gone = false
    const group = () => {
      if (child.pid === undefined) return
      try {
        process.kill(-child.pid, "SIGKILL")
      } catch {
        // Nobody is left in it.
      }
    }
    child.once("exit", () => {
      gone = true
      group()
    })
    child.once("error", () => resume(Effect.fail(unavailable("The system starts no process for a connector."))))
    lifeline?.on("error", () => {})
    child.once("spawn", () =>
      resume(
        Effect.succeed({
          channel: channel ?? closed,
          way: way ?? closed,
          end: Effect.callback<void>((ended) => {
            const done = () => ended(Effect.void)
            if (gone) return done()
            child.once("exit", done)
            group()
          }).pipe(
            Effect.ensuring(
              Effect.sync(() => {
                for (const stream of [channel, way, lifeline]) stream?.destroy()
              })
            )
          )
        })
      )
    )
  })

const make = Effect.fnUntraced(function* ({
  atOnce = 50,
  heap = 256,
  hidden = [],
  isolation,
  processor = 300
}: ChildrenOptions) {
  const kind = isolation ?? Isolation.detect()
  const places = yield* Semaphore.make(atOnce)
  const nowhere = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "tomada-connector-"))),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
  )
  const readables = new Map<string, ReadonlyArray<string>>()
  const readable = (module: string): ReadonlyArray<string> => {
    const known = readables.get(module)
    if (known !== undefined) return known
    const found = Readable.of([entry, fileURLToPath(module)])
    readables.set(module, found)
    return found
  }

  const under = (paths: ReadonlyArray<string>, command: ReadonlyArray<string>): ReadonlyArray<string> => {
    if (kind === "permissions") return command
    const needed = [...paths, process.execPath, dirname(process.execPath), nowhere]
    const empty = [...hidden, "/run", "/tmp"].filter((folder) => !needed.some((path) => isInside(path, folder)))
    return Isolation.around(empty.filter(existsSync), command)
  }

  return ConnectorProcesses.ConnectorProcesses.of({
    start: Effect.fnUntraced(function* ({
      egress,
      module,
      seconds
    }): Effect.fn.Return<Duplex, ConnectorProcesses.ProcessUnavailable, Scope.Scope> {
      if (process.platform === "win32") return yield* unavailable("Connectors of others need Linux or macOS.")
      const paths = yield* Effect.try({
        try: () => readable(module),
        catch: () => unavailable(`There is no package at ${module}.`)
      })
      const open = hidden.find((folder) => paths.some((path) => isInside(folder, path)))
      if (open !== undefined)
        return yield* unavailable(`A connector's package may not hold the data folder: ${module}.`)
      yield* Effect.acquireRelease(places.take(1), () => places.release(1))
      const memory = process.platform === "linux" ? String((heap + overhead) * 1024) : "0"
      const command = [String(processor), memory, ...under(paths, nodeOf(paths, heap))]
      const { channel, end, way } = yield* Effect.acquireRelease(start(command, nowhere), ({ end }) => end)
      const refusedHosts = new Map<string, number>()
      Tunnels.serve(way, egress ?? { hosts: [], connectTo: {} }, (authority, why) => {
        const key = `${why}: ${authority}`
        if (refusedHosts.has(key) || refusedHosts.size < 50) refusedHosts.set(key, (refusedHosts.get(key) ?? 0) + 1)
      })
      yield* Effect.addFinalizer(() =>
        refusedHosts.size === 0
          ? Effect.void
          : Effect.annotateLogs(Effect.logWarning("a connector's process asked for what its manifest does not name"), {
              times: [...refusedHosts.values()].reduce((sum, times) => sum + times, 0)
            })
      )
      yield* Effect.forkScoped(Effect.andThen(Effect.sleep(`${seconds} seconds`), end))
      return channel
    })
  })
})

/** What this machine keeps from a child. */
export const isolation = Isolation.detect
export type { Isolation } from "./process/Isolation.ts"

/** Processes of this machine. */
export const layer = (options: ChildrenOptions = {}): Layer.Layer<ConnectorProcesses.ConnectorProcesses> =>
  Layer.effect(ConnectorProcesses.ConnectorProcesses, make(options))
