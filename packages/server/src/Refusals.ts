// From what may go wrong inside to what a client is told. Each refusal gets an `errorId`, which the log line of a fault
// bears as well.
import { Refusal } from "@tomada/api"
import type { Answering, CredentialField, UpdateRefusal } from "@tomada/core"
import type { EgressGuard, Items } from "@tomada/engine"
import type { CategoryRuleStore, ExecutionStore, ItemStore } from "@tomada/store"
import { Effect } from "effect"

import { Entropy } from "./Entropy.ts"

export const errorId: Effect.Effect<string> = Effect.flatMap(Entropy, ({ uuid }) => uuid)

/** Fails with the refusal, under an id of its own. */
export const refuse = <E>(make: (errorId: string) => E): Effect.Effect<never, E> =>
  Effect.flatMap(errorId, (id) => Effect.fail(make(id)))

const details = (error: CredentialField.CredentialsRejected) =>
  error.problems.map(({ code, message, parameter }) => ({ code, message, parameter }))

/** For each reason why a run may not start, the refusal of the wire. */
export const ofUpdate = {
  AlreadyUpdating: () => refuse(Refusal.itemAlreadyUpdating),
  ParametersNotProvided: () => refuse(Refusal.parametersNotProvided),
  NewCredentialsNeeded: () => refuse(Refusal.lastExecutionHadLoginError),
  OneStepCodeMissing: ({ parameter }: UpdateRefusal.OneStepCodeMissing) =>
    refuse((id) => Refusal.requiredParameter(id, parameter)),
  OneStepCodeAlreadyUsed: () => refuse(Refusal.mfaParameterAlreadyUsed),
  TooManyConsecutiveErrors: () => refuse(Refusal.tooManyConsecutiveErrors),
  TooManyLoginFailures: (error: UpdateRefusal.TooManyLoginFailures) =>
    refuse((id) =>
      Refusal.tooManyLoginFailures(id, {
        backoff: error.readableBackoffTime,
        limit: error.maxConsecutiveFailedLoginAttempts,
        lastExecutionEndedAt: error.lastExecutionEndedAt,
        canRetryAfter: error.canRetryAfterDate
      })
    ),
  UpdatingTooOften: ({ lastUpdatedAt, minUpdateFrequencyAllowedInHours }: UpdateRefusal.UpdatingTooOften) =>
    refuse((id) => Refusal.updatingTooOften(id, minUpdateFrequencyAllowedInHours, lastUpdatedAt)),
  InErrorCooldown: ({ canRetryAfterDate }: UpdateRefusal.InErrorCooldown) =>
    refuse((id) => Refusal.itemInErrorCooldown(id, canRetryAfterDate)),
  ConnectorOffline: () => refuse(Refusal.connectorOffline),
  SameCredentialsUpdating: () => refuse(Refusal.itemIsAlreadyUpdating)
} as const

/** For each tag, the refusal of the wire. */
export const byTag = {
  ItemNotFound: () => refuse(Refusal.itemNotFound),
  AccountNotFound: () => refuse(Refusal.accountNotFound),
  TransactionNotFound: () => refuse(Refusal.transactionNotFound),
  IdentityNotFound: () => refuse(Refusal.identityNotFound),
  InvestmentNotFound: () => refuse(Refusal.investmentNotFound),
  LoanNotFound: () => refuse(Refusal.loanNotFound),
  BillNotFound: () => refuse(Refusal.billNotFound),
  ConsentNotFound: () => refuse(Refusal.consentNotFound),
  ConnectorNotFound: () => refuse(Refusal.connectorNotFound),
  BeyondReach: () => refuse(Refusal.connectorNotFound),
  LoginHeld: ({ items }: ItemStore.LoginHeld) => refuse((id) => Refusal.itemUserAlreadyExists(id, items)),
  SubscriptionNotFound: () => refuse(Refusal.webhookNotFound),
  HeadersInvalid: () => refuse(Refusal.webhookHeadersRefused),
  CategoryRuleNotFound: () => refuse(Refusal.categoryRuleNotFound),
  TooManyCategoryRules: ({ most }: CategoryRuleStore.TooManyCategoryRules) =>
    refuse((id) => Refusal.tooManyCategoryRules(id, most)),
  CredentialsRejected: (error: CredentialField.CredentialsRejected) =>
    refuse((id) => Refusal.connectorValidation(id, details(error))),
  ParametersUnreadable: () => refuse(Refusal.encryptedParametersUnreadable),
  ProductsNotSupported: ({ products }: Items.ProductsNotSupported) =>
    refuse((id) =>
      Refusal.invalidRequest(id, `These products are not supported by the connector: ${products.join(", ")}`)
    ),
  EgressRefused: ({ why }: EgressGuard.EgressRefused) => refuse((id) => Refusal.webhookUrlRefused(id, why)),
  AnswerMismatch: ({ expected }: Answering.AnswerMismatch) =>
    refuse((id) => Refusal.mfaParameterMismatch(id, expected)),
  ChallengeNotOpen: ({ why }: ExecutionStore.ChallengeNotOpen) => {
    switch (why) {
      case "none":
        return refuse(Refusal.mfaNotFound)
      case "answered":
        return refuse(Refusal.mfaAlreadyProvided)
      case "expired":
        return refuse(Refusal.mfaExpired)
    }
  }
} as const

const onlyThePerson = () => refuse(Refusal.balanceConsentError)
const notNow = () => refuse(Refusal.balanceConnectorUnavailable)
const unexpected = () => refuse(Refusal.balanceFetchError)

/** For each reason why a live balance has no answer, the refusal of the wire. */
export const ofBalance = {
  AccountNotFound: byTag.AccountNotFound,
  ExecutionActive: ofUpdate.AlreadyUpdating,
  NotOffered: () => refuse(Refusal.balanceInvalidRequest),
  Unsupported: () => refuse(Refusal.balanceNotFound),
  RateLimited: () => refuse(Refusal.balanceRateLimited),
  ConsentEnded: onlyThePerson,
  ConsentExpired: onlyThePerson,
  SessionExpired: onlyThePerson,
  InvalidCredentials: onlyThePerson,
  AccountLocked: onlyThePerson,
  UserActionNeeded: onlyThePerson,
  ChallengeFailed: onlyThePerson,
  AlreadyLoggedIn: notNow,
  InstitutionDown: notNow,
  Blocked: notNow,
  Unanswered: notNow,
  SiteChanged: unexpected,
  InputRejected: unexpected,
  ConnectorDefect: unexpected
} as const

const closed = () => refuse(Refusal.statementConsentError)
const away = () => refuse(Refusal.statementConnectorUnavailable)
const broken = () => refuse(Refusal.statementFetchError)

/** The same of a statement's document. */
export const ofStatement = {
  StatementNotFound: () => refuse(Refusal.statementNotFound),
  ExecutionActive: ofUpdate.AlreadyUpdating,
  NotOffered: () => refuse(Refusal.statementInvalidRequest),
  Unsupported: () => refuse(Refusal.statementNotFound),
  RateLimited: () => refuse(Refusal.statementRateLimited),
  ConsentEnded: closed,
  ConsentExpired: closed,
  SessionExpired: closed,
  InvalidCredentials: closed,
  AccountLocked: closed,
  UserActionNeeded: closed,
  ChallengeFailed: closed,
  AlreadyLoggedIn: away,
  InstitutionDown: away,
  Blocked: away,
  Unanswered: away,
  SiteChanged: broken,
  InputRejected: broken,
  ConnectorDefect: broken
} as const
