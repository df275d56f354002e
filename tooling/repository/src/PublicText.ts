/** What no file of a public repository may hold: the paths of one computer, and the hosts of package registries. */
import type { Violation } from "./SourceRules.ts"

// Written so that these patterns do not find themselves.
const patterns: ReadonlyArray<readonly [RegExp, string]> = [
  [/(?<![\w.$}*-])\/(?:work|root|Users)\/[\w.-]/, "a path of one computer"],
  [/(?<![\w.$}*-])\/home\/[a-z][\w-]*\/[\w.]/, "a path of one computer"],
  [/\b[A-Z]:\\{1,2}Users\\/, "a path of one computer"],
  [/\bregistry\.(?:[a-z0-9-]+\.)+[a-z]{2,}/, "the host of a package registry"],
  [/\b(?:deb|security|archive|ports)\.(?:debian|ubuntu)\.(?:org|com)\b/, "the host of a package registry"]
]

/** Each line of these files (path to text) that names such a thing. */
export const leaks = (files: ReadonlyMap<string, string>): ReadonlyArray<Violation> =>
  [...files].flatMap(([path, text]) =>
    text
      .split("\n")
      .flatMap((content, index) =>
        patterns.flatMap(([pattern, rule]) => (pattern.test(content) ? [{ path, line: index + 1, rule }] : []))
      )
  )
