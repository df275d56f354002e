import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Schema } from "effect"

import * as Refusal from "../src/Refusal.ts"
import * as WireError from "../src/WireError.ts"
import { errorId } from "./Samples.ts"
import { start } from "./Server.ts"

const Any = Schema.Union([
  WireError.BadRequest,
  WireError.Unauthorized,
  WireError.Forbidden,
  WireError.NotFound,
  WireError.MethodNotAllowed,
  WireError.NotAcceptable,
  WireError.Conflict,
  WireError.Gone,
  WireError.PayloadTooLarge,
  WireError.TooManyRequests,
  WireError.InternalServerError,
  WireError.NotImplemented,
  WireError.BadGateway,
  WireError.ServiceUnavailable
])

describe("an error body", () => {
  it.effect("is the plain shape, without a tag", () =>
    Effect.gen(function* () {
      const { ask } = yield* start()
      const answer = yield* ask("GET", "/items/00000000-0000-4000-8000-000000000000")
      assert.strictEqual(answer.status, 404)
      assert.strictEqual(
        answer.text,
        `{"code":404,"message":"item not found","codeDescription":"ITEM_NOT_FOUND","errorId":"${errorId}"}`
      )
      const unready = yield* ask("GET", "/health/ready")
      assert.strictEqual(unready.status, 503)
      assert.strictEqual((unready.body as { code: number }).code, 503) // the error shape
    })
  )

  it.effect("repeats its status and carries the error's id, whatever the refusal", () =>
    Effect.gen(function* () {
      const at = DateTime.makeUnsafe("2020-01-01T00:00:00Z")
      const wait = {
        backoff: "15 minutes",
        limit: 2,
        lastExecutionEndedAt: at,
        canRetryAfter: DateTime.add(at, { minutes: 15 })
      }
      const all: ReadonlyArray<WireError.WireError> = [
        Refusal.clientKeysUnauthorized(errorId),
        Refusal.clientDisabled(errorId),
        Refusal.invalidToken(errorId),
        Refusal.connectorNotFound(errorId),
        Refusal.itemNotFound(errorId),
        Refusal.accountNotFound(errorId),
        Refusal.transactionNotFound(errorId),
        Refusal.identityNotFound(errorId),
        Refusal.investmentNotFound(errorId),
        Refusal.loanNotFound(errorId),
        Refusal.billNotFound(errorId),
        Refusal.consentNotFound(errorId),
        Refusal.categoryNotFound(errorId),
        Refusal.categoryRuleNotFound(errorId),
        Refusal.tooManyCategoryRules(errorId, 1_000),
        Refusal.webhookNotFound(errorId),
        Refusal.encryptedParametersUnreadable(errorId),
        Refusal.webhookEventUnknown(errorId, "items/eaten"),
        Refusal.webhookExists(errorId, "all", "https://example.com/hook"),
        Refusal.tooManyWebhooks(errorId, 5, "all"),
        Refusal.webhookHeadersRefused(errorId),
        Refusal.statementLinkInvalid(errorId),
        Refusal.statementNotFound(errorId),
        Refusal.statementInvalidRequest(errorId),
        Refusal.statementConsentError(errorId),
        Refusal.statementRateLimited(errorId),
        Refusal.statementFetchError(errorId),
        Refusal.statementConnectorUnavailable(errorId),
        Refusal.paymentsNotSupported(errorId),
        Refusal.invalidRequest(errorId, "page must be a positive integer"),
        Refusal.webhookUrlRefused(errorId, "not-public"),
        Refusal.idsExceedMaxLength(errorId),
        Refusal.balanceInvalidRequest(errorId),
        Refusal.balanceConsentError(errorId),
        Refusal.balanceNotFound(errorId),
        Refusal.balanceRateLimited(errorId),
        Refusal.balanceFetchError(errorId),
        Refusal.balanceConnectorUnavailable(errorId),
        Refusal.invalidCursor(errorId),
        Refusal.routeNotFound(errorId),
        Refusal.methodNotAllowed(errorId),
        Refusal.notJson(errorId),
        Refusal.endpointDeprecated(errorId, "gone"),
        Refusal.payloadTooLarge(errorId),
        Refusal.tooManyRequests(errorId),
        Refusal.connectorValidation(errorId, [
          { code: "001", message: "user parameter is required", parameter: "user" }
        ]),
        Refusal.itemUserAlreadyExists(errorId, [errorId]),
        Refusal.itemCreationLimitExceeded(errorId, 100),
        Refusal.itemIsAlreadyUpdating(errorId),
        Refusal.itemAlreadyUpdating(errorId),
        Refusal.mfaParameterAlreadyUsed(errorId),
        Refusal.requiredParameter(errorId, "token"),
        Refusal.tooManyConsecutiveErrors(errorId),
        Refusal.tooManyLoginFailures(errorId, wait),
        Refusal.updatingTooOften(errorId, 24, at),
        Refusal.parametersNotProvided(errorId),
        Refusal.lastExecutionHadLoginError(errorId),
        Refusal.differentAccount(errorId),
        Refusal.connectorOffline(errorId),
        Refusal.itemInErrorCooldown(errorId, at),
        Refusal.mfaNotFound(errorId),
        Refusal.mfaAlreadyProvided(errorId),
        Refusal.mfaExpired(errorId),
        Refusal.mfaParameterMismatch(errorId, "token"),
        Refusal.internalServerError(errorId),
        Refusal.serviceUnavailable(errorId, "draining")
      ]
      assert.strictEqual(all.length, Object.keys(Refusal).length)
      for (const error of all) {
        const body = yield* Schema.encodeEffect(Any)(error)
        const status = Any.members.find((member) => error instanceof member)?.ast.annotations?.["httpApiStatus"]
        assert.strictEqual(body.code, status, error.message)
        assert.strictEqual(body.errorId, errorId)
        assert.notProperty(body, "_tag")
        assert.notProperty(body, "name")
      }
    })
  )

  it.effect("says when to come back after failed logins", () =>
    Effect.gen(function* () {
      const at = DateTime.makeUnsafe("2020-01-01T00:00:00Z")
      const error = Refusal.tooManyLoginFailures(errorId, {
        backoff: "15 minutes",
        limit: 2,
        lastExecutionEndedAt: at,
        canRetryAfter: DateTime.add(at, { minutes: 15 })
      })
      assert.deepStrictEqual(yield* Schema.encodeEffect(WireError.BadRequest)(error), {
        code: 400,
        message:
          "must wait at least 15 minutes after 2 consecutive login errors, last attempt was at 2020-01-01T00:00:00.000Z (can retry after: 2020-01-01T00:15:00.000Z)",
        codeDescription: "TOO_MANY_CONSECUTIVE_LOGIN_FAILURES",
        data: {
          readableBackoffTime: "15 minutes",
          maxConsecutiveFailedLoginAttempts: 2,
          lastExecutionEndedAt: "2020-01-01T00:00:00.000Z",
          canRetryAfterDate: "2020-01-01T00:15:00.000Z"
        },
        errorId
      })
    })
  )

  it.effect("of a duplicate names the Items in its way beside the message", () =>
    Effect.gen(function* () {
      const body = yield* Schema.encodeEffect(WireError.BadRequest)(Refusal.itemUserAlreadyExists(errorId, [errorId]))
      assert.deepStrictEqual(body.items, [errorId])
      assert.strictEqual(body.codeDescription, "ITEM_USER_ALREADY_EXISTS")
    })
  )
})
