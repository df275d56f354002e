// Where a connection stands: one form of state for each screen. What a person typed is never part of it: it goes through in one event
// and out in one command, so that nothing here can be asked for it again.
import type { Choice, Connector, Credential, Grant, Item, UserAction } from "../api/Wire.ts"
import type { Options } from "../host/Host.ts"

/** What holds from the beginning to the end. `agreed`: the person has said yes on the consent screen of this visit. */
export interface Session {
  readonly options: Options
  readonly grant: Grant
  readonly agreed: boolean
}

/** A connection that runs: which remarks to the application were made, and how many polls in a row found nobody. */
export interface Run {
  readonly session: Session
  readonly choice: Choice
  readonly item: Item
  readonly told: { readonly login: boolean; readonly answered: boolean; readonly mfa: boolean; readonly step: boolean }
  readonly misses: number
  /** A value was sent and its answer has not come. */
  readonly sending: boolean
  /** Why the value that was sent last did not count; empty when it did. */
  readonly trouble: string
}

export interface Loading {
  readonly screen: "loading"
  readonly options: Options
}

export interface Consent {
  readonly screen: "consent"
  readonly session: Session
  /** The institution, where it is known before the list. */
  readonly choice: Choice | null
  readonly item: Item | null
}

export interface Institutions {
  readonly screen: "institutions"
  readonly session: Session
  readonly connectors: ReadonlyArray<Connector> | null
  /** The one whose form is on its way. */
  readonly choosing: number | null
}

export interface Credentials {
  readonly screen: "credentials"
  readonly session: Session
  readonly choice: Choice
  /** The Item that gets these credentials; null makes a new one. */
  readonly item: Item | null
  /** Only what has to be fresh is asked for; the rest is held by the server. */
  readonly freshOnly: boolean
  readonly problems: Readonly<Record<string, string>>
  readonly trouble: "" | "unsure" | "invalid"
  readonly sending: boolean
}

export interface Progress extends Run {
  readonly screen: "progress"
}

export interface Asking extends Run {
  readonly screen: "code" | "select" | "image"
  readonly parameter: Credential
}

export interface Acting extends Run {
  readonly screen: "approve" | "qr" | "redirect"
  readonly action: UserAction
}

interface Success extends Run {
  readonly screen: "success"
}

interface Partly extends Run {
  readonly screen: "partial"
}

export type Ended = Success | Partly

/** `item` is null where none was made; `code` is an execution's error or a refusal of the server. */
export interface Failed {
  readonly screen: "error"
  readonly session: Session
  readonly choice: Choice
  readonly item: Item | null
  readonly code: string
  readonly retryAfter: string | null
}

/** The server does not answer. `back` is where the person was, `unsure` whether something may have arrived without an answer. */
export interface Lost {
  readonly screen: "lost"
  readonly back: Reachable
  readonly unsure: boolean
  readonly attempt: number
  readonly trying: boolean
}

export type Refused = {
  readonly screen: "refused"
  readonly why: "no-token" | "expired" | "origin" | "no-institution" | "no-item"
}

export type Running = Progress | Asking | Acting
export type Reachable = Loading | Consent | Institutions | Credentials | Running | Failed
export type State = Reachable | Ended | Lost | Refused
