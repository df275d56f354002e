// Options as they come from outside, of whatever type, made into those that the flow relies on. What makes no sense counts as not given.
import type { Options } from "./Host.ts"

type Given = Readonly<Record<string, unknown>>

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null)

const flag = (value: unknown): boolean => value === true || value === "true"

const whole = (value: unknown): number | null => {
  const number = typeof value === "string" && value !== "" ? Number(value) : value
  return typeof number === "number" && Number.isInteger(number) ? number : null
}

const list = (value: unknown): ReadonlyArray<unknown> =>
  Array.isArray(value) ? value : typeof value === "string" && value !== "" ? value.split(",") : []

const texts = (value: unknown): ReadonlyArray<string> => list(value).filter((one) => typeof one === "string")

const wholes = (value: unknown): ReadonlyArray<number> =>
  list(value)
    .map(whole)
    .filter((one) => one !== null)

const person = (value: unknown): Options["openFinanceParameters"] => {
  const given: Given = typeof value === "object" && value !== null ? { ...value } : {}
  return { cpf: text(given["cpf"]), cnpj: text(given["cnpj"]) }
}

/** From the names that the SDKs give. */
export const optionsOf = (given: Given): Options => ({
  token: text(given["connectToken"]) ?? "",
  updateItem: text(given["updateItem"]),
  selectedConnectorId: whole(given["selectedConnectorId"]),
  connectorIds: wholes(given["connectorIds"]),
  connectorTypes: texts(given["connectorTypes"]),
  countries: texts(given["countries"]),
  products: texts(given["products"]),
  includeSandbox: flag(given["includeSandbox"]),
  allowConnectInBackground: flag(given["allowConnectInBackground"]),
  forceAskForCredentials: flag(given["forceAskForCredentials"]),
  forceOauthInBrowser: flag(given["forceOauthInBrowser"]),
  connectorSortAlphabetically: flag(given["connectorSortAlphabetically"]),
  openFinanceParameters: person(given["openFinanceParameters"]),
  language: text(given["language"]),
  theme: given["theme"] === "dark" || given["theme"] === "light" ? given["theme"] : null
})

const json = (value: string | null): unknown => {
  try {
    return value === null ? null : JSON.parse(value)
  } catch {
    return null
  }
}

/** From the query of an address, in the names that the mobile SDKs give. */
export const optionsOfQuery = (query: URLSearchParams): Options =>
  optionsOf({
    connectToken: query.get("connect_token"),
    updateItem: query.get("update_item"),
    selectedConnectorId: query.get("selected_connector_id"),
    connectorIds: query.get("connector_ids"),
    connectorTypes: query.get("connector_types"),
    countries: query.get("countries"),
    products: query.get("products"),
    includeSandbox: query.get("with_sandbox"),
    allowConnectInBackground: query.get("allow_connect_in_background"),
    forceAskForCredentials: query.get("force_ask_for_credentials"),
    connectorSortAlphabetically: query.get("connectors_sort_alphabetically"),
    openFinanceParameters: json(query.get("open_finance_parameters")),
    language: query.get("lang"),
    theme: query.get("theme")
  })
