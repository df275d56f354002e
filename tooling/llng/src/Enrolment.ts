// A person enrols a TOTP in the portal: what its page does by script is done here by the same two requests. The portal takes them only with a
// header that no form of another site can send.
import * as PortalPage from "./PortalPage.ts"
import type { Visitor } from "./Visitor.ts"

export type Credentials = Readonly<Record<"user" | "password", string>>

const header = { "x-csrf-check": "1" }

const answered = (text: string, name: string): string => {
  const answer: Readonly<Record<string, unknown>> = JSON.parse(text)
  const value = answer[name]
  if (typeof value === "string" || typeof value === "number") return String(value)
  throw new Error(`the portal enrols nobody: ${String(answer["error"])}`)
}

/** Logs in and enrols; answers the secret. `codeOf` answers a code that is due of a secret. */
export const enrol = async (
  visitor: Visitor,
  portal: string,
  { password, user }: Credentials,
  codeOf: (secret: string) => Promise<string>
): Promise<string> => {
  await visitor.submit(await visitor.get(`${portal}/`), PortalPage.loginForm, { user, password })
  const asked = async (action: string, form: Readonly<Record<string, string>>): Promise<string> => {
    const url = `${portal}/2fregisters/totp/${action}`
    return (await visitor.request({ method: "POST", url, headers: header, form })).text
  }
  const offer = await asked("getkey", {})
  const [secret, token] = [answered(offer, "secret"), answered(offer, "token")]
  answered(await asked("verify", { code: await codeOf(secret), token, TOTPName: "phone" }), "result")
  return secret
}
