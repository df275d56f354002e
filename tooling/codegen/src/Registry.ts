/**
 * The one list of connectors: each folder of `connectors/` is in it, and the server depends on each, so that a new connector
 * touches no existing file by hand. The text is laid out as the formatter would.
 */
import { header } from "./Barrel.ts"

/** A connector package: its folder below `connectors/` and its name. */
export interface Connector {
  readonly folder: string
  readonly package: string
}

const alias = (folder: string): string =>
  folder.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** Text of the module that exports `connectors`, all connectors of all packages in the order of the folders' names. */
export const registry = (connectors: ReadonlyArray<Connector>): string => {
  const imports = connectors.map((connector) => `import * as ${alias(connector.folder)} from "${connector.package}"\n`)
  const spreads = connectors.map((connector) => `...${alias(connector.folder)}.connectors`)
  const line = `export const connectors = [${spreads.join(", ")}]`
  const list = line.length <= 120 ? line : `export const connectors = [\n  ${spreads.join(",\n  ")}\n]`
  return `${header}${imports.join("")}\n${list}\n`
}

/**
 * The server's package.json with a dependency on each connector package and on no connector that is gone. `others` are the
 * names of the packages that are no connectors although they may be called `connector-...`.
 */
export const withConnectors = (
  text: string,
  connectors: ReadonlyArray<Connector>,
  others: ReadonlyArray<string>
): string => {
  const manifest: { dependencies: Record<string, string> } = JSON.parse(text)
  const kept = Object.entries(manifest.dependencies).filter(
    ([name]) => !name.startsWith("@tomada/connector-") || others.includes(name)
  )
  const wanted = connectors.map((connector) => [connector.package, "workspace:^"] as const)
  const dependencies = [...kept, ...wanted].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `${JSON.stringify({ ...manifest, dependencies: Object.fromEntries(dependencies) }, null, 2)}\n`
}
