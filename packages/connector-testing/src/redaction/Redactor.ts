// From a recording to a cassette. Everything is in memory until it is clean; what is still somebody's after that, in whatever writing, is
// an error, and there is no file.
import { createHmac } from "node:crypto"

import type { CredentialField, Manifest, Product } from "@tomada/core"
import { type Challenge, Encodings } from "@tomada/core"
import { DateTime, Effect, Redacted, Schema } from "effect"
import { Cookie } from "tough-cookie"

import * as Cassette from "../Cassette.ts"
import * as PersonalData from "../PersonalData.ts"
import type { RawExchange, RawQuestion, RawSync } from "../Recording.ts"
import * as Bodies from "./Bodies.ts"
import { type Disguise, Pseudonyms } from "./Pseudonyms.ts"
import { type Secret, Text } from "./Text.ts"
import * as Vocabulary from "./Vocabulary.ts"

/** Raised with every change of the rules. */
export const version = 1

/** A recording that cannot be made clean; `what` names the field or the kind, never the value. */
export class NotClean extends Schema.TaggedError<NotClean>()("NotClean", { what: Schema.String, why: Schema.String }) {
  override get message() {
    return `${this.what} ${this.why}`
  }
}

export interface Request {
  readonly manifest: Manifest.Manifest
  readonly scenario: string
  /** As they were typed. */
  readonly parameters: Redacted.Redacted<Readonly<Record<string, string>>>
  readonly products: ReadonlyArray<Product.Product> | null
  /** What the connector is made of: its words stay. */
  readonly source: string
  readonly keep: ReadonlyArray<string>
  readonly volatile: ReadonlyArray<string>
  readonly disguise: Disguise
  readonly syncs: ReadonlyArray<RawSync>
  readonly recordedAt: DateTime.Utc
}

const textOf = (bytes: Uint8Array, contentType: string): string => {
  const [, charset = "utf-8"] = /charset="?([\w-]+)/i.exec(contentType) ?? []
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}

/** Cookies of fewer characters are settings, such as a language. */
const shortCookie = 8

const headerLines = (headers: RawExchange["answered"]["headers"], name: string): ReadonlyArray<string> => {
  const value = headers[name]
  return value === undefined ? [] : typeof value === "string" ? [value] : value
}

const cookiesOf = ({ answered }: RawExchange): ReadonlyArray<Cookie> =>
  headerLines(answered.headers, "set-cookie").flatMap((line) => Cookie.parse(line) ?? [])

const isAsset = (type: string): boolean => /javascript|ecmascript|css/i.test(type)

const dataUrl = /^data:([^;,]*)(;base64)?,([\s\S]*)$/

interface Made {
  readonly rules: Bodies.Rules
  readonly text: Text
  readonly pseudonyms: Pseudonyms
}

/** A file that a person gives is redacted as the body that it is. */
const file = ({ rules, text }: Made, value: string): string => {
  const [, type = "", base64, content = ""] = dataUrl.exec(value) ?? []
  if (!dataUrl.test(value)) return Bodies.body(rules, "application/x-ofx", value) ?? text.of(value)
  const inside = base64 === undefined ? decodeURIComponent(content) : Buffer.from(content, "base64").toString("utf8")
  const clean = Bodies.body(rules, "application/x-ofx", inside) ?? ""
  return base64 === undefined
    ? `data:${type},${encodeURIComponent(clean)}`
    : `data:${type};base64,${Buffer.from(clean).toString("base64")}`
}

/** What a person typed into this field, made up. */
const madeUp = (made: Made, { options, secret, type }: CredentialField.CredentialField, value: string): string => {
  if (options !== null) return value
  if (type === "file") return file(made, value)
  if (/^\d+$/.test(value)) return made.text.of(value) === value ? made.pseudonyms.digits(value) : made.text.of(value)
  return secret ? made.pseudonyms.opaque(value) : made.text.of(value)
}

/** The names stand in the requests as they were sent, so that they hide nothing in a page. */
const fieldsOf = ({ syncs }: Request): ReadonlySet<string> =>
  new Set(
    syncs
      .flatMap(({ exchanges }) => exchanges)
      .flatMap(({ sent: { body, headers } }) =>
        body !== null && /form-urlencoded/.test(headers["content-type"] ?? "")
          ? [...new URLSearchParams(body).keys()]
          : []
      )
  )

