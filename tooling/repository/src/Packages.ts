/**
 * What every package of the workspace has: the tag that places it in the architecture, a licence, entries that exist. What is published
 * has a build too, and needs nothing that is not published: a package of tooling is private unless a published one runs it.
 */

type Entry = string | null | Readonly<Record<string, string>>

interface Manifest {
  readonly name?: string
  readonly license?: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, Entry>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly publishConfig?: Pick<Manifest, "exports" | "bin">
  readonly scripts?: Readonly<Record<string, string>>
}

const parse = <A>(text: string | undefined): Partial<A> => (text === undefined ? {} : JSON.parse(text))

const manifestsOf = (files: ReadonlyMap<string, string>): ReadonlyMap<string, Partial<Manifest>> =>
  new Map(
    [...files].flatMap(([path, text]) => {
      const [, home] = /^((?:packages|connectors|tooling)\/[^/]+)\/package\.json$/.exec(path) ?? []
      return home === undefined ? [] : [[home, parse<Manifest>(text)] as const]
    })
  )

/** The packages that are published, as folder to name. */
export const published = (files: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map(
    [...manifestsOf(files)].flatMap(([home, manifest]) =>
      manifest.private === true || manifest.name === undefined ? [] : [[home, manifest.name] as const]
    )
  )

/** The sandbox bank has a tag of its own: it is the one tool that a connector's tests may talk to. */
const tagOf = (group: string, home: string): string => {
  if (group === "packages") return home.slice("packages/".length)
  if (group === "connectors") return "connector"
  return home === "tooling/sandbox-bank" ? "test-peer" : "tooling"
}

/** The names of `exports` and `bin` that are source here and that `publishConfig` forgets. */
const unpublished = ({ bin = {}, exports = {}, publishConfig }: Partial<Manifest>): ReadonlyArray<string> => [
  ...Object.keys(exports).filter((name) => {
    const isSource = typeof exports[name] === "string" && exports[name].endsWith(".ts")
    return isSource && publishConfig?.exports?.[name] === undefined
  }),
  ...Object.keys(bin).filter((name) => publishConfig?.bin?.[name] === undefined)
]

/** The packages that a changeset names before its second rule. */
const changed = (text: string): ReadonlyArray<string> =>
  Array.from((text.split(/^---$/m)[1] ?? "").matchAll(/^["']?([^"':]+)["']?:/gm), ([, name = ""]) => name)

/** Changesets that a release would stop at, because they name what is no published package. */
const strangers = (
  files: ReadonlyMap<string, string>,
  manifests: ReadonlyMap<string, Partial<Manifest>>
): ReadonlyArray<string> => {
  const published = new Set([...manifests.values()].flatMap((one) => (one.private === true ? [] : [one.name])))
  return [...files].flatMap(([path, text]) =>
    /^\.changeset\/[^/]+\.md$/.test(path)
      ? changed(text)
          .filter((name) => !published.has(name))
          .map((name) => `${path}: ${name} is no published package`)
      : []
  )
}

/** What is amiss with the packages in these files (path to text of the whole checkout), one line each. */
export const amiss = (files: ReadonlyMap<string, string>): ReadonlyArray<string> => {
  const root = parse<{ boundaries: { tags: Record<string, unknown> } }>(files.get("turbo.json"))
  const known = Object.keys(root.boundaries?.tags ?? {})
  const found: Array<string> = []
  const manifests = manifestsOf(files)
  const needed = new Set(
    [...manifests.values()].flatMap((manifest) =>
      manifest.private === true ? [] : Object.keys(manifest.dependencies ?? {})
    )
  )
  for (const [home, manifest] of manifests) {
    const [group = ""] = home.split("/")
    const add = (what: string) => found.push(`${home}: ${what}`)
    const { tags = [] } = parse<{ tags: ReadonlyArray<string> }>(files.get(`${home}/turbo.json`))
    const expected = tagOf(group, home)
    if (tags.length !== 1 || tags[0] !== expected) add(`turbo.json must have the one tag "${expected}"`)
    else if (!known.includes(expected)) add(`the root turbo.json has no rule for the tag "${expected}"`)
    if (manifest.license !== "Apache-2.0") add("package.json must name the licence Apache-2.0")
    const entries = [...Object.values(manifest.exports ?? {}), ...Object.values(manifest.bin ?? {})]
    for (const entry of entries) {
      if (typeof entry !== "string" || entry.includes("*")) continue
      if (!files.has(`${home}/${entry.slice("./".length)}`))
        add(`package.json points at ${entry}, which does not exist`)
    }
    const isNeeded = manifest.name !== undefined && needed.has(manifest.name)
    if (manifest.private === true) {
      if (isNeeded) add("a published package needs it, so it is published too")
      if (group !== "tooling") add("only packages of tooling are private")
      continue
    }
    // Their tests reach further, and turbo knows no difference between the two.
    if (group === "connectors") {
      for (const name of Object.keys(manifest.dependencies ?? {})) {
        if (/^@?tomada\b/.test(name) && name !== "@tomada/connector-kit")
          add(`a connector runs on the kit alone, not on ${name}`)
      }
    }
    if (group === "tooling" && !isNeeded) add("a package of tooling is private unless a published one needs it")
    if (!files.has(`${home}/tsconfig.build.json`)) add("tsconfig.build.json is lacking")
    if (manifest.scripts?.["build"] === undefined) add("package.json has no script build")
    for (const name of unpublished(manifest)) add(`publishConfig does not say what ${name} is once it is built`)
  }
  return [...found, ...strangers(files, manifests)]
}
