// The figures of several rounds, as a table shows them.

/** The middle one, or the mean of the two in the middle; NaN of none. */
export const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2
}

/** Median, least and greatest, with as many digits as a figure of this size deserves. */
export const spread = (values: ReadonlyArray<number>): readonly [median: string, min: string, max: string] => {
  const shown = (value: number): string => value.toFixed(value >= 100 ? 0 : 1)
  return [shown(median(values)), shown(Math.min(...values)), shown(Math.max(...values))]
}
