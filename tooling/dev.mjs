#!/usr/bin/env node
// `node tooling/dev.mjs <script> [args]` is what `npm start` and `npm test` run: it brings the Node and the pnpm that this
// repository names (from the npm registry, into .toolchain, only where the computer lacks them), installs the dependencies of
// the lockfile, then runs a script of package.json. Plain JavaScript without dependencies, for Node 18 and later.
// Trap: npm runs a script through `sh -c`, which keeps a SIGINT to itself and ends at SIGTERM before the script has; with `exec`
// in front of the script (package.json) this is npm's own child. A stop may then arrive once, twice (npm passes SIGINT and SIGTERM
// on to a child that the terminal signalled too) or only as the end of npm (which SIGHUP kills). The script runs in a session of
// its own and hears of each stop exactly once; a hangup reaches it as SIGTERM.
import { spawn, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { constants } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const windows = process.platform === "win32"
const toolchain = join(root, ".toolchain")
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
const nodeVersion = readFileSync(join(root, ".node-version"), "utf8").trim()
const pnpmSpec = /^pnpm@[^+]+/.exec(manifest.packageManager)[0]
const parent = process.ppid
const underNpm = process.env.npm_lifecycle_event !== undefined

const fail = (message, output = "", code = 1) => {
  console.error(`${output}dev: ${message}`)
  process.exit(code)
}

const runQuietly = (command, args, env) => {
  const done = spawnSync(command, args, { cwd: root, env, encoding: "utf8", shell: windows, maxBuffer: 2 ** 27 })
  return { code: done.status ?? 1, output: done.error ? `${done.error.message}\n` : `${done.stdout}${done.stderr}` }
}

/** Installs one npm package in a folder of its own, whole or not at all; answers the folder of its commands. */
const provide = (spec, cure) => {
  const home = join(toolchain, spec)
  const bin = join(home, "node_modules", ".bin")
  if (existsSync(bin)) return bin
  console.error(`dev: fetching ${spec}`)
  const fresh = `${home}.${process.pid}`
  mkdirSync(fresh, { recursive: true })
  // pnpm's own install script puts its binary in place, so a setting against install scripts must not reach this one.
  const quiet = [
    "--no-save",
    "--no-package-lock",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--fetch-timeout=60000", // a download that stalls is begun again
    "--fetch-retries=2",
    "--loglevel=error"
  ]
  const args = ["install", "--prefix", fresh, "--ignore-scripts=false", ...quiet, spec]
  const { code, output } = runQuietly("npm", args, process.env)
  if (code !== 0) {
    rmSync(fresh, { recursive: true, force: true })
    fail(`npm could not fetch ${spec}. ${cure}`, output)
  }
  try {
    renameSync(fresh, home)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (!existsSync(bin)) throw error // otherwise another run was quicker
  }
  return bin
}

/** Whether this Node is one that the repository can run on (`engines` of package.json). */
const suffices = () => {
  const [have, least] = [process.versions.node, /\d+\.\d+/.exec(manifest.engines?.node ?? nodeVersion)[0]].map(
    (version) => version.split(".").map(Number)
  )
  return have[0] > least[0] || (have[0] === least[0] && have[1] >= least[1])
}

const provideNode = () => {
  if (suffices()) return dirname(process.execPath)
  const system = windows ? "win" : process.platform
  const name = system === "darwin" && process.arch === "arm64" ? "node-bin" : "node"
  const cure = `This computer runs Node ${process.versions.node}; install Node ${nodeVersion} or later and run this again.`
  return provide(`${name}-${system}-${process.arch}@${nodeVersion}`, cure)
}

const providePnpm = () => provide(pnpmSpec, "Is the npm registry within reach? Then run this again.")

/** A digest of all that decides what node_modules holds, its own record included; undefined when a folder is missing. */
const wanted = () => {
  const digest = createHash("sha256").update(`${process.platform} ${process.arch} ${nodeVersion} ${pnpmSpec}`)
  const members = ["packages", "connectors", "tooling"].flatMap((group) =>
    existsSync(join(root, group)) ? readdirSync(join(root, group)).map((name) => join(root, group, name)) : []
  )
  for (const folder of [root, ...members.sort()]) {
    const file = join(folder, "package.json")
    if (!existsSync(file)) continue
    const text = readFileSync(file, "utf8")
    digest.update(text)
    const { dependencies = {}, devDependencies = {} } = JSON.parse(text)
    const needs = Object.keys({ ...dependencies, ...devDependencies })
    if (needs.some((name) => !existsSync(join(folder, "node_modules", name)))) return undefined
  }
  for (const name of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "node_modules/.pnpm/lock.yaml"]) {
    if (existsSync(join(root, name))) digest.update(readFileSync(join(root, name)))
  }
  return digest.digest("hex")
}

