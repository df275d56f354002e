/**
 * The pictures that lie in the packages of connectors: `logo.svg` for all of a package's connectors, `logos/<slug>.svg` for one. They are
 * part of the server's module, since a package that is published leaves them behind. Only drawings pass: no script, nothing from elsewhere.
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { header } from "./Barrel.ts"
import { keyText } from "./TypeText.ts"

const elements = new Set([
  "svg",
  "g",
  "path",
  "rect",
  "circle",
  "ellipse",
  "line",
  "polyline",
  "polygon",
  "defs",
  "linearGradient",
  "radialGradient",
  "stop",
  "clipPath",
  "mask",
  "symbol",
  "use",
  "title",
  "desc"
])

const largest = 16 * 1024

/** What keeps the text from being a logo; undefined where nothing does. */
export const problem = (text: string): string | undefined => {
  if (text.length > largest) return `it is larger than ${largest / 1024} kB`
  if (/<[!?]/.test(text)) return "it has a declaration or a comment, and must be elements alone"
  for (const [, name = ""] of text.matchAll(/<\/?\s*([^\s/>]+)/g)) {
    if (!elements.has(name)) return `<${name}> is no part of a plain drawing`
  }
  if (/\son\w+\s*=/i.test(text)) return "it has a handler of events, which is script"
  for (const [, value = ""] of text.matchAll(/(?:href|src)\s*=\s*["']?\s*([^"'\s>]*)/gi)) {
    if (!value.startsWith("#")) return "it refers to something outside itself"
  }
  for (const [, value = ""] of text.matchAll(/url\(\s*["']?([^)]*)/gi)) {
    if (!value.startsWith("#")) return "it refers to something outside itself"
  }
  if (/@import|javascript:|&[#\w]+;/i.test(text)) return "it has an import, a script or an entity"
  const [, box = ""] = /^\s*<svg\b[^>]*\sviewBox="([^"]*)"/.exec(text) ?? []
  const [, , width, height] = box
    .trim()
    .split(/[\s,]+/)
    .map(Number)
  if (width === undefined || !(width > 0) || width !== height) return "it must be one svg whose viewBox is a square"
  if (!/^\s*<svg\b[^>]*\sxmlns="http:\/\/www\.w3\.org\/2000\/svg"/.test(text)) return "its svg has no xmlns"
  return undefined
}

export interface Logos {
  /** By its name below `connectors`, the text of each picture. */
  readonly pictures: ReadonlyMap<string, string>
  /** By slug, the name of the connector's picture. */
  readonly logos: ReadonlyMap<string, string>
}

/** The slugs of the connectors of a folder below `connectors`. */
export interface Package {
  readonly folder: string
  readonly slugs: ReadonlyArray<string>
}

const small = (text: string): string => text.trim().replaceAll(/\s+/g, " ").replaceAll("> <", "><")

/** Those of these packages; throws, naming the file, where one is no logo. */
export const logosIn = (root: string, packages: ReadonlyArray<Package>): Logos => {
  const pictures = new Map<string, string>()
  const logos = new Map<string, string>()
  for (const { folder, slugs } of packages) {
    for (const slug of slugs) {
      const name = [`${folder}/logos/${slug}.svg`, `${folder}/logo.svg`].find((one) =>
        existsSync(join(root, "connectors", one))
      )
      if (name === undefined) continue
      logos.set(slug, name)
      if (pictures.has(name)) continue
      const text = readFileSync(join(root, "connectors", name), "utf8")
      const found = problem(text)
      if (found !== undefined) throw new Error(`connectors/${name}: ${found}`)
      pictures.set(name, small(text))
    }
  }
  return { pictures, logos }
}

const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`

const object = (entries: ReadonlyArray<string>): string =>
  entries.length === 0 ? "{}" : `{\n${entries.join(",\n")}\n}`

/** Text of the module that exports `pictures` and `logos`. */
export const logosModule = ({ logos, pictures }: Logos): string =>
  [
    `${header}export const pictures: Readonly<Record<string, string>> = ${object(
      [...pictures].map(([name, text]) => `  ${keyText(name)}:\n    ${quoted(text)}`)
    )}\n`,
    `export const logos: Readonly<Record<string, string>> = ${object(
      [...logos].map(([slug, name]) => `  ${keyText(slug)}: ${JSON.stringify(name)}`)
    )}\n`
  ].join("\n")
