/**
 * A project of somebody else: an empty folder outside the workspace into which npm installs the tarballs together. What is ours must come
 * from the tarballs: the address of our scope answers nobody there, and npm's lockfile is read afterwards.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"

import * as Child from "@tomada/bench/Child"

import { type CommandOptions, run } from "./Command.ts"
import type { Tarball } from "./Release.ts"

/** The compilers that a user may have, by what `tsc --version` must say. */
export const compilers: Readonly<Record<string, string>> = { "5.9.3": "typescript-5", "7.0.2": "typescript-7" }

const isOurs = (name: string): boolean => name === "tomada" || name.startsWith("@tomada/")

interface Lockfile {
  readonly packages: Readonly<
    Record<string, { readonly resolved?: string; readonly version?: string; readonly dependencies?: object }>
  >
}

/** Packages of ours that came from elsewhere than a tarball, and packages that must be there once and are not; one line each. */
export const strangers = ({ packages }: Lockfile): ReadonlyArray<string> => {
  const places = Object.entries(packages).map(([path, { resolved = "" }]) => ({
    path,
    name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
    resolved
  }))
  return [
    ...places
      .filter(({ name, path, resolved }) => path !== "" && isOurs(name) && !resolved.startsWith("file:"))
      .map(({ path }) => `${path} is not from a tarball`),
    ...places
      .filter(({ name, path }) => (isOurs(name) || name === "effect") && path !== `node_modules/${name}` && path !== "")
      .map(({ path }) => `${path} is a second copy`)
  ]
}

const theirs = Object.entries(compilers).map(([version, name]) => [name, `npm:typescript@${version}`] as const)

const npmInstall = async (
  folder: string,
  manifest: object,
  at: Omit<CommandOptions, "cwd" | "seconds">
): Promise<Lockfile> => {
  mkdirSync(folder)
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "consumer", private: true, type: "module", ...manifest })
  )
  writeFileSync(join(folder, ".npmrc"), "@tomada:registry=http://127.0.0.1:9/\n")
  const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
  const patient = ["--fetch-timeout", "60000", "--fetch-retries", "4", "--prefer-offline"]
  await run("npm", ["install", ...quiet, ...patient], { ...at, cwd: folder, seconds: 300 })
  const lockfile: Lockfile = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8"))
  const found = strangers(lockfile)
  if (found.length > 0) throw new Error(found.join("\n"))
  return lockfile
}

const fileOf = ({ path }: Tarball): string => pathToFileURL(path).href.replace("file://", "file:")

/** Installs the tarballs into `folder`; throws when anything of ours came from elsewhere. Answers how many packages there are. */
export const install = async (
  folder: string,
  tarballs: ReadonlyArray<Tarball>,
  at: Omit<CommandOptions, "cwd" | "seconds">
): Promise<number> => {
  const ours = tarballs.map((tarball) => [tarball.name, fileOf(tarball)] as const)
  const dependencies = Object.fromEntries([...ours, ...theirs, ["@types/node", "^24.0.0"], ["effect", "4.1.0"]])
  // Without these npm asks the registry for what one tarball needs of another, though both are there.
  const overrides = Object.fromEntries(ours.map(([name]) => [name, `$${name}`]))
  const lockfile = await npmInstall(folder, { dependencies, overrides }, at)
  const lacking = tarballs.filter(({ name }) => lockfile.packages[`node_modules/${name}`] === undefined)
  if (lacking.length > 0) throw new Error(`not installed: ${lacking.map(({ name }) => name).join(", ")}`)
  return Object.keys(lockfile.packages).length - 1
}

const strict = (outDir: string) => ({
  compilerOptions: {
    target: "es2024",
    module: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    types: ["node"],
    outDir,
    rootDir: "."
  },
  include: ["*.ts"]
})

/** What the example must print, whatever compiled it. */
const expected = '{"windows":[{"from":"2025-03-20","to":"2026-03-20"}],"created":2}'

/** Checks the example and every entry with one compiler, in full (no skipLibCheck), and runs what it emitted. */
export const compile = async (
  folder: string,
  version: string,
  names: ReadonlyArray<string>,
  at: Omit<CommandOptions, "cwd" | "seconds">
): Promise<void> => {
  const node = (args: ReadonlyArray<string>) => run(process.execPath, args, { ...at, cwd: folder, seconds: 120 })
  const compiler = join("node_modules", compilers[version] ?? "", "bin", "tsc")
  const said = (await node([compiler, "--version"])).trim()
  if (said !== `Version ${version}`) throw new Error(`${compiler} is of ${said}`)
  copyFileSync(fileURLToPath(new URL("PackagesExample.ts", import.meta.url)), join(folder, "example.ts"))
  const imports = names.map((name, index) => `import * as p${index} from ${JSON.stringify(name)}`)
  const empty = names.map(
    (_, index) => `if (Object.keys(p${index}).length === 0) throw new Error("${names[index]} is empty")`
  )
  writeFileSync(join(folder, "entries.ts"), `${[...imports, ...empty].join("\n")}\n`)
  const out = `out-${version}`
  writeFileSync(join(folder, `tsconfig.${version}.json`), JSON.stringify(strict(out)))
  await node([compiler, "-p", `tsconfig.${version}.json`])
  const printed = (await node([join(out, "example.js")])).trim()
  if (printed !== expected) throw new Error(`the example printed ${printed}`)
  await node([join(out, "entries.js")])
}

