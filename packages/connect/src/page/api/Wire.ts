// The answers of the server that the page reads, as they cross the wire. Types only: nothing of the api package runs in a browser.
import type { Connector as Connectors, Item as Items } from "@tomada/api"

export type Connector = (typeof Connectors.Connector)["Encoded"]
export type Credential = (typeof Connectors.Credential)["Encoded"]
export type Product = Connectors.Product
export type Item = (typeof Items.Item)["Encoded"]
export type UserAction = (typeof Items.UserAction)["Encoded"]
export type StatusDetail = (typeof Items.StatusDetail)["Encoded"]

/** Credentials by their names. They are sent and then forgotten: nothing keeps them. */
export type Parameters = Readonly<Record<string, string>>

/** What the connect token is for, and who may frame this page. */
export interface Grant {
  readonly applicationName: string
  readonly allowedOrigins: ReadonlyArray<string>
  readonly allowsLoopback: boolean
  readonly itemId: string | null
  readonly avoidDuplicates: boolean
  readonly connectorSortAlphabetically: boolean
  readonly consentDays: number | null
}

/** What a connector is known by beside the wire; the page needs only where it may go. */
export interface Entry {
  readonly hosts: ReadonlyArray<string>
}

/** A connector and the hosts that it may talk to: what a person has to see before anything is sent. */
export interface Choice {
  readonly connector: Connector
  readonly hosts: ReadonlyArray<string>
}

/** The server said no. `code` is the wire's `codeDescription`, or empty; `status` is HTTP's. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly problems: Readonly<Record<string, string>>
  readonly items: ReadonlyArray<string>
  readonly retryAfter: string | null
}

/** An answer came, a refusal came, or nothing came of which one could know whether the request arrived. */
export type Answer<A> =
  | { readonly kind: "answered"; readonly value: A }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "unreachable" }
