// Whether two records say the same. A key that is absent, undefined or null says nothing, and 1.0 is 1.00: without this
// rule every sync would report rows as changed that only travelled through a database.
import { Equal, Predicate } from "effect"

const spoken = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(spoken)
  if (!Predicate.isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null && inner !== undefined)
      .map(([key, inner]) => [key, spoken(inner)])
  )
}

export const isSame = (a: unknown, b: unknown): boolean => Equal.equals(spoken(a), spoken(b))
