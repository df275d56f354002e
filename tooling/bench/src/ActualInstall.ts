// Brings a peer into an ignored folder of the checkout, once. It is no dependency of the workspace: it is large, brings a native module
// and, for its reports, a package under the GPL, and nothing of ours is built on it. better-sqlite3 from 13 on carries its binaries in its
// tarball, so nothing has to be compiled and no package's script is run; the version that the peer asks for would have to be.
import { execFile } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

/** The exact version that is compared with, and the one of its native module that runs on this Node. */
export const version = "26.9.0"
export const nativeVersion = "13.2.0"

const peers = fileURLToPath(new URL("../../../.peers", import.meta.url))
/** What can be brought: the library whose import is compared with, and the server that reads banks. */
export type Peer = "api" | "sync-server"
const nameOf = (peer: Peer) => `@actual-app/${peer}`
const folderOf = (peer: Peer) => join(peers, `actual${peer === "api" ? "" : `-${peer}`}@${version}`)
const deadline = 240_000

/** There is nothing to compare with on this computer. */
export class PeerMissing extends Error {
  override readonly name = "PeerMissing"
}

const has = (folder: string, module: string, wanted: string): boolean => {
  const manifest = join(folder, "node_modules", module, "package.json")
  if (!existsSync(manifest)) return false
  const { version }: { version?: string } = JSON.parse(readFileSync(manifest, "utf8"))
  return version === wanted
}

/** Whether the peer is whole in this folder, in the versions that are compared with. */
export const isInstalled = (folder: string, peer: Peer = "api"): boolean =>
  has(folder, nameOf(peer), version) && has(folder, "better-sqlite3", nativeVersion)

/** Without what a package manager tells the scripts that it runs, but for the registry; and with the Node that runs this. */
const environment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_(?!config_registry$)/i.test(key))),
  PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter)
})

/** What npm says went wrong, in a word; its full complaint may name hosts. */
export const codeOf = (complaint: string): string | undefined => /\bcode (E[A-Z0-9]+)/.exec(complaint)?.[1]

const npm = (folder: string, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries", "1"]
    const options = { cwd: folder, env: environment(), timeout: deadline, signal }
    execFile("npm", args, options, (error, _, complaint) => {
      if (error === null) return resolve()
      const late = error.killed === true && !signal.aborted
      reject(
        new PeerMissing(`npm could not install it: ${late ? "it took too long" : (codeOf(complaint) ?? "no npm")}`)
      )
    })
  })

/** Answers the folder in whose `node_modules` the peer is, which npm makes the first time. Fails with `PeerMissing`. */
export const install = async (signal: AbortSignal, peer: Peer = "api"): Promise<string> => {
  const folder = folderOf(peer)
  if (isInstalled(folder, peer)) return folder
  const fresh = `${folder}.${process.pid}`
  try {
    mkdirSync(fresh, { recursive: true })
    writeFileSync(join(peers, ".gitignore"), "*\n")
    const manifest = {
      private: true,
      dependencies: { [nameOf(peer)]: version },
      overrides: { "better-sqlite3": nativeVersion }
    }
    writeFileSync(join(fresh, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`)
    await npm(fresh, signal)
    if (!isInstalled(fresh, peer)) throw new PeerMissing("npm installed other versions than were asked for")
    rmSync(folder, { recursive: true, force: true })
    renameSync(fresh, folder)
    return folder
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}
