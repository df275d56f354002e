// The accounts of an Item as somebody writes them by hand: the statements, the answer made of their rows field by field, and its schema for
// fastify's serializer. What the wire always leaves null is null; a day of a card is a moment by the offset that Brazil has all year.
import { columns } from "./ApiColumns.ts"

const ofItem =
  "id applicationId connectorId products clientUserId webhookUrl oauthRedirectUri connectTokenId connectTokenUrl executionId executionStatus " +
  "error challenge statusDetail consecutiveFailedLoginAttempts credentialsVersion lastUpdatedAt nextAutoSyncAt autoSyncDisabledAt " +
  "consentExpiresAt createdAt updatedAt"
const ofAccount = "id itemId type key balance currencyCode createdAt updatedAt details"

/** The Item `$1` of the application `$2`. */
export const itemStatement = `select ${columns("items", ofItem)} from items where id = $1 and application_id = $2`
/** The accounts of the Item `$1`. */
export const accountsStatement = `select ${columns("accounts", ofAccount)} from accounts where item_id = $1 order by created_at, ordinal`

type Text = string | null | undefined
type Texts<Name extends string> = { readonly [name in Name]?: Text }

type BankDetails = Texts<
  | "transferNumber"
  | "closingBalance"
  | "automaticallyInvestedBalance"
  | "overdraftContractedLimit"
  | "overdraftUsedLimit"
  | "unarrangedOverdraftAmount"
>
type CreditDetails = Texts<
  | "level"
  | "brand"
  | "balanceCloseDate"
  | "balanceDueDate"
  | "availableCreditLimit"
  | "balanceForeignCurrency"
  | "minimumPayment"
  | "creditLimit"
  | "status"
  | "holderType"
> & { readonly isLimitFlexible?: boolean | null }

interface Details extends Texts<"marketingName" | "taxNumber" | "owner"> {
  readonly subtype: string
  readonly name: string
  readonly number: string
  readonly bankData?: BankDetails | null
  readonly creditData?: CreditDetails | null
}

/** A row of `accountsStatement` as `pg` reads it. */
export interface AccountRow {
  readonly id: string
  readonly itemId: string
  readonly type: string
  readonly balance: string
  readonly currencyCode: string
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly details: Details
}

const amount = (text: Text): number | null => (text == null ? null : Number(text))
const moment = (day: Text): string | null => (day == null ? null : `${day}T03:00:00.000Z`)

const bankData = (data: BankDetails) => ({
  transferNumber: data.transferNumber ?? null,
  closingBalance: amount(data.closingBalance),
  automaticallyInvestedBalance: amount(data.automaticallyInvestedBalance),
  overdraftContractedLimit: amount(data.overdraftContractedLimit),
  overdraftUsedLimit: amount(data.overdraftUsedLimit),
  unarrangedOverdraftAmount: amount(data.unarrangedOverdraftAmount),
  hasReservedBalance: null,
  reservedBalances: null
})

const creditData = (data: CreditDetails) => ({
  level: data.level ?? null,
  brand: data.brand ?? null,
  brandAdditionalInfo: null,
  balanceCloseDate: moment(data.balanceCloseDate),
  balanceDueDate: moment(data.balanceDueDate),
  availableCreditLimit: amount(data.availableCreditLimit),
  balanceForeignCurrency: amount(data.balanceForeignCurrency),
  minimumPayment: amount(data.minimumPayment),
  creditLimit: amount(data.creditLimit),
  isLimitFlexible: data.isLimitFlexible ?? null,
  status: data.status ?? null,
  holderType: data.holderType ?? null,
  disaggregatedCreditLimits: null,
  additionalCards: null
})

const account = ({ balance, createdAt, currencyCode, details, id, itemId, type, updatedAt }: AccountRow) => ({
  id,
  type,
  subtype: details.subtype,
  name: details.name,
  marketingName: details.marketingName ?? null,
  number: details.number,
  balance: Number(balance),
  currencyCode,
  itemId,
  taxNumber: details.taxNumber ?? null,
  owner: details.owner ?? null,
  bankData: details.bankData == null ? null : bankData(details.bankData),
  creditData: details.creditData == null ? null : creditData(details.creditData),
  accountSubtype: null,
  createdAt,
  updatedAt
})

/** The answer. */
export const page = (rows: ReadonlyArray<AccountRow>) => ({
  results: rows.map(account),
  page: 1,
  total: rows.length,
  totalPages: 1
})

const of = (type: string) => ({ type, nullable: true })
const [text, number, yesNo] = [of("string"), of("number"), of("boolean")]
const instant = { type: "string", format: "date-time" }
const each = (names: string, schema: object) => Object.fromEntries(names.split(" ").map((name) => [name, schema]))
const object = (properties: object) => ({ type: "object", properties })

const bankSchema = object({
  ...each("transferNumber reservedBalances", text),
  ...each("closingBalance automaticallyInvestedBalance overdraftContractedLimit", number),
  ...each("overdraftUsedLimit unarrangedOverdraftAmount", number),
  hasReservedBalance: yesNo
})
const creditSchema = object({
  ...each("level brand brandAdditionalInfo balanceCloseDate balanceDueDate status holderType", text),
  ...each("disaggregatedCreditLimits additionalCards", text),
  ...each("availableCreditLimit balanceForeignCurrency minimumPayment creditLimit", number),
  isLimitFlexible: yesNo
})

/** The schema of the answer. */
export const schema = object({
  results: {
    type: "array",
    items: object({
      ...each("id type subtype name number currencyCode itemId", { type: "string" }),
      ...each("marketingName taxNumber owner accountSubtype", text),
      balance: { type: "number" },
      bankData: { ...bankSchema, nullable: true },
      creditData: { ...creditSchema, nullable: true },
      ...each("createdAt updatedAt", instant)
    })
  },
  ...each("page total totalPages", { type: "integer" })
})
