// Reading an institution's pages. What a connector looks for and does not find is SiteChanged with the connector's own
// words for the place; an empty success is never made of a page that is not understood.
import { compile, selectAll, selectOne } from "css-select"
import { type AnyNode, type Document, type Element, hasChildren, isTag } from "domhandler"
import { getAttributeValue, textContent } from "domutils"
import { Effect, Option } from "effect"
import { parseDocument } from "htmlparser2"

import { SiteChanged } from "./Errors.ts"

export type { AnyNode, Document, Element } from "domhandler"

export const parse = (text: string): Document => parseDocument(text)

/** Compiling a selector costs more than running it on a row, and a connector has few of them. */
type Query = ReturnType<typeof compile<AnyNode, Element>>
const compiled = new Map<string, Query>()
const mostCompiled = 1_000

const query = (selector: string): Query => {
  const known = compiled.get(selector)
  if (known !== undefined) return known
  if (compiled.size >= mostCompiled) compiled.clear()
  const made = compile<AnyNode, Element>(selector)
  compiled.set(selector, made)
  return made
}

export const all = (node: AnyNode, selector: string): ReadonlyArray<Element> =>
  selectAll<AnyNode, Element>(query(selector), node)

export const find = (node: AnyNode, selector: string): Option.Option<Element> =>
  Option.fromNullishOr(selectOne<AnyNode, Element>(query(selector), node))

/** The first element below the node of each value of an attribute: one walk, where many places of one row are read by their names. */
export const byAttribute = (node: AnyNode, name: string): ReadonlyMap<string, Element> => {
  const found = new Map<string, Element>()
  const walk = (nodes: ReadonlyArray<AnyNode>): void => {
    for (const each of nodes) {
      if (!isTag(each)) continue
      const value = getAttributeValue(each, name)
      if (value !== undefined && !found.has(value)) found.set(value, each)
      walk(each.children)
    }
  }
  if (hasChildren(node)) walk(node.children)
  return found
}

/** The one element that must be there; `at` names the page in the connector's words. */
export const one = (node: AnyNode, selector: string, at: string): Effect.Effect<Element, SiteChanged> =>
  Option.match(find(node, selector), {
    onNone: () => Effect.fail(new SiteChanged({ at, expected: selector })),
    onSome: Effect.succeed
  })

/** The text with white space collapsed. */
export const text = (node: AnyNode): string => textContent(node).replaceAll(/\s+/g, " ").trim()

export const attribute = (element: Element, name: string): Option.Option<string> =>
  Option.fromNullishOr(getAttributeValue(element, name))

export const textOf = (node: AnyNode, selector: string, at: string): Effect.Effect<string, SiteChanged> =>
  Effect.map(one(node, selector, at), text)

export const attributeOf = (
  node: AnyNode,
  selector: string,
  name: string,
  at: string
): Effect.Effect<string, SiteChanged> =>
  Effect.flatMap(one(node, selector, at), (element) =>
    Option.match(attribute(element, name), {
      onNone: () => Effect.fail(new SiteChanged({ at, expected: `${selector}[${name}]` })),
      onSome: Effect.succeed
    })
  )

const typeOf = (field: Element): string => (getAttributeValue(field, "type") ?? "text").toLowerCase()

/** What a field of a form is: of the others, `choice` is a radio or a checkbox, `list` a select. */
export const kindOf = (field: Element): "text" | "choice" | "list" | "button" | "file" => {
  if (field.name === "select") return "list"
  if (field.name === "textarea") return "text"
  if (field.name === "button") return "button"
  const type = typeOf(field)
  if (type === "radio" || type === "checkbox") return "choice"
  if (type === "file") return "file"
  return ["submit", "button", "reset", "image"].includes(type) ? "button" : "text"
}

const has = (element: Element, name: string): boolean => getAttributeValue(element, name) !== undefined

const isSent = (field: Element): boolean => {
  if (has(field, "disabled")) return false
  const kind = kindOf(field)
  return kind === "choice" ? has(field, "checked") : kind === "text" || kind === "list"
}

const optionValue = (option: Element): string => getAttributeValue(option, "value") ?? text(option)

/** The values that a field can be given: those of its options, that of a radio or checkbox; none where it takes any text. */
export const optionsOf = (field: Element): ReadonlyArray<string> => {
  const kind = kindOf(field)
  if (kind === "choice") return [getAttributeValue(field, "value") ?? "on"]
  return kind === "list" ? all(field, "option:not([disabled])").map(optionValue) : []
}

const valuesOf = (field: Element): ReadonlyArray<string> => {
  if (field.name === "textarea") return [textContent(field)]
  if (field.name === "input") return [getAttributeValue(field, "value") ?? (kindOf(field) === "choice" ? "on" : "")]
  const chosen = all(field, "option[selected]").map(optionValue)
  if (has(field, "multiple")) return chosen
  const first = chosen.at(-1) ?? optionsOf(field)[0]
  return first === undefined ? [] : [first]
}

/** What these fields would send as they stand, in their order. */
export const fieldValues = (fields: ReadonlyArray<Element>): ReadonlyArray<readonly [name: string, value: string]> =>
  fields
    .filter(isSent)
    .flatMap((field) => valuesOf(field).map((value) => [getAttributeValue(field, "name") ?? "", value] as const))

/** What a form would send as it stands: hidden fields, such as a CSRF token, among it. */
export const formValues = (form: AnyNode): Record<string, string> =>
  Object.fromEntries(fieldValues(all(form, "input[name], select[name], textarea[name]")))
