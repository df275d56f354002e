/**
 * The picture of the rooms: a box for each package, an arrow for each import that does not already follow from others, drawn from
 * the dependencies in the package.json files. Boxes stand in rows, importers above what they import; an arrow that passes a row
 * goes through a slot of its own there, so that none crosses a box. Trap: nobody measures text here, so widths are estimated high.
 */

/** A box: `needs` are names of other rooms; `kind` chooses the colours. */
export interface Room {
  readonly name: string
  readonly kind: "package" | "connectors" | "tooling"
  readonly description: string
  readonly needs: ReadonlyArray<string>
}

const box = { width: 216, line: 16, top: 28, bottom: 12 }
const slot = 20
const gap = { x: 26, y: 62 }
const margin = 28
const columns = 31

/** A place in a row: a room, or the slot through which an arrow passes. */
interface Place {
  readonly key: string
  readonly room: Room | undefined
  readonly below: Array<Place>
  readonly above: Array<Place>
  x: number
}

const byName = (rooms: ReadonlyArray<Room>): ReadonlyMap<string, Room> =>
  new Map(rooms.map((room) => [room.name, room]))

/** The needs of each room without those that one of its other needs has already. */
const arrows = (rooms: ReadonlyArray<Room>): ReadonlyMap<string, ReadonlyArray<string>> => {
  const known = byName(rooms)
  const reach = (name: string): ReadonlySet<string> => {
    const needs = (known.get(name)?.needs ?? []).filter((need) => known.has(need))
    return new Set(needs.flatMap((need) => [need, ...reach(need)]))
  }
  const direct = ({ needs }: Room) => needs.filter((need) => known.has(need))
  return new Map(
    rooms.map((room) => {
      const others = (need: string) => direct(room).filter((other) => other !== need)
      return [
        room.name,
        direct(room)
          .filter((need) => !others(need).some((other) => reach(other).has(need)))
          .toSorted()
      ]
    })
  )
}

/** The row of each room, 0 at the bottom: one above the highest that it needs; what needs nothing stands just below its first user. */
const rowsOf = (needs: ReadonlyMap<string, ReadonlyArray<string>>): ReadonlyMap<string, number> => {
  const depth = (name: string): number => 1 + Math.max(-1, ...(needs.get(name) ?? []).map(depth))
  return new Map(
    [...needs].map(([name, own]) => {
      const users = [...needs].filter(([, theirs]) => theirs.includes(name)).map(([user]) => depth(user))
      return [name, own.length > 0 || users.length === 0 ? depth(name) : Math.min(...users) - 1]
    })
  )
}

const placed = (rooms: ReadonlyArray<Room>): ReadonlyArray<Array<Place>> => {
  const needs = arrows(rooms)
  const rows = rowsOf(needs)
  const table: ReadonlyArray<Array<Place>> = Array.from({ length: Math.max(...rows.values()) + 1 }, () => [])
  const places = new Map<string, Place>()
  const put = (row: number, key: string, room?: Room): Place => {
    const place: Place = { key, room, below: [], above: [], x: 0 }
    table[row]?.push(place)
    return place
  }
  for (const room of rooms) {
    places.set(room.name, put(rows.get(room.name) ?? 0, room.name, room))
  }
  const join = (upper: Place, lower: Place) => {
    upper.below.push(lower)
    lower.above.push(upper)
  }
  for (const [name, own] of needs) {
    for (const need of own) {
      const [from, to] = [places.get(name), places.get(need)]
      if (from === undefined || to === undefined) continue
      let upper = from
      for (let row = (rows.get(name) ?? 0) - 1; row > (rows.get(need) ?? 0); row--) {
        const next = put(row, `${name} ${need}`)
        join(upper, next)
        upper = next
      }
      join(upper, to)
    }
  }
  return table
}

const widthOf = ({ room }: Place): number => (room === undefined ? slot : box.width)
const rowWidth = (row: ReadonlyArray<Place>): number =>
  row.reduce((sum, place) => sum + widthOf(place), gap.x * (row.length - 1))

const spread = (row: ReadonlyArray<Place>, width: number): void => {
  let x = (width - rowWidth(row)) / 2
  for (const place of row) {
    place.x = x + widthOf(place) / 2
    x += widthOf(place) + gap.x
  }
}

const crossings = (table: ReadonlyArray<ReadonlyArray<Place>>): number => {
  let count = 0
  for (const row of table) {
    const lines = row.flatMap((upper) => upper.below.map((lower) => [upper.x, lower.x] as const))
    for (const [a, b] of lines) for (const [c, d] of lines) if (a < c && b > d) count++
  }
  return count
}

const middle = (places: ReadonlyArray<Place>, fallback: number): number =>
  places.length === 0 ? fallback : places.reduce((sum, { x }) => sum + x, 0) / places.length

/** Orders each row by where its neighbours stand, sweeping down and up, and keeps the order with the fewest crossings. */
const settle = (table: ReadonlyArray<Array<Place>>, width: number): void => {
  const spreadAll = () => table.forEach((row) => spread(row, width))
  spreadAll()
  let best = { crossings: crossings(table), order: table.map((row) => [...row]) }
  for (let sweep = 0; sweep < 12; sweep++) {
    const down = sweep % 2 === 0
    for (const row of down ? table.toReversed() : table) {
      const wish = new Map(row.map((place) => [place, middle(down ? place.above : place.below, place.x)]))
      row.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0) || (a.key < b.key ? -1 : 1))
      spread(row, width)
    }
    const now = crossings(table)
    if (now < best.crossings) best = { crossings: now, order: table.map((row) => [...row]) }
  }
  best.order.forEach((row, index) => table[index]?.splice(0, row.length, ...row))
  spreadAll()
}

