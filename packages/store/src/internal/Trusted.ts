// Both directions of a Schema without its checks, for rows that only this package writes: what was checked where it came in
// is not checked again for each row of each sync, which was most of what a sync cost. A test holds it to the Schema.
import { Trusted } from "@tomada/core"
import { BigDecimal, DateTime, Schema, type SchemaAST } from "effect"

export type { Conversion, Fields } from "@tomada/core/Trusted"

// Each is only asked for values of its own schema, which the compiler cannot follow through an AST.
const decimal: Trusted.Conversion = {
  decode: (text) => BigDecimal.fromStringUnsafe(text as string),
  encode: (value) => BigDecimal.format(value as BigDecimal.BigDecimal)
}
/** What is written together mostly bears one instant. */
let formatted: readonly [at: unknown, text: string] = [undefined, ""]
const instant: Trusted.Conversion = {
  decode: (at) => DateTime.makeUnsafe(at as Date | string),
  encode: (value) => {
    if (value !== formatted[0]) formatted = [value, DateTime.formatIso(value as DateTime.Utc)]
    return formatted[1]
  }
}

export const { fieldsOf, of: conversion } = Trusted.make(
  new Map<SchemaAST.AST, Trusted.Conversion>([
    [Schema.BigDecimalFromString.ast, decimal],
    [Schema.DateTimeUtcFromString.ast, instant]
  ])
)
