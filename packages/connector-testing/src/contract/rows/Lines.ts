// The rows of files: entries of OFX, and lines of tables whose cells are parted by semicolons, tabs or commas. What stands before the
// first line with as many cells as most is no row, and neither is the line of headers.
import type { Notation } from "./Row.ts"

const entries = /<STMTTRN>[\s\S]*?<\/STMTTRN>\s*/gi
const element = /<([A-Z][\w.]*)>([^<\r\n]*)/gi

const noNumbers: Pick<Notation, "numbers" | "withNumbers"> = { numbers: () => [], withNumbers: (text) => text }

export const ofx: Notation = {
  ...noNumbers,
  edit: (text, edit) => {
    let isEdited = false
    const written = text.replaceAll(/(?:<STMTTRN>[\s\S]*?<\/STMTTRN>\s*)+/gi, (list) => {
      const sources = edit(list.match(entries) ?? [], "STMTTRN")
      if (sources === null) return list
      isEdited = true
      return sources.join("")
    })
    return isEdited ? written : null
  },
  values: (source) =>
    Array.from(source.matchAll(element), ([, name = "", value = ""]) => [name, value.trim()] as const).filter(
      ([, value]) => value !== ""
    ),
  withValue: (source, name, to) => {
    let isDone = false
    return source.replaceAll(element, (found, each: string) => {
      if (isDone || each !== name) return found
      isDone = true
      return `<${each}>${to}`
    })
  }
}

const separators = [";", "\t", ","]

const cellsOf = (line: string, separator: string): ReadonlyArray<string> =>
  line.split(separator).map((cell) => cell.trim().replaceAll(/^"|"$/g, ""))

const separatorOf = (lines: ReadonlyArray<string>): string | null =>
  separators.find((each) => lines.filter((line) => line.split(each).length > 2).length > lines.length / 2) ?? null

export const csv: Notation = {
  ...noNumbers,
  edit: (text, edit) => {
    const lines = text.split("\n")
    const separator = separatorOf(lines.filter((line) => line.trim() !== ""))
    if (separator === null || text.includes("<")) return null
    const width = lines.map((line) => line.split(separator).length).sort((one, other) => one - other)
    const usual = width[Math.floor(width.length / 2)] ?? 0
    const header = lines.findIndex((line) => line.split(separator).length === usual)
    const isRow = (line: string, index: number) => index > header && line.split(separator).length === usual
    const sources = edit(lines.filter(isRow), "lines")
    if (sources === null) return null
    return [
      ...lines.slice(0, header + 1),
      ...sources,
      ...lines.slice(header + 1).filter((line) => !isRow(line, header + 1))
    ].join("\n")
  },
  values: (source) => {
    const separator = separatorOf([source]) ?? ";"
    return cellsOf(source, separator).map((cell, index) => [`cell ${index + 1}`, cell] as const)
  },
  withValue: (source, name, to) => {
    const separator = separatorOf([source]) ?? ";"
    const place = Number(name.slice("cell ".length)) - 1
    return source
      .split(separator)
      .map((cell, index) => (index === place ? to : cell))
      .join(separator)
  }
}
