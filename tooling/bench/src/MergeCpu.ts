// CPU time of this process and of the one backend that works for it. A backend's time is read from the scheduler's account where Linux
// has it, because a statement is over in less than the tick of other accounts.
import { readFileSync } from "node:fs"

import * as CpuTime from "./CpuTime.ts"

/** Milliseconds of CPU. */
export interface Cpu {
  readonly client: number
  readonly postgres: number
}

export const none: Cpu = { client: 0, postgres: 0 }

export const plus = (a: Cpu, b: Cpu): Cpu => ({ client: a.client + b.client, postgres: a.postgres + b.postgres })

export const minus = (a: Cpu, b: Cpu): Cpu => ({ client: a.client - b.client, postgres: a.postgres - b.postgres })

export const total = ({ client, postgres }: Cpu): number => client + postgres

/** Milliseconds in the text of /proc/<pid>/schedstat, whose first number is nanoseconds; undefined when it is none. */
export const fromSchedstat = (text: string): number | undefined => {
  const nanoseconds = Number.parseInt(text, 10)
  return nanoseconds > 0 ? nanoseconds / 1e6 : undefined
}

const ofBackend = (pid: number): number => {
  try {
    const told = fromSchedstat(readFileSync(`/proc/${pid}/schedstat`, "utf8"))
    if (told !== undefined) return told
  } catch {
    // a system without that account
  }
  return CpuTime.ofProcess(CpuTime.processes(), pid)
}

/** Of this process alone, garbage collection included. */
export const own = (): number => {
  const { system, user } = process.cpuUsage()
  return (system + user) / 1000
}

/** Of this process and of the backend `pid`. */
export const now = (pid: number): Cpu => ({ client: own(), postgres: ofBackend(pid) })
