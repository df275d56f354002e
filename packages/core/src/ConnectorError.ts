// Everything that can go wrong at an institution: a closed union, and the one table that says what each means for the
// execution, who must act, whether time alone may heal it, and what becomes of the saved session. Error texts never hold
// what the institution or the person sent, except `providerMessage`, which is meant for the person.
import { Match, Schema } from "effect"

import type { ErrorCode } from "./ExecutionStatus.ts"

/**
 * The login was refused; `fields`: names of the form's fields that the institution blames, none where it does not say.
 */
export class InvalidCredentials extends Schema.TaggedError<InvalidCredentials>()("InvalidCredentials", {
  fields: Schema.Array(Schema.String)
}) {}

/** A file or text that the person gave cannot be read; `at` names the place, never the text. */
export class InputRejected extends Schema.TaggedError<InputRejected>()("InputRejected", {
  field: Schema.String,
  at: Schema.String,
  problem: Schema.String
}) {}

/** The institution locked the access; another login would only prolong that. */
export class AccountLocked extends Schema.TaggedError<AccountLocked>()("AccountLocked", {}) {}

/** The person has to do something at the institution first; `providerMessage` is its own text, for them. */
export class UserActionNeeded extends Schema.TaggedError<UserActionNeeded>()("UserActionNeeded", {
  action: Schema.Literals([
    "accept-terms",
    "change-password",
    "enable-mfa",
    "know-your-customer",
    "contact",
    "authorize-device"
  ]),
  providerMessage: Schema.NullOr(Schema.String)
}) {}

/**
 * A challenge came to nothing. `no-user-present`: it was raised in an unattended visit; `unsupported`: of a kind that
 * cannot be asked.
 */
export class ChallengeFailed extends Schema.TaggedError<ChallengeFailed>()("ChallengeFailed", {
  why: Schema.Literals(["wrong", "timeout", "cancelled", "no-user-present", "unsupported"])
}) {}

/** The institution allows one session, and the person has another open. */
export class AlreadyLoggedIn extends Schema.TaggedError<AlreadyLoggedIn>()("AlreadyLoggedIn", {}) {}

/** The saved session is not accepted any more; only a login opens another. */
export class SessionExpired extends Schema.TaggedError<SessionExpired>()("SessionExpired", {}) {}

/** What the person allowed at the institution has ended or was revoked there. */
export class ConsentExpired extends Schema.TaggedError<ConsentExpired>()("ConsentExpired", {}) {}

/** The institution does not work: it says so (`maintenance`), fails, cannot be reached, or does not answer in time. */
export class InstitutionDown extends Schema.TaggedError<InstitutionDown>()("InstitutionDown", {
  how: Schema.Literals(["maintenance", "server-error", "unreachable", "no-answer"])
}) {}

/** The visit may not go where it must. `by`: who refuses: the institution's guard, the egress list, a missing browser. */
export class Blocked extends Schema.TaggedError<Blocked>()("Blocked", { by: Schema.String }) {}

/** The institution wants fewer requests; `budget` names which are too many. */
export class RateLimited extends Schema.TaggedError<RateLimited>()("RateLimited", {
  budget: Schema.String,
  resetsAt: Schema.optionalKey(Schema.DateTimeUtcFromString)
}) {}

/** The page or payload is not what the connector knows; `at` and `expected` are the connector's own words. */
export class SiteChanged extends Schema.TaggedError<SiteChanged>()("SiteChanged", {
  at: Schema.String,
  expected: Schema.String
}) {}

/** The connector cannot do it for this person: `what` is a product, a kind of account or a step of the login. */
export class Unsupported extends Schema.TaggedError<Unsupported>()("Unsupported", { what: Schema.String }) {}

/** The connector broke its own contract or its deadline: a defect of its code, kept to this execution. */
export class ConnectorDefect extends Schema.TaggedError<ConnectorDefect>()("ConnectorDefect", {
  what: Schema.String
}) {}

/** Whatever may go wrong in a visit. Closed: `outcome` has a line for each. */
export const ConnectorError = Schema.Union([
  InvalidCredentials,
  InputRejected,
  AccountLocked,
  UserActionNeeded,
  ChallengeFailed,
  AlreadyLoggedIn,
  SessionExpired,
  ConsentExpired,
  InstitutionDown,
  Blocked,
  RateLimited,
  SiteChanged,
  Unsupported,
  ConnectorDefect
])
export type ConnectorError = typeof ConnectorError.Type

/** What a product's stream may fail with. */
export type FetchError =
  | SessionExpired
  | ConsentExpired
  | UserActionNeeded
  | InstitutionDown
  | Blocked
  | RateLimited
  | SiteChanged
  | Unsupported
  | InputRejected

/** What `resume` may fail with: it cannot raise a challenge. */
export type ResumeError = SessionExpired | InstitutionDown | Blocked | RateLimited | SiteChanged

