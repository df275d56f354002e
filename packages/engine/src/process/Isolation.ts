// What this machine keeps from a connector's process beside Node's own permissions: on Linux, where a user may make namespaces,
// a network with no interface, processes of its own, and folders of the data and of sockets emptied. It is tried once, at start,
// and never taken for granted: hardened containers and macOS do not offer it.
import { spawnSync } from "node:child_process"
import process from "node:process"

/** `namespaces`: no network, no other process and no hidden folder is there; `permissions`: Node alone stands between. */
export type Isolation = "namespaces" | "permissions"

const unshare = [
  "unshare",
  "--user",
  "--map-root-user",
  "--net",
  "--ipc",
  "--pid",
  "--fork",
  "--kill-child",
  "--mount-proc"
]

/** Without privileges of the namespace, and without a way to get any. */
const dropped = ["setpriv", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--"]

/** Empties each folder that it is given before `--`, and becomes what stands after it. */
const emptying =
  'while [ "$1" != -- ]; do mount -t tmpfs -o ro,size=4k none "$1" || exit 71; shift; done; shift; exec "$@"'

/** A command under namespaces of its own. */
export const around = (hidden: ReadonlyArray<string>, command: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...unshare,
  "/bin/sh",
  "-c",
  emptying,
  "sh",
  ...hidden,
  "--",
  ...dropped,
  ...command
]

/** What can be had here. */
export const detect = (): Isolation => {
  if (process.platform !== "linux") return "permissions"
  const [program = "", ...rest] = around(["/run"], ["/bin/sh", "-c", "exit 7"])
  const tried = spawnSync(program, rest, { stdio: "ignore", timeout: 5_000, env: { PATH: searched } })
  return tried.status === 7 ? "namespaces" : "permissions"
}

/** Where the system's own programs are. */
export const searched = "/usr/sbin:/usr/bin:/sbin:/bin"
