/**
 * Every refusal that a client can meet, by name, with the words and the spelling that clients match on ("PARAMERTER" included).
 * Each takes the `errorId` first: the server makes it. No message repeats a value that was sent, but those of webhooks, which the wire
 * has so.
 *
 * The status of a few refusals is not settled by any document; these say so where they stand.
 */
import { DateTime } from "effect"

import * as WebhookUrl from "./WebhookUrl.ts"
import {
  BadGateway,
  BadRequest,
  Conflict,
  type Detail,
  Forbidden,
  Gone,
  InternalServerError,
  MethodNotAllowed,
  NotAcceptable,
  NotFound,
  NotImplemented,
  PayloadTooLarge,
  ServiceUnavailable,
  TooManyRequests,
  Unauthorized
} from "./WireError.ts"

const bad = (errorId: string, codeDescription: string, message: string) =>
  new BadRequest({ code: 400, message, codeDescription, errorId })
const absent = (errorId: string, codeDescription: string, message: string) =>
  new NotFound({ code: 404, message, codeDescription, errorId })
const clash = (errorId: string, codeDescription: string, message: string) =>
  new Conflict({ code: 409, message, codeDescription, errorId })

// Who asks

export const clientKeysUnauthorized = (errorId: string) =>
  new Unauthorized({
    code: 401,
    message: "Client keys are invalid",
    codeDescription: "CLIENT_KEYS_UNAUTHORIZED",
    errorId
  })
export const clientDisabled = (errorId: string) =>
  new Unauthorized({ code: 401, message: "Client is disabled", codeDescription: "CLIENT_DISABLED", errorId })
/** Also for a token that is valid but not allowed to do this. It has no `codeDescription`. */
export const invalidToken = (errorId: string) =>
  new Forbidden({ code: 403, message: "Missing or invalid authorization token", errorId })

// What is asked for

export const connectorNotFound = (errorId: string) => absent(errorId, "CONNECTOR_NOT_FOUND", "connector not found")
export const itemNotFound = (errorId: string) => absent(errorId, "ITEM_NOT_FOUND", "item not found")
export const accountNotFound = (errorId: string) => absent(errorId, "ACCOUNT_NOT_FOUND", "account not found")
export const transactionNotFound = (errorId: string) =>
  absent(errorId, "TRANSACTION_NOT_FOUND", "Transaction not found")
export const identityNotFound = (errorId: string) => absent(errorId, "IDENTITY_NOT_FOUND", "identity not found")
export const investmentNotFound = (errorId: string) => absent(errorId, "INVESTMENT_NOT_FOUND", "investment not found")
export const loanNotFound = (errorId: string) => absent(errorId, "LOAN_NOT_FOUND", "loan not found")
export const billNotFound = (errorId: string) =>
  absent(errorId, "CREDIT_CARD_BILL_NOT_FOUND", "credit card bill not found")
export const consentNotFound = (errorId: string) => absent(errorId, "CONSENT_NOT_FOUND", "consent not found")
export const categoryNotFound = (errorId: string) => absent(errorId, "CATEGORY_NOT_FOUND", "category not found")
export const categoryRuleNotFound = (errorId: string) =>
  absent(errorId, "CATEGORY_RULE_NOT_FOUND", "Category rule not found")
export const webhookNotFound = (errorId: string) => absent(errorId, "WEBHOOK_NOT_FOUND", "webhook not found")

// How it is asked

/** A request that does not decode. `message` names the field and the rule; it has no `codeDescription`. */
export const invalidRequest = (errorId: string, message: string) => new BadRequest({ code: 400, message, errorId })
/** Parameters in one string that cannot be read: the same words whatever is wrong with it. */
export const encryptedParametersUnreadable = (errorId: string) =>
  invalidRequest(
    errorId,
    "parameters cannot be read: encrypt their JSON with the public key of this application (RSA-OAEP with SHA-1) and send it as base64"
  )
/** The address of a webhook may not be called. */
export const webhookUrlRefused = (errorId: string, why: WebhookUrl.Why) =>
  invalidRequest(errorId, WebhookUrl.refusals[why])