/** What `login` may fail with. */
export type LoginError =
  | Exclude<FetchError, SessionExpired>
  | InvalidCredentials
  | AccountLocked
  | ChallengeFailed
  | AlreadyLoggedIn

/**
 * - `retry`: whether the same request may succeed later without a person.
 * - `session`: what to do with the saved session: keep it, drop it, or drop the device trust with it.
 */
export interface Outcome {
  readonly code: ErrorCode
  readonly message: string
  readonly providerMessage: string | null
  readonly who: "person" | "institution" | "operator" | "author"
  readonly retry: boolean
  readonly session: "keep" | "drop" | "drop-with-trust"
}

const outcomeOf = (
  code: ErrorCode,
  message: string,
  who: Outcome["who"],
  retry: boolean,
  session: Outcome["session"],
  providerMessage: string | null = null
): Outcome => ({ code, message, providerMessage, who, retry, session })

const person = (code: ErrorCode, message: string, session: Outcome["session"], said: string | null = null) =>
  outcomeOf(code, message, "person", false, session, said)

const institution = (code: ErrorCode, message: string) => outcomeOf(code, message, "institution", true, "keep")

const challengeOutcome = ({ why }: ChallengeFailed): Outcome => {
  switch (why) {
    case "wrong":
      return person("INVALID_CREDENTIALS_MFA", "The code was not accepted.", "drop")
    case "unsupported":
      return person("USER_NOT_SUPPORTED", "The institution asked in a way that is not supported.", "drop")
    case "cancelled":
      return person("USER_INPUT_TIMEOUT", "The request for input was cancelled.", "drop")
    case "no-user-present":
      return person("USER_INPUT_TIMEOUT", "The institution asks for input; connect again.", "drop")
    case "timeout":
      return person("USER_INPUT_TIMEOUT", "The requested input did not arrive in time.", "drop")
  }
}

const actionOutcome = ({ action, providerMessage }: UserActionNeeded): Outcome => {
  switch (action) {
    case "authorize-device":
      return outcomeOf(
        "USER_AUTHORIZATION_PENDING",
        "The device has to be authorised in the institution's app.",
        "person",
        true,
        "keep",
        providerMessage
      )
    case "change-password":
      return person("ACCOUNT_CREDENTIALS_RESET", "The institution asks for a new password.", "drop", providerMessage)
    default:
      return outcomeOf(
        "ACCOUNT_NEEDS_ACTION",
        "The institution asks the person to act on its site.",
        "person",
        true,
        "drop",
        providerMessage
      )
  }
}

const downOutcome = ({ how }: InstitutionDown): Outcome => {
  switch (how) {
    case "maintenance":
      return institution("SITE_NOT_AVAILABLE", "The institution is not available.")
    case "server-error":
      return institution("UNEXPECTED_ERROR", "The institution answered with an error.")
    case "unreachable":
      return institution("CONNECTION_ERROR", "Connectivity error, please try again.")
    case "no-answer":
      return institution("CONNECTION_ERROR", "The institution did not answer in time.")
  }
}

/** The one table: what an error at the institution means. */
export const outcome: (error: ConnectorError) => Outcome = Match.type<ConnectorError>().pipe(
  Match.tagsExhaustive({
    InvalidCredentials: () => person("INVALID_CREDENTIALS", "Invalid credentials.", "drop-with-trust"),
    InputRejected: ({ at, field, problem }) =>
      person("INVALID_CREDENTIALS", `The ${field} cannot be read: ${problem} (${at}).`, "drop"),
    AccountLocked: () => person("ACCOUNT_LOCKED", "The account is locked at the institution.", "drop"),
    UserActionNeeded: actionOutcome,
    ChallengeFailed: challengeOutcome,
    AlreadyLoggedIn: () =>
      outcomeOf("ALREADY_LOGGED_IN", "Another session with the institution is open.", "person", true, "drop"),
    SessionExpired: () => person("USER_INPUT_TIMEOUT", "The session has ended; connect again.", "drop"),
    ConsentExpired: () =>
      person("USER_AUTHORIZATION_REVOKED", "The consent has ended; connect again.", "drop-with-trust"),
    InstitutionDown: downOutcome,
    Blocked: () => outcomeOf("SITE_NOT_AVAILABLE", "The institution refused the connection.", "operator", true, "keep"),
    RateLimited: () => institution("SITE_NOT_AVAILABLE", "The institution's limit of requests is reached."),
    SiteChanged: () =>
      outcomeOf("UNEXPECTED_ERROR", "The institution answered in an unknown form.", "author", true, "keep"),
    Unsupported: () => person("USER_NOT_SUPPORTED", "This kind of account is not supported.", "drop"),
    ConnectorDefect: () => outcomeOf("UNEXPECTED_ERROR", "Unexpected error.", "author", true, "drop")
  })
)
