// The words that may stay: those that the connector's own source is made of, and those of the scripts and styles that a site sends to
// everybody. What a connector looks for stands in its source, so a recording keeps what it needs and no more.

const pieces = /[\p{L}\p{M}]+|\d+/gu
const wholes = /[a-z0-9_-]{6,}/giu

/** Each word, number and name in a text, in small letters. */
export const of = (...texts: ReadonlyArray<string>): ReadonlySet<string> => {
  const words = new Set<string>()
  for (const text of texts) {
    for (const [word] of text.matchAll(pieces)) words.add(word.toLowerCase())
    for (const [word] of text.matchAll(wholes)) words.add(word.toLowerCase())
  }
  return words
}
