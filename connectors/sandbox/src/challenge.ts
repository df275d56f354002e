// What the bank asks after the password, in the words that every door shares. What is asked is read from a page or a dialog
// by whoever logs in; the words that a person sees are these.
import { Challenges } from "@tomada/connector-kit"
import type { DateTime } from "effect"

const cases = Challenges.Challenge.cases

export interface Option {
  readonly value: string
  readonly label: string
}

export const code = (hint: string | null, expiresAt: DateTime.Utc | null): Challenges.Challenge =>
  cases.Otp.make({ name: "token", label: "Token", channel: "sms", hint, length: 6, expiresAt })

export const image = (pngBase64: string, expiresAt: DateTime.Utc | null): Challenges.Challenge =>
  cases.Image.make({ name: "image", label: "Image", pngBase64, expiresAt })

export const choice = (
  name: "select" | "phone" | "company",
  options: ReadonlyArray<Option>,
  expiresAt: DateTime.Utc | null
): Challenges.Challenge => {
  const label = { select: "Token", phone: "Phone", company: "Company" }[name]
  return cases.Select.make({ name, label, options, expiresAt })
}

/** What the person scans with the bank's app. */
export const qrCode = (payload: string, expiresAt: DateTime.Utc | null): Challenges.Watched =>
  cases.QrCode.make({ label: "QR code", payload, expiresAt })

/** What the person approves on the phone that the bank names. */
export const approve = (where: string, expiresAt: DateTime.Utc | null): Challenges.Watched =>
  cases.Approve.make({ label: "Approve on the phone", where, expiresAt })

/** How often the bank is asked whether the phone has decided. */
export const every = "3 seconds"
