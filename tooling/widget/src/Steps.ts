// What a person does on the widget's screens, found as a person finds it: by role and by the English words that stand there.
import assert from "node:assert/strict"

import type { Opened, Screen } from "./Opened.ts"

/** Connectors of the sandbox bank, and the one of statement files, by the names in the list. */
export const institutions = {
  basic: { id: 2, name: "Banco Tomada" },
  oneStep: { id: 1, name: "Banco Tomada (token)" },
  twoStep: { id: 3, name: "Banco Tomada (second factor)" },
  redirect: { id: 701, name: "Banco Tomada (consent at the bank)" },
  files: { id: 700, name: "Statement file (OFX, QFX)" }
} as const
export type Institution = (typeof institutions)[keyof typeof institutions]

export const rightPassword = "password-ok"
export const rightCode = "123456"

export const press = (opened: Opened, name: string): Promise<void> =>
  opened.widget.getByRole("button", { name, exact: true }).click()

export const agree = async (opened: Opened): Promise<void> => {
  await opened.screen("consent")
  await press(opened, "I agree, continue")
}

/** Looks for the institution by its name and takes it. */
export const choose = async (opened: Opened, { name }: Institution): Promise<void> => {
  await opened.screen("institutions")
  await opened.widget.getByRole("searchbox").fill(name)
  const named = opened.widget.getByText(name, { exact: true })
  await opened.widget.getByRole("button").filter({ has: named }).click()
}

export const fill = async (opened: Opened, values: Readonly<Record<string, string>>): Promise<void> => {
  await opened.screen("credentials")
  for (const [label, value] of Object.entries(values))
    await opened.widget.getByLabel(label, { exact: true }).fill(value)
}

export const logIn = async (
  opened: Opened,
  user: string,
  more: Readonly<Record<string, string>> = {},
  password = rightPassword
): Promise<void> => {
  await fill(opened, { User: user, Password: password, ...more })
  await press(opened, "Connect")
}

/** From the first screen to a login that is sent. */
export const connect = async (
  opened: Opened,
  institution: Institution,
  user: string,
  more: Readonly<Record<string, string>> = {},
  password = rightPassword
): Promise<void> => {
  await agree(opened)
  await choose(opened, institution)
  await logIn(opened, user, more, password)
}

export const typeCode = async (opened: Opened, screen: Extract<Screen, "code" | "image">, code: string) => {
  const main = await opened.screen(screen)
  await main.getByRole("textbox").fill(code)
  await press(opened, "Confirm")
}

interface Item {
  readonly id: string
  readonly status: string
  readonly executionStatus: string
  readonly connector: { readonly id: number }
}

/** The Item that onSuccess came with. */
export const success = async (opened: Opened): Promise<Item> => {
  const payload = await opened.told("onSuccess")
  const { item } = payload as { readonly item: Item } // as the SDK types it; looked at below
  assert.match(item.id, /^[\da-f-]{36}$/)
  return item
}

interface Failure {
  readonly message: string
  readonly data?: { readonly item?: Item }
}

/** What onError came with. */
export const failure = async (opened: Opened, message?: string): Promise<Failure> => {
  const payload = await opened.told("onError", (one) => message === undefined || (one as Failure).message === message)
  return payload as Failure // as the SDK types it
}
