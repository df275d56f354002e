// What several commands take, and how it is read.
import { join, resolve } from "node:path"

import { Product } from "@tomada/core"
import { Effect, Option, Schema } from "effect"
import { Argument, Flag } from "effect/cli"

import * as Checkout from "./Checkout.ts"
import { Lacking } from "./Ending.ts"

export const connector = Argument.String("connector").pipe(
  Argument.withDescription("The number of a connector, its slug, or its folder where that holds one alone")
)

export const scenario = Argument.String("scenario").pipe(
  Argument.withDescription("What the recording shows, and its name: ok, wrong-password, two-step")
)

export const json = Flag.Boolean("json").pipe(
  Flag.withDefault(false),
  Flag.withDescription("Print JSON instead of the words for people")
)

export const cassettes = Flag.String("cassettes").pipe(
  Flag.optional,
  Flag.withMetavar("folder"),
  Flag.withDescription("Where the cassettes are, instead of connectors/<folder>/cassettes/<slug>")
)

export const fromStdin = Flag.Boolean("parameters-from-stdin").pipe(
  Flag.withDefault(false),
  Flag.withDescription(
    'Read the form from standard input instead of asking: a line of JSON such as {"user":"..."}, then a line for each answer to what the institution asks; an empty line gives none'
  )
)

export const connectTo = Flag.String("connect-to").pipe(
  Flag.atLeast(0),
  Flag.withMetavar("host=address"),
  Flag.withDescription(
    "Send the traffic of a host elsewhere, such as bank.sandbox.test=127.0.0.1:7070; may be given again"
  )
)

const list = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.atLeast(0), Flag.withMetavar(metavar), Flag.withDescription(description))

export const keep = list(
  "keep",
  "words",
  "Words that the connector needs and that are nobody's, separated by commas; may be given again"
)

export const volatile = list(
  "volatile",
  "names",
  "Parameters of addresses, forms and JSON that differ at each visit, separated by commas; may be given again"
)

export const products = list(
  "products",
  "names",
  "Only these products, such as ACCOUNTS,TRANSACTIONS; all that the connector collects unless given"
)

export const commas = (given: ReadonlyArray<string>): ReadonlyArray<string> =>
  given.flatMap((each) => each.split(",")).flatMap((each) => (each.trim() === "" ? [] : [each.trim()]))

const isProduct = Schema.is(Product.Product)

/** Null: all. */
export const productsOf = Effect.fnUntraced(function* (given: ReadonlyArray<string>) {
  const names = commas(given).map((name) => name.toUpperCase())
  const unknown = names.filter((name) => !isProduct(name))
  if (unknown.length > 0) {
    return yield* new Lacking({
      problem: `there is no product ${unknown.join(", ")}; there are ${Product.Product.literals.join(", ")}`
    })
  }
  return names.length === 0 ? null : names.filter(isProduct)
})

export const addressesOf = Effect.fnUntraced(function* (given: ReadonlyArray<string>) {
  const pairs = given.map((each) => /^([^=\s]+)=([^=\s/]+:\d+)$/.exec(each))
  if (pairs.includes(null))
    return yield* new Lacking({ problem: "--connect-to takes host=address, such as bank.sandbox.test=127.0.0.1:7070" })
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? "", pair?.[2] ?? ""]))
})

export const cassettesFolder = (found: Checkout.Found, given: Option.Option<string>): string =>
  Option.match(given, { onNone: () => Checkout.cassettesOf(found), onSome: (folder) => resolve(folder) })

export const pathOf = (folder: string, scenario: string): string => join(folder, `${scenario}.jsonl`)
