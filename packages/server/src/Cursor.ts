// The cursor of a transaction list on the wire: base64url, because clients put it into an address without encoding it.
import { type Query } from "@tomada/api"
import { CivilDate } from "@tomada/core"
import type { TransactionStore } from "@tomada/store"
import { DateTime, Option, Result } from "effect"
import { Base64Url } from "effect/encoding"

const pattern = /^(\d{4}-\d{2}-\d{2})\|(\d{1,9})\|([0-9a-f-]{36})$/

export const encode = ({ date, id, position }: TransactionStore.TransactionCursor): string =>
  Base64Url.encode(`${date}|${position}|${id}`)

export const decode = (text: string): Option.Option<TransactionStore.TransactionCursor> =>
  Option.flatMap(Result.getSuccess(Base64Url.decodeString(text)), (plain) => {
    const [, day, position, id] = pattern.exec(plain) ?? []
    return Option.map(CivilDate.CivilDate.makeOption(day ?? ""), (date) => ({
      date,
      position: Number(position),
      id: id ?? ""
    }))
  })

interface Asked {
  readonly accountId: string
  readonly ids?: ReadonlyArray<string>
  readonly dateFrom?: Query.Bound
  readonly dateTo?: Query.Bound
  readonly createdAtFrom?: DateTime.Utc
}

const bound = (value: Query.Bound): string => (value._tag === "Day" ? value.day : DateTime.formatIso(value.at))

/** The query that reads on, with the filters that this one had. */
export const next = (asked: Asked, cursor: TransactionStore.TransactionCursor): string => {
  const query = new URLSearchParams({ accountId: asked.accountId })
  if (asked.ids !== undefined) query.set("ids", asked.ids.join(","))
  if (asked.dateFrom !== undefined) query.set("dateFrom", bound(asked.dateFrom))
  if (asked.dateTo !== undefined) query.set("dateTo", bound(asked.dateTo))
  if (asked.createdAtFrom !== undefined) query.set("createdAtFrom", DateTime.formatIso(asked.createdAtFrom))
  query.set("after", encode(cursor))
  return `?${query.toString()}`
}
