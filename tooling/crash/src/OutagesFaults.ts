// What may be the matter with a database, each made for real and ended by whoever would end it: a supervisor that starts it again, an
// operator who makes room or lets go of a lock. The server is told nothing.
import { spawnSync } from "node:child_process"
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

import { PgConnection } from "@effect/sql-pg"
import { Effect, Exit, Redacted, Scope } from "effect"

import type { Stack } from "./Stack.ts"

export const faults = ["gone", "read-only", "disk-full", "no-connections", "locks"] as const
export type Fault = (typeof faults)[number]

export const words: Readonly<Record<Fault, string>> = {
  gone: "PostgreSQL killed",
  "read-only": "read only",
  "disk-full": "disk full",
  "no-connections": "all connections taken",
  locks: "the pool held by locks"
}

/** A fault under way; resolves once whoever ends it has done so. */
export type End = () => Promise<void>

/** A folder that a mount made small, so that it can be filled. */
export interface Disk {
  readonly mount: (folder: string) => () => Promise<void>
  /** Of the mounted folder. */
  readonly folder: () => string
}

const megabytes = 384

const command = (program: string, ...args: ReadonlyArray<string>): boolean => spawnSync(program, args).status === 0

/** Whether this process may mount, and is in a mount namespace of its own, so that nobody else sees what it mounts. */
export const disk = (): Disk => {
  let mounted = ""
  return {
    folder: () => mounted,
    mount: (folder) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      if (!command("mount", "-t", "tmpfs", "-o", `size=${megabytes}m,mode=0700`, "tmpfs", folder))
        throw new Error("a small disk could not be mounted")
      mounted = folder
      return async () => {
        for (let tries = 0; tries < 50 && !command("umount", folder); tries++) await sleep(100)
      }
    }
  }
}

const gone = async ({ database, postgres }: Stack): Promise<End> => {
  process.kill(postgres.pid(), "SIGKILL")
  await postgres.ended()
  return async () => {
    await postgres.start()
    await database.ready()
  }
}

const readOnly = async ({ database }: Stack): Promise<End> => {
  const set = async (to: "on" | "off") => {
    await database.run(`alter system set default_transaction_read_only = ${to}`)
    await database.run("select pg_reload_conf()")
  }
  await set("on")
  return () => set("off")
}

/** Every write that may need room fails with the state of a full disk. */
const asIfFull = async ({ database }: Stack): Promise<End> => {
  const tables = ["executions", "items", "transactions", "webhook_events"]
  await database.run(`create or replace function disk_is_full() returns trigger language plpgsql as
    $$ begin raise exception 'No space left on device' using errcode = '53100'; end $$`)
  for (const table of tables)
    await database.run(
      `create trigger disk_is_full before insert or update on ${table} for each statement execute function disk_is_full()`
    )
  return async () => {
    for (const table of tables) await database.run(`drop trigger disk_is_full on ${table}`)
  }
}

const block = Buffer.alloc(65_536, 1)

const filled = (file: number): void => {
  for (let size = block.length; size > 0; size = size > 512 ? Math.floor(size / 2) : 0) {
    try {
      while (writeSync(file, block, 0, size) === size) continue
    } catch {
      // No room for this much.
    }
  }
}

/** Takes all the room that is left, and whatever is given back, until it ends; PostgreSQL that died of it is started again. */
const diskFull =
  (small: Disk) =>
  async ({ database, postgres }: Stack): Promise<End> => {
    const ballast = join(small.folder(), "ballast")
    const file = openSync(ballast, "a")
    const ended = postgres.ended()
    filled(file)
    const again = setInterval(() => filled(file), 50)
    return async () => {
      clearInterval(again)
      closeSync(file)
      rmSync(ballast)
      await sleep(500)
      const isAlive = await Promise.race([ended.then(() => false), sleep(0, true)])
      if (!isAlive) await postgres.start()
      await database.ready()
    }
  }

const run = <A, E>(effect: Effect.Effect<A, E>): Promise<A> => Effect.runPromise(effect)

const session = (url: string) => PgConnection.make({ url: Redacted.make(url), applicationName: "crash" })

const server = "application_name = 'tomada' and backend_type = 'client backend'"

/** Idle sessions take every place, also those that are left when the server's own connections are ended. */
const noConnections = async ({ database, postgres }: Stack): Promise<End> => {
  const scope = await run(Scope.make())
  const end = new AbortController()
  const isOver = () => end.signal.aborted
  const take = async () => {
    while (!isOver()) {
      const taken = await run(Effect.exit(Scope.provide(session(postgres.url), scope)))
      if (!Exit.isSuccess(taken)) await sleep(20)
    }
  }
  await database.ready()
  const takers = Array.from({ length: 6 }, take)
  const ender = (async () => {
    await sleep(1_000)
    while (!isOver()) {
      await database.run(`select pg_terminate_backend(pid) from pg_stat_activity where ${server}`)
      await sleep(250)
    }
  })()
  return async () => {
    end.abort()
    await Promise.all([...takers, ender])
    await run(Scope.close(scope, Exit.void))
    await database.ready()
  }
}

/** Whatever the server does with Items waits for a lock, until no connection of its pool is left. */
const locks = async ({ postgres }: Stack): Promise<End> => {
  const scope = await run(Scope.make())
  const held = await run(Scope.provide(session(postgres.url), scope))
  await run(held.query("begin"))
  await run(held.query("lock table items, executions in access exclusive mode"))
  return async () => {
    await run(held.query("rollback"))
    await run(Scope.close(scope, Exit.void))
  }
}

/** How each is begun. Without a disk of its own, a trigger stands in for the full one. */
export const ways = (small: Disk | undefined): Readonly<Record<Fault, (stack: Stack) => Promise<End>>> => ({
  gone,
  "read-only": readOnly,
  "disk-full": small === undefined ? asIfFull : diskFull(small),
  "no-connections": noConnections,
  locks
})
