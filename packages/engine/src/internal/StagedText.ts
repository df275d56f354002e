// Collected records as text and back, for what this process writes and reads itself and what is sealed between: so nothing is
// checked, and no schema is asked, which would cost more than the reading of a page. Decimals and instants are marked, because
// JSON has neither.
import { BigDecimal, DateTime, Predicate } from "effect"

const decimal = "$decimal"
const instant = "$instant"

const marked = (value: unknown): unknown => {
  if (!Predicate.isObjectOrArray(value)) return value
  if (BigDecimal.isBigDecimal(value)) return { [decimal]: BigDecimal.format(value) }
  if (DateTime.isDateTime(value)) return { [instant]: value.epochMilliseconds }
  if (Array.isArray(value)) return value.map(marked)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, marked(inner)]))
}

const restored = (_key: string, value: unknown): unknown => {
  if (Predicate.hasProperty(value, decimal) && Predicate.isString(value[decimal])) {
    return BigDecimal.fromStringUnsafe(value[decimal])
  }
  if (Predicate.hasProperty(value, instant) && Predicate.isNumber(value[instant])) {
    return DateTime.makeUnsafe(value[instant])
  }
  return value
}

export const encode = (value: unknown): string => JSON.stringify(marked(value))

export const decode = (text: string): unknown => JSON.parse(text, restored)
