// The records that a connector yields, and the values they are made of, for authors who import the kit alone.
export { CollectedAccount } from "@tomada/core/Account"
export { CollectedIdentity } from "@tomada/core/Identity"
export { CollectedTransaction } from "@tomada/core/Transaction"
export { CivilDate, addDays, daysBetween, fromInstant, toInstant } from "@tomada/core/CivilDate"
export { DateInterval } from "@tomada/core/DateInterval"
export { Decimal, decimal } from "@tomada/core/Money"
export { defaultPolicy, Product, ProductPolicy } from "@tomada/core/Product"
