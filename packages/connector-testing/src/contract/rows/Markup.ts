// The rows of HTML: of each table those that are no header and have two cells at least. A row is the text of its element.
import { type AnyNode, type Document, type Element, isTag, isText } from "domhandler"
import { findAll, getChildren, getOuterHTML } from "domutils"
import { parseDocument } from "htmlparser2"

import type { Notation } from "./Row.ts"

const isHeader = ({ parent }: Element): boolean =>
  parent !== null && isTag(parent) && (parent.name === "thead" || parent.name === "tfoot")

const isRow = (element: Element): boolean =>
  element.name === "tr" &&
  !isHeader(element) &&
  getChildren(element).filter((cell) => isTag(cell) && cell.name === "td").length > 1

const tables = (document: Document): ReadonlyArray<Element> =>
  findAll(({ name }) => name === "table", document.children)

const html = (node: AnyNode | Document): string => getOuterHTML(node, { encodeEntities: "utf8" })

const tidy = (text: string): string => text.replaceAll(/\s+/g, " ").trim()

const rowOf = (source: string): Element | undefined =>
  findAll(({ name }) => name === "tr", parseDocument(`<table>${source}</table>`).children)[0]

/** The places of a row: its attributes, those of what is in it, and its texts; named by the field that they say they are. */
interface Place {
  readonly name: string
  readonly value: string
  readonly set: (to: string) => void
}

const places = (row: Element): ReadonlyArray<Place> => {
  const found: Array<Place> = []
  const cells = getChildren(row).filter(isTag)
  const walk = (element: Element, name: string): void => {
    const own = element.attribs["data-field"] ?? name
    for (const [attribute, value] of Object.entries(element.attribs)) {
      if (/^(?:class|style|data-field)$/.test(attribute)) continue
      found.push({ name: `${own}@${attribute}`, value, set: (to) => void (element.attribs[attribute] = to) })
    }
    for (const child of element.children) {
      if (isTag(child)) walk(child, element === row ? `cell ${cells.indexOf(child) + 1}` : own)
      else if (isText(child) && tidy(child.data) !== "") {
        found.push({ name: own, value: tidy(child.data), set: (to) => void (child.data = to) })
      }
    }
  }
  walk(row, "row")
  return found
}

const outside = (document: Document): ReadonlyArray<Element> => {
  const found: Array<Element> = []
  const walk = (nodes: ReadonlyArray<AnyNode>): void => {
    for (const node of nodes) {
      if (!isTag(node) || node.name === "tr" || node.name === "input") continue
      found.push(node)
      walk(node.children)
    }
  }
  walk(document.children)
  return found
}

const isWhole = (text: string): boolean => /^\d{1,9}$/.test(text)

export const markup: Notation = {
  edit: (text, edit) => {
    if (!/<table/i.test(text)) return null
    const document = parseDocument(text)
    let isEdited = false
    for (const [index, table] of tables(document).entries()) {
      const rows = findAll(isRow, table.children)
      const sources = edit(rows.map(html), `table ${table.attribs["id"] ?? index + 1}`)
      if (sources === null) continue
      isEdited = true
      const body = findAll(({ name }) => name === "tbody", table.children)[0] ?? table
      const inner = parseDocument(`<table>${sources.join("")}</table>`)
      const kept = body.children.filter((child) => !isTag(child) || !rows.includes(child))
      const made = findAll(({ name }) => name === "tr", inner.children)
      body.children = [...kept, ...made]
      for (const row of made) row.parent = body
    }
    return isEdited ? html(document) : null
  },
  values: (source) => {
    const row = rowOf(source)
    return row === undefined ? [] : places(row).map(({ name, value }) => [name, value])
  },
  withValue: (source, name, to) => {
    const row = rowOf(source)
    if (row === undefined) return source
    places(row)
      .find((place) => place.name === name)
      ?.set(to)
    return html(row)
  },
  numbers: (text) =>
    outside(parseDocument(text)).flatMap(({ attribs }) =>
      Object.entries(attribs).filter(([, value]) => isWhole(value))
    ),
  withNumbers: (text, change) => {
    const document = parseDocument(text)
    for (const { attribs } of outside(document)) {
      for (const [name, value] of Object.entries(attribs)) {
        if (isWhole(value)) attribs[name] = String(change(name, Number(value)))
      }
    }
    return html(document)
  }
}
