// Money without binary fractions: whole numbers of a hundred-millionth, read from the decimal digits that came. Amounts of two currencies
// are never added, so nothing here knows of rates.

const places = 8

/** The digits as whole units; undefined where they are no plain decimal, or finer than units are. */
export const units = (amount: number | string): bigint | undefined => {
  const [, sign = "", whole = "", fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(amount)) ?? []
  if (whole === "" || fraction.length > places) return undefined
  const size = BigInt(`${whole}${fraction.padEnd(places, "0")}`)
  return sign === "-" ? -size : size
}

/** Back to decimal digits. */
export const digits = (size: bigint): `${number}` => {
  const text = (size < 0n ? -size : size).toString().padStart(places + 1, "0")
  const fraction = text.slice(-places).replace(/0+$/, "")
  const whole = `${size < 0n ? "-" : ""}${text.slice(0, -places)}`
  return `${whole}${fraction === "" ? "" : `.${fraction}`}` as `${number}` // digits, as it was put together
}

/** As a person reads it. */
export const shown = (size: bigint, currency: string, options: Intl.NumberFormatOptions = {}): string =>
  new Intl.NumberFormat("en", { style: "currency", currency, ...options }).format(digits(size))

/** For the geometry of a drawing alone. */
export const drawn = (size: bigint): number => Number(digits(size))
