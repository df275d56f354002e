// From an Item as held to the Item of the wire. There is no way from here to its credentials.
import type { Connector as WireConnector, Item as Wire } from "@tomada/api"
import { Challenge, type Item, ItemLife, type Manifest, type Product } from "@tomada/core"

import type { AddressesShape } from "./Addresses.ts"
import * as ConnectorView from "./ConnectorView.ts"

type Parameter = WireConnector.Credential
type Open = Item.OpenChallenge["challenge"]

const parameterOf = (
  challenge: Extract<Open, { readonly name: string }>,
  more: Partial<Parameter> & Pick<Parameter, "type">
): Parameter => ({
  name: challenge.name,
  label: challenge.label,
  mfa: true,
  data: null,
  assistiveText: null,
  options: null,
  validation: null,
  validationMessage: null,
  placeholder: null,
  optional: false,
  instructions: null,
  expiresAt: challenge.expiresAt,
  ...more
})

const parameter = Challenge.Challenge.match({
  Otp: (asked): Parameter | null =>
    parameterOf(asked, {
      type: "number",
      validation: asked.length === null ? null : `^\\d{${asked.length}}$`,
      placeholder: asked.length === null ? null : "0".repeat(asked.length),
      instructions: asked.hint
    }),
  Select: (asked): Parameter | null => parameterOf(asked, { type: "select", options: asked.options }),
  Image: (asked): Parameter | null => parameterOf(asked, { type: "image", data: asked.pngBase64 }),
  Approve: (): Parameter | null => null,
  Redirect: (): Parameter | null => null,
  QrCode: (): Parameter | null => null
})

const userAction = ({ openable }: AddressesShape) =>
  Challenge.Challenge.match({
    Otp: (): Wire.UserAction | null => null,
    Select: (): Wire.UserAction | null => null,
    Image: (): Wire.UserAction | null => null,
    Approve: ({ expiresAt, label, where }): Wire.UserAction | null => ({
      type: "authorize-access",
      instructions: label,
      attributes: { where },
      expiresAt
    }),
    Redirect: ({ expiresAt, label, url }): Wire.UserAction | null => ({
      type: "authorize-access",
      instructions: label,
      attributes: { url: openable(url) },
      expiresAt
    }),
    QrCode: ({ expiresAt, label, payload }): Wire.UserAction | null => ({
      type: "qr",
      instructions: label,
      attributes: { data: payload },
      expiresAt
    })
  })

const statusDetail = (detail: Item.StatusDetail): Wire.StatusDetail => {
  const of = (product: Product.Product): Wire.ProductState | null => detail[product] ?? null
  const ofInvestments = of("INVESTMENTS_TRANSACTIONS")
  return {
    accounts: of("ACCOUNTS"),
    creditCards: of("CREDIT_CARDS"),
    transactions: of("TRANSACTIONS"),
    investments: of("INVESTMENTS"),
    investmentsTransactions: ofInvestments,
    investmentTransactions: ofInvestments,
    identity: of("IDENTITY"),
    paymentData: of("PAYMENT_DATA"),
    loans: of("LOANS"),
    accountStatements: of("ACCOUNT_STATEMENTS")
  }
}

export const view = (item: Item.Item, manifest: Manifest.Manifest, addresses: AddressesShape): Wire.Item => ({
  id: item.id,
  connector: ConnectorView.view(manifest, { addresses, details: false }),
  createdAt: item.createdAt,
  updatedAt: item.updatedAt,
  status: ItemLife.status(item),
  executionStatus: item.executionStatus,
  lastUpdatedAt: item.lastUpdatedAt,
  webhookUrl: item.webhookUrl ?? item.connectTokenUrl,
  error: item.error === null ? null : { ...item.error, attributes: null },
  clientUserId: item.clientUserId,
  consecutiveFailedLoginAttempts: item.consecutiveFailedLoginAttempts,
  statusDetail: item.statusDetail === null ? null : statusDetail(item.statusDetail),
  parameter: item.challenge === null ? null : parameter(item.challenge.challenge),
  userAction: item.challenge === null ? null : userAction(addresses)(item.challenge.challenge),
  nextAutoSyncAt: item.nextAutoSyncAt,
  autoSyncDisabledAt: item.autoSyncDisabledAt,
  consentExpiresAt: item.consentExpiresAt,
  products: item.products,
  oauthRedirectUri: item.oauthRedirectUri
})
