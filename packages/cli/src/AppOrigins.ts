// Whose pages may show the widget of an application in a frame. The server takes the whole list; here one is added or taken out, so that nobody
// locks out a page that is in use by allowing another.
import { Option } from "effect"
import { Flag } from "effect/cli"

const many = (name: string, words: string) =>
  Flag.String(name).pipe(
    Flag.atLeast(0),
    Flag.map((given) => given.flatMap((text) => text.split(",").map((one) => one.trim())).filter((one) => one !== "")),
    Flag.withMetavar("origin"),
    Flag.withDescription(words)
  )

export const allowOrigin = many(
  "allow-origin",
  "Pages of this origin, like https://app.example.com, may show the widget; again or with commas for several"
)

export const disallowOrigin = many("disallow-origin", "Pages of this origin may not any more; all takes every one back")

interface Asked {
  readonly allowOrigin: ReadonlyArray<string>
  readonly disallowOrigin?: ReadonlyArray<string>
}

/** The list after that; none where nothing was asked. */
export const changed = (held: ReadonlyArray<string>, asked: Asked): Option.Option<ReadonlyArray<string>> => {
  const { allowOrigin, disallowOrigin = [] } = asked
  if (allowOrigin.length === 0 && disallowOrigin.length === 0) return Option.none()
  const kept = disallowOrigin.includes("all") ? [] : held.filter((one) => !disallowOrigin.includes(one))
  return Option.some([...new Set([...kept, ...allowOrigin])])
}

/** For a row of a list. */
export const short = ([first, ...others]: ReadonlyArray<string>): string => {
  if (first === undefined) return "none"
  return others.length === 0 ? first : `${first} and ${others.length} more`
}

export const long = (origins: ReadonlyArray<string>): string => (origins.length === 0 ? "none" : origins.join(", "))
