/**
 * A lockfile that was written where the registry lacked a platform's build names no such build, silently, and a frozen
 * installation on that platform then has none. So whatever has a build for Linux must have one for macOS.
 */

const linux = /linux-(?:x64|64)(?:-gnu)?$/

/** Names of the packages in a pnpm lockfile's `packages` section. */
export const packageNames = (lockfile: string): ReadonlySet<string> => {
  const end = lockfile.indexOf("\nsnapshots:")
  const section = lockfile.slice(lockfile.indexOf("\npackages:"), end === -1 ? undefined : end)
  return new Set(
    Array.from(section.matchAll(/^ {2}'?((?:@[^/'\s]+\/)?[^@'\s]+)@[^'\s]+'?:$/gm), ([, name]) => name ?? "")
  )
}

/** The native packages for Linux on x64, and those of them that have no sibling for macOS on arm64. */
export const native = (
  lockfile: string
): { readonly all: ReadonlyArray<string>; readonly lacking: ReadonlyArray<string> } => {
  const names = packageNames(lockfile)
  const all = [...names].filter((name) => linux.test(name))
  return { all, lacking: all.filter((name) => !names.has(name.replace(linux, "darwin-arm64"))) }
}
