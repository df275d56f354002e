// The forms that clients of the wire know from its sandbox. A user name without the prefix is refused before any request to the bank.
import { Field } from "@tomada/connector-kit"

export const credentials = {
  user: Field.text({
    label: "User",
    login: true,
    placeholder: "",
    validation: /^user-.{2,50}$/,
    validationMessage: "O usuário deve começar com user-"
  }),
  password: Field.password({
    label: "Password",
    placeholder: "",
    validation: /^.{6,20}$/,
    validationMessage: "A senha deve ter de 6 a 20 caracteres"
  })
}

export type Credentials = Field.Values<typeof credentials>

/** One-step MFA: a code that must be fresh at every login stands beside the password. */
export const withToken = {
  ...credentials,
  token: Field.otp({
    label: "Token",
    placeholder: "",
    validation: /^\d{6}$/,
    validationMessage: "O token deve ter 6 dígitos"
  })
}

export type CredentialsWithToken = Field.Values<typeof withToken>
