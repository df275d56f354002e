// What the portal's pages say. Their messages are numbers which a script of theirs turns into words, and every page is a 200: only the number
// tells a refusal from an offer.
import * as Html from "@tomada/connector-kit/Html"
import { Option } from "effect"

/** The messages that are met here; a captcha that is not answered is a bad one. */
export const messages = {
  sessionEnded: 1,
  badPassword: 5,
  notLoggedIn: 9,
  badCaptcha: 76,
  wait: 86,
  badCode: 96
} as const

export const loginForm = "form#lform"
export const codeForm = 'form[action="/totp2fcheck"]'

const attributeOf = (page: Html.Document, selector: string, name: string): string | undefined =>
  Option.getOrUndefined(Option.flatMap(Html.find(page, selector), (element) => Html.attribute(element, name)))

/** The number of the message that a page shows. */
export const message = (page: Html.Document): number | undefined => {
  const number = attributeOf(page, ".message [trmsg]", "trmsg")
  return number === undefined ? undefined : Number(number)
}

/** The PNG of the captcha on a login page. */
export const captcha = (page: Html.Document): Uint8Array | undefined => {
  const [, base64] = /^data:image\/png;base64,(.+)$/.exec(attributeOf(page, "img#captcha", "src") ?? "") ?? []
  return base64 === undefined ? undefined : Buffer.from(base64, "base64")
}

/** What names a login page's one use. */
export const token = (page: Html.Document): string | undefined => attributeOf(page, "input[name=token]", "value")
