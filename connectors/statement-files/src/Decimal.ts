// Exact decimals as strings: `-?digits[.digits]`, scale kept as written, no leading zeros, never "-0". OFX allows a comma or a point for
// decimals and forbids grouping; banks group all the same. One separator alone is therefore the decimal mark ("1,234" is 1.234 as
// the specification says); a repeated one groups; of two kinds the last is the decimal mark.

const longest = 40

const grouped = (digits: string, mark: string): boolean => {
  const [head = "", ...groups] = digits.split(mark)
  return head.length >= 1 && head.length <= 3 && groups.every((group) => group.length === 3)
}

const split = (body: string): readonly [whole: string, fraction: string] | null => {
  const point = body.lastIndexOf(".")
  const comma = body.lastIndexOf(",")
  if (point < 0 && comma < 0) return [body, ""]
  const [mark, other, at] = point > comma ? [".", ",", point] : [",", ".", comma]
  const repeated = body.indexOf(mark) !== at
  if (repeated) return !body.includes(other) && grouped(body, mark) ? [body.replaceAll(mark, ""), ""] : null
  const whole = body.slice(0, at)
  if (whole.includes(other) && !grouped(whole, other)) return null
  return [whole.replaceAll(other, ""), body.slice(at + 1)]
}

/** The same decimal with the other sign; zero stays zero. */
export const negate = (decimal: string): string =>
  decimal.startsWith("-") ? decimal.slice(1) : /[1-9]/.test(decimal) ? `-${decimal}` : decimal

/** A bank's written amount -> an exact decimal string, or null when it is none: "+0012,50" -> "12.50", "1.234,56" -> "1234.56". */
export const parseDecimal = (text: string): string | null => {
  if (text.length > longest || !/^[+-]?[.,]?\d[\d.,]*$/.test(text)) return null
  const parts = split(text.replace(/^[+-]/, ""))
  if (parts === null) return null
  const whole = parts[0].replace(/^0+(?=\d)/, "") || "0"
  const decimal = parts[1] === "" ? whole : `${whole}.${parts[1]}`
  return text.startsWith("-") ? negate(decimal) : decimal
}

const parts = (decimal: string): readonly [digits: bigint, scale: number] => {
  const [whole = "", fraction = ""] = decimal.split(".")
  return [BigInt(whole + fraction), fraction.length]
}

/** The exact product, its scale the sum of both scales. */
export const multiply = (left: string, right: string): string => {
  const [[a, scaleA], [b, scaleB]] = [parts(left), parts(right)]
  const product = a * b
  const scale = scaleA + scaleB
  const digits = (product < 0n ? -product : product).toString().padStart(scale + 1, "0")
  const whole = digits.slice(0, digits.length - scale)
  return `${product < 0n ? "-" : ""}${whole}${scale === 0 ? "" : `.${digits.slice(-scale)}`}`
}