const quickstartIn = (readme: string): string => {
  const [, code] = /^```ts\n([\s\S]*?)^```$/m.exec(readme) ?? []
  if (code === undefined) throw new Error("the README of the SDK has no example")
  return code
}

/**
 * Installs the SDK alone: it brings nothing with it, and the example of its README compiles without `effect`. Answers what runs the
 * example against a server whose data folder is `home`.
 */
export const sdkAlone = async (
  folder: string,
  tarball: Tarball,
  at: Omit<CommandOptions, "cwd" | "seconds">
): Promise<(address: string, home: string) => Promise<void>> => {
  const dependencies = Object.fromEntries([[tarball.name, fileOf(tarball)], ...theirs, ["@types/node", "^24.0.0"]])
  const { packages } = await npmInstall(folder, { dependencies }, at)
  const names = Object.keys(packages).map((path) =>
    path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length)
  )
  const brought = names.filter((name) => name === "effect" || name.startsWith("@effect/") || isOurs(name))
  const installed = join("node_modules", tarball.name)
  if (brought.join() !== tarball.name || packages[installed]?.dependencies !== undefined)
    throw new Error(`the SDK brings ${brought.join(", ")}`)
  writeFileSync(join(folder, "quickstart.ts"), quickstartIn(readFileSync(join(folder, installed, "README.md"), "utf8")))
  const node = (args: ReadonlyArray<string>) => run(process.execPath, args, { ...at, cwd: folder, seconds: 120 })
  for (const [version, name] of Object.entries(compilers)) {
    writeFileSync(join(folder, `tsconfig.${version}.json`), JSON.stringify(strict(`out-${version}`)))
    await node([join("node_modules", name, "bin", "tsc"), "-p", `tsconfig.${version}.json`])
  }
  return async (address, home) => {
    const keys: object = JSON.parse(readFileSync(join(home, "client.json"), "utf8"))
    mkdirSync(join(folder, ".tomada"))
    writeFileSync(join(folder, ".tomada", "client.json"), JSON.stringify({ ...keys, baseUrl: address }))
    for (const version of Object.keys(compilers)) {
      const printed = await node([join(`out-${version}`, "quickstart.js")])
      if (!printed.startsWith("UPDATED\n") || printed.split("\n").length < 100)
        throw new Error(`the quickstart printed ${printed.slice(0, 400)}`)
    }
  }
}

/** Throws unless the server of the tarballs gives out the widget's page and all that the page names. */
const widget = async (address: string, signal: AbortSignal): Promise<void> => {
  const page = await fetch(address, { signal })
  const named = [...(await page.text()).matchAll(/(?:src|href)="(\/connect\/[^"]+)"/g)].map(([, path = ""]) => path)
  if (!page.ok || named.length === 0) throw new Error(`tomada up: / answers ${page.status} without the widget`)
  for (const path of named) {
    const { ok, status } = await fetch(new URL(path, address), { signal })
    if (!ok) throw new Error(`tomada up: ${path}, which the widget loads, answers ${status}`)
  }
}

/**
 * Starts the server of the tarballs with a PostgreSQL and a sandbox bank of its own, asks whether it is ready, has `use` use it at its
 * address and data folder, and stops it.
 */
export const serve = async (
  folder: string,
  signal: AbortSignal,
  use: (address: string, home: string) => Promise<void> = async () => {}
): Promise<void> => {
  const command = join(folder, "node_modules", "tomada", "dist", "main.js")
  const settings = { PORT: "0", TOMADA_HOME: join(folder, "data") }
  const server = Child.start(command, ["up", "--json"], settings)
  const patience = AbortSignal.any([signal, AbortSignal.timeout(60_000)])
  const late = new Promise<never>((_, reject) =>
    patience.addEventListener("abort", () => reject(new Error(`tomada up: stopped or late\n${server.lastWords()}`)))
  )
  try {
    const [, address = ""] = await Promise.race([server.says(/"address":"([^"]*)"/), late])
    const answer = await fetch(new URL("/health/ready", address), { signal: patience })
    if (!answer.ok) throw new Error(`tomada up: /health/ready answers ${answer.status}`)
    await widget(address, patience)
    await use(address, settings.TOMADA_HOME)
  } finally {
    await server.end()
  }
  if (server.process.exitCode !== 0)
    throw new Error(`tomada up: ended with ${server.process.exitCode}\n${server.lastWords()}`)
}
