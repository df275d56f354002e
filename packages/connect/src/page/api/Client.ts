// The one seam to the server: every request of the page is made here, at its own origin, with the connect token in a header. Nothing is
// ever repeated here, since whether a lost request arrived is the flow's question.
import type { Options } from "../host/Host.ts"
import { isConnector, isConnectors, isEntry, isGrant, isItem, refusalOf } from "./Guards.ts"
import type { Fetch } from "./Platform.ts"
import type { Answer, Choice, Connector, Grant, Item, Parameters } from "./Wire.ts"

/** The version of the text that a person agrees to on the consent screen; change it when the text says something else. */
const consentText = "widget-1"

/** Nobody waits longer for an answer: a server that holds a request is as good as gone. */
const patience = 20_000

export interface Client {
  readonly grant: () => Promise<Answer<Grant>>
  readonly connectors: (options: Options) => Promise<Answer<ReadonlyArray<Connector>>>
  readonly choice: (connectorId: number) => Promise<Answer<Choice>>
  readonly item: (id: string) => Promise<Answer<Item>>
  readonly create: (body: object) => Promise<Answer<Item>>
  readonly update: (id: string, body: object, agreed: boolean) => Promise<Answer<Item>>
  readonly answer: (id: string, parameters: Parameters) => Promise<Answer<Item>>
}

/** The filters of the list, as the wire names them. */
export const connectorsQuery = (options: Options): string => {
  const query = new URLSearchParams()
  if (options.includeSandbox) query.set("sandbox", "true")
  if (options.countries.length > 0) query.set("countries", options.countries.join(","))
  if (options.connectorTypes.length > 0) query.set("types", options.connectorTypes.join(","))
  const text = query.toString()
  return text === "" ? "/connectors" : `/connectors?${text}`
}

export const makeClient = (token: string, fetch: Fetch): Client => {
  const ask = async <A>(
    isWanted: (value: unknown) => value is A,
    path: string,
    method = "GET",
    body?: object,
    agreed = false
  ): Promise<Answer<A>> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const headers: Record<string, string> = { "X-API-KEY": token, Accept: "application/json" }
    if (body !== undefined) headers["Content-Type"] = "application/json"
    if (agreed) headers["Tomada-Consent"] = consentText
    try {
      const response = await fetch(path, {
        method,
        headers,
        ...sent,
        cache: "no-store",
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.timeout(patience)
      })
      if (response.status >= 500) return { kind: "unreachable" }
      const value: unknown = await response.json()
      if (!response.ok) return { kind: "refused", refusal: refusalOf(response.status, value) }
      return isWanted(value) ? { kind: "answered", value } : { kind: "unreachable" }
    } catch {
      return { kind: "unreachable" }
    }
  }

  const item = (id: string) => `/items/${encodeURIComponent(id)}`

  return {
    grant: () => ask(isGrant, "/tomada/connect"),
    connectors: async (options) => {
      const answer = await ask(isConnectors, connectorsQuery(options))
      return answer.kind === "answered" ? { kind: "answered", value: answer.value.results } : answer
    },
    choice: async (connectorId) => {
      const [connector, entry] = await Promise.all([
        ask(isConnector, `/connectors/${connectorId}`),
        ask(isEntry, `/tomada/connectors/${connectorId}`)
      ])
      if (connector.kind !== "answered") return connector
      if (entry.kind !== "answered") return entry
      return { kind: "answered", value: { connector: connector.value, hosts: entry.value.hosts } }
    },
    item: (id) => ask(isItem, item(id)),
    create: (body) => ask(isItem, "/items", "POST", body, true),
    update: (id, body, agreed) => ask(isItem, item(id), "PATCH", body, agreed),
    answer: (id, parameters) => ask(isItem, `${item(id)}/mfa`, "POST", parameters)
  }
}
