// Where a visit is: in the application, or at the portal, which whoever has no session is sent to. The portal answers 200 to everything; only
// the number of its message tells a refusal from an offer.
import { Errors, Form, Html, Http } from "@tomada/connector-kit"
import { Effect, Option, type Redacted } from "effect"

import { hosts, site } from "./manifest.ts"

export interface Page {
  readonly document: Html.Document
  readonly url: string
  readonly text: string
  readonly isPortal: boolean
  /** What the portal says, by its own number; null where it says nothing. */
  readonly message: number | null
}

const messageOf = (document: Html.Document): number | null =>
  Option.getOrNull(
    Option.map(
      Option.flatMap(Html.find(document, ".message [trmsg]"), (said) => Html.attribute(said, "trmsg")),
      Number
    )
  )

const read = Effect.fnUntraced(function* ({ status, text, url }: Http.HttpResponse) {
  if (status !== 200) return yield* new Errors.SiteChanged({ at: Http.place(url), expected: "a page" })
  const document = Html.parse(text)
  const page: Page = {
    document,
    url,
    text,
    isPortal: new URL(url).host === hosts.portal,
    message: messageOf(document)
  }
  return page
})

/** A page of the application, or the portal's where that asks who it is. */
export const open = (path: string) => Effect.flatMap(Http.get(`${site}${path}`), read)

/** Fills a form in and sends it; the page that it leads to. */
export const send = Effect.fnUntraced(function* (
  { document, url }: Page,
  selector: string,
  filled: Readonly<Record<string, Redacted.Redacted<string>>>
) {
  const form = yield* Form.within(document, url, selector)
  return yield* Effect.flatMap(Form.submit(form, filled), read)
})

export const has = ({ document }: Page, selector: string): boolean => Option.isSome(Html.find(document, selector))

/** A page behind the login. */
export const inside = Effect.fnUntraced(function* (path: string) {
  const page = yield* open(path)
  return page.isPortal ? yield* new Errors.SessionExpired() : page
})
