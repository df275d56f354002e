// What leads out of each state that an execution ended in. One table: auto-sync retries by it, an update is refused by it, and
// a person can be told by it what to do.
import { hasEnded, type WireStatus } from "./WireStatus.ts"

/**
 * - `none`: the execution succeeded, in whole or in part.
 * - `time`: the same request may succeed later, though nobody does anything.
 * - `act-elsewhere`: the person acts at the institution (authorises a device, accepts terms); then the same request succeeds, and
 *   trying meanwhile does no harm. USER_AUTHORIZATION_PENDING is one: a wait that heals by itself.
 * - `be-present`: only a run that a person attends can succeed: a code was wrong, late, or asked for in their absence.
 * - `new-credentials`: the same credentials again would only lock the account.
 * - `reconnect`: the person has to give the authorisation again; credentials need not change.
 */
export type Remedy = "none" | "time" | "act-elsewhere" | "be-present" | "new-credentials" | "reconnect"

/** What leads out of the status, by the wire's table of error codes; null while the execution runs. */
export const remedy = (status: WireStatus): Remedy | null => {
  switch (status) {
    case "SUCCESS":
    case "PARTIAL_SUCCESS":
      return "none"
    case "SITE_NOT_AVAILABLE":
    case "CONNECTION_ERROR":
    case "UNEXPECTED_ERROR":
    case "ERROR":
    case "MERGE_ERROR":
    case "ALREADY_LOGGED_IN":
    case "CREATE_ERROR":
    case "RESOURCES_LIMIT_EXCEEDED":
      return "time"
    case "USER_AUTHORIZATION_PENDING":
    case "ACCOUNT_NEEDS_ACTION":
      return "act-elsewhere"
    case "INVALID_CREDENTIALS_MFA":
    case "USER_INPUT_TIMEOUT":
    case "USER_NOT_SUPPORTED":
      return "be-present"
    case "INVALID_CREDENTIALS":
    case "ACCOUNT_CREDENTIALS_RESET":
    case "ACCOUNT_LOCKED":
      return "new-credentials"
    case "USER_AUTHORIZATION_NOT_GRANTED":
    case "USER_AUTHORIZATION_REVOKED":
      return "reconnect"
    default:
      return running(status)
  }
}

/** Takes only what the table above leaves over, so that an error code without a remedy does not compile. */
const running = (
  _status: Extract<WireStatus, "CREATING" | "CREATED" | "MERGING" | `${string}_IN_PROGRESS` | `WAITING_${string}`>
): null => null

/** Whether the same request may succeed later without the person at hand; false for a success and for a run under way. */
export const mayHealUnattended = (status: WireStatus): boolean => {
  const way = hasEnded(status) ? remedy(status) : null
  return way === "time" || way === "act-elsewhere"
}
