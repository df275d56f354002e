// Other values for the personal ones of a recording: the same for the same, of the same shape, and two different ones never the same,
// so that what was equal stays equal and what was told apart stays apart. Amounts are multiplied by one whole number, which is all
// that keeps every sum true; dates move by one number of years, of four each, so that every month keeps its days.
import { createHmac } from "node:crypto"

import * as CheckDigits from "./CheckDigits.ts"
import * as MadeUp from "./MadeUp.ts"

/**
 * - `key`: a secret of the recording that is forgotten with it.
 * - `factor`: what amounts are multiplied by, from 2 on.
 * - `years`: by how many years dates move, a multiple of four.
 */
export interface Disguise {
  readonly key: Uint8Array
  readonly factor: bigint
  readonly years: number
}

const vowels = "aeiou"
const consonants = "bcdfghjklmnprstvz"
const hexLetters = "abcdef"

const pick = (from: string, byte: number): string => from[byte % from.length] ?? ""

type Letters = "words" | "any" | "hex" | "base32"

/** The character in the other's alphabet: vowel for vowel, capital for capital, digit for digit; what is neither stays. */
const alike = (character: string, byte: number, letters: Letters): string => {
  if (/\d/.test(character)) return String(letters === "base32" ? 2 + (byte % 6) : byte % 10)
  const plain = character.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase()
  if (!/^[a-z]$/.test(plain)) return character
  const alphabet =
    letters === "hex"
      ? hexLetters
      : letters === "any" || letters === "base32"
        ? vowels + consonants
        : vowels.includes(plain)
          ? vowels
          : consonants
  const other = pick(alphabet, byte)
  return character === character.toLowerCase() ? other : other.toUpperCase()
}

/** Whether the digits would be taken for a number that says by itself that it is one. */
const proves = (digits: string): boolean =>
  CheckDigits.isCpf(digits) || CheckDigits.isCnpj(digits) || CheckDigits.isCard(digits)

export class Pseudonyms {
  readonly #made = new Map<string, string>()
  readonly #taken = new Set<string>()
  readonly disguise: Disguise

  constructor(disguise: Disguise) {
    this.disguise = disguise
  }

