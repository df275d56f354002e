/** What every package of the workspace has: the tag that places it in the architecture, a build, a licence, entries that exist. */

interface Manifest {
  readonly name?: string
  readonly license?: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, string | null>>
  readonly bin?: Readonly<Record<string, string>>
  readonly scripts?: Readonly<Record<string, string>>
}

const parse = <A>(text: string | undefined): Partial<A> => (text === undefined ? {} : JSON.parse(text))

/** The sandbox bank has a tag of its own: it is the one tool that a connector's tests may talk to. */
const tagOf = (group: string, home: string): string => {
  if (group === "packages") return home.slice("packages/".length)
  if (group === "connectors") return "connector"
  return home === "tooling/sandbox-bank" ? "test-peer" : "tooling"
}

/** What is amiss with the packages in these files (path to text of the whole checkout), one line each. */
export const amiss = (files: ReadonlyMap<string, string>): ReadonlyArray<string> => {
  const root = parse<{ boundaries: { tags: Record<string, unknown> } }>(files.get("turbo.json"))
  const known = Object.keys(root.boundaries?.tags ?? {})
  const found: Array<string> = []
  for (const [path, text] of files) {
    const folder = /^((packages|connectors|tooling)\/[^/]+)\/package\.json$/.exec(path)
    if (folder === null) continue
    const [, home = "", group = ""] = folder
    const add = (what: string) => found.push(`${home}: ${what}`)
    const manifest = parse<Manifest>(text)
    const { tags = [] } = parse<{ tags: ReadonlyArray<string> }>(files.get(`${home}/turbo.json`))
    const expected = tagOf(group, home)
    if (tags.length !== 1 || tags[0] !== expected) add(`turbo.json must have the one tag "${expected}"`)
    else if (!known.includes(expected)) add(`the root turbo.json has no rule for the tag "${expected}"`)
    if (manifest.license !== "Apache-2.0") add("package.json must name the licence Apache-2.0")
    const entries = [...Object.values(manifest.exports ?? {}), ...Object.values(manifest.bin ?? {})]
    for (const entry of entries) {
      if (entry === null || entry.includes("*")) continue
      if (!files.has(`${home}/${entry.slice("./".length)}`))
        add(`package.json points at ${entry}, which does not exist`)
    }
    if (group === "tooling") {
      if (manifest.private !== true) add("a package of tooling is private")
    } else {
      if (!files.has(`${home}/tsconfig.build.json`)) add("tsconfig.build.json is lacking")
      if (manifest.scripts?.["build"] === undefined) add("package.json has no script build")
    }
  }
  return found
}
