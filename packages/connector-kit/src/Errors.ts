// The closed union of what can go wrong at an institution, for authors who import the kit alone. What each means is
// decided in one table of core.
export {
  AccountLocked,
  AlreadyLoggedIn,
  Blocked,
  ChallengeFailed,
  ConsentExpired,
  InputRejected,
  InstitutionDown,
  InvalidCredentials,
  RateLimited,
  SessionExpired,
  SiteChanged,
  Unsupported,
  UserActionNeeded
} from "@tomada/core/ConnectorError"
export type { ConnectorError, FetchError, LoginError, ResumeError } from "@tomada/core/ConnectorError"
