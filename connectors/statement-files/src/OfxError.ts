// How a statement file fails: plain tagged data that names the place and never holds the file's text. A path is made of element names
// from the OFX document type only; a name that is not in it shows as "?", because it is input.

/** What is wrong at a place of the file. */
export type Problem =
  | "no OFX element"
  | "the file ends too early"
  | "a comment or CDATA section has no end"
  | "nested too deeply"
  | "missing"
  | "empty"
  | "not a date"
  | "not a decimal number"
  | "given twice in one transaction"
  | "a transaction's amount outside a transaction"
  | "a transaction outside a statement"

/** The file cannot be read. `line` and `column` count from 1; `path` names the elements from the root, lists with an index from 0. */
export interface OfxUnreadable {
  readonly _tag: "OfxUnreadable"
  readonly line: number
  readonly column: number
  readonly path: string
  readonly problem: Problem
}

/** The institution answered with a STATUS of severity ERROR instead of a statement; `message` is the institution's own, or null. */
export interface OfxRefused {
  readonly _tag: "OfxRefused"
  readonly code: number | null
  readonly severity: "ERROR"
  readonly place: { readonly line: number; readonly column: number; readonly path: string }
  readonly message: string | null
}

export type OfxError = OfxUnreadable | OfxRefused

/** Carries an error from deep inside a file to the one door that returns it; it never leaves this package. */
export class Fault extends Error {
  readonly error: OfxError
  constructor(error: OfxError) {
    super(error._tag)
    this.error = error
  }
}

/** Runs a reading and gives its value or the error it met. Anything but a `Fault` is a defect and goes on. */
export const guarded = <A>(read: () => A): A | OfxError => {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof Fault) return cause.error
    throw cause
  }
}

/** One sentence for a log or a person. It holds no text of the file, the institution's message excepted. */
export const describe = (error: OfxError): string =>
  error._tag === "OfxUnreadable"
    ? `line ${error.line}, column ${error.column}, ${error.path}: ${error.problem}`
    : `line ${error.place.line}, ${error.place.path}: the institution answered with error ${error.code ?? "without code"}` +
      (error.message === null ? "" : ` (${error.message})`)