/** Whether the run that made the lock still holds it: it lives, and the lock is younger than any installation takes. */
const held = (lock) => {
  try {
    const pid = Number(readFileSync(lock, "utf8"))
    if (Date.now() - statSync(lock).mtimeMs > 600_000) return false
    if (pid > 0) process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === "EPERM"
  }
}

/** Runs `work` while no other run of this checkout does; a run that died leaves its lock to the next. */
const alone = (work) => {
  const lock = join(toolchain, "install.lock")
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" })
      break
    } catch (error) {
      if (error.code !== "EEXIST") throw error
    }
    if (tries === 0) console.error("dev: waiting for another run that installs the dependencies")
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
    if (!held(lock)) rmSync(lock, { force: true })
  }
  try {
    return work()
  } finally {
    rmSync(lock, { force: true })
  }
}

const install = (env) => {
  const stamp = join(toolchain, "installed")
  const current = () => {
    const digest = wanted()
    return digest !== undefined && existsSync(stamp) && readFileSync(stamp, "utf8") === digest
  }
  if (current()) return
  const path = [providePnpm(), env.PATH].join(delimiter)
  const { code, output } = alone(() => {
    if (current()) return { code: 0, output: "" }
    console.error("dev: installing dependencies")
    const done = runQuietly(
      "pnpm",
      ["install", "--frozen-lockfile", "--reporter=append-only", "--fetch-timeout=60000"],
      { ...env, PATH: path }
    )
    if (done.code === 0) writeFileSync(stamp, wanted() ?? "")
    return done
  })
  const cure = `After a change of dependencies refresh the lockfile with "npx -y ${pnpmSpec} install".`
  if (code !== 0) fail(`the dependencies could not be installed (pnpm ended with ${code}). ${cure}`, output, code)
}

/** The page that people see is built, not kept: a fresh checkout has none, and that of an older source would be shown. */
const buildPage = (env) => {
  const builder = join("tooling", "page.ts")
  if (!existsSync(join(root, builder))) return
  const { code, output } = runQuietly("node", [builder], env)
  if (code !== 0) fail("the page of the widget could not be built (see above).", output, code)
}

/** Runs the command to its end, hands on each request to stop once, and takes over its exit code. */
const supervise = (command, args, env, whole) => {
  let last = 0
  const stop = (signal) => {
    const now = Date.now()
    if (now - last < 1000) return
    last = now
    try {
      process.kill(whole && !windows ? -child.pid : child.pid, signal)
    } catch {
      // it has ended already
    }
  }
  // Listening comes first: a stop that arrives between the two would end this process and leave the other.
  process.on("SIGINT", () => stop("SIGINT"))
  process.on("SIGTERM", () => stop("SIGTERM"))
  process.on("SIGHUP", () => stop("SIGTERM"))
  const child = spawn(command, args, { cwd: root, env, stdio: "inherit", detached: !windows, shell: windows && whole })
  const watch = setInterval(() => {
    if (!underNpm || process.ppid === parent) return
    clearInterval(watch)
    stop("SIGTERM")
  }, 300)
  child.on("error", (error) => fail(`${command} could not be started: ${error.message}`))
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

const [script, ...args] = process.argv.slice(2)
const line = manifest.scripts[script]
if (line === undefined) fail(`which script? One of: ${Object.keys(manifest.scripts).join(", ")}`)
const path = [provideNode(), join(root, "node_modules", ".bin"), process.env.PATH]
const env = { ...process.env, DO_NOT_TRACK: "1", PATH: path.join(delimiter) }
// What npm tells its scripts concerns npm alone; pnpm would read some of it as its own settings.
for (const name of Object.keys(env)) if (/^npm_/i.test(name)) delete env[name]
install(env)
buildPage(env)
env.PATH = [path[0], providePnpm(), env.PATH].join(delimiter)
// A script that is one plain node command runs without a shell or pnpm in between, either of which would swallow signals.
const plain = /^node( [\w./:=@-]+)+$/.test(line)
if (plain) supervise(join(path[0], windows ? "node.exe" : "node"), [...line.split(" ").slice(1), ...args], env, false)
else supervise("pnpm", ["run", script, ...args], env, true)
