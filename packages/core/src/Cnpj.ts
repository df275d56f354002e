// The number of a Brazilian company: twelve characters and two check digits. Since July 2026 the twelve may be letters too; a
// letter counts as its place in ASCII, from the zero on.
const weights = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2] as const

const checkDigit = (characters: string): number => {
  const first = weights.length - characters.length
  const sum = Array.from(characters).reduce(
    (total, character, index) => total + (character.charCodeAt(0) - 48) * (weights[first + index] ?? 0),
    0
  )
  const rest = sum % 11
  return rest < 2 ? 0 : 11 - rest
}

/** A CNPJ without its dots, slash and dash, letters in upper case; undefined where the text is none, its check digits included. */
export const parse = (text: string): string | undefined => {
  const [, ...groups] =
    /^([0-9A-Z]{2})\.?([0-9A-Z]{3})\.?([0-9A-Z]{3})\/?([0-9A-Z]{4})-?(\d{2})$/.exec(text.trim().toUpperCase()) ?? []
  const cnpj = groups.join("")
  if (cnpj.length !== 14 || /^(.)\1+$/.test(cnpj)) return undefined
  const root = cnpj.slice(0, 12)
  const digits = `${checkDigit(root)}${checkDigit(`${root}${checkDigit(root)}`)}`
  return cnpj.endsWith(digits) ? cnpj : undefined
}
