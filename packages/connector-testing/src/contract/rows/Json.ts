// The rows of JSON: arrays of objects, wherever they are. A row is the text of its object.
import { Predicate } from "effect"

import type { Notation } from "./Row.ts"

type Payload = Readonly<Record<string, unknown>>

const isPayload = (value: unknown): value is Payload => Predicate.isObject(value) && !Array.isArray(value)

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Leaves by their paths; what stands in lists inside a row is of rows of its own. */
const leaves = (value: unknown, path: string): ReadonlyArray<readonly [string, string]> => {
  if (isPayload(value)) {
    return Object.entries(value).flatMap(([name, inner]) => leaves(inner, path === "" ? name : `${path}.${name}`))
  }
  return typeof value === "string" || typeof value === "number" ? [[path, String(value)]] : []
}

const replaced = (value: unknown, [name = "", ...rest]: ReadonlyArray<string>, to: string): unknown =>
  isPayload(value) ? { ...value, [name]: rest.length === 0 ? to : replaced(value[name], rest, to) } : value

const isWhole = (text: string): boolean => /^\d{1,9}$/.test(text)

export const json: Notation = {
  edit: (text, edit) => {
    const body = parse(text)
    if (body === undefined) return null
    let isEdited = false
    const walk = (value: unknown, path: string): unknown => {
      if (Array.isArray(value)) {
        const rows: ReadonlyArray<unknown> = value
        if (rows.every(isPayload)) {
          const sources = edit(
            rows.map((row) => JSON.stringify(row)),
            path
          )
          if (sources !== null) {
            isEdited = true
            return sources.map(parse)
          }
        }
        return rows.map((each) => walk(each, path))
      }
      if (!isPayload(value)) return value
      return Object.fromEntries(
        Object.entries(value).map(([name, inner]) => [name, walk(inner, path === "" ? name : `${path}.${name}`)])
      )
    }
    const written = walk(body, "")
    return isEdited ? JSON.stringify(written) : null
  },
  values: (source) => leaves(parse(source), ""),
  withValue: (source, name, to) => JSON.stringify(replaced(parse(source), name.split("."), to)),
  numbers: (text) => leaves(parse(text), "").filter(([, value]) => isWhole(value)),
  withNumbers: (text, change) => {
    const walk = (value: unknown): unknown =>
      isPayload(value)
        ? Object.fromEntries(
            Object.entries(value).map(([name, inner]) => [
              name,
              typeof inner === "number" && Number.isInteger(inner) ? change(name, inner) : walk(inner)
            ])
          )
        : value
    return JSON.stringify(walk(parse(text)))
  }
}
