// Where things stand in a drawing: numbers of pixels, from which no money is read again.

/** Some round values from below the least to above the greatest. */
export const ticks = (least: number, greatest: number, wanted = 4): ReadonlyArray<number> => {
  const span = greatest - least || Math.abs(greatest) || 1
  const rough = span / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5].find((factor) => factor * power >= rough) ?? 10) * power
  const first = Math.floor(least / step)
  const last = Math.ceil(greatest / step)
  return Array.from({ length: Math.max(1, last - first) + 1 }, (_, index) => (first + index) * step)
}

/** From values to pixels, in a straight line. */
export const linear =
  ([from, to]: readonly [number, number], [start, end]: readonly [number, number]) =>
  (value: number): number =>
    start + ((value - from) / (to - from || 1)) * (end - start)

/** The line of an SVG path that keeps each value until the next. */
export const steps = (points: ReadonlyArray<readonly [x: number, y: number]>): string =>
  points
    .map(([x, y], index) => (index === 0 ? `M${x.toFixed(1)} ${y.toFixed(1)}` : `H${x.toFixed(1)}V${y.toFixed(1)}`))
    .join("")
