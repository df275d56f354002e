// Which institutions the list shows and in which order, and which of them a search finds. Accents and case do not matter: people type neither.
import type { Connector } from "../api/Wire.ts"
import type { Session } from "./State.ts"

const bare = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase()

export const listed = (connectors: ReadonlyArray<Connector>, { options, grant }: Session): ReadonlyArray<Connector> => {
  const { connectorIds, connectorTypes, countries, products } = options
  const wanted = connectors.filter(
    (one) =>
      (connectorIds.length === 0 || connectorIds.includes(one.id)) &&
      (connectorTypes.length === 0 || connectorTypes.includes(one.type)) &&
      (countries.length === 0 || countries.includes(one.country)) &&
      (products.length === 0 || one.products.some((product) => products.includes(product))) &&
      (options.includeSandbox || !one.isSandbox || connectorIds.includes(one.id))
  )
  return options.connectorSortAlphabetically || grant.connectorSortAlphabetically
    ? wanted.toSorted((a, b) => a.name.localeCompare(b.name))
    : wanted
}

/** Every word that was typed has to stand in the name. */
export const matching = (connectors: ReadonlyArray<Connector>, search: string): ReadonlyArray<Connector> => {
  const words = bare(search).split(/\s+/u).filter(Boolean)
  return connectors.filter((one) => words.every((word) => bare(one.name).includes(word)))
}

/** Two letters at most to stand where a logo is missing. */
export const initials = (name: string): string => {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
  const [first = "?", second = ""] = words
  return (first.slice(0, 1) + second.slice(0, 1)).toUpperCase()
}

/** Whether dark letters read better than white ones on this colour (WCAG's luminance). */
export const wantsDarkInk = (hex: string): boolean => {
  const [red, green, blue] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.039_28 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  const luminance = 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
  return luminance > 0.179
}