export const idsExceedMaxLength = (errorId: string) =>
  bad(errorId, "IDS_PARAMETER_EXCEEDS_MAX_LENGTH", "The ids parameter cannot have more than 500 transaction ids")
export const invalidCursor = (errorId: string) => invalidRequest(errorId, "Invalid cursor")
export const routeNotFound = (errorId: string) => new NotFound({ code: 404, message: "Not Found", errorId })
export const methodNotAllowed = (errorId: string) =>
  new MethodNotAllowed({ code: 405, message: "Method Not Allowed", errorId })
export const notJson = (errorId: string) =>
  new NotAcceptable({ code: 406, message: "Only application/json is accepted", errorId })
export const endpointDeprecated = (errorId: string, message: string) =>
  new Gone({ code: 410, message, codeDescription: "ENDPOINT_DEPRECATED", errorId })
export const payloadTooLarge = (errorId: string) =>
  new PayloadTooLarge({ code: 413, message: "The request body is too large", errorId })
/** Send the header `Retry-After` with it: clients repeat after that many seconds. */
export const tooManyRequests = (errorId: string) =>
  new TooManyRequests({
    code: 429,
    message: "Too many requests. Please try again later (see Retry-After header in seconds)",
    errorId
  })

// Webhooks and rules

/** A name is short; what is longer than any is not repeated whole. */
const shortened = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}...` : text)

export const webhookEventUnknown = (errorId: string, event: string) =>
  invalidRequest(errorId, `Invalid event type '${shortened(event)}' for webhook`)
export const webhookExists = (errorId: string, event: string, url: string) =>
  invalidRequest(errorId, `A webhook for event '${event}' and url '${url}' already exists.`)
export const tooManyWebhooks = (errorId: string, most: number, event: string) =>
  invalidRequest(errorId, `You have reached the maximum of ${most} webhooks for event '${event}'.`)
/** A header that cannot be sent, or that is not a receiver's to set. */
export const webhookHeadersRefused = (errorId: string) =>
  invalidRequest(errorId, "Webhook headers must be at most 32 names and values that a request may bear")
export const tooManyCategoryRules = (errorId: string, most: number) =>
  invalidRequest(errorId, `You have reached the maximum of ${most} category rules.`)

// Creating an Item

export const connectorValidation = (errorId: string, details: ReadonlyArray<Detail>) =>
  new BadRequest({
    code: 400,
    message: "Connector parameters do not match validation rules",
    codeDescription: "CONNECTOR_VALIDATION_ERROR",
    details,
    errorId
  })
/** `items` are the Items that hold the same credentials. */
export const itemUserAlreadyExists = (errorId: string, items: ReadonlyArray<string>) =>
  new BadRequest({
    code: 400,
    message: "There are other items with the same credentials, you can't create a new one",
    codeDescription: "ITEM_USER_ALREADY_EXISTS",
    items,
    errorId
  })
export const itemCreationLimitExceeded = (errorId: string, itemsLimit: number) =>
  new Conflict({
    code: 409,
    message: `Client exceeded item creation limit (${itemsLimit} items) for the current subscription level.`,
    codeDescription: "ITEM_CREATION_LIMIT_EXCEEDED",
    data: { itemsLimit },
    errorId
  })
/** Another Item with the same credentials is being updated. The status is not settled. */
export const itemIsAlreadyUpdating = (errorId: string) =>
  clash(errorId, "ITEM_IS_ALREADY_UPDATING", "There is an active item with the same credentials that has not finished")

// Updating an Item

/** An execution of this Item runs. Clients expect 400 here, not 409. */
export const itemAlreadyUpdating = (errorId: string) =>
  bad(errorId, "ITEM_ALREADY_UPDATING", "The item is already being updated")
export const mfaParameterAlreadyUsed = (errorId: string) =>
  bad(errorId, "MFA_PARAMERTER_WAS_ALREADY_USED_ERROR", "MFA parameter has to be updated from last execution")
/** The credential that must be fresh for each execution was not sent. */
export const requiredParameter = (errorId: string, parameter: string) =>
  new BadRequest({
    code: 400,
    message: `The parameter '${parameter}' is required to be renewed for item update.`,
    codeDescription: "CONNECTOR_REQUIRED_PARAMETER_VALIDATION_ERROR",
    data: { parameter },
    details: [{ code: "001", message: `Parameter '${parameter}' is required`, parameter }],
    errorId
  })
export const tooManyConsecutiveErrors = (errorId: string) =>
  bad(
    errorId,
    "TOO_MANY_CONSECUTIVE_ERRORS",
    "There has been more than 5 failing syncronizations, please contact support"
  )
/** `backoff` in words ("15 minutes"), `limit` the number of failed logins that led to it. */
export const tooManyLoginFailures = (
  errorId: string,
  wait: {
    readonly backoff: string
    readonly limit: number
    readonly lastExecutionEndedAt: DateTime.Utc
    readonly canRetryAfter: DateTime.Utc
  }
) => {
  const lastExecutionEndedAt = DateTime.formatIso(wait.lastExecutionEndedAt)
  const canRetryAfterDate = DateTime.formatIso(wait.canRetryAfter)
  return new BadRequest({
    code: 400,
    message:
      `must wait at least ${wait.backoff} after ${wait.limit} consecutive login errors, ` +
      `last attempt was at ${lastExecutionEndedAt} (can retry after: ${canRetryAfterDate})`,
    codeDescription: "TOO_MANY_CONSECUTIVE_LOGIN_FAILURES",
    data: {
      readableBackoffTime: wait.backoff,
      maxConsecutiveFailedLoginAttempts: wait.limit,
      lastExecutionEndedAt,
      canRetryAfterDate
    },
    errorId
  })
}
export const updatingTooOften = (errorId: string, hours: number, lastUpdatedAt: DateTime.Utc) => {
  const moment = DateTime.formatIso(lastUpdatedAt)
  return new Conflict({
    code: 409,
    message: `Client updates on this item are allowed at most every ${hours} hours. Last update was at ${moment}`,
    codeDescription: "CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY",
    data: { minUpdateFrequencyAllowedInHours: hours, lastUpdatedAt: moment },
    errorId
  })
}
export const parametersNotProvided = (errorId: string) =>
  bad(errorId, "PARAMETERS_NOT_PROVIDED", "The parameters are needed to update the item")
export const lastExecutionHadLoginError = (errorId: string) =>
  bad(
    errorId,
    "LAST_EXECUTION_HAD_LOGIN_ERROR",
    "The last execution had a login error: new parameters are needed to update the item"
  )
export const differentAccount = (errorId: string) =>
  bad(
    errorId,
    "ITEM_ORIGINAL_CONNECTED_WITH_DIFFERENT_ACCOUNT",
    "The item was originally connected with a different account"
  )
/** The status is not settled. */
export const connectorOffline = (errorId: string) => clash(errorId, "CONNECTOR_OFFLINE", "The connector is offline")
/** The status is not settled. */
export const itemInErrorCooldown = (errorId: string, canRetryAfter: DateTime.Utc) =>
  new Conflict({
    code: 409,
    message: "The item failed a moment ago, please try again later",
    codeDescription: "ITEM_IN_ERROR_COOLDOWN",
    data: { canRetryAfterDate: DateTime.formatIso(canRetryAfter) },
    errorId
  })

// Answering a challenge. The statuses are not settled.

export const mfaNotFound = (errorId: string) =>
  absent(errorId, "ITEM_MFA_NOT_FOUND", "The item is not waiting for a parameter")
export const mfaAlreadyProvided = (errorId: string) =>
  absent(errorId, "ITEM_MFA_ALREADY_PROVIDED", "The parameter was already provided")
export const mfaExpired = (errorId: string) =>
  bad(errorId, "ITEM_MFA_EXPIRED", "The time to provide the parameter is over")
/** `paramName` is the name that the Item waits for. */
export const mfaParameterMismatch = (errorId: string, paramName: string) =>
  new BadRequest({
    code: 400,
    message: `The parameter '${paramName}' is expected`,
    codeDescription: "ITEM_MFA_PARAMETER_EXPECTED_MISMATCH",
    data: { paramName },
    errorId
  })

// Asking an institution for a balance

/** The connector does not offer it. */
export const balanceInvalidRequest = (errorId: string) =>
  bad(errorId, "BALANCE_INVALID_REQUEST", "The balance request was rejected as invalid by the financial institution.")
/** Also where only the person can open the institution again. */
export const balanceConsentError = (errorId: string) =>
  new Forbidden({
    code: 403,
    message:
      "The financial institution denied access to the account balance. The consent may be expired or missing the required permission.",
    codeDescription: "BALANCE_CONSENT_ERROR",
    errorId
  })
export const balanceNotFound = (errorId: string) =>
  absent(errorId, "BALANCE_NOT_FOUND", "The account balance was not found at the financial institution.")
export const balanceRateLimited = (errorId: string) =>
  new TooManyRequests({
    code: 429,
    message: "The financial institution rate-limited the balance request. Please try again later.",
    codeDescription: "BALANCE_OPEN_FINANCE_RATE_LIMIT",
    errorId
  })
export const balanceFetchError = (errorId: string) =>
  new InternalServerError({
    code: 500,
    message: "An error occurred while fetching the account balance from the connector",
    codeDescription: "BALANCE_FETCH_ERROR",
    errorId
  })
export const balanceConnectorUnavailable = (errorId: string) =>
  new BadGateway({
    code: 502,
    message: "The financial institution is temporarily unavailable to provide the balance. Please try again later.",
    codeDescription: "BALANCE_CONNECTOR_UNAVAILABLE",
    errorId
  })

// Fetching a statement's document from an institution: the words of a balance, since no document names any

/** The link is none of this server's, or its time is over. */
export const statementLinkInvalid = (errorId: string) =>
  new Forbidden({
    code: 403,
    message: "This link is not valid, or its time is over. Please ask for a new one",
    errorId
  })
export const statementNotFound = (errorId: string) => absent(errorId, "STATEMENT_NOT_FOUND", "statement not found")
/** The connector does not offer it. */
export const statementInvalidRequest = (errorId: string) =>
  bad(errorId, "STATEMENT_INVALID_REQUEST", "The financial institution gives out no statement documents.")
/** Also where only the person can open the institution again. */
export const statementConsentError = (errorId: string) =>
  new Forbidden({
    code: 403,
    message:
      "The financial institution denied access to the statement. The consent may be expired or missing the required permission.",
    codeDescription: "STATEMENT_CONSENT_ERROR",
    errorId
  })
export const statementRateLimited = (errorId: string) =>
  new TooManyRequests({
    code: 429,
    message: "The financial institution rate-limited the statement request. Please try again later.",
    codeDescription: "STATEMENT_RATE_LIMIT",
    errorId
  })
export const statementFetchError = (errorId: string) =>
  new InternalServerError({
    code: 500,
    message: "An error occurred while fetching the statement from the connector",
    codeDescription: "STATEMENT_FETCH_ERROR",
    errorId
  })
export const statementConnectorUnavailable = (errorId: string) =>
  new BadGateway({
    code: 502,
    message: "The financial institution is temporarily unavailable to provide the statement. Please try again later.",
    codeDescription: "STATEMENT_CONNECTOR_UNAVAILABLE",
    errorId
  })

// What this server does not do

/** The wire has payments; nothing here moves money. */
export const paymentsNotSupported = (errorId: string) =>
  new NotImplemented({
    code: 501,
    message: "Payments are not part of this server: it reads accounts and moves no money",
    codeDescription: "PAYMENTS_NOT_SUPPORTED",
    errorId
  })

// Faults

export const internalServerError = (errorId: string) =>
  new InternalServerError({
    code: 500,
    message: "Internal Server Error",
    codeDescription: "INTERNAL_SERVER_ERROR",
    errorId
  })
export const serviceUnavailable = (errorId: string, message: string) =>
  new ServiceUnavailable({ code: 503, message, codeDescription: "SERVICE_UNAVAILABLE", errorId })
