// Investments, loans, bills, consents and categories on the wire: the words are the same, what was not collected is an explicit
// null, and a civil day is the first instant of that day in the institution's zone.
import type {
  Bill as WireBill,
  Category as WireCategory,
  Consent as WireConsent,
  Investment as WireInvestment,
  Loan as WireLoan
} from "@tomada/api"
import type { Category, Consent, CreditCardBill, Investment, InvestmentTransaction, Loan } from "@tomada/core"

import { moment, momentOf, shown } from "./Shown.ts"

export const investment = (held: Investment.Investment, zone: string): WireInvestment.Investment => ({
  ...shown(held, [
    "id",
    "itemId",
    "type",
    "subtype",
    "number",
    "balance",
    "name",
    "lastMonthRate",
    "lastTwelveMonthsRate",
    "annualRate",
    "currencyCode",
    "code",
    "isin",
    "value",
    "quantity",
    "amount",
    "taxes",
    "taxes2",
    "owner",
    "amountProfit",
    "amountWithdrawal",
    "amountOriginal",
    "issuer",
    "issuerCNPJ",
    "rate",
    "rateType",
    "fixedAnnualRate",
    "taxExempt",
    "ratePeriodicity",
    "indexerAdditionalInfo",
    "priceFactor",
    "status",
    "createdAt",
    "updatedAt"
  ]),
  date: momentOf(held.date, zone),
  dueDate: moment(held.dueDate, zone),
  issueDate: moment(held.issueDate, zone),
  purchaseDate: moment(held.purchaseDate, zone),
  gracePeriodDate: moment(held.gracePeriodDate, zone),
  metadata: held.metadata
    ? {
        ...shown(held.metadata, [
          "taxRegime",
          "proposalNumber",
          "processNumber",
          "fundName",
          "anbimaClass",
          "anbimaSubclass",
          "anbimaCategory"
        ]),
        insurer: held.metadata.insurer ? shown(held.metadata.insurer, ["name", "cnpj"]) : null
      }
    : null,
  debtor: held.debtor ? shown(held.debtor, ["name"]) : null,
  couponPayment: held.couponPayment ? shown(held.couponPayment, ["hasCoupon", "periodicity", "additionalInfo"]) : null,
  transactions: null
})

export const investmentTransaction = (
  held: InvestmentTransaction.InvestmentTransaction,
  zone: string
): WireInvestment.InvestmentTransaction => ({
  ...shown(held, [
    "id",
    "type",
    "movementType",
    "quantity",
    "value",
    "amount",
    "agreedRate",
    "indexerPercentage",
    "priceFactor"
  ]),
  date: momentOf(held.date, zone),
  tradeDate: moment(held.tradeDate, zone),
  expenses: held.expenses
    ? shown(held.expenses, [
        "serviceTax",
        "brokerageFee",
        "incomeTax",
        "tradingAssetsNoticeFee",
        "maintenanceFee",
        "settlementFee",
        "clearingFee",
        "stockExchangeFee",
        "custodyFee",
        "operatingFee",
        "other",
        "iof",
        "iofProvision"
      ])
    : null
})

const installments = (held: Loan.LoanInstallments, zone: string): WireLoan.LoanInstallments => ({
  ...shown(held, [
    "typeNumberOfInstallments",
    "totalNumberOfInstallments",
    "typeContractRemaining",
    "contractRemainingNumber",
    "paidInstallments",
    "dueInstallments",
    "pastDueInstallments"
  ]),
  balloonPayments:
    held.balloonPayments?.map(({ amount, dueDate }) => ({
      dueDate: moment(dueDate, zone),
      amount: amount ? shown(amount, ["value", "currencyCode"]) : null
    })) ?? null
})

const payments = (held: Loan.LoanPayments, zone: string): WireLoan.LoanPayments => ({
  contractOutstandingBalance: held.contractOutstandingBalance ?? null,
  releases:
    held.releases?.map((release) => ({
      ...shown(release, ["isOverParcelPayment", "installmentId", "currencyCode", "paidAmount"]),
      paidDate: moment(release.paidDate, zone),
      overParcel: release.overParcel
        ? {
            fees: release.overParcel.fees?.map((fee) => shown(fee, ["name", "code", "amount"])) ?? null,
            charges:
              release.overParcel.charges?.map((charge) => shown(charge, ["type", "additionalInfo", "amount"])) ?? null
          }
        : null
    })) ?? null
})

export const loan = (held: Loan.Loan, zone: string): WireLoan.Loan => ({
  ...shown(held, [
    "id",
    "itemId",
    "contractNumber",
    "ipocCode",
    "productName",
    "type",
    "kind",
    "disbursementDates",
    "contractAmount",
    "currencyCode",
    "installmentPeriodicity",
    "installmentPeriodicityAdditionalInfo",
    "CET",
    "amortizationScheduled",
    "amortizationScheduledAdditionalInfo",
    "cnpjConsignee",
    "createdAt",
    "updatedAt"
  ]),
  date: momentOf(held.date, zone),
  contractDate: moment(held.contractDate, zone),
  settlementDate: moment(held.settlementDate, zone),
  dueDate: moment(held.dueDate, zone),
  firstInstallmentDueDate: moment(held.firstInstallmentDueDate, zone),
  interestRates:
    held.interestRates?.map((rate) =>
      shown(rate, [
        "taxType",
        "interestRateType",
        "taxPeriodicity",
        "calculation",
        "referentialRateIndexerType",
        "referentialRateIndexerSubType",
        "referentialRateIndexerAdditionalInfo",
        "preFixedRate",
        "postFixedRate",
        "additionalInfo"
      ])
    ) ?? null,
  contractedFees:
    held.contractedFees?.map((fee) => shown(fee, ["name", "code", "chargeType", "charge", "amount", "rate"])) ?? null,
  contractedFinanceCharges:
    held.contractedFinanceCharges?.map((charge) => shown(charge, ["type", "additionalInfo", "rate"])) ?? null,
  warranties:
    held.warranties?.map((warranty) => shown(warranty, ["currencyCode", "type", "subtype", "amount"])) ?? null,
  installments: held.installments ? installments(held.installments, zone) : null,
  payments: held.payments ? payments(held.payments, zone) : null
})

export const bill = (held: CreditCardBill.Bill, zone: string): WireBill.Bill => ({
  ...shown(held, [
    "id",
    "totalAmount",
    "totalAmountCurrencyCode",
    "minimumPaymentAmount",
    "allowsInstallments",
    "createdAt",
    "updatedAt"
  ]),
  dueDate: momentOf(held.dueDate, zone),
  billClosingDate: moment(held.billClosingDate, zone),
  financeCharges: held.financeCharges.map((charge) =>
    shown(charge, ["id", "type", "amount", "currencyCode", "additionalInfo"])
  ),
  payments: held.payments.map((payment) => ({
    ...shown(payment, ["id", "valueType", "paymentMode", "amount", "currencyCode"]),
    paymentDate: momentOf(payment.paymentDate, zone)
  }))
})

export const consent = (given: Consent.Consent): WireConsent.Consent => ({
  ...shown(given, ["id", "itemId", "products", "openFinancePermissionsGranted", "expiresAt", "revokedAt"]),
  createdAt: given.givenAt
})

export const category = (of: Category.Category): WireCategory.Category => ({ ...of })
