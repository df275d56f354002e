// Where a slice of a list begins, as it stands in an address: base64url, because clients put it there without encoding it.
import { Refusal } from "@tomada/api"
import type { Pagination } from "@tomada/store"
import { DateTime, Effect, Option, Result } from "effect"
import { Base64Url } from "effect/encoding"

import { refuse } from "./Refusals.ts"

const pattern = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)\|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

export const encode = ({ at, id }: Pagination.Place): string => Base64Url.encode(`${DateTime.formatIso(at)}|${id}`)

export const decode = (text: string): Option.Option<Pagination.Place> =>
  Option.flatMap(Result.getSuccess(Base64Url.decodeString(text)), (plain) => {
    const [, at, id] = pattern.exec(plain) ?? []
    return Option.map(at === undefined ? Option.none() : DateTime.make(at), (instant) => ({
      at: instant,
      id: id ?? ""
    }))
  })

export const encodeNumber = (id: number): string => Base64Url.encode(`#${id}`)

export const decodeNumber = (text: string): Option.Option<number> =>
  Option.flatMap(Result.getSuccess(Base64Url.decodeString(text)), (plain) => {
    const [, digits] = /^#(\d{1,15})$/.exec(plain) ?? []
    return digits === undefined ? Option.none() : Option.some(Number(digits))
  })

/** What `after` says; none at the beginning. */
export const asked = <A>(after: string | undefined, read: (text: string) => Option.Option<A>) =>
  after === undefined
    ? Effect.succeed(Option.none<A>())
    : Option.match(read(after), {
        onNone: () => refuse(Refusal.invalidCursor),
        onSome: (place) => Effect.succeed(Option.some(place))
      })

type Value = string | number | boolean | DateTime.Utc | ReadonlyArray<string> | undefined

const said = (value: Exclude<Value, undefined>): string =>
  DateTime.isDateTime(value) ? DateTime.formatIso(value) : String(value)

/** The query that reads on, with the filters that this one had; null at the end. */
export const next = (query: Readonly<Record<string, Value>>, after: Option.Option<string>): string | null => {
  if (Option.isNone(after)) return null
  const address = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && key !== "after") address.set(key, said(value))
  }
  address.set("after", after.value)
  return `?${address.toString()}`
}
