// One pass over a page's text that keeps what its tables hold and nothing else: no tree is built and no attribute kept that
// nobody asks for, which is most of what reading a large page costs. Cells that span are repeated where they reach, so a row
// has a cell for every column.
import { Parser } from "htmlparser2"

export type Attributes = Readonly<Record<string, string>>

/** What a cell has beside its text: its own attributes, and those of the elements in it that have any that are wanted. */
export interface Marks {
  readonly attributes: Attributes
  readonly within: ReadonlyArray<Attributes>
}

export interface ScannedRow {
  readonly part: "head" | "body" | "foot"
  readonly attributes: Attributes
  readonly texts: ReadonlyArray<string>
  /** Of each cell, where any attribute is wanted at all. */
  readonly marks: ReadonlyArray<Marks>
  /** Whether its own cells are all headers. */
  readonly isHeader: boolean
  /** Whether it is one cell of its own and none from above. */
  readonly isOne: boolean
}

export interface ScannedTable {
  readonly attributes: Attributes
  readonly caption: string
  readonly rows: ReadonlyArray<ScannedRow>
}

/** A cell that is being read, or reaches down: its text is raw until it is closed. */
interface Cell {
  text: string
  attributes: Attributes
  within: Array<Attributes>
  rows: number
}

interface OpenTable {
  attributes: Attributes
  readonly rows: Array<ScannedRow>
  /** By column. */
  readonly reaching: Map<number, Cell>
  part: ScannedRow["part"]
  caption: string | undefined
  rowAttributes: Attributes | undefined
  texts: Array<string>
  marks: Array<Marks>
  own: number
  headers: number
  reached: number
  isOpen: boolean
  readonly cell: Cell
}

/** What HTML allows; a page cannot make a row longer than this. */
const mostColumns = 1_000
const none: Attributes = {}
const nothing: Array<Attributes> = []
/** Their ends part words, as they part lines on the screen. */
const parting: ReadonlySet<string> = new Set([
  "br",
  "p",
  "div",
  "li",
  "ul",
  "ol",
  "dt",
  "dd",
  "tr",
  "td",
  "th",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6"
])
const unseen: ReadonlySet<string> = new Set(["script", "style", "template"])
const parts: Readonly<Record<string, ScannedRow["part"]>> = { thead: "head", tbody: "body", tfoot: "foot" }

/** Whether white space is more than single spaces; letters beyond ASCII count as if they were. */
const isLoose = (text: string): boolean => {
  let before = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if ((code <= 32 && (code !== 32 || before === 32)) || code === 160 || code > 0x1600) return true
    before = code
  }
  return false
}

const collapsed = (text: string): string => {
  const trimmed = text.trim()
  return isLoose(trimmed) ? trimmed.replaceAll(/\s+/g, " ") : trimmed
}

const spanOf = (text: string | undefined): number => {
  if (text === undefined) return 1
  const span = Number.parseInt(text, 10)
  return span >= 1 ? Math.min(span, mostColumns) : 1
}

const put = (to: Attributes, name: string, value: string): Attributes =>
  Object.hasOwn(to, name) ? to : { ...to, [name]: value }

const ofTable: ReadonlySet<string> = new Set(["id", "class"])
const ofCell: ReadonlySet<string> = new Set(["colspan", "rowspan"])

const add = (table: OpenTable, { attributes, text, within }: Cell, isMarked: boolean): void => {
  table.texts.push(text)
  if (isMarked) table.marks.push({ attributes, within })
}

/** Puts the cells that reach in from the rows above where they stand. */
const reachIn = (table: OpenTable, isMarked: boolean): void => {
  const { reaching, texts } = table
  for (let next = reaching.get(texts.length); next !== undefined; next = reaching.get(texts.length)) {
    if (next.rows > 1) next.rows -= 1
    else reaching.delete(texts.length)
    table.reached += 1
    add(table, next, isMarked)
  }
}

const closeCell = (table: OpenTable, isMarked: boolean): void => {
  if (!table.isOpen) return
  const { cell } = table
  table.isOpen = false
  table.own += 1
  cell.text = collapsed(cell.text)
  if (cell.attributes === none) return add(table, cell, isMarked)
  const [columns, rows] = [spanOf(cell.attributes["colspan"]), spanOf(cell.attributes["rowspan"])]
  for (let column = 0; column < columns && table.texts.length < mostColumns; column += 1) {
    if (column > 0 && table.reaching.size > 0) reachIn(table, isMarked)
    if (rows > 1) table.reaching.set(table.texts.length, { ...cell, rows: rows - 1 })
    add(table, cell, isMarked)
  }
}

