// What a connector's process may read: the packages that its module and the kit consist of, as `package.json` files name them, and
// nothing beside them. Each is named twice where it is a link: by the link and by what it leads to.
import { existsSync, readFileSync, realpathSync } from "node:fs"
import { dirname, join, parse } from "node:path"

import { Option, Predicate, Schema } from "effect"

const Named = Schema.Record(Schema.String, Schema.String)
const Package = Schema.fromJsonString(
  Schema.Struct({
    dependencies: Schema.optionalKey(Named),
    optionalDependencies: Schema.optionalKey(Named),
    peerDependencies: Schema.optionalKey(Named)
  })
)
const decode = Schema.decodeUnknownOption(Package)

/** The folder of the package that a file is of. */
export const packageOf = (file: string): string | undefined => {
  for (let at = dirname(file); at !== parse(at).root; at = dirname(at)) {
    if (existsSync(join(at, "package.json"))) return at
  }
  return undefined
}

const dependencies = (folder: string): ReadonlyArray<string> =>
  Option.match(decode(readFileSync(join(folder, "package.json"), "utf8")), {
    onNone: () => [],
    onSome: ({ dependencies = {}, optionalDependencies = {}, peerDependencies = {} }) =>
      Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
  })

const installed = (name: string, from: string): string | undefined => {
  for (let at = from; ; at = dirname(at)) {
    const found = join(at, "node_modules", name)
    if (existsSync(join(found, "package.json"))) return found
    if (at === parse(at).root) return undefined
  }
}

/** Paths that these files need to be loaded. */
export const of = (files: ReadonlyArray<string>): ReadonlyArray<string> => {
  const paths = new Set<string>()
  const seen = new Set<string>()
  const visit = (folder: string): void => {
    const real = realpathSync(folder)
    paths.add(folder)
    paths.add(real)
    if (seen.has(real)) return
    seen.add(real)
    const found = dependencies(real).map((name) => installed(name, real))
    for (const one of found.filter(Predicate.isNotUndefined)) visit(one)
  }
  for (const file of files) {
    const folder = packageOf(realpathSync(file))
    if (folder === undefined) paths.add(file)
    else visit(folder)
  }
  return [...paths].toSorted()
}
