/**
 * Where a webhook may go, as far as the text of its address tells. What a name resolves to is checked again when it is called.
 *
 * An installation whose receivers are on a private network allows them through `PrivateWebhooks`; the default does not.
 */
import { Context, Effect, Option, Schema, SchemaGetter, SchemaIssue } from "effect"

/** Whether plain `http` and private hosts are allowed. */
export const PrivateWebhooks = Context.Reference<boolean>("@tomada/api/PrivateWebhooks", { defaultValue: () => false })

const invalid = "Webhook url must be valid URL address and not localhost"
const insecure = "Webhook url must be a https secured url"
const literal = "Webhook url host can't be an IP address"
const reserved = "Webhook url host can't be localhost or a reserved/internal name"

/** What is wrong with an address, in the words of the API, or nothing. */
export const problem = (url: string, privateAllowed: boolean): Option.Option<string> => {
  const parsed = URL.parse(url)
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return Option.some(invalid)
  if (privateAllowed) return Option.none()
  const host = parsed.hostname.toLowerCase().replace(/\.$/, "")
  if (host === "localhost") return Option.some(invalid)
  if (parsed.protocol !== "https:") return Option.some(insecure)
  if (host.startsWith("[") || /^\d+(\.\d+){3}$/.test(host)) return Option.some(literal)
  if (/(^|\.)(localhost|local|internal)$/.test(host)) return Option.some(reserved)
  return Option.none()
}

/** An address that a webhook may go to. */
export const WebhookUrl = Schema.String.annotate({ format: "uri" }).pipe(
  Schema.decodeTo(Schema.String, {
    decode: SchemaGetter.transformEffect((url: string) =>
      Effect.flatMap(PrivateWebhooks, (allowed) =>
        Option.match(problem(url, allowed), {
          onNone: () => Effect.succeed(url),
          onSome: (message) => Effect.fail(new SchemaIssue.InvalidValue({ message }))
        })
      )
    ),
    encode: SchemaGetter.passthrough<string>()
  })
)
