// The text of a PDF by lines, with where it stands: what statements are read from. A PDF has letters at places and neither
// words nor columns, so both are made of the gaps between them. The reader is large and is loaded when it is first used; it
// works in this process and holds it up a page at a time, hence the limits.
import { Clock, Duration, Effect, Redacted, Schema } from "effect"

import { SiteChanged } from "./Errors.ts"

/** Why there is no text. `password`: it needs one, or another one. */
export class PdfUnreadable extends Schema.TaggedError<PdfUnreadable>()("PdfUnreadable", {
  why: Schema.Literals(["broken", "password", "too-large", "too-many-pages", "too-slow"])
}) {}

/** Letters without a gap as wide as a letter between them; points from the left, a point is 1/72 inch. */
export interface Part {
  readonly text: string
  readonly x: number
  readonly width: number
}

export interface Line {
  /** Points from the top of the page to the line that the letters stand on. */
  readonly y: number
  /** From left to right: the cells of a table, mostly. */
  readonly parts: ReadonlyArray<Part>
  /** The parts with a space between them. */
  readonly text: string
}

export interface PdfPage {
  /** From 1. */
  readonly number: number
  readonly width: number
  readonly height: number
  /** From top to bottom; those without letters left out. */
  readonly lines: ReadonlyArray<Line>
}

export interface PdfOptions {
  readonly password?: Redacted.Redacted<string>
  /** 16 MB unless said. */
  readonly maxBytes?: number
  /** 200 unless said. */
  readonly maxPages?: number
  /** No page is begun later than this; twenty seconds unless said. */
  readonly within?: Duration.Input
}

interface Piece extends Part {
  readonly y: number
  readonly size: number
}

/** Of the size of the letters: what parts words, what parts columns, and how far letters of one line may be off it. */
const wordGap = 0.15
const columnGap = 0.9
const offLine = 0.4

const linesOf = (pieces: ReadonlyArray<Piece>, height: number): ReadonlyArray<Line> => {
  const lines: Array<Array<Piece>> = []
  for (const piece of pieces.toSorted((a, b) => b.y - a.y)) {
    const first = lines.at(-1)?.[0]
    if (first !== undefined && first.y - piece.y <= offLine * Math.min(first.size, piece.size))
      lines.at(-1)?.push(piece)
    else lines.push([piece])
  }
  return lines.map((line) => {
    const parts: Array<{ text: string; readonly x: number; width: number }> = []
    for (const { size, text, width, x } of line.toSorted((a, b) => a.x - b.x)) {
      const last = parts.at(-1)
      const gap = last === undefined ? Number.POSITIVE_INFINITY : x - (last.x + last.width)
      if (last === undefined || gap > columnGap * size) parts.push({ text, x, width })
      else {
        last.text += (gap > wordGap * size && !last.text.endsWith(" ") ? " " : "") + text
        last.width = Math.max(last.width, x + width - last.x)
      }
    }
    const trimmed = parts.map((part) => ({ ...part, text: part.text.replaceAll(/\s+/g, " ").trim() }))
    return { y: height - (line[0]?.y ?? 0), parts: trimmed, text: trimmed.map(({ text }) => text).join(" ") }
  })
}

const causeOf = (cause: unknown): PdfUnreadable =>
  cause instanceof PdfUnreadable
    ? cause
    : new PdfUnreadable({ why: cause instanceof Error && cause.name === "PasswordException" ? "password" : "broken" })

const attempt = <A>(work: () => Promise<A>): Effect.Effect<A, PdfUnreadable> =>
  Effect.tryPromise({ try: work, catch: causeOf })

const opened = (bytes: Uint8Array, password: string | undefined) =>
  Effect.gen(function* () {
    const { getDocument } = yield* Effect.promise(async () => (await import("unpdf")).getResolvedPDFJS())
    const task = yield* Effect.acquireRelease(
      Effect.try({
        try: () =>
          getDocument({
            data: Uint8Array.from(bytes), // the reader takes the bytes away from who gave them
            ...(password !== undefined && { password }),
            useSystemFonts: false,
            disableFontFace: true,
            stopAtErrors: true,
            verbosity: 0
          }),
        catch: causeOf
      }),
      (task) => Effect.ignore(attempt(() => task.destroy()))
    )
    return yield* attempt(() => task.promise)
  })

type Document = Effect.Success<ReturnType<typeof opened>>

const pageOf = async (document: Document, number: number): Promise<PdfPage> => {
  const page = await document.getPage(number)
  const [left = 0, bottom = 0, right = 0, top = 0] = page.view
  const { items } = await page.getTextContent()
  const pieces = items.flatMap((item): ReadonlyArray<Piece> => {
    if (!("str" in item) || item.str.trim() === "") return []
    const [a = 0, b = 0, c = 0, d = 0, x = 0, y = 0] = item.transform
    const size = Math.hypot(c, d) || Math.hypot(a, b)
    return [{ text: item.str, x: x - left, y: y - bottom, width: item.width, size }]
  })
  page.cleanup()
  return { number, width: right - left, height: top - bottom, lines: linesOf(pieces, top - bottom) }
}

/**
 * The pages with their lines. What cannot be read is PdfUnreadable: an author makes SiteChanged of it where the institution
 * gave the file out (`changed`), and InputRejected where the person did.
 */
export const text = (
  bytes: Uint8Array,
  { maxBytes = 16 * 1024 * 1024, maxPages = 200, password, within = "20 seconds" }: PdfOptions = {}
): Effect.Effect<ReadonlyArray<PdfPage>, PdfUnreadable> =>
  Effect.gen(function* () {
    if (bytes.length > maxBytes) return yield* new PdfUnreadable({ why: "too-large" })
    const end = (yield* Clock.currentTimeMillis) + Duration.toMillis(Duration.fromInputUnsafe(within))
    const document = yield* opened(bytes, password && Redacted.value(password))
    if (document.numPages > maxPages) return yield* new PdfUnreadable({ why: "too-many-pages" })
    const pages: Array<PdfPage> = []
    for (let number = 1; number <= document.numPages; number += 1) {
      if ((yield* Clock.currentTimeMillis) >= end) return yield* new PdfUnreadable({ why: "too-slow" })
      pages.push(yield* attempt(() => pageOf(document, number)))
      yield* Effect.yieldNow
    }
    return pages
  }).pipe(Effect.scoped)

const expected: Readonly<Record<PdfUnreadable["why"], string>> = {
  broken: "a whole PDF",
  password: "a PDF without a password, or with another",
  "too-large": "a PDF of fewer bytes",
  "too-many-pages": "a PDF of fewer pages",
  "too-slow": "a PDF that can be read in time"
}

/** What an unreadable file of the institution's means: `Effect.mapError(Pdf.changed("statement"))`. */
export const changed =
  (at: string) =>
  ({ why }: PdfUnreadable): SiteChanged =>
    new SiteChanged({ at, expected: expected[why] })
