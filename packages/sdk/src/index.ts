export type { CallOptions, Id, Listing, QueryValue } from "./Calling.ts"
export type * from "./Methods.generated.ts"
export type { Clock, Fetch, FetchAnswer } from "./Platform.ts"
export type { SettleOptions } from "./Settling.ts"
export { type Items, Tomada } from "./Tomada.ts"
export { TomadaError } from "./TomadaError.ts"
export type { TomadaOptions } from "./Transport.ts"
export {
  type ReceivedWebhook,
  verifyWebhook,
  type WebhookDoubt,
  type WebhookHeaders,
  WebhookVerificationError
} from "./WebhookVerification.ts"
export type * as Wire from "./Wire.generated.ts"
export type { WebhookEvent } from "./Wire.generated.ts"
