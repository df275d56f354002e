// Why a run may not start, each with the data that the wire sends beside it. A refusal says what is in the way, never a value
// that was sent. The spelling of the wire's codes is the wire's.
import { Schema } from "effect"

/** ITEM_ALREADY_UPDATING: the Item is in the middle of a run. */
export class AlreadyUpdating extends Schema.TaggedError<AlreadyUpdating>()("AlreadyUpdating", {}) {}

/** PARAMETERS_NOT_PROVIDED: no credentials are held (the consent ended, so they were shredded) and none were given. */
export class ParametersNotProvided extends Schema.TaggedError<ParametersNotProvided>()("ParametersNotProvided", {}) {}

/** LAST_EXECUTION_HAD_LOGIN_ERROR: the last login was refused; the same credentials again would only lock the account. */
export class NewCredentialsNeeded extends Schema.TaggedError<NewCredentialsNeeded>()("NewCredentialsNeeded", {}) {}

/** CONNECTOR_REQUIRED_PARAMETER_VALIDATION_ERROR: a one-step code must be given anew with each update. */
export class OneStepCodeMissing extends Schema.TaggedError<OneStepCodeMissing>()("OneStepCodeMissing", {
  parameter: Schema.String
}) {}

/** MFA_PARAMERTER_WAS_ALREADY_USED_ERROR: the one-step code is the one of the last execution. */
export class OneStepCodeAlreadyUsed extends Schema.TaggedError<OneStepCodeAlreadyUsed>()("OneStepCodeAlreadyUsed", {
  parameter: Schema.String
}) {}

/** TOO_MANY_CONSECUTIVE_ERRORS: so many runs failed one after the other that somebody has to look. */
export class TooManyConsecutiveErrors extends Schema.TaggedError<TooManyConsecutiveErrors>()(
  "TooManyConsecutiveErrors",
  { limit: Schema.Int }
) {}

/** TOO_MANY_CONSECUTIVE_LOGIN_FAILURES, with the wire's data; `readableBackoffTime` is in words, as "15 minutes". */
export class TooManyLoginFailures extends Schema.TaggedError<TooManyLoginFailures>()("TooManyLoginFailures", {
  readableBackoffTime: Schema.String,
  maxConsecutiveFailedLoginAttempts: Schema.Int,
  lastExecutionEndedAt: Schema.DateTimeUtcFromString,
  canRetryAfterDate: Schema.DateTimeUtcFromString
}) {}

/** CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY, with the wire's data. */
export class UpdatingTooOften extends Schema.TaggedError<UpdatingTooOften>()("UpdatingTooOften", {
  minUpdateFrequencyAllowedInHours: Schema.Finite,
  lastUpdatedAt: Schema.DateTimeUtcFromString
}) {}

/** ITEM_IN_ERROR_COOLDOWN: the last runs failed, the last of them a moment ago. */
export class InErrorCooldown extends Schema.TaggedError<InErrorCooldown>()("InErrorCooldown", {
  canRetryAfterDate: Schema.DateTimeUtcFromString
}) {}

/** CONNECTOR_OFFLINE: the connector's runs fail for everybody at present. */
export class ConnectorOffline extends Schema.TaggedError<ConnectorOffline>()("ConnectorOffline", {}) {}

/** ITEM_IS_ALREADY_UPDATING: another Item with the same credentials has a run; two would be two sessions at the institution. */
export class SameCredentialsUpdating extends Schema.TaggedError<SameCredentialsUpdating>()(
  "SameCredentialsUpdating",
  {}
) {}

/** ITEM_ORIGINAL_CONNECTED_WITH_DIFFERENT_ACCOUNT: the new credentials open somebody else's accounts. Known after collection. */
export class DifferentAccount extends Schema.TaggedError<DifferentAccount>()("DifferentAccount", {}) {}

/** Every refusal that can be decided before a run starts. */
export const UpdateRefusal = Schema.Union([
  AlreadyUpdating,
  ParametersNotProvided,
  NewCredentialsNeeded,
  OneStepCodeMissing,
  OneStepCodeAlreadyUsed,
  TooManyConsecutiveErrors,
  TooManyLoginFailures,
  UpdatingTooOften,
  InErrorCooldown,
  ConnectorOffline,
  SameCredentialsUpdating
])
export type UpdateRefusal = typeof UpdateRefusal.Type

/** The wire's `codeDescription` of each refusal of an update. */
export const wireCode: Readonly<Record<(UpdateRefusal | DifferentAccount)["_tag"], string>> = {
  AlreadyUpdating: "ITEM_ALREADY_UPDATING",
  ParametersNotProvided: "PARAMETERS_NOT_PROVIDED",
  NewCredentialsNeeded: "LAST_EXECUTION_HAD_LOGIN_ERROR",
  OneStepCodeMissing: "CONNECTOR_REQUIRED_PARAMETER_VALIDATION_ERROR",
  OneStepCodeAlreadyUsed: "MFA_PARAMERTER_WAS_ALREADY_USED_ERROR",
  TooManyConsecutiveErrors: "TOO_MANY_CONSECUTIVE_ERRORS",
  TooManyLoginFailures: "TOO_MANY_CONSECUTIVE_LOGIN_FAILURES",
  UpdatingTooOften: "CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY",
  InErrorCooldown: "ITEM_IN_ERROR_COOLDOWN",
  ConnectorOffline: "CONNECTOR_OFFLINE",
  SameCredentialsUpdating: "ITEM_IS_ALREADY_UPDATING",
  DifferentAccount: "ITEM_ORIGINAL_CONNECTED_WITH_DIFFERENT_ACCOUNT"
}
