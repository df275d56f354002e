// The connectors of this checkout, found as folders: an author's new one is there before anything is generated. One is named by its
// number, its slug, or its folder where that holds a single connector.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { pathToFileURL } from "node:url"

import type { Connector } from "@tomada/connector-kit"
import { Cassette } from "@tomada/connector-testing"
import { Effect } from "effect"

import { Lacking } from "./Ending.ts"

export const root = resolve(import.meta.dirname, "../../..")

const connectorsFolder = join(root, "connectors")

/** A connector with where it lies. `source`: all that it is made of, as one text. */
export interface Found {
  readonly connector: Connector.Connector
  readonly folder: string
  readonly source: string
}

/** As people know it: from where they are. */
export const shown = (path: string): string => relative(process.cwd(), path) || "."

export const folders = (): ReadonlyArray<string> =>
  readdirSync(connectorsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(connectorsFolder, entry.name, "src", "index.ts")))
    .map(({ name }) => name)
    .toSorted()

const sourceOf = (folder: string): string => {
  const src = join(connectorsFolder, folder, "src")
  return readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .toSorted()
    .map((name) => readFileSync(join(src, name), "utf8"))
    .join("\n")
}

const load = (folder: string) =>
  Effect.tryPromise({
    // What the package exports, as every connector's `index.ts` does; one that does not is told below.
    try: async () =>
      (
        (await import(pathToFileURL(join(connectorsFolder, folder, "src", "index.ts")).href)) as {
          readonly connectors?: ReadonlyArray<Connector.Connector>
        }
      ).connectors,
    catch: (cause) =>
      new Lacking({
        problem: `connectors/${folder} does not load: ${cause instanceof Error ? cause.message : "it throws no Error"}`
      })
  }).pipe(
    Effect.flatMap((connectors) =>
      connectors === undefined
        ? Effect.fail(new Lacking({ problem: `connectors/${folder}/src/index.ts exports no list named connectors` }))
        : Effect.succeed(connectors.map((connector) => ({ connector, folder })))
    )
  )

const isNamed =
  (name: string) =>
  ({ connector: { manifest } }: Pick<Found, "connector">): boolean =>
    String(manifest.id) === name || manifest.slug === name

/** The connector of that number, slug or folder. Folders that do not load matter only where the connector is not found elsewhere. */
export const find = Effect.fnUntraced(function* (name: string) {
  const broken: Array<Lacking> = []
  const known: Array<string> = []
  const all = folders()
  for (const folder of [...all.filter((each) => each === name), ...all.filter((each) => each !== name)]) {
    const loaded = yield* Effect.result(load(folder))
    if (loaded._tag === "Failure") {
      broken.push(loaded.failure)
      continue
    }
    const connectors = loaded.success
    const own =
      connectors.find(isNamed(name)) ?? (folder === name && connectors.length === 1 ? connectors[0] : undefined)
    if (own !== undefined) return { ...own, source: sourceOf(folder) } satisfies Found
    known.push(...connectors.map(({ connector: { manifest } }) => `${manifest.id} ${manifest.slug}`))
  }
  const why = broken.map(({ problem }) => `; ${problem}`).join("")
  return yield* new Lacking({ problem: `there is no connector ${name}; there are: ${known.join(", ")}${why}` })
})

/** Those of every folder that loads, and what is told of the others. */
export const all = Effect.map(
  Effect.forEach(folders(), (folder) => Effect.result(load(folder))),
  (loaded) => ({
    found: loaded.flatMap((one) => (one._tag === "Success" ? one.success : [])),
    broken: loaded.flatMap((one) => (one._tag === "Failure" ? [one.failure] : []))
  })
)

/** The folder of the connector's package. */
export const packageOf = ({ folder }: Pick<Found, "folder">): string => join(connectorsFolder, folder)

/** `connectors/<folder>/cassettes/<slug>`: a folder may hold several connectors. */
export const cassettesOf = ({ connector, folder }: Pick<Found, "connector" | "folder">): string =>
  join(connectorsFolder, folder, "cassettes", connector.manifest.slug)

/** Every cassette of the checkout. */
export const allCassettes = (): ReadonlyArray<string> =>
  folders().flatMap((folder) => {
    const cassettes = join(connectorsFolder, folder, "cassettes")
    if (!existsSync(cassettes)) return []
    return readdirSync(cassettes, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".jsonl"))
      .toSorted()
      .map((name) => join(cassettes, name))
  })

const scenarios = (folder: string): ReadonlyArray<string> =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(".jsonl"))
        .map((name) => name.slice(0, -".jsonl".length))
        .toSorted()
    : []

const read = (path: string) =>
  Effect.mapError(
    Cassette.read(readFileSync(path, "utf8")),
    ({ message }) => new Lacking({ problem: `${shown(path)}, ${message}` })
  )

/** One cassette of a folder of them. */
export const cassette = Effect.fnUntraced(function* (folder: string, scenario: string) {
  const path = join(folder, `${scenario}.jsonl`)
  if (existsSync(path)) return yield* read(path)
  const there = scenarios(folder)
  const others = there.length === 0 ? "none is recorded yet" : `recorded are: ${there.join(", ")}`
  return yield* new Lacking({ problem: `there is no recording ${scenario}; ${others}` })
})

/** All cassettes of a folder, in the order of their names. */
export const cassettes = (folder: string) =>
  Effect.forEach(scenarios(folder), (scenario) => read(join(folder, `${scenario}.jsonl`)))

/** Whole or not at all. */
export const write = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}.new`
  writeFileSync(draft, text)
  renameSync(draft, path)
}
