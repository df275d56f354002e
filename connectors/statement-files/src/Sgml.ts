// Reads OFX 1.x SGML and OFX 2.x XML with one tolerant reader: values without end tags, aggregates whose end tag is missing, mixed case,
// stray end tags, CDATA. Entities are the five of XML, nbsp and numbers, decoded once; declarations are skipped, so nothing can expand.
// Work is linear in the input: every scan moves forward, and the open elements are at most `deepest`. What ends before its statement
// does is an error, never a shorter statement: a cut amount is still a number.
import { aggregates, homes, lists, values } from "./Dtd.ts"
import { Fault, type Problem } from "./OfxError.ts"

/** A node of the tree. `name` is in upper case, `text` is decoded and trimmed ("" for aggregates), `line` and `column` start at 1. */
export interface Element {
  readonly name: string
  readonly text: string
  readonly line: number
  readonly column: number
  readonly parent: Element | null
  readonly children: ReadonlyArray<Element>
}

/** The tree under a nameless root, and how many steps reading took (a test holds it to a multiple of the input's length). */
export interface Document {
  readonly root: Element
  readonly steps: number
}

interface Node extends Element {
  text: string
  parent: Node | null
  readonly children: Array<Node>
}

/** Deeper nesting is refused. Real statements use nine levels; vendors' empty values may add some. */
export const deepest = 64

const tag = /<(\/?)([A-Za-z][\w.:-]{0,63})(?=[\s/>])([^<>]*)>/y

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " }

const character = (code: number): string | null =>
  code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? null : String.fromCodePoint(code)

const decodeEntities = (text: string): string =>
  text.includes("&")
    ? text.replace(
        /&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z]{2,4}));/gi,
        (whole, hex?: string, decimal?: string, name?: string) =>
          (name !== undefined
            ? entities[name.toLowerCase()]
            : character(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))) ?? whole
      )
    : text

const tidy = (text: string): string =>
  text
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .toWellFormed()

/** Names the elements from the root: `OFX/BANKMSGSRSV1/STMTTRNRS[0]/STMTRS`. What is not in the document type shows as `?`. */
export const pathOf = (element: Element): string => {
  const { name, parent } = element
  const above = parent === null ? "" : pathOf(parent)
  if (name === "") return above
  const known = aggregates.has(name) || values.has(name) ? name : "?"
  const index = lists.has(name)
    ? `[${parent?.children.filter((child) => child.name === name).indexOf(element) ?? 0}]`
    : ""
  return above === "" ? known + index : `${above}/${known}${index}`
}

/** Fails with the place of an element; `missing` names a child that is not there. */
export const failAt = (element: Element, problem: Problem, missing?: string): never => {
  const here = pathOf(element)
  const path = missing === undefined ? here : here === "" ? missing : `${here}/${missing}`
  throw new Fault({ _tag: "OfxUnreadable", line: element.line, column: element.column, path, problem })
}

/** Builds the tree of a file. Fails with a `Fault` when the text ends inside a statement or nests deeper than `deepest`. */
export const parse = (source: string): Document => {
  const root: Node = { name: "", text: "", line: 1, column: 1, parent: null, children: [] }
  const open: Array<Node> = [root]
  let position = 0
  let line = 1
  let lineStart = 0
  let counted = 0
  let steps = 0

  const top = (): Node => open[open.length - 1] ?? root

  const nodeAt = (name: string, offset: number, parent: Node): Node => {
    for (; counted < offset; counted++) {
      const code = source.charCodeAt(counted)
      if (code === 10 || (code === 13 && source.charCodeAt(counted + 1) !== 10)) {
        line++
        lineStart = counted + 1
      }
    }
    return { name, text: "", line, column: offset - lineStart + 1, parent, children: [] }
  }

  // What is open above `last` has no end tag: an aggregate keeps its children, anything else was an empty value and gives them away.
  const endAbove = (last: number): void => {
    let keeper = open[last] ?? root
    for (const node of open.splice(last + 1)) {
      steps += 1 + node.children.length
      if (aggregates.has(node.name)) keeper = node
      else
        for (const child of node.children.splice(0)) {
          child.parent = keeper
          keeper.children.push(child)
        }
    }
  }

  const lastOpen = (matches: (name: string) => boolean): number => {
    steps += open.length
    return open.findLastIndex((node) => matches(node.name))
  }

  const section = (inside: Node, opening: string, closing: string): string | null => {
    if (!source.startsWith(opening, position)) return null
    const from = position + opening.length
    const to = source.indexOf(closing, from)
    if (to < 0) failAt(nodeAt("", position, inside), "a comment or CDATA section has no end")
    position = to + closing.length
    return source.slice(from, to)
  }

  const readText = (inside: Node): string => {
    let text = ""
    let from = position
    const take = (): void => {
      text += decodeEntities(source.slice(from, position))
    }
    for (;;) {
      const next = source.indexOf("<", position)
      position = next < 0 ? source.length : next
      steps++
      tag.lastIndex = position
      if (next < 0 || tag.test(source)) {
        take()
        return tidy(text)
      }
      const mark = source[position + 1]
      if (mark === "!" || mark === "?") {
        take()
        const cdata = section(inside, "<![CDATA[", "]]>")
        if (cdata !== null) text += cdata
        else if (section(inside, "<!--", "-->") === null && section(inside, "<!", ">") === null)
          section(inside, "<?", ">")
        from = position
      } else position++
    }
  }

  readText(top())
  while (position < source.length) {
    tag.lastIndex = position
    const match = tag.exec(source)
    if (match === null) break
    const [whole, slash = "", written = "", attributes = ""] = match
    const name = written.slice(written.indexOf(":") + 1).toUpperCase()
    const offset = position
    position += whole.length
    steps++
    if (slash !== "") {
      const found = lastOpen((candidate) => candidate === name)
      if (found > 0) {
        endAbove(found)
        open.pop()
      }
      readText(top())
      continue
    }
    const belongs = homes.get(name)
    const home = belongs === undefined ? -1 : lastOpen((candidate) => belongs.includes(candidate))
    if (home > 0) endAbove(home)
    const selfClosed = attributes.endsWith("/")
    const parent = top()
    const node = nodeAt(name, offset, parent)
    parent.children.push(node)
    const text = readText(node)
    const isValue = !aggregates.has(name) && (text !== "" || selfClosed || values.has(name))
    if (isValue && !selfClosed) node.text = text
    if (isValue && position >= source.length && parent !== root) failAt(node, "the file ends too early")
    if (isValue || selfClosed) {
      tag.lastIndex = position
      const closing = tag.exec(source)
      if (closing?.[1] === "/" && closing[2]?.toUpperCase() === written.toUpperCase()) {
        position += closing[0].length
        readText(top())
      }
      continue
    }
    if (open.length > deepest) failAt(node, "nested too deeply")
    open.push(node)
  }
  const unfinished = open.findLast((node) => node !== root && node.name !== "OFX" && !node.name.endsWith("MSGSRSV1"))
  if (unfinished !== undefined) failAt(unfinished, "the file ends too early")
  endAbove(0)
  return { root, steps }
}
