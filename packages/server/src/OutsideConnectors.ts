// The connectors of others, as TOMADA_CONNECTORS names them: folders of packages, or packages that are installed in the data folder.
// Only where their module lies is found here; the module is loaded by the processes of its visits and by nobody else.
import { existsSync, readFileSync, realpathSync } from "node:fs"
import { isAbsolute, join, resolve } from "node:path"
import { pathToFileURL } from "node:url"

import { ConnectorHost } from "@tomada/connector-kit"
import { ConnectorChildren } from "@tomada/engine"
import { Context, Effect, Layer, Option, Schema } from "effect"

import { DataFolder } from "./DataFolder.ts"
import { Settings } from "./Settings.ts"
import { BadSetting, mapLayerError } from "./StartupError.ts"

const setting = "TOMADA_CONNECTORS"

const Named = Schema.Struct({ import: Schema.optionalKey(Schema.String), default: Schema.optionalKey(Schema.String) })
const Package = Schema.fromJsonString(
  Schema.Struct({
    main: Schema.optionalKey(Schema.String),
    exports: Schema.optionalKey(
      Schema.Union([Schema.String, Schema.Struct({ ".": Schema.Union([Schema.String, Named]) })])
    )
  })
)

const fileOf = ({ exports, main = "index.js" }: typeof Package.Type): string => {
  const own = typeof exports === "object" ? exports["."] : exports
  return typeof own === "object" ? (own.import ?? own.default ?? main) : (own ?? main)
}

/** The file that a package exports as itself; none where it says none that is there. */
const entryOf = (folder: string): string | undefined => {
  const manifest = join(folder, "package.json")
  if (!existsSync(manifest)) return undefined
  const read = Schema.decodeUnknownOption(Package)(readFileSync(manifest, "utf8"))
  if (Option.isNone(read)) return undefined
  const path = resolve(folder, fileOf(read.value))
  return existsSync(path) ? path : undefined
}

const folderOf = (name: string, home: string): string => {
  if (isAbsolute(name)) return name
  const installed = join(home, "node_modules", name)
  return name.startsWith(".") || !existsSync(installed) ? resolve(home, name) : installed
}

/** The module of one entry of the setting. `home`: the data folder. */
export const moduleOf = (name: string, home: string): Effect.Effect<string, BadSetting> =>
  Effect.suspend(() => {
    const folder = folderOf(name, home)
    const entry = entryOf(folder)
    return entry === undefined
      ? Effect.fail(new BadSetting({ name: setting, problem: `there is no package of a connector at ${folder}` }))
      : Effect.succeed(pathToFileURL(realpathSync(entry)).href)
  })

/** What keeps such a connector in, for people. */
export const known: Record<ConnectorChildren.Isolation, string> = {
  namespaces: "each visit in a process without a network, without other processes and without the data folder",
  permissions: "each visit in a process that Node's permissions alone keep in: this system offers it nothing more"
}

const told = (count: number, isolation: ConnectorChildren.Isolation) => {
  const line = `${count} ${count === 1 ? "connector" : "connectors"} of others: ${known[isolation]}`
  return isolation === "namespaces" ? Effect.logInfo(line) : Effect.logWarning(line)
}

/** The host with the connectors of others beside it; without any, the host as it is. */
export const beside = <E, R>(
  inner: Layer.Layer<ConnectorHost.ConnectorHost, E, R>,
  options: ConnectorHost.OutsideOptions
): Layer.Layer<ConnectorHost.ConnectorHost, E | BadSetting, R | Settings | DataFolder> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const { connectors } = yield* Settings
      if (connectors.length === 0) return inner
      const { path } = yield* DataFolder
      const modules = yield* Effect.forEach(connectors, (name) => moduleOf(name, path))
      const isolation = ConnectorChildren.isolation()
      const outside = ConnectorHost.ConnectorHost.layerProcess(modules, options).pipe(
        Layer.provide(ConnectorChildren.layer({ isolation, hidden: [realpathSync(path)] })),
        Layer.tap((context) => told(Context.get(context, ConnectorHost.ConnectorHost).manifests.length, isolation))
      )
      return mapLayerError(ConnectorHost.ConnectorHost.layerBoth(inner, outside), (error) =>
        error instanceof ConnectorHost.ConnectorsRefused
          ? new BadSetting({ name: setting, problem: error.message })
          : error
      )
    })
  )
