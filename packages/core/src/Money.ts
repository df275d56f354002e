// Amounts are decimals with a currency, never floats: 0.1 + 0.2 must be 0.3 in a bank's books.
import { BigDecimal, Schema } from "effect"

/** A decimal that travels as text: `-503.1`. */
export const Decimal = Schema.BigDecimalFromString
export type Decimal = typeof Decimal.Type

/** ISO 4217, three capital letters. */
export const Currency = Schema.String.check(Schema.isPattern(/^[A-Z]{3}$/))
export type Currency = typeof Currency.Type

/** From text that is known to be a decimal, such as a literal in a test. */
export const decimal = (text: string): Decimal => BigDecimal.fromStringUnsafe(text)
