/**
 * Everything that is generated, as a map from path to text, computed from the source tree and the contract alone: no clock and no
 * order of the file system, so two computers agree.
 */
import { existsSync, readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"

import { asvsPages } from "./asvs/Page.ts"
import { barrel } from "./Barrel.ts"
import * as Catalogue from "./Catalogue.ts"
import { contract } from "./Contract.ts"
import { evidenceIn, evidenceModule } from "./Evidence.ts"
import * as Logos from "./Logos.ts"
import { type Connector, registry, withConnectors } from "./Registry.ts"
import { rooms } from "./Rooms.ts"
import { picture } from "./RoomsPicture.ts"

const folders = (root: string, group: string): ReadonlyArray<string> =>
  existsSync(join(root, group))
    ? readdirSync(join(root, group))
        .filter((name) => existsSync(join(root, group, name, "package.json")))
        .toSorted()
    : []

interface PackageJson {
  readonly name: string
  readonly bin?: unknown
  readonly peerDependenciesMeta?: Readonly<Record<string, unknown>>
}

const manifest = (root: string, folder: string): PackageJson =>
  JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"))

/** Modules that need a peer which not everybody has, such as a test runner, are imported by their own names. */
const forEverybody = (root: string, folder: string): ReadonlyArray<string> => {
  const peers = Object.keys(manifest(root, folder).peerDependenciesMeta ?? {})
  const src = join(root, folder, "src")
  const needsOne = (text: string) => peers.some((peer) => text.includes(`from "${peer}"`))
  return readdirSync(src, { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() && !needsOne(readFileSync(join(src, entry.name), "utf8")) ? [entry.name] : []
  )
}

/** The connector packages, by folder name. */
export const connectors = (root: string): ReadonlyArray<Connector> =>
  folders(root, "connectors").map((folder) => ({ folder, package: manifest(root, `connectors/${folder}`).name }))

/** The SDK is imported by people who do not know our modules: its index names what they need, and is written by hand. */
const byHand: ReadonlySet<string> = new Set(["sdk"])

/** What each generated file should hold. A package with a command (`bin`) is run, not imported: it has no barrel. */
export const generated = (root: string): ReadonlyMap<string, string> => {
  const files = new Map<string, string>()
  for (const name of folders(root, "packages")) {
    const folder = `packages/${name}`
    const src = join(root, folder, "src")
    if (manifest(root, folder).bin !== undefined || byHand.has(name) || !existsSync(src)) continue
    files.set(`${folder}/src/index.ts`, barrel(forEverybody(root, folder)))
  }
  if (existsSync(join(root, "packages/server/src"))) {
    const found = connectors(root)
    const server = "packages/server/package.json"
    files.set("packages/server/src/ConnectorRegistry.generated.ts", registry(found))
    const evidence = evidenceIn(
      root,
      found.map(({ folder }) => folder)
    )
    files.set("packages/server/src/ConnectorEvidence.generated.ts", evidenceModule(evidence))
    const packages = folders(root, "packages").map((name) => manifest(root, `packages/${name}`).name)
    files.set(server, withConnectors(readFileSync(join(root, server), "utf8"), found, packages))
  }
  if (existsSync(join(root, "packages/sdk/src"))) for (const [path, text] of contract()) files.set(path, text)
  if (existsSync(join(root, "docs"))) files.set("docs/pictures/rooms.svg", picture(rooms(root)))
  if (existsSync(join(root, "docs/security"))) for (const [path, text] of asvsPages) files.set(path, text)
  return files
}

/** What is generated of connectors that must be loaded for it: they can be once they are installed. */
export const generatedOfLoaded = async (root: string): Promise<ReadonlyMap<string, string>> => {
  const all = folders(root, "connectors")
  const manifests = await Promise.all(
    all.map(async (folder) => ({ folder, manifests: await Catalogue.manifestsIn(root, [folder]) }))
  )
  const catalogue = Catalogue.catalogue(
    manifests.flatMap(({ manifests }) => manifests),
    evidenceIn(root, all)
  )
  const logos = Logos.logosIn(
    root,
    manifests.map(({ folder, manifests }) => ({ folder, slugs: manifests.map(({ slug }) => slug) }))
  )
  return new Map([
    [Catalogue.path, catalogue],
    ["packages/server/src/ConnectorLogos.generated.ts", Logos.logosModule(logos)]
  ])
}

const differing = (root: string, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map(
    [...files].filter(([path, text]) => {
      const file = join(root, path)
      return !existsSync(file) || readFileSync(file, "utf8") !== text
    })
  )

/** The generated files whose text on disk is not what it should be, with the text they should have. */
export const stale = (root: string): ReadonlyMap<string, string> => differing(root, generated(root))

/** The same of those that connectors are loaded for. */
export const staleOfLoaded = async (root: string): Promise<ReadonlyMap<string, string>> =>
  differing(root, await generatedOfLoaded(root))
