// The one folder in which all files of a bank are, given to those who serve it: the portal refuses to be root's, so what root starts is
// Debian's www-data; what anybody else starts runs as that person.
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import type { Account } from "./Process.ts"

const servant = "www-data"

/** Whose programs and files they are; undefined when ours. Throws when root has nobody to give them to. */
export const owner = (): Account | undefined => {
  if (process.getuid?.() !== 0) return undefined
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((each) => each.startsWith(`${servant}:`))
  if (line === undefined) throw new Error(`root starts these programs as ${servant}, an account that is missing here`)
  const [, , uid, gid] = line.split(":").map(Number)
  return { uid: uid ?? Number.NaN, gid: gid ?? Number.NaN }
}

export interface Folder {
  /** Absolute. */
  readonly path: string
  readonly makeFolder: (path: string) => void
  /** A reader sees the old text or the new one, never a part. */
  readonly writeFile: (path: string, text: string) => void
  /** A file that somebody else has made. */
  readonly give: (path: string) => void
  /** Removes all that is in a folder. */
  readonly empty: (path: string) => void
  /** Done by itself when this process ends before, but for a kill. */
  readonly remove: () => void
}

/** Makes the folder, which nobody but its owner may look into. */
export const make = (account: Account | undefined): Folder => {
  const give = (path: string, mode: number): void => {
    chmodSync(path, mode)
    if (account !== undefined) chownSync(path, account.uid, account.gid)
  }
  const path = mkdtempSync(join(tmpdir(), "tomada-llng-"))
  const remove = (): void => {
    process.off("exit", remove)
    rmSync(path, { recursive: true, force: true })
  }
  process.once("exit", remove)
  give(path, 0o700)
  return {
    path,
    makeFolder: (path) => {
      mkdirSync(path, { recursive: true })
      give(path, 0o700)
    },
    writeFile: (path, text) => {
      writeFileSync(`${path}.new`, text)
      give(`${path}.new`, 0o600)
      renameSync(`${path}.new`, path)
    },
    give: (path) => give(path, 0o600),
    empty: (path) => {
      for (const name of readdirSync(path)) rmSync(join(path, name), { recursive: true, force: true })
    },
    remove
  }
}
