// What browsers leave behind: processes, folders, listeners. A Chromium of ours is known by the folder that its command line or its environment
// names and by the process group that it leads, never by its name, so that a browser of somebody else on the computer is neither counted nor hurt.
import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync, readlinkSync } from "node:fs"
import { join } from "node:path"

export interface Process {
  readonly pid: number
  readonly group: number
  readonly command: string
}

/** The lines of `ps -A -ww -o pid=,pgid=,stat=,command=`; what has ended and waits for its parent is no process. */
export const parse = (lines: string): ReadonlyArray<Process> =>
  lines.split("\n").flatMap((line) => {
    const [, pid, group, state = "", command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    return command === undefined || state.startsWith("Z") ? [] : [{ pid: Number(pid), group: Number(group), command }]
  })

const processes = (): ReadonlyArray<Process> =>
  parse(spawnSync("ps", ["-A", "-ww", "-o", "pid=,pgid=,stat=,command="], { encoding: "utf8" }).stdout)

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return "" // it ended meanwhile, or this system has no such file
  }
}

const names = ({ command, pid }: Process, folder: string): boolean =>
  command.includes(folder) || read(`/proc/${pid}/environ`).includes(folder)

export interface Seen {
  /** Each Chromium that was ever seen, by the group that it leads. */
  readonly groups: ReadonlySet<number>
  /** Processes of pages that live now. */
  readonly pages: ReadonlyArray<number>
  /** Chromiums that live now. */
  readonly browsers: ReadonlyArray<number>
}

const isBrowser = ({ command, group, pid }: Process): boolean =>
  pid === group && command.includes("--user-data-dir") && !command.includes("--type=") && !command.includes("crashpad")

/** Looks again and again; `folder` is where the profiles are. */
export const watch = (folder: string) => {
  const groups = new Set<number>()
  return {
    look: (): Seen => {
      const all = processes()
      const browsers = all.filter((one) => isBrowser(one) && one.command.includes(folder)).map(({ pid }) => pid)
      for (const pid of browsers) groups.add(pid)
      // Not every Chromium names its folder in the commands of its pages.
      const pages = all.filter(({ command, group }) => groups.has(group) && command.includes("--type=renderer"))
      return { groups, pages: pages.map(({ pid }) => pid), browsers }
    },
    /** Whatever still runs of these groups, or names the folder in its command or environment. */
    left: (): ReadonlyArray<string> =>
      processes()
        .filter((one) => groups.has(one.group) || names(one, folder))
        .map(({ command, pid }) => `${pid} ${command.slice(0, 60)}`)
  }
}

/** What lies in a folder, by name; nothing where it was never made. */
export const files = (folder: string): ReadonlyArray<string> => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** The inodes of listening sockets in /proc/net/tcp and tcp6. */
export const listening = (table: string): ReadonlySet<string> =>
  new Set(
    table.split("\n").flatMap((line) => {
      const fields = line.trim().split(/\s+/)
      return fields[3] === "0A" && fields[9] !== undefined ? [fields[9]] : []
    })
  )

/** How many ports a process listens on; a visit's context has one of its own. Undefined where the system does not tell. */
export const listeners = (pid: number): number | undefined => {
  if (process.platform !== "linux") return undefined
  const inodes = listening(`${read("/proc/net/tcp")}\n${read("/proc/net/tcp6")}`)
  return files(`/proc/${pid}/fd`).filter((fd) => {
    try {
      const [, inode = ""] = /^socket:\[(\d+)\]$/.exec(readlinkSync(join(`/proc/${pid}/fd`, fd))) ?? []
      return inodes.has(inode)
    } catch {
      return false // it was closed meanwhile
    }
  }).length
}
