// How the page is shown, and to whom it reports: in a frame through zoid, or as a page of its own by its address. The flow knows only this.
import type { Item } from "../api/Wire.ts"

/** What the integrating application asked for, in whichever way it asked. */
export interface Options {
  readonly token: string
  readonly updateItem: string | null
  readonly selectedConnectorId: number | null
  readonly connectorIds: ReadonlyArray<number>
  readonly connectorTypes: ReadonlyArray<string>
  readonly countries: ReadonlyArray<string>
  readonly products: ReadonlyArray<string>
  readonly includeSandbox: boolean
  readonly allowConnectInBackground: boolean
  readonly forceAskForCredentials: boolean
  readonly forceOauthInBrowser: boolean
  readonly connectorSortAlphabetically: boolean
  readonly openFinanceParameters: { readonly cpf: string | null; readonly cnpj: string | null }
  readonly language: string | null
  readonly theme: "light" | "dark" | null
}

/** What an application hears besides the end: `more` is the connector or the Item that an event is about. */
export type HostEvent =
  | { readonly event: "SUBMITTED_CONSENT" | "SUBMITTED_LOGIN" | "SUBMITTED_MFA" }
  | { readonly event: "SELECTED_INSTITUTION"; readonly connector: Item["connector"] | null }
  | {
      readonly event: "LOGIN_SUCCESS" | "LOGIN_MFA_SUCCESS" | "LOGIN_STEP_COMPLETED" | "ITEM_RESPONSE"
      readonly item: Item
    }

export interface Host {
  readonly options: Options
  /** Who frames this page; null when nobody does. */
  readonly framedBy: Framer
  readonly success: (item: Item) => void
  readonly error: (message: string, data?: { readonly item: Item } | { readonly items: ReadonlyArray<string> }) => void
  readonly event: (event: HostEvent) => void
  readonly opened: () => void
  readonly close: () => void
  readonly hide: () => void
  /** Opens a page of the institution beside this one, in answer to a click. */
  readonly openLink: (url: string) => void
  /** Opens the institution's own login; false when the browser would not let it. */
  readonly openRedirect: (url: string) => boolean
}

/** `unknown`: somebody does, and the browser does not say who. */
export type Framer =
  | { readonly kind: "nobody" }
  | { readonly kind: "origins"; readonly origins: ReadonlyArray<string> }
  | { readonly kind: "unknown" }
