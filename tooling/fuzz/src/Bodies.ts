// Bodies that are no JSON, not only JSON, or JSON that few readers stand.
import type { Dice } from "@tomada/crash/Dice"

import { type Bend, type Parts, whole, withHeaders } from "./Parts.ts"

const json = { "content-type": "application/json" }

/** With this body as JSON; what takes none is sent one all the same. */
const withBody = (parts: Parts, body: string | Buffer): Parts => ({
  ...withHeaders(parts, json),
  method: parts.method === "GET" ? "POST" : parts.method,
  body: Buffer.from(body)
})

const textOf = ({ body }: Parts): string => (body.length === 0 ? '{"user":"user-ok","number":1}' : body.toString())

const cut = (text: string, dice: Dice): string => text.slice(0, 1 + dice.below(text.length - 1))

/** A sign of it, replaced by another. */
const marred = (text: string, dice: Dice): string => {
  const at = dice.below(text.length)
  return `${text.slice(0, at)}${dice.oneOf(["{", "}", '"', ",", ":", "\\", "\n", "\0", "'", "/*", "]"])}${text.slice(at + 1)}`
}

const values: readonly [string, ...ReadonlyArray<string>] = [
  "[]",
  '"x"',
  "1",
  "null",
  "true",
  "{}{}",
  "[{}]",
  " ",
  "\uFEFF{}",
  "undefined"
]

const numbers: readonly [string, ...ReadonlyArray<string>] = [
  "1e400",
  "-1e400",
  "9007199254740993",
  "-0",
  "1e-400",
  "0.1e1000000",
  "1".repeat(2_000),
  "01",
  "NaN",
  "Infinity"
]

const texts: readonly [string, ...ReadonlyArray<string>] = [
  String.raw`"\u0000"`,
  String.raw`"a\u0000b"`,
  String.raw`"\ud800"`,
  String.raw`"\udc00\ud800"`,
  String.raw`"\uffff"`,
  `"${"a".repeat(70_000)}"`,
  String.raw`"\x41"`
]

/** The first value of the object, replaced. */
const inPlace = (text: string, value: string): string =>
  text.replace(/:\s*("[^"]*"|[\d.eE+-]+|true|false|null)/, () => `:${value}`)

const withFirst = (text: string, members: string): string =>
  text.replace(/^\{/, () => `{${members},`).replace(/,\}$/, "}")

const nested = (dice: Dice): string => {
  const depth = dice.oneOf([50, 600, 20_000, 200_000])
  return dice.below(2) === 0
    ? `${"[".repeat(depth)}${"]".repeat(depth)}`
    : `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`
}

const types: readonly [string, ...ReadonlyArray<string>] = [
  "text/plain",
  "application/xml",
  "multipart/form-data; boundary=x",
  "application/x-www-form-urlencoded",
  "application/json; charset=utf-16",
  "application/json; charset=nothing",
  "application/json;;;=",
  "application/merge-patch+json",
  "",
  "x".repeat(4_000),
  "*/*"
]

const bytes: readonly [Buffer, ...ReadonlyArray<Buffer>] = [
  Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
  Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
  Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
  Buffer.from([0x1f, 0x8b, 0x08, 0x00]),
  Buffer.alloc(64)
]

export const bends: Readonly<Record<string, Bend>> = {
  "JSON that ends early": (parts, dice) => whole(withBody(parts, cut(textOf(parts), dice))),
  "JSON with a wrong sign": (parts, dice) => whole(withBody(parts, marred(textOf(parts), dice))),
  "JSON of another kind": (parts, dice) => whole(withBody(parts, dice.oneOf(values))),
  "JSON that is deep": (parts, dice) => whole(withBody(parts, nested(dice))),
  "JSON with names of a prototype": (parts, dice) => {
    const members = dice.oneOf([
      '"__proto__":{"connectorId":2}',
      '"constructor":{"prototype":{"x":1}}',
      '"toString":1',
      '"hasOwnProperty":null,"then":"x"'
    ])
    return whole(withBody(parts, withFirst(textOf(parts), members)))
  },
  "JSON with a name twice": (parts, dice) => {
    const text = textOf(parts)
    const [member = '"a":1'] = /"[^"]*":("[^"]*"|\d+)/.exec(text) ?? []
    return whole(withBody(parts, withFirst(text, dice.below(2) === 0 ? member : member.replace(/:.*/, ":[]"))))
  },
  "a number out of bounds": (parts, dice) => whole(withBody(parts, inPlace(textOf(parts), dice.oneOf(numbers)))),
  "a text that is no text": (parts, dice) => whole(withBody(parts, inPlace(textOf(parts), dice.oneOf(texts)))),
  "bytes that are no UTF-8": (parts, dice) => whole(withBody(parts, dice.oneOf(bytes))),
  "a body that is large": (parts, dice) =>
    whole(withBody(parts, `{"parameters":{"user":"${"a".repeat(200_000 * (1 + dice.below(20)))}"}}`)),
  "another content type": (parts, dice) =>
    whole(withHeaders(withBody(parts, textOf(parts)), { "content-type": dice.oneOf(types) })),
  "an encoding that it has not": (parts, dice) =>
    whole(
      withHeaders(withBody(parts, textOf(parts)), {
        "content-encoding": dice.oneOf(["gzip", "br", "deflate", "zstd", "identity, gzip", "nothing"])
      })
    ),
  "a body where none belongs": (parts) =>
    whole({ ...withBody(parts, "{}"), method: parts.method, body: Buffer.from("{}") })
}
