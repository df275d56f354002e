// A page's form, sent as a browser would send it: to its own address, with its hidden fields and its button. What an author
// fills must be there, and what is chosen must be among the options; otherwise the site has changed. Secrets are opened as
// the request is made and stand in no error.
import { Effect, Option, Predicate, Redacted } from "effect"

import { SiteChanged } from "./Errors.ts"
import * as Html from "./Html.ts"
import { Http, type HttpError, type HttpResponse, type HttpRequest, place } from "./Http.ts"

export interface Form {
  /** The page in the connector's words. */
  readonly at: string
  /** The page's address. */
  readonly url: string
  readonly document: Html.Document
  readonly element: Html.Element
}

type Text = string | Redacted.Redacted<string>

/** Null leaves a field out, as a box that is not ticked. */
export type Filled = Readonly<Record<string, Text | ReadonlyArray<Text> | null>>

/** A token that a page has in a `meta` element for its scripts, and the header that they send it in. */
export interface MetaToken {
  /** `csrf-token` unless said. */
  readonly meta?: string
  /** `x-csrf-token` unless said. */
  readonly header?: string
}

export interface SubmitOptions {
  /** A selector of the button within the form; unless said, the one that the Enter key presses. Null presses none. */
  readonly button?: string | null
  /** What the page's scripts would add: fields that are not in the form. */
  readonly added?: Readonly<Record<string, Text>>
  readonly token?: MetaToken
  /** As of `HttpRequest`. */
  readonly follow?: boolean
}

const changed = (at: string, expected: string) => Effect.fail(new SiteChanged({ at, expected }))

/** The form of a page that was read already, which has the address `url`. */
export const within = (
  document: Html.Document,
  url: string,
  selector: string,
  at: string = place(url)
): Effect.Effect<Form, SiteChanged> =>
  Effect.flatMap(Html.one(document, selector, at), (element) =>
    element.name === "form" ? Effect.succeed({ at, url, document, element }) : changed(at, `a form ${selector}`)
  )

/** The form of an answer; SiteChanged when the page has none that the selector finds. */
export const read = (
  page: Pick<HttpResponse, "text" | "url">,
  selector: string,
  at?: string
): Effect.Effect<Form, SiteChanged> => within(Html.parse(page.text), page.url, selector, at)

const attribute = (element: Html.Element, name: string) => Option.getOrUndefined(Html.attribute(element, name))

/** The form's own elements: a `form` attribute puts one into another form than it stands in. */
const elements = ({ document, element }: Form, selector: string): ReadonlyArray<Html.Element> => {
  const id = attribute(element, "id")
  const inside = Html.all(element, selector).filter((each) => (attribute(each, "form") ?? id) === id)
  const outside = id === undefined ? [] : Html.all(document, selector).filter((each) => attribute(each, "form") === id)
  return [...new Set([...inside, ...outside])]
}

const opened = (text: Text): string => (Redacted.isRedacted(text) ? Redacted.value(text) : text)

const listed = (filled: Text | ReadonlyArray<Text> | null): ReadonlyArray<Text> =>
  filled === null ? [] : Predicate.isString(filled) || Redacted.isRedacted(filled) ? [filled] : filled

const named = (fields: ReadonlyArray<Html.Element>): ReadonlyMap<string, ReadonlyArray<Html.Element>> =>
  Map.groupBy(fields, (field) => attribute(field, "name") ?? "")

/** What is sent of one name: what was filled in, or what stands there. */
const sent = Effect.fnUntraced(function* (
  { at }: Form,
  name: string,
  fields: ReadonlyArray<Html.Element>,
  filled: Filled[string] | undefined
) {
  if (filled === undefined) return Html.fieldValues(fields)
  const values = listed(filled).map(opened)
  if (fields.some((field) => Html.kindOf(field) === "file"))
    return yield* changed(at, `a field ${name} that takes a text`)
  const isChosen = fields.some((field) => ["choice", "list"].includes(Html.kindOf(field)))
  const options = new Set(fields.flatMap(Html.optionsOf))
  if (isChosen && !values.every((value) => options.has(value))) return yield* changed(at, `the option of ${name}`)
  return values.map((value) => [name, value] as const)
})

const buttons = "button:not([type]), button[type=submit i], input[type=submit i], input[type=image i]"

const pressed = (
  form: Form,
  selector: string | null | undefined
): Effect.Effect<Html.Element | undefined, SiteChanged> => {
  if (selector === null) return Effect.succeed(undefined)
  if (selector === undefined)
    return Effect.succeed(elements(form, buttons).find((button) => attribute(button, "disabled") === undefined))
  const chosen = new Set(elements(form, selector))
  const found = elements(form, buttons).find((button) => chosen.has(button))
  return found === undefined ? changed(form.at, `a button ${selector}`) : Effect.succeed(found)
}

