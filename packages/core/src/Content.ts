// Whether two records say the same. A key that is absent, undefined or null says nothing, and 1.0 is 1.00: without this
// rule every sync would report rows as changed that only travelled through a database.
import { Equal, Predicate, Schema } from "effect"

/** A field about which a record may say nothing: the key may be absent or null. */
export const maybe = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const spoken = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(spoken)
  if (!Predicate.isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null && inner !== undefined)
      .map(([key, inner]) => [key, spoken(inner)])
  )
}

/** Whether both say the same; plain objects and arrays by what is in them, all else by `Equal`. */
export const isSame = (a: unknown, b: unknown): boolean => Equal.equals(spoken(a), spoken(b))
