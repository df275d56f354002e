// What is asked for, made into a plan that can be written, or into plain words that say why not. Everything that can be refused is refused
// here, before a file is touched.
import { Manifest, Product } from "@tomada/core"

import { currencyOf, zonesOf } from "./Countries.ts"
import { idOf } from "./Ids.ts"

type Transport = Manifest.Manifest["transport"]
type Challenge = Manifest.ChallengeKind
export type Collectable = Exclude<Product.Product, "BROKERAGE_NOTE" | "MOVE_SECURITY">

export const transports = Manifest.Manifest.fields.transport.literals
export const challenges = Manifest.ChallengeKind.literals
export const products: ReadonlyArray<Collectable> = Product.Product.literals.filter(
  (product) => product !== "BROKERAGE_NOTE" && product !== "MOVE_SECURITY"
)

/** As a person types it; what is undefined is worked out. */
export interface Wanted {
  readonly name: string
  readonly country: string
  readonly transport: string
  readonly challenges: ReadonlyArray<string>
  readonly products: ReadonlyArray<string>
  readonly slug?: string | undefined
  readonly id?: number | undefined
  readonly zone?: string | undefined
  readonly currency?: string | undefined
  readonly url?: string | undefined
}

export interface Plan {
  readonly name: string
  readonly slug: string
  readonly id: number
  readonly country: string
  readonly zone: string
  readonly currency: string
  readonly transport: Transport
  readonly challenges: ReadonlyArray<Challenge>
  /** ACCOUNTS among them, in the order of a visit. */
  readonly products: ReadonlyArray<Collectable>
  /** The institution's address, without a path. */
  readonly url: URL
  readonly unattended: Manifest.Manifest["unattended"]
}

/** What is given already. */
export interface Taken {
  readonly ids: ReadonlySet<number>
  readonly slugs: ReadonlySet<string>
}

export const slugOf = (name: string): string =>
  name
    .normalize("NFD")
    .replaceAll(/[\p{M}'’]/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")

const oneOf = <A extends string>(what: string, given: string, known: ReadonlyArray<A>): A | { readonly no: string } =>
  known.find((each) => each.toLowerCase() === given.toLowerCase()) ?? {
    no: `There is no ${what} ${JSON.stringify(given)}: take ${known.join(", ")}.`
  }

const needs: ReadonlyArray<readonly [Collectable, Collectable]> = [
  ["PAYMENT_DATA", "TRANSACTIONS"],
  ["INVESTMENTS_TRANSACTIONS", "INVESTMENTS"]
]

/** What a transport can ask a person. */
const contradiction = (transport: Transport, kinds: ReadonlyArray<Challenge>): ReadonlyArray<string> => {
  if (transport === "file" && kinds.length > 0) return ["A file asks nothing: leave the challenges out."]
  if (transport !== "redirect" && kinds.includes("Redirect"))
    return ["The challenge Redirect belongs to the transport redirect."]
  const others = kinds.filter((kind) => kind !== "Redirect")
  return transport === "redirect" && others.length > 0
    ? [`At the institution's own login it asks by itself: leave ${others.join(", ")} out.`]
    : []
}

const unattendedOf = (transport: Transport, kinds: ReadonlyArray<Challenge>): Plan["unattended"] =>
  transport === "file" ? "never" : kinds.length > 0 ? "until-session-expiry" : "always"

/** The plan, or what is wrong, a sentence each. */
export const decide = (wanted: Wanted, taken: Taken): Plan | { readonly refused: ReadonlyArray<string> } => {
  const refused: Array<string> = []
  const known = <A extends string>(what: string, given: string, all: ReadonlyArray<A>): ReadonlyArray<A> => {
    const found = oneOf(what, given, all)
    if (typeof found === "string") return [found]
    refused.push(found.no)
    return []
  }
  const name = wanted.name.replaceAll(/\s+/g, " ").trim()
  const slug = wanted.slug ?? slugOf(name)
  if (!/\p{L}/u.test(name)) refused.push("A name has letters: say what people call the institution.")
  else if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug))
    refused.push(
      `${JSON.stringify(slug)} is no slug: small letters, digits and single hyphens, such as --slug my-bank.`
    )
  if (slug.length > 40) refused.push("The slug has more than 40 characters: say a shorter one with --slug.")
  if (taken.slugs.has(slug)) refused.push(`There is a connector ${slug} already: say another with --slug.`)

  const country = wanted.country.toUpperCase()
  const found = zonesOf(country)
  const zone = wanted.zone ?? (found.length === 1 ? found[0] : undefined)
  const currency = wanted.currency?.toUpperCase() ?? currencyOf(country)
  if (found.length === 0) refused.push(`${JSON.stringify(wanted.country)} is no country: two letters, such as BR.`)
  else if (zone === undefined) refused.push(`${country} has several zones: say one with --zone: ${found.join(", ")}.`)
  else if (!isZone(zone)) refused.push(`${JSON.stringify(zone)} is no time zone: take one such as Europe/Berlin.`)
  if (found.length > 0 && currency === undefined) refused.push(`Say with --currency what ${country} counts in.`)
  if (currency !== undefined && !Intl.supportedValuesOf("currency").includes(currency))
    refused.push(`${JSON.stringify(currency)} is no currency: three letters, such as EUR.`)

  const [transport] = known("transport", wanted.transport, transports)
  const given = new Set(wanted.challenges.flatMap((kind) => known("challenge", kind, challenges)))
  const kinds = challenges.filter((kind) => given.has(kind) || (kind === "Redirect" && transport === "redirect"))
  if (transport !== undefined) refused.push(...contradiction(transport, kinds))
  const asked = new Set(wanted.products.flatMap((product) => known("product", product, products)))
  const collected = products.filter((product) => product === "ACCOUNTS" || asked.has(product))
  for (const [product, other] of needs)
    if (collected.includes(product) && !collected.includes(other)) refused.push(`${product} needs ${other} beside it.`)

  const url = URL.parse(wanted.url ?? `https://${slug}.example`)
  if (url === null || !/^https?:$/.test(url.protocol))
    refused.push(`${JSON.stringify(wanted.url ?? slug)} is no address: take one such as https://bank.example.`)
  const id = wanted.id ?? idOf(slug, taken.ids)
  if (!Number.isSafeInteger(id) || id < 0) refused.push("A number is a whole number from 0 on.")
  if (taken.ids.has(id)) refused.push(`The number ${id} is given already: leave --id out for one that is free.`)

  if (refused.length > 0 || zone === undefined || currency === undefined || transport === undefined || url === null)
    return { refused }
  const unattended = unattendedOf(transport, kinds)
  return { name, slug, id, country, zone, currency, transport, challenges: kinds, products: collected, url, unattended }
}

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== ""
  } catch {
    return false
  }
}
