// The files of a connector's package on this computer, as the contract looks at them: what was installed is none of them.
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"

import { Effect } from "effect"

import type { Files } from "./contract/Subject.ts"

/** `root`: the package's folder. */
export const of = (root: string): Files => ({
  read: (path) => Effect.sync(() => (existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : null)),
  list: () =>
    Effect.sync(() =>
      readdirSync(root, { withFileTypes: true })
        .filter(({ name }) => name !== "node_modules")
        .flatMap((entry) =>
          entry.isDirectory()
            ? readdirSync(join(root, entry.name), { withFileTypes: true, recursive: true }).filter((each) =>
                each.isFile()
              )
            : entry.isFile()
              ? [entry]
              : []
        )
        .map(({ name, parentPath }) => relative(root, join(parentPath, name)).replaceAll("\\", "/"))
    )
})