const closeRow = (table: OpenTable, isMarked: boolean): void => {
  closeCell(table, isMarked)
  if (table.rowAttributes === undefined) return
  if (table.reaching.size > 0) reachIn(table, isMarked)
  const { headers, marks, own, part, reached, rowAttributes, texts } = table
  if (texts.length > 0)
    table.rows.push({
      part,
      attributes: rowAttributes,
      texts,
      marks,
      isHeader: own > 0 && headers === own,
      isOne: own === 1 && reached === 0
    })
  table.rowAttributes = undefined
  table.texts = []
  table.marks = isMarked ? [] : table.marks
  table.own = 0
  table.headers = 0
  table.reached = 0
}

/**
 * All tables of a page in the order in which they begin; one within another is a table of its own and no text of it. `wanted`:
 * the attributes of rows, cells and what is in them that are kept.
 */
export const scan = (html: string, wanted: ReadonlySet<string>): ReadonlyArray<ScannedTable> => {
  const found: Array<{ -readonly [K in keyof ScannedTable]: ScannedTable[K] }> = []
  const open: Array<{ readonly table: OpenTable; readonly at: number }> = []
  let table: OpenTable | undefined
  let hidden = 0
  let inCaption = false
  /** What an attribute that comes next is one of. */
  let tag: "table" | "row" | "cell" | "within" | "other" = "other"
  let isFirst = true
  const isMarked = wanted.size > 0

  const openTable = () => {
    table = {
      attributes: none,
      rows: [],
      reaching: new Map(),
      part: "body",
      caption: undefined,
      rowAttributes: undefined,
      texts: [],
      marks: [],
      own: 0,
      headers: 0,
      reached: 0,
      isOpen: false,
      cell: { text: "", attributes: none, within: nothing, rows: 0 }
    }
    open.push({ table, at: found.length })
    found.push({ attributes: none, caption: "", rows: table.rows })
    tag = "table"
  }
  const closeTable = () => {
    const closed = open.pop()
    if (closed === undefined) return
    closeRow(closed.table, isMarked)
    const into = found[closed.at]
    if (into !== undefined) {
      into.caption = collapsed(closed.table.caption ?? "")
      into.attributes = closed.table.attributes
    }
    table = open.at(-1)?.table
  }
  const openCell = (to: OpenTable, isHeader: boolean) => {
    closeCell(to, isMarked)
    to.rowAttributes ??= none
    if (to.reaching.size > 0) reachIn(to, isMarked)
    if (isHeader) to.headers += 1
    to.isOpen = true
    to.cell.text = ""
    to.cell.attributes = none
    to.cell.within = nothing
    tag = "cell"
  }
  const openOther = (to: OpenTable, name: string) => {
    if (unseen.has(name)) hidden += 1
    if (!to.isOpen) return
    if (parting.has(name)) to.cell.text += " "
    tag = "within"
    isFirst = true
  }
  const keepWithin = (cell: Cell, name: string, value: string) => {
    if (cell.within === nothing) cell.within = []
    const last = isFirst ? none : (cell.within.pop() ?? none)
    cell.within.push(put(last, name, value))
    isFirst = false
  }

  const parser = new Parser({
    onopentagname: (name) => {
      tag = "other"
      if (name === "table") return openTable()
      if (table === undefined) return
      switch (name) {
        case "td":
        case "th":
          return openCell(table, name === "th")
        case "tr":
          closeRow(table, isMarked)
          table.rowAttributes = none
          tag = "row"
          return
        case "thead":
        case "tbody":
        case "tfoot":
          closeRow(table, isMarked)
          table.part = parts[name] ?? "body"
          return
        case "caption":
          inCaption = true
          table.caption = ""
          return
        default:
          return openOther(table, name)
      }
    },
    onattribute: (name, value) => {
      if (table === undefined || tag === "other") return
      const { cell, isOpen } = table
      if (tag === "table") {
        if (ofTable.has(name)) table.attributes = put(table.attributes, name, value)
      } else if (tag === "cell" && isOpen) {
        if (ofCell.has(name) || wanted.has(name)) cell.attributes = put(cell.attributes, name, value)
      } else if (!wanted.has(name)) return
      else if (tag === "row") table.rowAttributes = put(table.rowAttributes ?? none, name, value)
      else if (isOpen) keepWithin(cell, name, value)
    },
    ontext: (text) => {
      if (table === undefined || hidden > 0) return
      if (table.isOpen) table.cell.text += text
      else if (inCaption) table.caption += text
    },
    onclosetag: (name) => {
      if (table === undefined) return
      switch (name) {
        case "table":
          return closeTable()
        case "td":
        case "th":
          return closeCell(table, isMarked)
        case "tr":
          return closeRow(table, isMarked)
        case "thead":
        case "tbody":
        case "tfoot":
          closeRow(table, isMarked)
          table.part = "body"
          return
        case "caption":
          inCaption = false
          return
        default:
          if (unseen.has(name)) hidden = Math.max(0, hidden - 1)
          else if (table.isOpen && parting.has(name)) table.cell.text += " "
      }
    }
  })
  parser.end(html)
  while (open.length > 0) closeTable()
  return found
}
