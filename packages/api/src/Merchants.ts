/** Which companies are known by their number. */
import { Schema } from "effect"

import { Merchant } from "./Transaction.ts"

/** `notFoundMerchants` are numbers of companies of which nothing is known, `invalidCnpjs` what is the number of none. */
export const MerchantsAnswer = Schema.Struct({
  foundMerchants: Schema.Array(Merchant),
  notFoundMerchants: Schema.Array(Schema.String),
  invalidCnpjs: Schema.Array(Schema.String)
}).annotate({ identifier: "MerchantsAnswer" })
export type MerchantsAnswer = typeof MerchantsAnswer.Type
