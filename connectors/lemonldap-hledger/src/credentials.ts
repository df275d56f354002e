// The form that a person fills in. Whoever gives the seed of their authenticator app is asked for no code.
import { Field } from "@tomada/connector-kit"

export const credentials = {
  user: Field.text({ label: "User", login: true, validation: /\S/, validationMessage: "Not empty" }),
  password: Field.password({ label: "Password", validation: /\S/, validationMessage: "Not empty" }),
  seed: Field.optional(
    Field.password({
      label: "Seed of the authenticator app",
      help: "The secret that the portal showed beside its QR code. Without it you are asked for a code.",
      validation: /^(?:otpauth:\/\/totp\/\S+|[A-Za-z2-7 =-]{16,})$/,
      validationMessage: "Letters and digits from 2 to 7, 16 at least"
    })
  )
}

export type Credentials = Field.Values<typeof credentials>
