// A PostgreSQL of our own with the project's binaries, on one port for good: whoever is killed here comes back at the same address, as a
// supervisor would bring it back. It is as safe against a power loss as the one in a data folder is.
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

import * as PostgresAccount from "@tomada/server/PostgresAccount"
import * as PostgresBinaries from "@tomada/server/PostgresBinaries"
import * as PostgresCluster from "@tomada/server/PostgresCluster"
import * as PostgresProcess from "@tomada/server/PostgresProcess"
import { Effect, Redacted } from "effect"

export interface Postgres {
  /** With the password in it. */
  readonly url: string
  /** Of the postmaster. */
  pid(): number
  /** Resolves once the postmaster has ended. */
  readonly ended: () => Promise<unknown>
  /** Starts one again after its end; resolves when it takes connections. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

const durable = true
const patience = 20_000

/** Where its files are. */
export const folder = (home: string): string => join(home, "postgres")

/** Makes the files in `home/postgres` and starts it. */
export const open = async (home: string): Promise<Postgres> => {
  const own = folder(home)
  mkdirSync(own, { recursive: true, mode: 0o700 })
  const { account, binaries, password, port } = await Effect.runPromise(
    Effect.gen(function* () {
      const account = yield* PostgresAccount.choose(own, true)
      yield* PostgresAccount.give(account, own, home)
      const binaries = yield* PostgresBinaries.find(own, account.user)
      const password = yield* PostgresCluster.ensure(own, binaries, account, { durable })
      return { account, binaries, password, port: yield* PostgresProcess.freePort }
    })
  )
  const launch = Effect.gen(function* () {
    const running = yield* PostgresProcess.launch(own, binaries, account, { port, durable })
    yield* PostgresProcess.awaitReady(own, running)
    return running
  })
  let running = await Effect.runPromise(launch)
  const { NAME: name } = PostgresCluster
  return {
    url: `postgresql://${name}:${Redacted.value(password)}@${PostgresProcess.HOST}:${port}/${name}`,
    pid: () => running.pid,
    ended: () => Effect.runPromise(running.ended),
    // Backends of the killed one still hold the shared memory for a moment.
    start: async () => {
      const until = performance.now() + patience
      for (;;) {
        try {
          running = await Effect.runPromise(launch)
          return
        } catch (error) {
          if (performance.now() > until) throw error
          await sleep(100)
        }
      }
    },
    stop: () => Effect.runPromise(PostgresProcess.stop(binaries, running))
  }
}
