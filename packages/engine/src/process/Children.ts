// The processes of connectors that are not of this repository: what each may read, what is kept from it, its door, its time. So many
// at a time and no more, since each holds some seventy megabytes.
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, sep } from "node:path"
import process from "node:process"
import type { Duplex } from "node:stream"
import { fileURLToPath } from "node:url"

import { ConnectorProcesses } from "@tomada/connector-kit"
import { Effect, Layer, Semaphore, type Scope } from "effect"

import * as Child from "./Child.ts"
import * as Isolation from "./Isolation.ts"
import * as Readable from "./Readable.ts"
import * as Tunnels from "./Tunnels.ts"

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

/** Megabytes of a child beside its objects: code, threads, buffers. */
const overhead = 768

const entry = fileURLToPath(ConnectorProcesses.entry)

const isInside = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep)

const unavailable = (why: string) => new ConnectorProcesses.ProcessUnavailable({ why })

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
      const command = [String(processor), memory, ...under(paths, Child.node(paths, heap, entry))]
      const { channel, end, way } = yield* Effect.acquireRelease(Child.start(command, nowhere), ({ end }) => end)
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

/** Processes of this machine. */
export const layer = (options: ChildrenOptions = {}): Layer.Layer<ConnectorProcesses.ConnectorProcesses> =>
  Layer.effect(ConnectorProcesses.ConnectorProcesses, make(options))
