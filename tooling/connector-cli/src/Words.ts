// What visits said, heard and found, in words for people and as plain JSON. Of an address no value of its query is told where it is live.
import type { Observed } from "@tomada/connector-testing"
import type { ConnectorError } from "@tomada/core"
import { BigDecimal, Cause, DateTime, Duration, Option, Predicate, Redacted } from "effect"

/** As JSON has it: amounts and instants as text, nothing of what is absent. */
export const plain = (value: unknown): unknown => {
  if (BigDecimal.isBigDecimal(value)) return BigDecimal.format(value)
  if (DateTime.isDateTime(value)) return DateTime.formatIso(value)
  if (Redacted.isRedacted(value)) return "(secret)"
  if (Option.isOption(value)) return Option.isSome(value) ? plain(value.value) : null
  if (Array.isArray(value)) return value.map(plain)
  if (!Predicate.isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) =>
      inner === undefined || inner === null ? [] : [[name, plain(inner)]]
    )
  )
}

const widest = 160

const cut = (text: string): string => (text.length > widest ? `${text.slice(0, widest - 1)}…` : text)

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value))

/** A record in a line: days, amounts and texts first where it has them. */
export const record = (value: unknown): string => {
  const known = plain(value)
  if (!Predicate.isObject(known) || Array.isArray(known)) return cut(text(known))
  const { amount, currencyCode, date, description, institutionId, status, ...others } = known as Record<string, unknown>
  if (date !== undefined && amount !== undefined) {
    const id = institutionId === undefined ? [] : [`[${text(institutionId)}]`]
    return cut(
      [text(date), `${text(amount)} ${text(currencyCode ?? "")}`.padStart(16), text(status ?? "").padEnd(9)]
        .concat(text(description ?? ""), id)
        .join("  ")
    )
  }
  return cut(
    JSON.stringify({
      ...others,
      ...(institutionId === undefined ? {} : { institutionId }),
      ...(date === undefined ? {} : { date })
    })
  )
}

/** What a read was given: an account and its days, as far as there are any. */
export const given = (of: unknown): string => {
  if (!Predicate.isObject(of)) return ""
  const { account, window } = of as {
    readonly account?: { readonly number?: string; readonly name?: string }
    readonly window?: { readonly from: string; readonly to: string }
  } // the reads of the kit, which have these or not
  const whose = account?.number ?? account?.name
  return [
    ...(whose === undefined ? [] : [` of ${whose}`]),
    ...(window === undefined ? [] : [`, ${window.from} to ${window.to}`])
  ].join("")
}

const failed = (error: ConnectorError.ConnectorError): string =>
  error._tag === "SiteChanged"
    ? `with SiteChanged at ${error.at}, where ${error.expected} was expected`
    : `with ${error._tag}${error.message === "" ? "" : `: ${error.message}`}`

/** Of an author's mistake its message is told, which a connector must keep free of what it read. */
const died = (defect: unknown): string =>
  defect instanceof Error ? `with a defect: ${defect.name}: ${defect.message}` : "with a defect"

export const end = (end: Observed.End): string => {
  switch (end._tag) {
    case "Well":
      return "well"
    case "Interrupted":
      return "by an interruption"
    case "Failed":
      return failed(end.error)
    case "Died":
      return died(end.defect)
  }
}

export const cause = (cause: Cause.Cause<ConnectorError.ConnectorError>): string => {
  const error = Cause.findErrorOption(cause)
  if (Option.isSome(error)) return failed(error.value)
  return Cause.hasInterruptsOnly(cause) ? "by an interruption" : died(Cause.squash(cause))
}

/** A request without the values of its query, which may be anybody's. */
export const live = (method: string, address: string): string => {
  const url = URL.parse(address)
  if (url === null) return method
  const names = [...new Set(url.searchParams.keys())]
  return `${method} ${url.host}${url.pathname}${names.length === 0 ? "" : `?${names.map((name) => `${name}=…`).join("&")}`}`
}

export const size = (bytes: number): string => (bytes < 1024 ? `${bytes} B` : `${Math.round(bytes / 1024)} kB`)

export const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`

/** Of a recording. */
export const age = (since: Duration.Duration): string => {
  const days = Math.floor(Duration.toDays(since))
  return days < 1 ? "of today" : `${count(days, "day")} old`
}
