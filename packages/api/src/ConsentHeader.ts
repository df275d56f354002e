/**
 * What a person agreed to in the widget, said with the request that it allows. Pages of other origins cannot send it: no preflight names it. An
 * application that calls for itself vouches for its own text instead, so from an API key it says nothing.
 */
import { Schema } from "effect"

export const name = "tomada-consent"

/** `widget-<n>`: the version of the widget's text. */
const Text = Schema.String.check(
  Schema.isPattern(/^widget-[1-9]\d{0,4}$/, { message: "the header Tomada-Consent must be like widget-1" })
)

export const ConsentHeader = Schema.Struct({
  "tomada-consent": Schema.optionalKey(Text)
})
