// Who is killed, always by SIGKILL and by pid, and who comes back: a supervisor starts a process of ours and a PostgreSQL again, PostgreSQL
// itself starts anew when one of its backends dies, and the next visit gets another browser.
import { setTimeout as sleep } from "node:timers/promises"

import type { Dice } from "./Dice.ts"
import { Missed } from "./Phases.ts"
import type { Target } from "./Plan.ts"
import type { Stack } from "./Stack.ts"

export interface Victim {
  /** What it was, for people. */
  readonly what: string
  /** Resolves once it is dead. */
  readonly kill: () => Promise<void>
  /** Resolves once what died is there again. */
  readonly restart: () => Promise<void>
}

const dead = async (pid: number): Promise<void> => {
  process.kill(pid, "SIGKILL")
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await sleep(5)
  }
}

/** How long a supervisor may take, in milliseconds. */
const pause = (dice: Dice) => sleep(dice.upTo(1_500))

/** Whom to kill now, while the visit is in its phase; rejects with Missed when there is no such process. */
export const find = async (
  target: Target,
  { browsers, database, postgres, server, visitor }: Stack,
  dice: Dice
): Promise<Victim> => {
  const ours = (member: Stack["server"], what: string): Victim => ({
    what,
    kill: member.kill,
    restart: async () => {
      await pause(dice)
      await member.start()
    }
  })
  switch (target) {
    case "server":
      return ours(server, "the server")
    case "runner":
      return ours(visitor, "the runner")
    case "browser": {
      const all = browsers()
      const renderers = all.filter(({ renderer }) => renderer)
      const renderer = renderers[dice.below(renderers.length)]
      const chosen = renderer !== undefined && dice.below(2) === 0 ? renderer : all[0]
      if (chosen === undefined) throw new Missed("no browser runs")
      return {
        what: chosen.renderer ? "a renderer of the browser" : "the browser",
        kill: async () => process.kill(chosen.pid, "SIGKILL") && sleep(20),
        restart: () => Promise.resolve()
      }
    }
    case "backend": {
      const pid = await database.backend()
      if (pid === undefined) throw new Missed("no backend serves the server")
      return { what: "a backend", kill: () => dead(pid), restart: database.ready }
    }
    case "postgres":
      return {
        what: "PostgreSQL",
        kill: async () => {
          process.kill(postgres.pid(), "SIGKILL")
          await postgres.ended()
        },
        restart: async () => {
          await pause(dice)
          await postgres.start()
          await database.ready()
        }
      }
  }
}
