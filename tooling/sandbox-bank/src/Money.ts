// Brazilian money as whole centavos: sums are exact, and 2^53 centavos are more than this bank will ever hold. Pages show `R$ 1.234,56`.

/** A signed amount in centavos. */
export type Centavos = number

/** `R$ 1.234,56`, negative `-R$ 45,90`. */
export const format = (amount: Centavos): string => {
  const absolute = Math.abs(amount)
  const whole = String(Math.floor(absolute / 100)).replace(/\B(?=(\d{3})+$)/g, ".")
  return `${amount < 0 ? "-" : ""}R$ ${whole},${String(absolute % 100).padStart(2, "0")}`
}
