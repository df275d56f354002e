// The words of a visit, all of which can cross a process border: ids, JSON and pages.
import type { Account, Challenge, ConnectorError, CredentialField, Manifest } from "@tomada/core"
import { type Effect, type Option, type Redacted, Schema, type Scope, type Stream } from "effect"

import type { Collectable, Records, Window } from "./Connector.ts"
import type { Page } from "./Pages.ts"

export class ConnectorNotFound extends Schema.TaggedError<ConnectorNotFound>()("ConnectorNotFound", {
  connectorId: Schema.Int
}) {}

/** What is kept between visits, as text to be sealed: the session with its cookies, and the device trust. */
export interface Saved {
  readonly session: Option.Option<Redacted.Redacted<string>>
  readonly trust: Option.Option<Redacted.Redacted<string>>
}

export interface VisitRequest {
  readonly connectorId: Manifest.ConnectorId
  /** The parameters as the person gave them. */
  readonly parameters: Redacted.Redacted<Readonly<Record<string, string>>>
  readonly saved: Saved
  /** Asks the person; an unattended visit answers `no-user-present`. */
  readonly ask: (
    challenge: Challenge.Challenge
  ) => Effect.Effect<Redacted.Redacted<string>, ConnectorError.ChallengeFailed>
}

export interface Visit {
  /** With the credentials; may ask. A form that changed since the credentials were given rejects them. */
  readonly login: Effect.Effect<void, ConnectorError.LoginError>
  /** With the saved session; cannot ask. SessionExpired when there is none or it is of another version. */
  readonly resume: Effect.Effect<void, ConnectorError.ResumeError>
  /** After a login or resume. `account` for products of an account, with the days to read. */
  readonly collect: <P extends Collectable>(
    product: P,
    account: P extends "TRANSACTIONS" ? { readonly account: Account.CollectedAccount; readonly window: Window } : null
  ) => Stream.Stream<Page<Records[P]>, ConnectorError.FetchError>
  /** What to keep now: cookies slide with every request. */
  readonly saved: Effect.Effect<Saved>
}

/** What a host of connectors can do. */
export interface Host {
  readonly manifests: ReadonlyArray<Manifest.Manifest>
  manifest(id: number): Effect.Effect<Manifest.Manifest, ConnectorNotFound>
  /** Checks parameters against the connector's form, before any request to the institution. */
  check(
    id: number,
    parameters: Redacted.Redacted<Readonly<Record<string, unknown>>>
  ): Effect.Effect<void, ConnectorNotFound | CredentialField.CredentialsRejected>
  /** Interrupting or closing the scope frees everything that the visit took. */
  open(request: VisitRequest): Effect.Effect<Visit, ConnectorNotFound, Scope.Scope>
}
