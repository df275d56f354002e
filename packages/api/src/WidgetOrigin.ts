/**
 * The origin of a page that may show the widget in a frame, exactly as browsers write it: it goes into a header beside others, where anything
 * but a plain name would be read as another rule. An address of IPv6 cannot be said there at all.
 */
import { Schema } from "effect"

const plain = /^https?:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/
const loopback = /^https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d{1,5})?$/

/** Of a page that this computer itself serves, from whichever port. */
export const isLoopback = (origin: string): boolean => loopback.test(origin)

export const isExact = (text: string): boolean =>
  plain.test(text) && URL.parse(text)?.origin === text && (text.startsWith("https:") || isLoopback(text))

export const WidgetOrigin = Schema.String.annotate({ format: "uri" }).check(
  Schema.makeFilter((text: string) =>
    isExact(text)
      ? undefined
      : "an allowed origin must be one exact origin like https://app.example.com, in small letters, without a path; http only for localhost and 127.0.0.1"
  )
)
