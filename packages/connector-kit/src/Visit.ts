// The words of a visit, all of which can cross a process border: ids, JSON and pages.
import type { Account, Challenge, ConnectorError, CredentialField, Manifest } from "@tomada/core"
import { type Effect, type Option, type Redacted, Schema, type Scope, type Stream } from "effect"

import type { CallbackKey } from "./Challenges.ts"
import type { Page } from "./Pages.ts"
import type { Extra, LiveBalance, Readable, Reads, Records, StatementFile } from "./Products.ts"

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
  /**
   * Asks the person; an unattended visit answers `no-user-present`. Interrupting withdraws the question. A Redirect is
   * answered by the query of the callback that bears `callback.state`.
   */
  readonly ask: (
    challenge: Challenge.Challenge,
    callback?: CallbackKey
  ) => Effect.Effect<Redacted.Redacted<string>, ConnectorError.ChallengeFailed>
  /**
   * Shows an Approve or a QrCode until the stream is left; `done` each time the person says that it was done. Without it such a
   * challenge is asked, and asked anew after each answer.
   */
  readonly show?: (challenge: Challenge.Challenge) => Stream.Stream<"done", ConnectorError.ChallengeFailed>
  /** Takes one from each of the manifest's budgets; asked before each request. Without it nothing is counted. */
  readonly spend?: Effect.Effect<void, ConnectorError.RateLimited>
  /** Where institutions send a person back to; without it no connector can redirect. */
  readonly redirectUri?: string | null
}

export interface Visit {
  /** With the credentials; may ask. A form that changed since the credentials were given rejects them. */
  readonly login: Effect.Effect<void, ConnectorError.LoginError>
  /** With the saved session; cannot ask. SessionExpired when there is none or it is of another version. */
  readonly resume: Effect.Effect<void, ConnectorError.ResumeError>
  /** After a login or resume. What the connector does not collect is Unsupported. */
  readonly collect: <P extends Readable>(
    product: P,
    of: Reads[P]
  ) => Stream.Stream<Page<Records[P]>, ConnectorError.FetchError>
  /** What is on the account at this moment. */
  readonly balance: (account: Account.CollectedAccount) => Effect.Effect<LiveBalance, ConnectorError.FetchError>
  /** The document of a collected statement, by its `handle`. */
  readonly statement: (handle: string) => Effect.Effect<StatementFile, ConnectorError.FetchError>
  /** Ends at the institution what the person consented to; nothing is kept of the session afterwards. */
  readonly revoke: Effect.Effect<void, ConnectorError.FetchError>
  /** The visit's page as a masked PNG, where the connector has one open: boxes, and nothing that it says. */
  readonly screenshot: Effect.Effect<Option.Option<Uint8Array>>
  /** What to keep now: cookies slide with every request. */
  readonly saved: Effect.Effect<Saved>
}

/** What a host of connectors can do. */
export interface Host {
  readonly manifests: ReadonlyArray<Manifest.Manifest>
  manifest(id: number): Effect.Effect<Manifest.Manifest, ConnectorNotFound>
  /** What the connector offers beside its products; anything else is Unsupported. */
  extras(id: number): Effect.Effect<ReadonlyArray<Extra>, ConnectorNotFound>
  /** Checks parameters against the connector's form, before any request to the institution. */
  check(
    id: number,
    parameters: Redacted.Redacted<Readonly<Record<string, unknown>>>
  ): Effect.Effect<void, ConnectorNotFound | CredentialField.CredentialsRejected>
  /** Interrupting or closing the scope frees everything that the visit took. */
  open(request: VisitRequest): Effect.Effect<Visit, ConnectorNotFound, Scope.Scope>
}
