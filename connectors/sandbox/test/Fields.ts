// The fields of the wire by the names of the bank's facts.
export const investment = {
  name: "name",
  type: "type",
  subtype: "subtype",
  number: "number",
  code: "code",
  quantity: "quantity",
  value: "value",
  amount: "amount",
  balance: "balance",
  date: "date",
  status: "status",
  "currency-code": "currencyCode",
  owner: "owner",
  isin: "isin",
  issuer: "issuer",
  "issuer-cnpj": "issuerCNPJ",
  "issue-date": "issueDate",
  "purchase-date": "purchaseDate",
  "grace-period-date": "gracePeriodDate",
  "due-date": "dueDate",
  rate: "rate",
  "rate-type": "rateType",
  "rate-periodicity": "ratePeriodicity",
  "indexer-additional-info": "indexerAdditionalInfo",
  "fixed-annual-rate": "fixedAnnualRate",
  "last-month-rate": "lastMonthRate",
  "last-twelve-months-rate": "lastTwelveMonthsRate",
  "annual-rate": "annualRate",
  "amount-original": "amountOriginal",
  "amount-profit": "amountProfit",
  "amount-withdrawal": "amountWithdrawal",
  taxes: "taxes",
  taxes2: "taxes2",
  "tax-exempt": "taxExempt",
  "price-factor": "priceFactor",
  "debtor-name": "debtor.name",
  "has-coupon": "couponPayment.hasCoupon",
  "coupon-periodicity": "couponPayment.periodicity",
  "coupon-info": "couponPayment.additionalInfo",
  "tax-regime": "metadata.taxRegime",
  "proposal-number": "metadata.proposalNumber",
  "process-number": "metadata.processNumber",
  "fund-name": "metadata.fundName",
  "insurer-name": "metadata.insurer.name",
  "insurer-cnpj": "metadata.insurer.cnpj",
  "anbima-class": "metadata.anbimaClass",
  "anbima-subclass": "metadata.anbimaSubclass",
  "anbima-category": "metadata.anbimaCategory"
}

export const movement = {
  date: "date",
  "trade-date": "tradeDate",
  id: "institutionId",
  type: "type",
  "movement-type": "movementType",
  quantity: "quantity",
  value: "value",
  amount: "amount",
  "income-tax": "expenses.incomeTax",
  "brokerage-fee": "expenses.brokerageFee"
}

export const loan = {
  "product-name": "productName",
  kind: "kind",
  type: "type",
  "contract-number": "contractNumber",
  "contract-date": "contractDate",
  "contract-amount": "contractAmount",
  "outstanding-balance": "payments.contractOutstandingBalance",
  "due-date": "dueDate",
  "ipoc-code": "ipocCode",
  "currency-code": "currencyCode",
  date: "date",
  "disbursement-date": "disbursementDates.0",
  "settlement-date": "settlementDate",
  "installment-periodicity": "installmentPeriodicity",
  "first-installment-due-date": "firstInstallmentDueDate",
  cet: "CET",
  "amortization-scheduled": "amortizationScheduled",
  "cnpj-consignee": "cnpjConsignee"
}

export const installments = {
  "type-number-of-installments": "typeNumberOfInstallments",
  "total-number-of-installments": "totalNumberOfInstallments",
  "type-contract-remaining": "typeContractRemaining",
  "contract-remaining-number": "contractRemainingNumber",
  "paid-installments": "paidInstallments",
  "due-installments": "dueInstallments",
  "past-due-installments": "pastDueInstallments"
}

export const interestRate = {
  "tax-type": "taxType",
  "interest-rate-type": "interestRateType",
  "tax-periodicity": "taxPeriodicity",
  calculation: "calculation",
  "indexer-type": "referentialRateIndexerType",
  "indexer-subtype": "referentialRateIndexerSubType",
  "pre-fixed-rate": "preFixedRate",
  "post-fixed-rate": "postFixedRate"
}

export const fee = {
  name: "name",
  code: "code",
  "charge-type": "chargeType",
  charge: "charge",
  amount: "amount",
  rate: "rate"
}

export const release = {
  "installment-id": "installmentId",
  "paid-date": "paidDate",
  "is-over-parcel-payment": "isOverParcelPayment",
  "paid-amount": "paidAmount",
  "over-parcel-fee-name": "overParcel.fees.0.name",
  "over-parcel-fee-code": "overParcel.fees.0.code",
  "over-parcel-fee-amount": "overParcel.fees.0.amount",
  "over-parcel-charge-type": "overParcel.charges.0.type",
  "over-parcel-charge-amount": "overParcel.charges.0.amount"
}

export const warranty = { type: "type", subtype: "subtype", amount: "amount", "currency-code": "currencyCode" }
export const balloon = { "due-date": "dueDate", amount: "amount.value", "currency-code": "amount.currencyCode" }
export const charge = { type: "type", "additional-info": "additionalInfo", rate: "rate" }

export const more = {
  "social-name": "socialName",
  sex: "sex",
  "marital-status": "maritalStatus.code",
  "job-title": "jobTitle",
  "investor-profile": "investorProfile",
  "establishment-name": "establishmentName",
  "establishment-code": "establishmentCode",
  "ibge-town-code": "addresses.0.ibgeTownCode",
  "country-code": "addresses.0.countryCode",
  latitude: "addresses.0.geographicCoordinates.latitude",
  longitude: "addresses.0.geographicCoordinates.longitude",
  "occupation-code": "qualifications.occupationCode",
  "occupation-description": "qualifications.occupationDescription",
  "informed-income-frequency": "qualifications.informedIncome.frequency",
  "informed-income-amount": "qualifications.informedIncome.amount",
  "informed-income-date": "qualifications.informedIncome.date",
  "informed-patrimony-amount": "qualifications.informedPatrimony.amount",
  "informed-patrimony-year": "qualifications.informedPatrimony.year",
  "informed-revenue-frequency": "qualifications.informedRevenue.frequency",
  "informed-revenue-amount": "qualifications.informedRevenue.amount",
  "informed-revenue-year": "qualifications.informedRevenue.year",
  "incorporation-date": "incorporationDate",
  "brazilian-nationality": "nationality.hasBrazilianNationality",
  "other-nationality": "nationality.otherNationalities.0.countryCode",
  "passport-number": "passport.number",
  "passport-country": "passport.country",
  "passport-issue-date": "passport.issueDate",
  "passport-expiration-date": "passport.expirationDate",
  "relationship-since": "financialRelationships.startDate",
  "bank-company-cnpj": "qualifications.companyCnpj"
}

export const party = {
  name: "name",
  "document-type": "documentNumber.type",
  "document-number": "documentNumber.value",
  "branch-number": "branchNumber",
  "account-number": "accountNumber",
  "routing-number": "routingNumber",
  "routing-number-ispb": "routingNumberISPB"
}

export const boleto = {
  "digitable-line": "digitableLine",
  barcode: "barcode",
  "base-amount": "baseAmount",
  "interest-amount": "interestAmount",
  "penalty-amount": "penaltyAmount",
  "discount-amount": "discountAmount"
}
