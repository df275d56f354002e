// One child for one visit. It inherits a channel and a way out and nothing else: no environment, no keys, no folder. A guard in its
// process group waits for this process to end, however it ends, and the kernel counts its time and memory: a child that spins
// is not asked.
import { spawn } from "node:child_process"
import process from "node:process"
import { Duplex } from "node:stream"

import { ConnectorProcesses } from "@tomada/connector-kit"
import { Effect } from "effect"

import * as Isolation from "./Isolation.ts"

/** A child dies with the channel that leads here: whoever holds the other end of number 5 has gone then, and its group is ended. */
const guarded = [
  "( exec 3>&- 4>&- >/dev/null 2>&1; read _ <&5; kill -9 0 ) &",
  "exec 5<&-",
  'ulimit -c 0; ulimit -t "$1"; ulimit -n 256; ulimit -f 0',
  '[ "$2" = 0 ] || ulimit -d "$2"',
  'shift 2; exec "$@"'
].join("\n")

const refused = ["--permission", "--no-experimental-sqlite", "--no-addons", "--no-warnings"]

const unavailable = (why: string) => new ConnectorProcesses.ProcessUnavailable({ why })

/** The command of a child, without what it runs under. */
export const node = (readable: ReadonlyArray<string>, heap: number, entry: string): ReadonlyArray<string> => [
  process.execPath,
  ...refused,
  `--max-old-space-size=${heap}`,
  ...readable.flatMap((path) => [`--allow-fs-read=${path}`]),
  entry
]

const closed = new Duplex({ read() {} }).destroy()

/** A child that runs; `end` comes back when nothing of it is left. */
export interface Started {
  readonly channel: Duplex
  readonly way: Duplex
  readonly end: Effect.Effect<void>
}

/** Starts a command in `cwd`, with a channel as number 3 and a way out as number 4. */
export const start = (
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