const ofButton = (button: Html.Element | undefined): ReadonlyArray<readonly [string, string]> => {
  const name = button === undefined ? undefined : attribute(button, "name")
  if (button === undefined) return []
  if (attribute(button, "type")?.toLowerCase() === "image") {
    const prefix = name === undefined || name === "" ? "" : `${name}.`
    return [
      [`${prefix}x`, "0"],
      [`${prefix}y`, "0"]
    ]
  }
  return name === undefined || name === "" ? [] : [[name, attribute(button, "value") ?? ""]]
}

/** The header with the token; SiteChanged when the page has none. */
export const token = (
  document: Html.Document,
  at: string,
  { header = "x-csrf-token", meta = "csrf-token" }: MetaToken = {}
): Effect.Effect<Readonly<Record<string, string>>, SiteChanged> =>
  Effect.map(Html.attributeOf(document, `meta[name="${meta}"]`, "content", at), (value) => ({ [header]: value }))

const addressOf = ({ at, document, element, url }: Form, button: Html.Element | undefined) => {
  const base = Option.flatMap(Html.find(document, "base[href]"), (found) => Html.attribute(found, "href"))
  const from = Option.match(base, { onNone: () => url, onSome: (href) => URL.parse(href, url)?.href ?? url })
  const own = button === undefined ? undefined : attribute(button, "formaction")
  const action = (own ?? attribute(element, "action") ?? "").trim()
  const target = action === "" ? URL.parse(url) : URL.parse(action, from)
  return target === null || !target.protocol.startsWith("http")
    ? changed(at, "an address of the form")
    : Effect.succeed(target)
}

/** What a browser tells of the page that a request comes from. */
const cameFrom = (url: string, target: URL): Readonly<Record<string, string>> => {
  const page = URL.parse(url)
  if (page === null) return {}
  const referer = page.origin === target.origin ? `${page.origin}${page.pathname}${page.search}` : `${page.origin}/`
  return { referer, origin: page.origin }
}

const requestOf = Effect.fnUntraced(function* (
  form: Form,
  filled: Filled,
  options: SubmitOptions
): Effect.fn.Return<HttpRequest, SiteChanged> {
  const { at, document, element, url } = form
  const fields = named(
    elements(form, "input[name], select[name], textarea[name]").filter((each) => Html.kindOf(each) !== "button")
  )
  for (const name of Object.keys(filled)) if (!fields.has(name)) return yield* changed(at, `a field ${name}`)
  const button = yield* pressed(form, options.button)
  const values = yield* Effect.forEach(fields, ([name, fields]) =>
    sent(form, name, fields, Object.hasOwn(filled, name) ? filled[name] : undefined)
  )
  const added = Object.entries(options.added ?? {}).map(([name, value]) => [name, opened(value)] as const)
  const pairs = [...values.flat(), ...ofButton(button), ...added]
  const of = (name: string) =>
    ((button === undefined ? undefined : attribute(button, `form${name}`)) ?? attribute(element, name))?.toLowerCase()
  const target = yield* addressOf(form, button)
  const headers = {
    ...cameFrom(url, target),
    ...(options.token === undefined ? {} : yield* token(document, at, options.token))
  }
  const follow = options.follow === undefined ? {} : { follow: options.follow }
  const method = of("method") ?? "get"
  if (method === "get") {
    const { origin: _, ...rest } = headers as Readonly<Record<string, string>> // a header by any name
    target.search = new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString()
    return { url: target.href, headers: rest, ...follow }
  }
  if (method !== "post") return yield* changed(at, "a form that is sent by GET or POST")
  if ((of("enctype") ?? "application/x-www-form-urlencoded") !== "application/x-www-form-urlencoded")
    return yield* changed(at, "a form that is sent url-encoded")
  return { method: "POST", url: target.href, headers, form: pairs, ...follow }
})

/**
 * Sends the form with what was filled in, and all else as it stands. SiteChanged when it has no such field, option or button,
 * or the page no such token; so what a person chose is held against the challenge's options first. A login is sent once: never
 * repeat it.
 */
export const submit = (
  form: Form,
  filled: Filled = {},
  options: SubmitOptions = {}
): Effect.Effect<HttpResponse, HttpError, Http> =>
  Effect.flatMap(requestOf(form, filled, options), (request) => Http.use((http) => http.request(request)))
