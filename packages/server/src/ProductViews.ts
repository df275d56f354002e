// From what was collected to the wire. A civil day becomes the first instant of that day in the institution's zone, so
// that a consumer who buckets days there gets the bank's day back; what was not collected is an explicit null.
import type { Account as WireAccount, Identity as WireIdentity, Transaction as WireTransaction } from "@tomada/api"
import type { Products } from "@tomada/connector-kit"
import { type Account, Category, type Identity, Transaction } from "@tomada/core"
import { type DateTime, Option } from "effect"

import { moment, momentOf, shown } from "./Shown.ts"

const bankData = (data: Account.BankData): WireAccount.BankData => ({
  transferNumber: data.transferNumber ?? null,
  closingBalance: data.closingBalance ?? null,
  automaticallyInvestedBalance: data.automaticallyInvestedBalance ?? null,
  overdraftContractedLimit: data.overdraftContractedLimit ?? null,
  overdraftUsedLimit: data.overdraftUsedLimit ?? null,
  unarrangedOverdraftAmount: data.unarrangedOverdraftAmount ?? null,
  hasReservedBalance: null,
  reservedBalances: null
})

const creditData = (data: Account.CreditData, zone: string): WireAccount.CreditData => ({
  level: data.level ?? null,
  brand: data.brand ?? null,
  brandAdditionalInfo: null,
  balanceCloseDate: moment(data.balanceCloseDate, zone),
  balanceDueDate: moment(data.balanceDueDate, zone),
  availableCreditLimit: data.availableCreditLimit ?? null,
  balanceForeignCurrency: data.balanceForeignCurrency ?? null,
  minimumPayment: data.minimumPayment ?? null,
  creditLimit: data.creditLimit ?? null,
  isLimitFlexible: data.isLimitFlexible ?? null,
  status: data.status ?? null,
  holderType: data.holderType ?? null,
  disaggregatedCreditLimits: null,
  additionalCards: null
})

export const account = (held: Account.Account, zone: string): WireAccount.Account => ({
  id: held.id,
  type: held.type,
  subtype: held.subtype,
  name: held.name,
  marketingName: held.marketingName ?? null,
  number: held.number,
  balance: held.balance,
  currencyCode: held.currencyCode,
  itemId: held.itemId,
  taxNumber: held.taxNumber ?? null,
  owner: held.owner ?? null,
  bankData: held.bankData ? bankData(held.bankData) : null,
  creditData: held.creditData ? creditData(held.creditData, zone) : null,
  accountSubtype: null,
  createdAt: held.createdAt,
  updatedAt: held.updatedAt
})

/** What a connect token is told of it. A mask or a dash among the last characters would hide what they are shown for. */
export const reduced = (account: WireAccount.Account): WireAccount.ReducedAccount => ({
  ...account,
  number: account.number.replaceAll(/[^\p{L}\p{N}]/gu, "").slice(-4),
  balance: null,
  taxNumber: null,
  owner: null,
  bankData: null,
  creditData: null
})

/** `now`: when it was asked, which counts where the institution does not say of when it is. */
export const balance = (live: Products.LiveBalance, now: DateTime.Utc): WireAccount.AccountBalance => ({
  balance: live.balance,
  blockedBalance: live.blockedBalance ?? null,
  automaticallyInvestedBalance: live.automaticallyInvestedBalance ?? null,
  currencyCode: live.currencyCode,
  updateDateTime: live.updatedAt ?? now
})

type Party = NonNullable<Transaction.PaymentData["payer"]>

const participant = (party: Party | null | undefined): WireTransaction.Participant | null =>
  party === null || party === undefined
    ? null
    : {
        documentNumber: party.documentNumber
          ? { type: party.documentNumber.type ?? null, value: party.documentNumber.value ?? null }
          : null,
        name: party.name ?? null,
        accountNumber: party.accountNumber ?? null,
        branchNumber: party.branchNumber ?? null,
        routingNumber: party.routingNumber ?? null,
        routingNumberISPB: party.routingNumberISPB ?? null
      }

const paymentData = (data: Transaction.PaymentData): WireTransaction.PaymentData => ({
  payer: participant(data.payer),
  receiver: participant(data.receiver),
  reason: data.reason ?? null,
  referenceNumber: data.referenceNumber ?? null,
  receiverReferenceId: data.receiverReferenceId ?? null,
  paymentMethod: data.paymentMethod ?? null,
  boletoMetadata: data.boletoMetadata
    ? shown(data.boletoMetadata, [
        "digitableLine",
        "barcode",
        "baseAmount",
        "interestAmount",
        "penaltyAmount",
        "discountAmount"
      ])
    : null
})

/** The id of a bill by the key that a row names it by; null where none is held. */
type BillOf = (key: string) => string | null