const makeOf = (
  request: Request,
  assets: ReadonlyArray<string>,
  secrets: ReadonlyArray<Secret>,
  runs: boolean
): Made => {
  const pseudonyms = new Pseudonyms(request.disguise)
  const kept = new Set([...Vocabulary.of(request.source, ...assets), ...request.keep.map((word) => word.toLowerCase())])
  const text = new Text(pseudonyms, kept, secrets)
  const hosts = new Set(request.manifest.hosts.map((host) => host.toLowerCase()))
  return { pseudonyms, text, rules: { pseudonyms, text, runs, hosts, fields: fieldsOf(request) } }
}

/** The secrets of the recording with what stands for each: what was typed, what was answered, and what the site gave to be sent back. */
const secretsOf = (request: Request, made: Made): ReadonlyArray<Secret & { readonly what: string }> => {
  const typed = Redacted.value(request.parameters)
  const ofForm = request.manifest.credentials.flatMap((field) => {
    const value = typed[field.name]
    return value === undefined || field.options !== null || field.type === "file"
      ? []
      : [{ what: `the field ${field.name}`, value, other: madeUp(made, field, value) }]
  })
  const ofAnswers = request.syncs
    .flatMap(({ questions }) => questions)
    .flatMap(({ answer, challenge }) =>
      answer === null || challenge._tag === "Select" || challenge._tag === "Redirect"
        ? []
        : [{ what: "an answer", value: Redacted.value(answer), other: made.pseudonyms.opaque(Redacted.value(answer)) }]
    )
  const ofCookies = request.syncs
    .flatMap(({ exchanges }) => exchanges)
    .flatMap(cookiesOf)
    .filter(({ value }) => value.length >= shortCookie)
    .map(({ key, value }) => ({ what: `the cookie ${key}`, value, other: made.pseudonyms.opaque(value) }))
  return [...ofForm, ...ofAnswers, ...ofCookies]
}

const cookieLine = ({ pseudonyms, text }: Made, { expires, value, ...cookie }: Cookie): string =>
  new Cookie({
    ...cookie,
    value: value.length >= shortCookie ? text.publicText(value) : text.of(value),
    expires: expires instanceof Date ? pseudonyms.instant(expires) : expires
  }).toString()

const keptHeaders = ["content-type", "location", "retry-after"] as const

const exchanged = (made: Made, began: DateTime.Utc, raw: RawExchange): Cassette.Exchanged => {
  const { answered, at, sent, step, tap } = raw
  const type = headerLines(answered.headers, "content-type")[0] ?? ""
  const clean = Bodies.body(made.rules, type, textOf(answered.bytes, type))
  const headers: Record<string, ReadonlyArray<string>> = {}
  for (const name of keptHeaders) {
    const lines = headerLines(answered.headers, name)
    if (lines.length > 0)
      headers[name] = name === "location" ? lines.map((line) => Bodies.url(made.rules, line)) : lines
  }
  if (clean !== null && type !== "") headers["content-type"] = [type.replace(/charset="?[\w-]+"?/i, "charset=utf-8")]
  const cookies = cookiesOf(raw).map((cookie) => cookieLine(made, cookie))
  if (cookies.length > 0) headers["set-cookie"] = cookies
  return {
    tap,
    step,
    after: Math.max(0, at.epochMilliseconds - began.epochMilliseconds),
    method: sent.method,
    url: Bodies.url(made.rules, sent.url),
    body: sent.body === null ? null : Bodies.body(made.rules, sent.headers["content-type"] ?? "", sent.body),
    status: answered.status,
    headers,
    ...(clean === null ? { base64: Bodies.empty(type) } : { text: clean })
  }
}

const moved = ({ pseudonyms }: Made, at: DateTime.Utc): DateTime.Utc =>
  DateTime.makeUnsafe(pseudonyms.instant(DateTime.toDateUtc(at)))

