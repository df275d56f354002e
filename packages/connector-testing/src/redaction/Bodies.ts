// Bodies by what they are. A document is read and written again, so that a tag is never taken for a word; JSON keeps its keys; what is no
// text is replaced by an empty one of its kind, and what a browser runs stays, because it is the same for everybody.
import { isTag, isText } from "domhandler"
import { filter, getOuterHTML, removeElement } from "domutils"
import { parseDocument } from "htmlparser2"

import type { Pseudonyms } from "./Pseudonyms.ts"
import type { Text } from "./Text.ts"

export interface Rules {
  readonly text: Text
  readonly pseudonyms: Pseudonyms
  /** Whether a browser will run what is in documents. */
  readonly runs: boolean
  /** Hosts of the recording: addresses of any other are replaced whole. */
  readonly hosts: ReadonlySet<string>
  /** Names of form fields that were sent: a form whose fields had other names would be sent otherwise. */
  readonly fields: ReadonlySet<string>
}

const addresses = new Set(["href", "src", "action", "formaction", "poster", "data-url"])
const asTheyAre = new Set(["style", "type", "method", "charset", "http-equiv", "enctype", "rel", "media", "integrity"])

const parts = /^((?:[a-z][a-z\d+.-]*:)?\/\/[^#/?]*)?([^#?]*)(?:\?([^#]*))?/i

/** The address with its places and the values of its query redacted; their names stay. One of another host is replaced whole. */
export const url = ({ hosts, text }: Rules, address: string): string => {
  if (address === "" || address.startsWith("#")) return address
  const [, image] = /^data:(image\/[\w+.-]+);base64,/i.exec(address) ?? []
  if (image !== undefined) return `data:${image};base64,${empty(image)}`
  if (/^(?!https?:)[a-z][a-z\d+.-]*:/i.test(address)) return ""
  const [, origin = "", path = "", query] = parts.exec(address) ?? []
  if (origin !== "" && !hosts.has(origin.replace(/^.*\/\//, "").toLowerCase())) return "https://elsewhere.invalid/"
  const places = path.split("/").map((part) => encodeURIComponent(text.of(decode(part))))
  if (query === undefined) return origin + places.join("/")
  const values = Array.from(new URLSearchParams(query), ([name, value]) => [name, text.of(value)])
  return `${origin}${places.join("/")}?${new URLSearchParams(values).toString()}`
}

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** How many there are of something is nobody's, and paging needs it. */
const ofCounts = /count|rows?$|pages?$|size|offset|index|position|length|span$/i
const isCount = (name: string, value: string): boolean => /^\d{1,6}$/.test(value) && ofCounts.test(name)

const document = (rules: Rules, body: string, xmlMode: boolean): string => {
  const parsed = parseDocument(body, { xmlMode, decodeEntities: true })
  for (const node of filter(() => true, parsed.children)) {
    if (isText(node)) {
      const around = node.parent !== null && isTag(node.parent) ? node.parent.name : ""
      if (around === "script") node.data = rules.runs ? rules.text.publicText(node.data) : ""
      else if (around !== "style") node.data = rules.text.of(node.data)
    } else if (isTag(node)) {
      for (const [name, value] of Object.entries(node.attribs)) {
        if (addresses.has(name)) node.attribs[name] = url(rules, value)
        else if (name.startsWith("on")) node.attribs[name] = rules.runs ? rules.text.publicText(value) : ""
        else if (!asTheyAre.has(name) && !isCount(name, value) && !(name === "name" && rules.fields.has(value)))
          node.attribs[name] = rules.text.of(value)
      }
    } else if (node.type === "comment") removeElement(node)
  }
  return getOuterHTML(parsed, { xmlMode, encodeEntities: "utf8" })
}

/** What an object that is one page of a list has beside its rows. */
const ofPages = /^(?:page|pages|page_?number|total_?pages|page_?count|page_?size|per_?page|offset)$/i

const ofMoney =
  /amount|balance|value|total|limit|price|cents|mantissa|minor_?units|valor|saldo|centavos|montante|importe/i
const ofRate = /rate|percent|taxa|quantity|quantidade|quota|units?$|fraction/i

const number = ({ pseudonyms, text }: Rules, key: string, value: number): number => {
  if (ofRate.test(key)) return value
  const written = String(value)
  if (/^-?\d+\.\d{1,2}$/.test(written) || (ofMoney.test(key) && Number.isInteger(value))) {
    const [sign, plain] = value < 0 ? ["-", written.slice(1)] : ["", written]
    return Number(`${sign}${pseudonyms.amount(plain)}`)
  }
  return Number.isSafeInteger(value) ? Number(text.of(written)) : value
}

const json = (rules: Rules, value: unknown, key: string): unknown => {
  if (typeof value === "string") return rules.text.of(value)
  if (typeof value === "number") return number(rules, key, value)
  if (Array.isArray(value)) return value.map((each) => json(rules, each, key))
  if (typeof value !== "object" || value === null) return value
  const isPage = Object.keys(value).some((name) => ofPages.test(name))
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      /\d{4}|@/.test(name) ? rules.text.of(name) : name,
      Number.isInteger(inner) && (isPage || isCount(name, String(inner))) ? inner : json(rules, inner, name)
    ])
  )
}

const parseJson = (text: string): { readonly value: unknown } | null => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}

const form = ({ text }: Rules, body: string): string =>
  new URLSearchParams(Array.from(new URLSearchParams(body), ([name, value]) => [name, text.of(value)])).toString()

/** Tags stay, of whatever language they are. */
const marked = ({ text }: Rules, body: string): string =>
  body.replaceAll(/(<[^<>]*>)|([^<]+|<)/g, (_, tag: string | undefined, between: string | undefined) =>
    tag === undefined ? text.of(between ?? "") : tag
  )

/** The body of this type, redacted; null for one that is no text. */
export const body = (rules: Rules, contentType: string, text: string): string | null => {
  const type = contentType.toLowerCase().split(";", 1)[0]?.trim() ?? ""
  if (/html/.test(type)) return document(rules, text, false)
  if (/json/.test(type) || (type === "" && /^\s*[[{]/.test(text))) {
    const parsed = parseJson(text)
    return parsed === null ? rules.text.of(text) : JSON.stringify(json(rules, parsed.value, ""))
  }
  if (/form-urlencoded/.test(type)) return form(rules, text)
  if (/javascript|ecmascript|css|wasm/.test(type)) return rules.text.publicText(text)
  if (/ofx|sgml/.test(type)) return marked(rules, text)
  if (/xml/.test(type)) return document(rules, text, true)
  return type === "" || type.startsWith("text/") ? marked(rules, text) : null
}

const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
const paper = Buffer.from(
  "%PDF-1.1\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
).toString("base64")

/** What stands for a body that is no text, in base64: a picture of one pixel, a document without pages, else nothing. */
export const empty = (contentType: string): string =>
  /image/i.test(contentType) ? pixel : /pdf/i.test(contentType) ? paper : ""