  #settle(kind: string, value: string, other: string): void {
    this.#made.set(`${kind} ${value}`, other)
    this.#taken.add(other)
  }

  #bytes(kind: string, value: string, attempt: number, length: number): Uint8Array {
    const blocks: Array<Uint8Array> = []
    for (let block = 0; block * 32 < length; block++) {
      blocks.push(
        createHmac("sha256", this.disguise.key)
          .update(JSON.stringify([kind, value, attempt, block]))
          .digest()
      )
    }
    return Buffer.concat(blocks)
  }

  #other(kind: string, value: string, make: (bytes: Uint8Array) => string): string {
    const known = this.#made.get(`${kind} ${value}`)
    if (known !== undefined) return known
    for (let attempt = 0; ; attempt++) {
      const other = make(this.#bytes(kind, value, attempt, value.length + 1))
      // A short value has few of its shape: when all are taken, two become one.
      if (attempt < 64 && (this.#taken.has(other) || other === value || (kind === "digits" && proves(other)))) continue
      this.#settle(kind, value, other)
      return other
    }
  }

  #shaped(kind: string, value: string, letters: Letters): string {
    return this.#other(kind, value, (bytes) =>
      Array.from(value, (character, index) => alike(character, bytes[index] ?? 0, letters)).join("")
    )
  }

  /** A word, whose case is that of the one given; accents are lost. */
  word(value: string): string {
    const other = this.#shaped("word", value.toLowerCase(), "words")
    return Array.from(value, (character, index) =>
      character === character.toLowerCase() ? (other[index] ?? "") : (other[index] ?? "").toUpperCase()
    ).join("")
  }

  /** Digits and what separates them; a number that does not begin with a zero does not do so afterwards. */
  digits(value: string): string {
    const bare = value.replaceAll(/\D/g, "")
    const first = bare.startsWith("0") ? "0" : "9"
    const other = this.#other("digits", bare, (bytes) =>
      Array.from(bare, (character, index) => alike(character, bytes[index] ?? 0, "any"))
        .join("")
        .replace(/^0/, first)
    )
    let at = 0
    return value.replaceAll(/\d/g, () => other[at++] ?? "")
  }

  #checked(kind: string, value: string, make: (digits: string) => string): string {
    const bare = value.replaceAll(/\D/g, "")
    const other = this.#other(kind, bare, (bytes) =>
      make(Array.from(bare, (character, index) => alike(character, bytes[index] ?? 0, "any")).join(""))
    )
    let at = 0
    return value.replaceAll(/\d/g, () => other[at++] ?? "")
  }

  cpf(value: string): string {
    return this.#checked("cpf", value, (digits) => CheckDigits.cpf(`${MadeUp.cpf}${digits.slice(MadeUp.cpf.length)}`))
  }

  cnpj(value: string): string {
    return this.#checked("cnpj", value, (digits) =>
      CheckDigits.cnpj(`${MadeUp.cnpj}${digits.slice(MadeUp.cnpj.length)}`)
    )
  }

  card(value: string): string {
    return this.#checked("card", value, (digits) =>
      CheckDigits.card(`${MadeUp.card}${digits.slice(MadeUp.card.length)}`)
    )
  }

  iban(value: string): string {
    return this.#other("iban", value, (bytes) => {
      const rest = Array.from(value.slice(4), (character, index) => alike(character, bytes[index] ?? 0, "any")).join("")
      return CheckDigits.iban(`${value.slice(0, 4)}${MadeUp.iban}${rest.slice(MadeUp.iban.length)}`)
    })
  }

  /** Of a telephone number its country and area stay. */
  phone(value: string): string {
    const [, area = "", subscriber = ""] = /^(\+\d{2} ?\(?\d{2}\)? ?9?)(.*)$/.exec(value) ?? []
    const last = this.digits(subscriber.replaceAll(/\D/g, "")).slice(-4)
    return `${area}${MadeUp.phone}${subscriber.replaceAll(/\d/g, "")}${last}`
  }

  email(value: string): string {
    return this.#other(
      "email",
      value.toLowerCase(),
      (bytes) => `p${Buffer.from(bytes).toString("hex").slice(0, 8)}@example.com`
    )
  }

  /** A token: hexadecimal stays hexadecimal, the seed of an authenticator app base32, a UUID keeps its version. */
  opaque(value: string): string {
    const letters = /^[0-9a-f-]+$/i.test(value) ? "hex" : /^[a-z2-7]{16,}=*$/i.test(value) ? "base32" : "any"
    const other = this.#shaped("opaque", value, letters)
    const isUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-\d[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value)
    return isUuid ? `${other.slice(0, 14)}${value[14]}${other.slice(15, 19)}${value[19]}${other.slice(20)}` : other
  }

  /** The year of a date; of two digits it stays within its century. */
  year(value: string): string {
    const moved = Number(value) + this.disguise.years
    return value.length === 4 ? String(moved) : String((moved + 100) % 100).padStart(2, "0")
  }

  /** The same instant of another year. */
  instant(value: Date): Date {
    const moved = new Date(value)
    moved.setUTCFullYear(value.getUTCFullYear() + this.disguise.years)
    return moved
  }

  /** An amount as it is written, its groups and its decimals kept: `1.234,56`, `1234.5`. */
  amount(value: string): string {
    const [, whole = "", point = "", decimals = ""] = /^(.*?)(?:([.,])(\d{1,2}))?$/s.exec(value) ?? []
    const group = /[^\d]/.exec(whole)?.[0] ?? ""
    const units = BigInt(whole.replaceAll(/\D/g, "") + decimals) * this.disguise.factor
    const text = String(units).padStart(decimals.length + 1, "0")
    const cut = text.length - decimals.length
    const grouped = group === "" ? text.slice(0, cut) : text.slice(0, cut).replaceAll(/\B(?=(\d{3})+$)/g, group)
    return `${grouped}${point}${text.slice(cut)}`
  }
}
