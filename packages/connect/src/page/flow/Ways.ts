// The ways out of an error: what a person can do about it here, the most promising first. Only what can help is
// offered; the bar above every screen closes the page as well.
import type { Failed } from "./State.ts"

export type Way = "again" | "change" | "reset" | "visit" | "other" | "close"

const byCode: Readonly<Record<string, ReadonlyArray<Way>>> = {
  INVALID_CREDENTIALS: ["change", "reset", "other"],
  ACCOUNT_CREDENTIALS_RESET: ["visit", "change", "other"],
  ACCOUNT_LOCKED: ["reset", "visit", "change", "other"],
  USER_AUTHORIZATION_NOT_GRANTED: ["again", "other"],
  USER_AUTHORIZATION_REVOKED: ["again", "other"],
  INVALID_CREDENTIALS_MFA: ["again", "change", "other"],
  USER_INPUT_TIMEOUT: ["again", "other"],
  USER_AUTHORIZATION_PENDING: ["again", "visit", "other"],
  ACCOUNT_NEEDS_ACTION: ["visit", "again", "other"],
  USER_NOT_SUPPORTED: ["other"],
  ALREADY_LOGGED_IN: ["again", "other"],
  SITE_NOT_AVAILABLE: ["again", "visit", "other"],
  ITEM_USER_ALREADY_EXISTS: ["other"],
  ITEM_CREATION_LIMIT_EXCEEDED: [],
  CONNECTOR_OFFLINE: ["other"],
  TOO_MANY_CONSECUTIVE_LOGIN_FAILURES: ["reset", "other"],
  TOO_MANY_CONSECUTIVE_ERRORS: ["other"],
  ITEM_IN_ERROR_COOLDOWN: ["other"],
  CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY: [],
  ITEM_ORIGINAL_CONNECTED_WITH_DIFFERENT_ACCOUNT: ["change", "other"],
  MFA_PARAMERTER_WAS_ALREADY_USED_ERROR: ["change", "other"]
}

export const waysOf = ({ code, choice, session }: Failed): ReadonlyArray<Way> => {
  const { connector } = choice
  const { options, grant } = session
  const onlyThisItem = options.updateItem !== null || grant.itemId !== null
  const has = (way: Way): boolean => {
    if (way === "reset") return connector.resetPasswordUrl !== null
    if (way === "visit") return connector.institutionUrl !== "" && !connector.isSandbox
    if (way === "change") return connector.credentials.length > 0
    return way !== "other" || !onlyThisItem
  }
  const ways = (byCode[code] ?? ["again", "other"]).filter(has)
  return ways.length === 0 ? ["close"] : ways
}
