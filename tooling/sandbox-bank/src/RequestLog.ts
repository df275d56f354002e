// The bank's own log: what was asked of it, by whom, on which of its days. It is written so that it cannot hold a secret: form bodies never come
// near it, the query keeps an allow-list, and a device code in a path is replaced by its name.
import { type DateTime, Schema } from "effect"

/** What a visit did that its line does not say. `password`: one was posted; `code-sent`: the bank sent one to a phone; `approval-asked`: it asked a phone. */
export const deeds = ["password", "code-sent", "approval-asked", "login", "token-issued"] as const
export type Deed = (typeof deeds)[number]

export class LogEntry extends Schema.Class<LogEntry>("LogEntry")({
  id: Schema.Int,
  at: Schema.DateTimeUtcFromString,
  today: Schema.String,
  method: Schema.String,
  path: Schema.String,
  query: Schema.Record(Schema.String, Schema.String),
  did: Schema.optionalKey(Schema.Array(Schema.Literals(deeds))),
  user: Schema.optionalKey(Schema.String),
  status: Schema.optionalKey(Schema.Int)
}) {}

const kept = 10_000
const shownQuery = ["from", "to", "page", "channel", "expired"]

/** A request that has been taken in; its user and status become known later. */
export interface Open {
  readonly id: number
  readonly at: DateTime.Utc
  readonly today: string
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly did: Array<Deed>
  user: string | undefined
  status: number | undefined
}

export interface RequestLog {
  readonly begin: (
    request: { readonly method: string; readonly path: string; readonly query: URLSearchParams },
    at: DateTime.Utc,
    today: string
  ) => Open
  readonly entries: () => ReadonlyArray<LogEntry>
}

const safePath = (path: string): string => path.replace(/^\/(device|phone)\/.+$/, "/$1/:code").slice(0, 200)

/** An empty log; it keeps the latest ten thousand requests. */
export const make = (): RequestLog => {
  let next = 1
  const open: Array<Open> = []
  return {
    begin: ({ method, path, query }, at, today) => {
      const shown = shownQuery.flatMap((name) => {
        const value = query.get(name)
        return value === null ? [] : [[name, value.slice(0, 40)] as const]
      })
      const entry: Open = {
        id: next++,
        at,
        today,
        method,
        path: safePath(path),
        query: Object.fromEntries(shown),
        did: [],
        user: undefined,
        status: undefined
      }
      open.push(entry)
      if (open.length > kept) open.shift()
      return entry
    },
    entries: () =>
      open.map(
        ({ status, user, ...entry }) =>
          new LogEntry({
            ...entry,
            ...(user === undefined ? {} : { user }),
            ...(status === undefined ? {} : { status })
          })
      )
  }
}
