// The form that a person fills in. What its rules refuse is refused before anything is asked of the institution.
import { Field } from "@tomada/connector-kit"

export const credentials = {
  user: Field.text({ label: "User", login: true }),
  password: Field.password({ label: "Password" })
}

export type Credentials = Field.Values<typeof credentials>
