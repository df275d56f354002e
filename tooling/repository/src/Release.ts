/**
 * A release rehearsed in a copy of this checkout: the versions raised, the lockfile still good, the packages built and packed. The copy is
 * what `git add --all` would commit; nothing is written here and nothing leaves the computer.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"

import { root, texts } from "./Checkout.ts"
import { type CommandOptions, run } from "./Command.ts"
import { published } from "./Packages.ts"

export interface Tarball {
  readonly name: string
  readonly version: string
  readonly path: string
  readonly kilobytes: number
  /** Paths inside, without the folder `package/`. */
  readonly files: ReadonlyArray<string>
}

const bins = ["node_modules/.bin", "tooling/repository/node_modules/.bin"].map((folder) => join(root, folder))

/** Of this process, with the repository's tools within reach and without what a package manager told its script. */
export const environment = (): NodeJS.ProcessEnv => {
  const manifest: { packageManager: string } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  const [pnpm = ""] = /^pnpm@[^+]+/.exec(manifest.packageManager) ?? []
  const path = [
    dirname(process.execPath),
    ...bins,
    process.env["PATH"],
    join(root, ".toolchain", pnpm, "node_modules/.bin")
  ]
  const own = Object.entries(process.env).filter(([name]) => !/^npm_(?!config_registry$)/i.test(name))
  return { ...Object.fromEntries(own), PATH: path.join(delimiter), DO_NOT_TRACK: "1", CI: "true" }
}

type At = Omit<CommandOptions, "seconds">

const copy = async (to: string, at: At): Promise<ReadonlyMap<string, string>> => {
  const files = texts()
  for (const path of files.keys()) {
    mkdirSync(dirname(join(to, path)), { recursive: true })
    copyFileSync(join(root, path), join(to, path))
  }
  const git = (...args: ReadonlyArray<string>) => run("git", args, { ...at, cwd: to, seconds: 60 })
  await git("init", "--quiet", "--initial-branch=main")
  await git("add", "--all")
  const author = [
    "-c",
    "user.name=rehearsal",
    "-c",
    "user.email=rehearsal@example.invalid",
    "-c",
    "commit.gpgsign=false"
  ]
  await git(...author, "commit", "--quiet", "--no-verify", "--message=Rehearsal")
  return files
}

const manifestOf = (folder: string): { readonly version: string } =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))

const note = "The rehearsal of a release."

/** Raises the versions as a release does. Throws when one was forgotten or the lockfile would have to change. */
const raise = async (checkout: string, packages: ReadonlyMap<string, string>, at: At): Promise<string> => {
  const notes = join(checkout, ".changeset")
  writeFileSync(join(notes, "rehearsal.md"), `---\n"@tomada/core": minor\n---\n\n${note}\n`)
  const before = manifestOf(join(checkout, "packages/core")).version
  const lockfile = readFileSync(join(checkout, "pnpm-lock.yaml"), "utf8")
  await run("changeset", ["version"], { ...at, cwd: checkout, seconds: 60 })
  const versions = [...packages.keys()].map((home) => manifestOf(join(checkout, home)).version)
  const [version = before] = versions
  if (version === before || versions.some((other) => other !== version))
    throw new Error(`changeset version: from ${before} to ${[...new Set(versions)].join(", ")}`)
  const left = readdirSync(notes).filter((name) => name.endsWith(".md") && name !== "README.md")
  if (left.length > 0) throw new Error(`changeset version left ${left.join(", ")}`)
  const log = readFileSync(join(checkout, "packages/core/CHANGELOG.md"), "utf8")
  if (!log.includes(`## ${version}\n`) || !log.includes(note))
    throw new Error("the changelog of core lacks the release")
  const silent = [...packages.keys()].filter((home) => !existsSync(join(checkout, home, "CHANGELOG.md")))
  if (silent.length > 0) throw new Error(`no changelog: ${silent.join(", ")}`)
  if (readFileSync(join(checkout, "pnpm-lock.yaml"), "utf8") !== lockfile) throw new Error("the lockfile was changed")
  return version
}

const pack = async (home: string, name: string, to: string, at: At): Promise<Tarball> => {
  const before = new Set(readdirSync(to))
  await run("pnpm", ["pack", "--pack-destination", to], { ...at, cwd: home, seconds: 60 })
  const file = readdirSync(to).find((other) => !before.has(other)) ?? ""
  const path = join(to, file)
  const tar = (...args: ReadonlyArray<string>) => run("tar", args, { ...at, cwd: to, seconds: 60 })
  const files = (await tar("-tzf", file)).split("\n").filter((line) => line !== "")
  const manifest: { readonly version: string } = JSON.parse(await tar("-xzOf", file, "package/package.json"))
  const text = JSON.stringify(manifest)
  if (/"(?:workspace|catalog):/.test(text)) throw new Error(`${name}: its manifest names the workspace`)
  return {
    name,
    version: manifest.version,
    path,
    kilobytes: readFileSync(path).length / 1000,
    files: files.map((line) => line.replace(/^package\//, ""))
  }
}

/** What browsers load by itself: nobody imports it, so it needs no types. */
const pages = "dist/page/"

/** What a tarball must hold and what it must not, one line each. */
export const amissIn = ({ files, name }: Pick<Tarball, "files" | "name">): ReadonlyArray<string> => [
  ...["LICENSE", "package.json"].filter((file) => !files.includes(file)).map((file) => `${name} lacks ${file}`),
  ...(files.some((file) => /^dist\/.+\.js$/.test(file)) ? [] : [`${name} has no dist`]),
  ...files.filter((file) => /(?:^|\/)tests?\/|\.test\./.test(file)).map((file) => `${name} has the test ${file}`),
  ...files
    .filter(
      (file) =>
        /^dist\/.+\.js$/.test(file) && !file.startsWith(pages) && !files.includes(file.replace(/\.js$/, ".d.ts"))
    )
    .map((file) => `${name} has no types of ${file}`)
]

/** Packs the packages into `folder` as a release would, only those of `only` when it is given. */
export const rehearse = async (
  folder: string,
  options: At & { readonly only?: ReadonlyArray<string>; readonly log: (what: string) => void }
): Promise<{ readonly version: string; readonly tarballs: ReadonlyArray<Tarball> }> => {
  const { log, only, ...at } = options
  const checkout = join(folder, "checkout")
  const shelf = join(folder, "tarballs")
  mkdirSync(checkout)
  mkdirSync(shelf)
  log("copy")
  const packages = published(await copy(checkout, at))
  log("changeset version")
  const version = await raise(checkout, packages, at)
  log("frozen installation")
  const frozen = ["install", "--frozen-lockfile", "--prefer-offline", "--fetch-timeout=60000", "--reporter=append-only"]
  await run("pnpm", frozen, { ...at, cwd: checkout, seconds: 180 })
  log("build")
  const filters = (only ?? []).map((name) => `--filter=${name}`)
  await run("turbo", ["run", "build", ...filters], { ...at, cwd: checkout, seconds: 240 })
  log("pack")
  const tarballs: Array<Tarball> = []
  for (const [home, name] of packages)
    if (only?.includes(name) !== false) tarballs.push(await pack(join(checkout, home), name, shelf, at))
  const found = tarballs.flatMap(amissIn)
  if (found.length > 0) throw new Error(found.join("\n"))
  return { version, tarballs }
}
