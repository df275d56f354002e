// Every form in which a secret may turn up where nobody meant to show it. A text inside a longer one that is base64 has three forms,
// one for each place where it may begin among three bytes; short forms are left out, because chance would find them everywhere.
import { Base64 } from "effect/encoding"

/** Texts shorter than this are looked for as whole words only, by whoever looks. */
export const shortest = 4

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Null where a character has no place in Latin-1, or where its bytes are those of UTF-8. */
const latin1 = (text: string): Uint8Array | null => {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0)
  return codes.every((code) => code < 256) && codes.some((code) => code > 127) ? Uint8Array.from(codes) : null
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

/** What stays as it is: by RFC 3986, in a browser's own encoding of a part, and in a form. */
const unreserved = /[\w.~-]/
const inPart = /[\w.~!'()*-]/
const inForm = /[\w.*-]/

const percent = (bytes: Uint8Array, stays: RegExp, space = "%20"): string =>
  Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte)
    if (character === " ") return space
    return stays.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`
  }).join("")

/** What of the base64 of a longer text hangs on these bytes alone, for each of the three places. */
const base64 = (bytes: Uint8Array): ReadonlyArray<string> =>
  [0, 1, 2].map((offset) => {
    const padded = new Uint8Array(offset + bytes.length)
    padded.set(bytes, offset)
    const whole = Base64.encode(padded).replaceAll("=", "")
    const begin = Math.ceil((offset * 8) / 6)
    const end = Math.floor(((offset + bytes.length) * 8) / 6)
    return whole.slice(begin, end)
  })

const url64 = (text: string): string => text.replaceAll("+", "-").replaceAll("/", "_")

const named: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }

const html = (text: string): ReadonlyArray<string> => [
  text.replaceAll(/[&<>"']/g, (character) => named[character] ?? character),
  text.replaceAll(/[&<>"']/g, (character) => `&#x${character.charCodeAt(0).toString(16)};`),
  text.replaceAll(/[&<>"'\u0080-\uffff]/g, (character) => named[character] ?? `&#${character.charCodeAt(0)};`)
]

const json = (text: string): ReadonlyArray<string> => {
  const quoted = JSON.stringify(text).slice(1, -1)
  const ascii = quoted.replaceAll(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  )
  return [quoted, ascii, quoted.replaceAll("/", "\\/")]
}

const inBytes = (bytes: Uint8Array): ReadonlyArray<string> => {
  const forms = base64(bytes)
  return [
    percent(bytes, unreserved),
    percent(bytes, inPart),
    percent(bytes, inForm, "+"),
    percent(bytes, unreserved).replaceAll(/%../g, (escape) => escape.toLowerCase()),
    hex(bytes),
    hex(bytes).toUpperCase(),
    ...forms,
    ...forms.map(url64)
  ]
}

/**
 * The text, trimmed, in capitals and small letters, its digits alone where it is a number with separators, and all of these as a URL,
 * a form, HTML, JSON, base64, base64url and hexadecimal have them; the longest first, none shorter than `shortest`.
 */
export const of = (text: string): ReadonlyArray<string> => {
  const digits = text.replaceAll(/\D/g, "")
  const isNumber = digits.length >= 6 && /^[\d\s./-]+$/.test(text)
  const plain = new Set([text, text.trim(), text.toLowerCase(), text.toUpperCase(), ...(isNumber ? [digits] : [])])
  const forms = new Set<string>()
  for (const each of plain) {
    const encoded = [bytesOf(each), latin1(each)].flatMap((bytes) => (bytes === null ? [] : inBytes(bytes)))
    for (const form of [each, ...html(each), ...json(each), ...encoded]) if (form.length >= shortest) forms.add(form)
  }
  return [...forms].toSorted((one, other) => other.length - one.length)
}