const question = (made: Made, { answer, challenge }: RawQuestion): Cassette.Asked => {
  const { text } = made
  const expiresAt = challenge.expiresAt === null ? null : moved(made, challenge.expiresAt)
  const asked = ((): Challenge.Challenge => {
    switch (challenge._tag) {
      case "Otp":
        return { ...challenge, expiresAt, hint: challenge.hint === null ? null : text.of(challenge.hint) }
      case "Select":
        return {
          ...challenge,
          expiresAt,
          options: challenge.options.map(({ label, value }) => ({ value: text.of(value), label: text.of(label) }))
        }
      case "Image":
        return { ...challenge, expiresAt, pngBase64: Bodies.empty("image/png") }
      case "Approve":
        return { ...challenge, expiresAt, where: text.of(challenge.where) }
      case "Redirect":
        return { ...challenge, expiresAt, url: Bodies.url(made.rules, challenge.url) }
      case "QrCode":
        return { ...challenge, expiresAt, payload: text.of(challenge.payload) }
    }
  })()
  return { asked, answer: answer === null ? null : text.of(Redacted.value(answer)) }
}

/** What is made up may by chance be a number that proves itself, once in a hundred of eleven digits; then all is made up anew. */
class LooksPersonal extends Schema.TaggedError<LooksPersonal>()("LooksPersonal", {
  kind: Schema.String,
  at: Schema.Int
}) {}

const attempts = 6

const again = (request: Request): Request => {
  const key = createHmac("sha256", request.disguise.key).update("again").digest()
  return { ...request, disguise: { ...request.disguise, key } }
}

/** The cassette; NotClean when a secret would be in it, or cannot be told from the words that the connector needs. */
export const redact = (request: Request): Effect.Effect<Cassette.Cassette, NotClean> => {
  const attempt = (tried: Request, left: number): Effect.Effect<Cassette.Cassette, NotClean> =>
    Effect.catchTag(once(tried), "LooksPersonal", ({ at, kind }) =>
      left > 1
        ? attempt(again(tried), left - 1)
        : Effect.fail(
            new NotClean({
              what: `what looks like somebody's ${kind}`,
              why: `is at character ${at} of the cassette; nothing was written`
            })
          )
    )
  return attempt(request, attempts)
}

const once = Effect.fnUntraced(function* (request: Request) {
  const all = request.syncs.flatMap(({ exchanges }) => exchanges)
  const assets = all.flatMap(({ answered }) => {
    const type = headerLines(answered.headers, "content-type")[0] ?? ""
    return isAsset(type) ? [textOf(answered.bytes, type)] : []
  })
  const runs = all.some(({ tap }) => tap === "browser")
  const draft = makeOf(request, assets, [], runs)
  const secrets = secretsOf(request, draft)
  const same = secrets.find(({ other, value }) => other === value)
  if (same !== undefined) {
    return yield* new NotClean({
      what: same.what,
      why: "is made of words that the connector needs itself; record with a login of other words"
    })
  }
  const made = makeOf(request, assets, secrets, runs)
  const typed = Redacted.value(request.parameters)
  const parameters = Object.fromEntries(
    request.manifest.credentials.flatMap((field) => {
      const value = typed[field.name]
      if (value === undefined) return []
      const known = secrets.find((secret) => secret.value === value)
      return [[field.name, known?.other ?? madeUp(made, field, value)]]
    })
  )
  const lines = request.syncs.flatMap(
    ({ began, exchanges, expects, questions, trigger }, index): Array<Cassette.Line> => [
      { sync: index + 1, clock: moved(made, began), trigger, expects },
      ...questions.map((each) => question(made, each)),
      ...exchanges.map((each) => exchanged(made, began, each))
    ]
  )
  const { hosts, id, institution, slug, version: connectorVersion } = request.manifest
  const cassette: Cassette.Cassette = {
    header: {
      cassette: Cassette.format,
      connector: { id, slug, version: connectorVersion },
      scenario: request.scenario,
      redactor: version,
      recordedAt: request.recordedAt,
      zone: institution.zone,
      hosts,
      parameters,
      products: request.products,
      volatile: request.volatile,
      keep: request.keep
    },
    lines
  }
  const written = Cassette.write(cassette)
  for (const { value, what } of secrets) {
    if (Encodings.of(value).some((form) => written.includes(form))) {
      return yield* new NotClean({ what, why: "would still be in the cassette; nothing was written" })
    }
  }
  const [found] = PersonalData.find(written)
  if (found !== undefined) return yield* new LooksPersonal(found)
  return cassette
})
