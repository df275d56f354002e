/**
 * Starts one PostgreSQL for the whole test run, in a temporary folder that goes with the run, and names it to the tests in
 * TOMADA_TEST_DATABASE_URL: the URL of its owner, with which a test that wants a database to itself makes one.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { EmbeddedPostgres } from "../../packages/server/src/EmbeddedPostgres.ts"

const prefix = "tomada-test-"

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" // all that kill throws
  }
}

/**
 * A run that was cut short does not come to its teardown: its folder, which names its pid, is the next run's to remove. Should
 * PostgreSQL still run there, it ends by itself when it finds its folder gone.
 */
const removeForsaken = (): void => {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
    if (pid !== undefined && !alive(Number(pid))) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

export default async (): Promise<() => Promise<void>> => {
  removeForsaken()
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const { stop, url } = await EmbeddedPostgres.start(folder, { durable: false }).catch((error: unknown) => {
    remove()
    throw error
  })
  process.env["TOMADA_TEST_DATABASE_URL"] = url
  // PostgreSQL, in a session of its own, is deaf to what the terminal says to the run.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop())
  return () => stop().finally(remove)
}
