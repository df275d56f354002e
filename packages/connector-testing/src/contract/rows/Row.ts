// How bodies of one notation are read and written, so that surgery need not know what they are.

/** A row is a text of its own notation; `values` are its texts by their names. */
export interface Notation {
  /**
   * Shows each list of rows to `edit`, the outermost first, and puts in its place what that gives; null leaves the list and looks
   * into its rows. Null where no list was changed, or the text is of another notation.
   */
  readonly edit: (
    text: string,
    edit: (sources: ReadonlyArray<string>, list: string) => ReadonlyArray<string> | null
  ) => string | null
  readonly values: (source: string) => ReadonlyArray<readonly [name: string, value: string]>
  /** The row with another text in the place of that name. */
  readonly withValue: (source: string, name: string, to: string) => string
  /** Whole numbers outside the rows, by their names: what a body says of its list. */
  readonly numbers: (text: string) => ReadonlyArray<readonly [name: string, value: string]>
  readonly withNumbers: (text: string, change: (name: string, value: number) => number) => string
}
