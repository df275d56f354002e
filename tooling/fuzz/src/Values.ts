// Values for what the contract describes: most as it says, and by their name where it only says "string"; a few that are odd in a way that
// has broken other servers. Addresses are of this computer alone, for some of them will be called.
import { randomUUID } from "node:crypto"

import type { Dice } from "@tomada/crash/Dice"

import type { Contract, Shape } from "./Contract.ts"
import type { Known } from "./Known.ts"

/** What somebody has not thought of. */
export const odd: readonly [unknown, ...ReadonlyArray<unknown>] = [
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\uD800",
  "\uFEFF\u202E\u0301",
  "😀".repeat(200),
  "é".normalize("NFD"),
  "a".repeat(6_000),
  "null",
  "undefined",
  "NaN",
  "[object Object]",
  "-1",
  "0",
  "1e309",
  "9007199254740993",
  "99999999999999999999999999",
  "0x10",
  "1_000",
  "2026-02-30",
  "2026-13-01",
  "+275760-09-13T00:00:00.000Z",
  "-271821-04-20",
  "0000-00-00",
  "2026-01-01T24:00:00Z",
  "2026-01-01T00:00:00+99:99",
  "'; drop table items; --",
  "%' or 1=1",
  "..%2f..%2fetc",
  "<script>",
  "${7*7}",
  "__proto__",
  "constructor",
  0,
  -1,
  1.5,
  2 ** 53,
  -(2 ** 31) - 1,
  1e300,
  5e-324,
  true,
  null,
  [],
  {},
  [[[]]],
  { $ref: "#" },
  { length: 3 },
  [null],
  Array.from({ length: 700 }, () => "x")
]

const days: readonly [string, ...ReadonlyArray<string>] = [
  "2024-02-29",
  "2026-01-01",
  "2026-06-30",
  "2026-11-01",
  "2030-12-31"
]
const instants: readonly [string, ...ReadonlyArray<string>] = [
  "2026-01-01T00:00:00.000Z",
  "2026-11-20T12:34:56.789Z",
  "1970-01-01T00:00:00Z",
  "2099-12-31T23:59:59.999Z"
]
/** Nobody listens there. */
const addresses: readonly [string, ...ReadonlyArray<string>] = ["http://127.0.0.1:9/hook", "http://127.0.0.1:9/a?b=c#d"]

/** Words that something is to the server, by the name of the parameter or field. */
const meant: Readonly<Record<string, readonly [string, ...ReadonlyArray<string>]>> = {
  pageSize: ["1", "20", "500"],
  page: ["1", "2", "3"],
  limit: ["1", "50"],
  since: ["0", "7", "100000"],
  from: days,
  to: days,
  dateFrom: days,
  dateTo: days,
  createdAtFrom: instants,
  updatedAtFrom: instants,
  type: ["BANK", "CREDIT", "EQUITY", "FIXED_INCOME"],
  types: ["PERSONAL_BANK", "PERSONAL_BANK,BUSINESS_BANK"],
  countries: ["BR", "BR,AR"],
  state: ["open", "accepted", "delivered", "waiting"],
  status: ["UPDATED", "LOGIN_ERROR"],
  sandbox: ["true", "false"],
  healthDetails: ["true", "false"],
  includeHealth: ["true"],
  name: ["Sandbox", "a"],
  cnpjs: ["00000000000191"],
  event: ["all", "item/created", "transactions/updated"],
  url: addresses,
  webhookUrl: addresses,
  oauthRedirectUri: ["https://app.invalid/back"],
  user: ["user-ok", "user-ok+3", "user-locked", "user-ok-two-checking-accounts"],
  password: ["password-ok", "password-bad"],
  token: ["123456", "000000"],
  parentId: ["05000000"],
  categoryId: ["05080000", "11040000", "05000000"],
  connectorId: ["2", "3", "1"],
  description: ["PIX", "TED ENVIADA"],
  clientUserId: ["somebody", "42"],
  code: ["123456"]
}

/** The word of the path behind which ids of this name stand: `accountId` is one of the `accounts`, `billId` one of the `bills`. */
const wordOf = (name: string): string | undefined => {
  const [, thing] = /^(\w+)Id$/.exec(name) ?? []
  return name === "ids" ? "transactions" : thing === undefined ? undefined : `${thing}s`
}

/** A text that fits its name: an id that is known, a word that is meant, or just any. */
export const named = (name: string, known: Known, dice: Dice): string => {
  const word = wordOf(name)
  const id = word === undefined ? undefined : known.one(word, dice)
  if (id !== undefined) return id
  const words = meant[name]
  return words === undefined ? dice.oneOf(["x", "Somebody's words", randomUUID(), "10"]) : dice.oneOf(words)
}

/** Of a hundred, so many values are odd. */
const oddities = 4

const numeric = (text: string, shape: Shape): unknown =>
  shape.type === "integer" || shape.type === "number" ? Number(text) : text

/** A value of this shape, or an odd one. */
export const drawn = (contract: Contract, shape: Shape, name: string, known: Known, dice: Dice): unknown => {
  if (dice.below(100) < oddities) return dice.oneOf(odd)
  const {
    additionalProperties,
    anyOf,
    enum: words,
    items,
    properties = {},
    required = [],
    type
  } = contract.resolved(shape)
  const [choice, ...choices] = anyOf ?? []
  if (choice !== undefined) return drawn(contract, dice.oneOf([choice, ...choices]), name, known, dice)
  const [word, ...others] = words ?? []
  if (word !== undefined) return dice.oneOf([word, ...others])
  switch (type) {
    case "null":
      return null
    case "boolean":
      return dice.below(2) === 0
    case "array":
      return Array.from({ length: dice.below(4) }, () => drawn(contract, items ?? {}, name, known, dice))
    case "object": {
      const fields = Object.entries(properties).filter(([key]) => required.includes(key) || dice.below(3) === 0)
      const own = fields.map(([key, field]) => [key, drawn(contract, field, key, known, dice)] as const)
      // A person's parameters, or headers, have names that the contract does not know.
      const free = additionalProperties === undefined || additionalProperties === false ? [] : ["user", "password"]
      const more = free.map((key) => [key, named(key, known, dice)] as const)
      return Object.fromEntries([...own, ...more])
    }
    default:
      return numeric(named(name, known, dice), { type: type ?? "string" })
  }
}
