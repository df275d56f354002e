// How alike two descriptions are: Ratcliff and Obershelp's ratio, 0..1, of texts without differences of case and white
// space. Its thresholds live in Resemblance; a text is cut at 256 characters because the cost is their product.

/** White space collapsed and trimmed, lower case. */
export const normalise = (text: string): string => text.replaceAll(/\s+/g, " ").trim().toLowerCase()

const longestCommon = (a: string, b: string): readonly [number, number, number] => {
  let best: readonly [number, number, number] = [0, 0, 0]
  let lengths: Array<number> = []
  for (let i = 0; i < a.length; i++) {
    const next: Array<number> = []
    for (let j = 0; j < b.length; j++) {
      const length = a[i] === b[j] ? (lengths[j - 1] ?? 0) + 1 : 0
      next[j] = length
      if (length > best[2]) best = [i - length + 1, j - length + 1, length]
    }
    lengths = next
  }
  return best
}

const matching = (a: string, b: string): number => {
  const [i, j, length] = longestCommon(a, b)
  return length === 0
    ? 0
    : matching(a.slice(0, i), b.slice(0, j)) + length + matching(a.slice(i + length), b.slice(j + length))
}

/** Of two normalised texts: 1 when equal, 0 when they share no character. */
export const ratio = (a: string, b: string): number => {
  if (a === b) return 1
  const [left, right] = [a.slice(0, 256), b.slice(0, 256)]
  return (2 * matching(left, right)) / (left.length + right.length)
}