const cardMetadata = (
  data: Transaction.CreditCardMetadata,
  zone: string,
  billOf: BillOf
): WireTransaction.CreditCardMetadata => ({
  installmentNumber: data.installmentNumber ?? null,
  totalInstallments: data.totalInstallments ?? null,
  totalAmount: data.totalAmount ?? null,
  feeType: data.feeType ?? null,
  feeTypeAdditionalInfo: data.feeTypeAdditionalInfo ?? null,
  otherCreditsType: data.otherCreditsType ?? null,
  otherCreditsAdditionalInfo: data.otherCreditsAdditionalInfo ?? null,
  purchaseDate: moment(data.purchaseDate, zone),
  payeeMCC: data.payeeMCC ?? null,
  cardNumber: data.cardNumber ?? null,
  billId: data.billId == null ? null : billOf(data.billId),
  billForecastDate: data.billForecastDate ?? null
})

/** The English name and the id of what the person, a rule or the institution says; words of an institution's own have no id. */
const category = (held: Transaction.Transaction): Pick<WireTransaction.Transaction, "category" | "categoryId"> => {
  const said = Transaction.category(held)
  return Option.match(Option.flatMap(Option.fromNullishOr(said), Category.named), {
    onNone: () => ({ category: said, categoryId: null }),
    onSome: ({ description, id }) => ({ category: description, categoryId: id })
  })
}

/** A scheduled row has no word of its own on the wire: it is pending there. `billOf`: the id of the card's bill with this key. */
export const transaction = (
  held: Transaction.Transaction,
  zone: string,
  billOf: BillOf
): WireTransaction.Transaction => ({
  id: held.id,
  description: held.description,
  descriptionRaw: held.descriptionRaw ?? null,
  currencyCode: held.currencyCode,
  amount: held.amount,
  amountInAccountCurrency: held.amountInAccountCurrency ?? null,
  date: held.time ?? momentOf(held.date, zone),
  ...category(held),
  balance: held.balance ?? null,
  accountId: held.accountId,
  providerCode: held.providerCode ?? null,
  status: held.status === "POSTED" ? "POSTED" : "PENDING",
  paymentData: held.paymentData ? paymentData(held.paymentData) : null,
  type: held.type,
  creditCardMetadata: held.creditCardMetadata ? cardMetadata(held.creditCardMetadata, zone, billOf) : null,
  merchant: held.merchant
    ? {
        name: held.merchant.name ?? null,
        businessName: held.merchant.businessName ?? null,
        cnpj: held.merchant.cnpj ?? null,
        cnae: held.merchant.cnae ?? null,
        category: held.merchant.category ?? null
      }
    : null,
  operationType: held.operationType ?? null,
  operationTypeAdditionalInfo: held.operationTypeAdditionalInfo ?? null,
  providerId: held.providerId ?? null,
  order: held.position,
  createdAt: held.createdAt,
  updatedAt: Transaction.lastChangedAt(held)
})

export const identity = (held: Identity.Identity, zone: string): WireIdentity.Identity => ({
  id: held.id,
  itemId: held.itemId,
  birthDate: moment(held.birthDate, zone),
  taxNumber: held.taxNumber ?? null,
  document: held.document ?? null,
  documentType: held.documentType ?? null,
  jobTitle: held.jobTitle ?? null,
  companyName: held.companyName ?? null,
  fullName: held.fullName ?? null,
  phoneNumbers:
    held.phoneNumbers?.map(({ type, value }) => ({
      type: type ?? null,
      value,
      countryCallingCode: null,
      areaCode: null,
      extension: null,
      additionalInfo: null
    })) ?? null,
  emails: held.emails?.map(({ type, value }) => ({ type: type ?? null, value })) ?? null,
  addresses:
    held.addresses?.map((address) => ({
      fullAddress: address.fullAddress ?? null,
      primaryAddress: address.primaryAddress ?? null,
      city: address.city ?? null,
      postalCode: address.postalCode ?? null,
      state: address.state ?? null,
      country: address.country ?? null,
      type: address.type ?? null,
      additionalInfo: null,
      district: null,
      ibgeTownCode: null,
      countryCode: null,
      geographicCoordinates: null
    })) ?? null,
  relations:
    held.relations?.map(({ document, name, type }) => ({
      type: type ?? null,
      name: name ?? null,
      document: document ?? null
    })) ?? null,
  investorProfile: null,
  establishmentName: null,
  establishmentCode: null,
  qualifications: null,
  financialRelationships: null,
  socialName: null,
  sex: null,
  maritalStatus: null,
  nationality: null,
  otherDocuments: null,
  passport: null,
  incorporationDate: null,
  parties: null,
  businessOtherDocuments: null,
  companiesCnpj: null,
  createdAt: held.createdAt,
  updatedAt: held.updatedAt
})
