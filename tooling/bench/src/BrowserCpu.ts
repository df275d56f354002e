// The CPU time of a process and of the browsers below it. Chromium's processes come and go, and those whose parent has ended are nobody's
// children that waited for them, so each is looked at again and again and counted with what it had when last seen: of one that ends a moment is lost.
import * as CpuTime from "./CpuTime.ts"

/** Milliseconds since the beginning. */
export interface Taken {
  readonly node: number
  readonly postgres: number
  readonly browser: number
}

export interface Watch {
  readonly taken: () => Taken
  /** The processes of browsers that were ever seen. */
  readonly seen: () => ReadonlyArray<number>
  readonly end: () => void
}

/** Everything that descends from one of these. */
export const below = (all: ReadonlyArray<CpuTime.Process>, roots: ReadonlySet<number>): ReadonlySet<number> => {
  const children = Map.groupBy(all, ({ parent }) => parent)
  const found = new Set<number>()
  const add = (pid: number): void => {
    for (const child of children.get(pid) ?? []) {
      if (found.has(child.pid)) continue
      found.add(child.pid)
      add(child.pid)
    }
  }
  roots.forEach(add)
  return found
}

/** What browsers took, from one look at the processes after the other. */
export const counting = () => {
  const own = new Map<number, number>()
  let ended = 0
  return {
    look: (all: ReadonlyArray<CpuTime.Process>, server: number, postmaster?: number): number => {
      const others = below(all, new Set(postmaster === undefined ? [] : [postmaster]))
      const browsers = below(all, new Set([server, ...own.keys()]))
      for (const { own: now, pid } of all) {
        if (!browsers.has(pid) && !own.has(pid)) continue
        if (pid === server || pid === postmaster || others.has(pid)) continue
        const before = own.get(pid) ?? 0
        // The system gave the number of one that had ended to another.
        if (now < before) ended += before
        own.set(pid, now)
      }
      return [...own.values()].reduce((sum, each) => sum + each, ended)
    },
    seen: () => [...own.keys()]
  }
}

/** Looks at the processes below `server` this often, milliseconds, until it is ended. */
export const watch = (server: number, postmaster: number | undefined, every = 100): Watch => {
  const { look, seen } = counting()
  const timer = setInterval(() => look(CpuTime.processes(), server, postmaster), every)
  return {
    taken: () => {
      const all = CpuTime.processes()
      return {
        node: CpuTime.ofProcess(all, server),
        postgres: postmaster === undefined ? 0 : CpuTime.ofTree(all, postmaster),
        browser: look(all, server, postmaster)
      }
    },
    seen,
    end: () => clearInterval(timer)
  }
}