/** The words in lines of at most `columns` characters. */
export const wrap = (text: string): ReadonlyArray<string> => {
  const lines: Array<string> = []
  for (const word of text.split(" ")) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")

interface Palette {
  readonly paper: string
  readonly ink: string
  readonly soft: string
  readonly line: string
  /** Fill and edge of each kind of room. */
  readonly kinds: Readonly<Record<Room["kind"], readonly [string, string]>>
}

const light: Palette = {
  paper: "#ffffff",
  ink: "#1f2937",
  soft: "#4b5563",
  line: "#6b7280",
  kinds: { package: ["#eaf1fb", "#3b6fb5"], connectors: ["#e8f5ec", "#2f855a"], tooling: ["#f3f4f6", "#6b7280"] }
}

const dark: Palette = {
  paper: "#0d1117",
  ink: "#e6edf3",
  soft: "#b1bac4",
  line: "#8b949e",
  kinds: { package: ["#16243a", "#6ea8fe"], connectors: ["#12281c", "#56b881"], tooling: ["#1c2128", "#8b949e"] }
}

const colours = ({ ink, kinds, line, paper, soft }: Palette): string =>
  [
    `.paper { fill: ${paper} } .name { fill: ${ink} } .says { fill: ${soft} }`,
    `.arrow { stroke: ${line} } .head { fill: ${line} }`,
    ...Object.entries(kinds).map(([kind, [fill, edge]]) => `.${kind} { fill: ${fill}; stroke: ${edge} }`)
  ].join("\n")

const style = `<style>
text { font-family: ui-sans-serif, system-ui, "Segoe UI", "DejaVu Sans", sans-serif; text-anchor: middle }
.name { font-size: 15px; font-weight: 600 }
.says { font-size: 11.5px }
.arrow { fill: none; stroke-width: 1.5 }
.tooling { stroke-dasharray: 5 3 }
${colours(light)}
@media (prefers-color-scheme: dark) {
${colours(dark)}
}
</style>`

const port = (place: Place, ends: ReadonlyArray<Place>, other: Place): number => {
  const order = ends.toSorted((a, b) => a.x - b.x)
  const span = place.room === undefined ? 0 : box.width * 0.72
  return place.x + span * ((order.indexOf(other) + 1) / (order.length + 1) - 0.5)
}

const round = (value: number): string => String(Math.round(value * 10) / 10)

/** The SVG text; the same rooms give the same text. */
export const picture = (given: ReadonlyArray<Room>): string => {
  const rooms = given.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const table = placed(rooms)
  const width = Math.max(...table.map(rowWidth)) + 2 * margin
  settle(table, width)
  const lines = new Map(rooms.map((room) => [room.name, wrap(room.description)]))
  const heights = table.map((row) =>
    Math.max(
      ...row.map(({ room }) =>
        room === undefined ? 0 : box.top + box.line * (lines.get(room.name)?.length ?? 0) + box.bottom
      )
    )
  )
  const tops = heights.map((_, row) => margin + heights.slice(row + 1).reduce((sum, height) => sum + height + gap.y, 0))
  const height = Math.max(...tops.map((top, row) => top + (heights[row] ?? 0))) + margin
  const drawn: Array<string> = []
  table.forEach((row, index) => {
    const [top, own] = [tops[index] ?? 0, heights[index] ?? 0]
    for (const place of row) {
      if (place.room === undefined) {
        drawn.push(`<path class="arrow" d="M${round(place.x)} ${top}V${top + own}"/>`)
      }
      for (const lower of place.below) {
        const [x1, y1] = [port(place, place.below, lower), top + own]
        const [x2, y2] = [port(lower, lower.above, place), tops[index - 1] ?? 0]
        const end = lower.room === undefined ? y2 : y2 - 7
        const bend = (y1 + end) / 2
        const [from, to] = [round(x1), round(x2)]
        drawn.push(`<path class="arrow" d="M${from} ${y1}C${from} ${bend} ${to} ${bend} ${to} ${end}"/>`)
        if (lower.room !== undefined) {
          drawn.push(`<path class="head" d="M${to} ${y2 - 1}l-4.5 -9h9z"/>`)
        }
      }
    }
  })
  table.forEach((row, index) => {
    for (const { room, x } of row) {
      if (room === undefined) continue
      const top = tops[index] ?? 0
      const shape = `x="${round(x - box.width / 2)}" y="${top}" width="${box.width}" height="${heights[index]}" rx="8"`
      drawn.push(`<rect class="${room.kind}" ${shape}/>`)
      drawn.push(`<text class="name" x="${round(x)}" y="${top + 22}">${escape(room.name)}</text>`)
      lines.get(room.name)?.forEach((line, number) => {
        const y = top + box.top + box.line * (number + 0.8)
        drawn.push(`<text class="says" x="${round(x)}" y="${round(y)}">${escape(line)}</text>`)
      })
    }
  })
  const said = [...arrows(rooms)].filter(([, needs]) => needs.length > 0)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    "<!-- Generated by tooling/codegen. Do not edit. -->",
    "<title>The rooms of Tomada and what each imports</title>",
    `<desc>${escape(said.map(([name, needs]) => `${name} imports ${needs.join(", ")}.`).join(" "))}</desc>`,
    style,
    `<rect width="${width}" height="${height}" rx="12" class="paper"/>`,
    ...drawn,
    "</svg>",
    ""
  ].join("\n")
}
