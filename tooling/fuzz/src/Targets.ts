// Paths and queries that mean something else to every reader of them.
import type { Dice } from "@tomada/crash/Dice"

import { type Bend, type Parts, whole } from "./Parts.ts"

const split = ({ target }: Parts): readonly [path: string, query: string] => {
  const at = target.indexOf("?")
  return at === -1 ? [target, ""] : [target.slice(0, at), target.slice(at + 1)]
}

const to = (parts: Parts, target: string) => whole({ ...parts, target })

const withQuery = (parts: Parts, query: string) => {
  const [path, own] = split(parts)
  return to(parts, `${path}?${own === "" ? "" : `${own}&`}${query}`)
}

const segments: readonly [string, ...ReadonlyArray<string>] = [
  "%00",
  "%ff",
  "%c3%28",
  "%ed%a0%80",
  "%",
  "%zz",
  "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
  "..",
  ".",
  "..;",
  "%252e%252e",
  "\\..\\..",
  "\u0080\u00ff",
  "null",
  "{id}",
  "*",
  "a".repeat(5_000),
  "%20",
  "1e9",
  "-0"
]

const queries: readonly [string, ...ReadonlyArray<string>] = [
  "itemId=%00&accountId=%00",
  "itemId=%ff&accountId=%ff",
  "itemId=%ed%a0%80",
  "itemId[]=1&accountId[]=2",
  "itemId[$ne]=1",
  "itemId=1&itemId=2&accountId=1&accountId=2",
  "__proto__=1&constructor=2&hasOwnProperty=3",
  "%zz=%zz",
  "=&=&&&&",
  "page=1e9&pageSize=-1",
  "page=-1",
  "page=99999999999999999999&pageSize=99999999999999999999",
  "page=0x10&pageSize=1.5",
  "pageSize=NaN",
  "from=0000-00-00&to=9999999-99-99",
  "from=%2B275760-09-13&to=-271821-04-20",
  "createdAtFrom=2026-01-01T00:00:00%2B99:99",
  "createdAtFrom=99999-01-01T00:00:00Z",
  "after=AAAA",
  "after=eyJhIjoxfQ",
  "after=%00",
  "since=-1&limit=0",
  "since=1e400&limit=1e400",
  "since=9223372036854775808",
  "countries=%00,%00",
  "name=%00"
]

const some = (dice: Dice, least: number, most: number) => least + dice.below(most - least)

export const bends: Readonly<Record<string, Bend>> = {
  "a path with an odd part": (parts, dice) => {
    const [path, query] = split(parts)
    const all = path.split("/")
    all[1 + dice.below(all.length - 1)] = dice.oneOf(segments)
    return to(parts, `${all.join("/")}${query === "" ? "" : `?${query}`}`)
  },
  "a path that goes on": (parts, dice) => to(parts, `${split(parts)[0]}/${dice.oneOf(segments)}`),
  "a path with more slashes": (parts, dice) =>
    to(parts, split(parts)[0].replaceAll("/", dice.oneOf(["//", "/./", "/x/../", "%2f", "\\"]))),
  "a path in capitals": (parts) => to(parts, split(parts)[0].toUpperCase()),
  "a path that is long": (parts, dice) => to(parts, `${split(parts)[0]}/${"a/".repeat(some(dice, 500, 12_000))}`),
  "a target that is none": (parts, dice) =>
    to(parts, dice.oneOf(["*", "", "items", "http://127.0.0.1:1/items", "//127.0.0.1:1/items", "/#/items", "?", "/?"])),
  "a query of odd values": (parts, dice) => withQuery(parts, dice.oneOf(queries)),
  "a query that is long": (parts, dice) =>
    withQuery(parts, `ids=${Array.from({ length: some(dice, 200, 2_000) }, () => "x").join(",")}`),
  "a query of many names": (parts, dice) =>
    withQuery(parts, Array.from({ length: some(dice, 50, 2_000) }, (_, n) => `a${n}=1`).join("&"))
}
