/** Runs other programs with a deadline each, in a group of their own, so that a stop takes all that they started with them. */
import { type ChildProcess, spawn } from "node:child_process"

const windows = process.platform === "win32"

export interface CommandOptions {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** After which it is stopped, and has failed. */
  readonly seconds: number
  readonly signal: AbortSignal
}

const endGroup = (child: ChildProcess): void => {
  if (child.pid === undefined) return
  try {
    process.kill(windows ? child.pid : -child.pid, "SIGKILL")
  } catch {
    // it has ended already
  }
}

/** What the program printed on stdout; rejects with the end of all that it printed when it fails or is late. */
export const run = (command: string, args: ReadonlyArray<string>, options: CommandOptions): Promise<string> =>
  new Promise((resolve, reject) => {
    const { cwd, env, seconds, signal } = options
    const said = `${command} ${args.join(" ")}`
    if (signal.aborted) return reject(new Error(`${said}: not begun`))
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: !windows,
      shell: windows
    })
    let output = ""
    let everything = ""
    let why: string | undefined
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text
      everything += text
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => (everything += text))
    const stop = (because: string) => {
      why ??= because
      endGroup(child)
    }
    const late = setTimeout(() => stop(`not done after ${seconds} s`), seconds * 1000)
    const stopped = () => stop("stopped")
    signal.addEventListener("abort", stopped, { once: true })
    child.once("error", (error) => (why ??= error.message))
    child.once("close", (code) => {
      clearTimeout(late)
      signal.removeEventListener("abort", stopped)
      if (code === 0 && why === undefined) resolve(output)
      else reject(new Error(`${said}: ${why ?? `ended with ${code}`}\n${everything.slice(-4000)}`))
    })
  })
