// The accounts of the journal that hold something: those below `assets` are bank accounts, those below `liabilities` cards, which the journal
// counts as negative. An account is its name; what is booked on the accounts below it is theirs.
import { type Connector, Errors, Pages as Paged, Parse, type Records } from "@tomada/connector-kit"
import { BigDecimal, Effect } from "effect"
import { z } from "zod"

import * as Pages from "./pages.ts"
import type { Session } from "./session.ts"

const amount = z.object({
  acommodity: z.string(),
  aquantity: z.object({ decimalMantissa: z.int(), decimalPlaces: z.int().min(0).max(20) })
})
const account = z.object({ aname: z.string().min(1), aebalance: z.array(amount), anumpostings: z.int() })
const payload = z.array(account).min(1)

/** The names of all accounts, of whatever kind. */
export const names = (text: string) => Parse.json(z.array(z.string()), text, "account names")

const reais = "R$"

/** Without a line for any commodity there is nothing on it. */
const balanceOf = Effect.fnUntraced(function* ({ aebalance }: z.output<typeof account>) {
  if (aebalance.some(({ acommodity }) => acommodity !== reais))
    return yield* new Errors.Unsupported({ what: "an account in other commodities than reais" })
  return aebalance.reduce(
    (sum, { aquantity }) =>
      BigDecimal.sum(sum, BigDecimal.make(BigInt(aquantity.decimalMantissa), aquantity.decimalPlaces)),
    BigDecimal.fromBigInt(0n)
  )
})

const common = (name: string) => ({
  key: name,
  handle: name,
  number: name,
  name: name.slice(name.indexOf(":") + 1),
  currencyCode: "BRL"
})

const bankAccount = Effect.fnUntraced(function* (found: z.output<typeof account>) {
  const collected: Records.CollectedAccount = {
    ...common(found.aname),
    type: "BANK",
    subtype: /savings|poupan[cç]a/i.test(found.aname) ? "SAVINGS_ACCOUNT" : "CHECKING_ACCOUNT",
    balance: yield* balanceOf(found)
  }
  return collected
})

const card = Effect.fnUntraced(function* (found: z.output<typeof account>) {
  const collected: Records.CollectedAccount = {
    ...common(found.aname),
    type: "CREDIT",
    subtype: "CREDIT_CARD",
    balance: BigDecimal.negate(yield* balanceOf(found))
  }
  return collected
})

/** Those on which something is booked, below this one. A journal has accounts in any case: a list without any is none. */
const below = (kind: "assets" | "liabilities") =>
  Effect.fnUntraced(function* (text: string) {
    const all = yield* Parse.json(payload, text, "accounts")
    return all.filter(({ aname, anumpostings }) => anumpostings > 0 && (aname === kind || aname.startsWith(`${kind}:`)))
  })

export const parse = (text: string) => Effect.flatMap(below("assets")(text), Effect.forEach(bankAccount))

export const parseCards = (text: string) => Effect.flatMap(below("liabilities")(text), Effect.forEach(card))

const listed = Effect.map(Pages.inside("/accounts"), ({ text }) => text)

export const accounts = (_session: Session): Connector.Rows<"ACCOUNTS"> => Paged.single(Effect.flatMap(listed, parse))

export const creditCards = (_session: Session): Connector.Rows<"CREDIT_CARDS"> =>
  Paged.single(Effect.flatMap(listed, parseCards))
