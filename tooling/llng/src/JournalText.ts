// A journal as hledger reads it, amounts as `R$1.000,00`. The sign stands behind the symbol, where hledger puts it when it shows them.
import * as CivilDay from "@tomada/sandbox-bank/CivilDay"
import type { Centavos } from "@tomada/sandbox-bank/Money"

import type { Journal, Transaction } from "./Journal.ts"

/** `R$1.234,56`, negative `R$-45,90`. */
export const amount = (centavos: Centavos): string => {
  const absolute = Math.abs(centavos)
  const whole = String(Math.floor(absolute / 100)).replace(/\B(?=(\d{3})+$)/g, ".")
  return `R$${centavos < 0 ? "-" : ""}${whole},${String(absolute % 100).padStart(2, "0")}`
}

/** A semicolon ends a description, a bar divides it, and some signs before it are no part of it. */
const checked = (description: string): string => {
  if (/^$|^[*!(]|[;|\n]/.test(description)) throw new Error(`no description for hledger: ${description}`)
  return description
}

/** One entry with an empty line behind it. Throws when it does not balance or hledger would read its words otherwise. */
export const entry = ({ day, description, postings }: Transaction): string => {
  if (postings.reduce((sum, posting) => sum + posting.amount, 0) !== 0)
    throw new Error(`${description} does not balance`)
  const width = Math.max(...postings.map(({ account }) => account.length)) + 2
  const lines = postings.map((posting) => `    ${posting.account.padEnd(width)}${amount(posting.amount)}`)
  return `${CivilDay.toIso(day)} ${checked(description)}\n${lines.join("\n")}\n\n`
}

export const journal = ({ accounts, transactions }: Journal): string =>
  [
    "commodity R$1.000,00\n",
    ...accounts.map(({ name }) => `account ${name}\n`),
    "\n",
    ...transactions.map((transaction) => entry(transaction))
  ].join("")
