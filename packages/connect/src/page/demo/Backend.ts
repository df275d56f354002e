// The demo's backend, at the page's own origin. An application has one of its own, which keeps the client secret.
import { fetching } from "../api/Platform.ts"
import type { Account, Item, Mail, Transaction } from "./Wire.ts"

/** The backend refused; `message` is for a person. */
export class Refused extends Error {
  override readonly name = "Refused"
}

const asked = async (path: string, init: RequestInit = {}): Promise<unknown> => {
  const answer = await fetching(`/demo/api${path}`, { ...init, credentials: "omit", cache: "no-store" })
  const body: unknown = await answer.json()
  if (answer.ok) return body
  const message = typeof body === "object" && body !== null && "message" in body ? body.message : undefined
  throw new Refused(typeof message === "string" ? message : `The demo's backend answered with ${answer.status}.`)
}

/** A token for one visit of the widget; with an Item, for an update of that one. */
export const connectToken = async (itemId?: string): Promise<string> => {
  const body = JSON.stringify(itemId === undefined ? {} : { itemId })
  const answer = await asked("/connect-token", { method: "POST", body })
  return (answer as { readonly accessToken: string }).accessToken // the wire's answer
}

export const items = async () => (await asked("/items")) as ReadonlyArray<Item> // as the wire has them
export const accounts = async (itemId: string) => (await asked(`/items/${itemId}/accounts`)) as ReadonlyArray<Account> // as above
export const transactions = async (accountId: string) =>
  (await asked(`/accounts/${accountId}/transactions`)) as ReadonlyArray<Transaction> // as above
export const webhooks = async (after: number) => (await asked(`/webhooks?after=${after}`)) as Mail // our own backend's
export const remove = async (itemId: string): Promise<void> => {
  await asked(`/items/${itemId}`, { method: "DELETE" })
}
