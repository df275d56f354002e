// A checkout that may be spoilt: what this one holds, committed or not, in a temporary folder, with packages linked from pnpm's store.
import { spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Trial {
  readonly root: string
  readonly run: (command: string, args: ReadonlyArray<string>) => Ended
  /** A line as it is typed into a shell. */
  readonly shell: (line: string) => Ended
}

/** Nobody is there to answer, and CI would freeze the lockfile. */
const environment = (folder: string): NodeJS.ProcessEnv => {
  const { CI: _, TOMADA_TEST_BROWSER: __, ...rest } = process.env
  const inherited = Object.entries(rest).filter(([name]) => !/^(?:VITEST|NODE_ENV$|npm_)/.test(name))
  return { ...Object.fromEntries(inherited), NO_COLOR: "1", XDG_STATE_HOME: join(folder, ".state") }
}

const committed = (root: string): ReadonlyArray<string> => {
  const listed = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26
  })
  if (listed.status !== 0) throw new Error(`git ls-files: ${listed.error?.message ?? listed.stderr}`)
  return listed.stdout.split("\0").filter((path) => path !== "" && existsSync(join(root, path)))
}

/** The files of the checkout that the trial has otherwise, in order. */
export const differing = (root: string, trial: string): ReadonlyArray<string> =>
  committed(root)
    .filter(
      (path) =>
        !existsSync(join(trial, path)) || !readFileSync(join(root, path)).equals(readFileSync(join(trial, path)))
    )
    .toSorted()

/** As long as `use` takes. */
export const inTrial = async <A>(root: string, use: (trial: Trial) => Promise<A> | A): Promise<A> => {
  const folder = mkdtempSync(join(tmpdir(), "tomada-trial-"))
  const options = { cwd: folder, encoding: "utf8", env: environment(folder), maxBuffer: 2 ** 27, input: "" } as const
  const run: Trial["run"] = (command, args) => spawnSync(command, args, { ...options, timeout: 600_000 })
  const shell: Trial["shell"] = (line) => spawnSync(line, { ...options, shell: true, timeout: 600_000 })
  try {
    for (const path of committed(root)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      cpSync(join(root, path), join(folder, path))
    }
    const { status, stderr, stdout } = run("pnpm", ["install", "--offline", "--frozen-lockfile"])
    if (status !== 0) throw new Error(`pnpm install in a fresh checkout: ${stdout}${stderr}`)
    return await use({ root: folder, run, shell })
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
