// From a manifest to the Connector of the wire.
import { type Connector as Wire } from "@tomada/api"
import { type CredentialField, Manifest } from "@tomada/core"
import { DateTime } from "effect"

import type { AddressesShape } from "./Addresses.ts"

/** Manifests carry no dates; clients want some, and want them not to move at each start. */
const since = DateTime.makeUnsafe("2026-01-01T00:00:00Z")

export const credential = (field: CredentialField.CredentialField): Wire.Credential => ({
  name: field.name,
  label: field.label,
  type: field.type,
  mfa: field.mfa,
  data: null,
  assistiveText: field.assistiveText,
  options: field.options,
  validation: field.validation,
  validationMessage: field.validationMessage,
  placeholder: field.placeholder,
  optional: field.optional,
  instructions: field.instructions,
  expiresAt: null
})

export interface Options {
  readonly addresses: Pick<AddressesShape, "image">
  readonly details: boolean
}

export const view = (manifest: Manifest.Manifest, { addresses, details }: Options): Wire.Connector => ({
  id: manifest.id,
  name: manifest.institution.name,
  primaryColor: manifest.institution.primaryColor,
  institutionUrl: manifest.institution.url,
  country: manifest.institution.country,
  type: manifest.type,
  credentials: manifest.credentials.map(credential),
  imageUrl: addresses.image(manifest),
  hasMFA: manifest.challenges.length > 0 || manifest.credentials.some(({ mfa }) => mfa),
  oauth: manifest.transport === "redirect",
  oauthUrl: null,
  resetPasswordUrl: manifest.resetPasswordUrl,
  health: {
    status: "ONLINE",
    stage: manifest.stage,
    details: details ? { connectionRateLast6Hours: null, connectionsLast6Hours: null, error: null } : null
  },
  products: Manifest.products(manifest),
  createdAt: since,
  isSandbox: manifest.sandbox,
  isOpenFinance: false,
  updatedAt: since,
  supportsPaymentInitiation: false,
  supportsScheduledPayments: false,
  supportsSmartTransfers: false,
  supportsBoletoManagement: false,
  supportsAutomaticPix: false
})
