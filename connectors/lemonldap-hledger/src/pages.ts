// The institution's pages, as a person would see them. A page that is not understood is SiteChanged, never an empty list.
import { Form, Html, Http } from "@tomada/connector-kit"
import { Effect, Option, type Redacted } from "effect"

import { site } from "./manifest.ts"

export interface Page {
  readonly document: Html.Document
  readonly url: string
}

const read = ({ text, url }: Http.HttpResponse): Page => ({ document: Html.parse(text), url })

export const open = (path: string) => Effect.map(Http.get(`${site}${path}`), read)

/** Fills a form in and sends it; the page that it leads to. */
export const send = Effect.fnUntraced(function* (
  { document, url }: Page,
  selector: string,
  filled: Readonly<Record<string, Redacted.Redacted<string>>>
) {
  const form = yield* Form.within(document, url, selector)
  return read(yield* Form.submit(form, filled))
})

export const has = ({ document }: Page, selector: string): boolean => Option.isSome(Html.find(document, selector))
