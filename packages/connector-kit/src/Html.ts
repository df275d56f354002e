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

const isSent = (input: Element): boolean => {
  const type = (getAttributeValue(input, "type") ?? "text").toLowerCase()
  if (getAttributeValue(input, "disabled") !== undefined) return false
  if (type === "radio" || type === "checkbox") return getAttributeValue(input, "checked") !== undefined
  return !["submit", "button", "reset", "image", "file"].includes(type)
}

const valueOf = (field: Element): string => {
  if (field.name === "textarea") return textContent(field)
  if (field.name === "input") {
    const type = getAttributeValue(field, "type")?.toLowerCase()
    return getAttributeValue(field, "value") ?? (type === "radio" || type === "checkbox" ? "on" : "")
  }
  const chosen = selectOne<AnyNode, Element>("option[selected]", field) ?? selectOne<AnyNode, Element>("option", field)
  return chosen === null ? "" : (getAttributeValue(chosen, "value") ?? text(chosen))
}

/** What a form would send as it stands: hidden fields, such as a CSRF token, among it. */
export const formValues = (form: AnyNode): Record<string, string> =>
  Object.fromEntries(
    all(form, "input[name], select[name], textarea[name]")
      .filter(isSent)
      .map((field) => [getAttributeValue(field, "name") ?? "", valueOf(field)])
  )
