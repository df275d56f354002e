// What becomes of running text: what the connector knows stays, all else is replaced by its like. The default is to deny: a word that no
// rule lets through is not in the recording, whoever wrote it. Secrets go first, in whatever form they stand there.
import { createHash } from "node:crypto"

import * as CheckDigits from "./CheckDigits.ts"
import type { Pseudonyms } from "./Pseudonyms.ts"

/** What must not be in a recording at all, and what is to stand there instead. */
export interface Secret {
  readonly value: string
  readonly other: string
}

const token = new RegExp(
  [
    String.raw`(?<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)`,
    String.raw`(?<phone>(?<![\w.])\+\d{2} ?\(?\d{2}\)? ?9?\d{4}[- ]?\d{4}(?!\d))`,
    String.raw`(?<iso>(?<!\d)\d{4}(?=-\d{2}(?:-\d{2})?(?!\d)))`,
    String.raw`(?<day>(?<!\d)[0-3]?\d(?<between>[./-])[01]?\d\k<between>)(?<dayYear>\d{4}|\d{2})(?![\d,.]*\d)`,
    String.raw`(?<cpf>(?<!\d)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d))`,
    String.raw`(?<cnpj>(?<!\d)\d{2}\.\d{3}\.\d{3}\/\d{4}-\d{2}(?!\d))`,
    String.raw`(?<iban>\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b)`,
    String.raw`(?<card>(?<!\d)\d{4}(?<gap>[ -])\d{4}\k<gap>\d{4}\k<gap>\d{4}(?!\d))`,
    String.raw`(?<money>(?<![\d.,])(?:\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+|\d+)[.,]\d{2}(?![\d.,]*\d)(?!\s?%))`,
    String.raw`(?<=(?:R\$|US\$|[$€£])\s?[-−]?)(?<whole>\d[\d.,]*\d|\d)`,
    String.raw`(?<grouped>(?<![\d.,-])\d{1,4}(?:[.-]\d{2,4}){2,}(?:[-\/]?[\dx])?(?![\d.,]*\d))`,
    String.raw`(?<fraction>(?<![\d.,])\d{1,3}[.,]\d+(?![.,]?\d))`,
    String.raw`(?<opaque>(?=[\w-]*\d)(?=[\w-]*[a-z])[a-z0-9_-]{16,}[a-z0-9_+/=-]*)`,
    String.raw`(?<mixed>(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{6,15}(?![a-z0-9]))`,
    String.raw`(?<digits>\d+)`,
    String.raw`(?<word>\p{L}[\p{L}\p{M}]*)`
  ].join("|"),
  "giu"
)

const isYear = (digits: string): boolean => /^(?:19[5-9]|20[0-6])\d$/.test(digits)
const isDay = (digits: string): boolean => /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/.test(digits)
const isMillis = (digits: string): boolean => /^[12]\d{12}$/.test(digits)

/** Words of fewer letters and numbers of fewer digits say nothing of anybody. */
const shortWord = 3
const shortNumber = 4

const hashes = ["md5", "sha1", "sha256", "sha512"] as const

/** What a site may send in place of a secret, each with that of the other. */
const digests = ({ other, value }: Secret): ReadonlyArray<readonly [string, string]> =>
  hashes.flatMap((name) =>
    (["hex", "base64", "base64url"] as const).map(
      (encoding) =>
        [createHash(name).update(value).digest(encoding), createHash(name).update(other).digest(encoding)] as const
    )
  )

const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)

/** A secret of fewer characters is one only where it stands alone. */
const shortSecret = 6

const anyOf = (secrets: ReadonlyArray<Secret>): RegExp | null => {
  if (secrets.length === 0) return null
  const alternatives = secrets.map(({ value }) =>
    value.length < shortSecret ? `(?<![\\p{L}\\d])${escaped(value)}(?![\\p{L}\\d])` : escaped(value)
  )
  return new RegExp(alternatives.join("|"), "gu")
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const printable = /^[\t\n\r\u0020-\u007e\u00a0-\uffff]+$/

export class Text {
  readonly #pseudonyms: Pseudonyms
  readonly #kept: ReadonlySet<string>
  readonly #others: ReadonlyMap<string, string>
  readonly #digests: ReadonlyMap<string, string>
  readonly #secret: RegExp | null

  /** `kept`: words and numbers, in small letters, that are let through. */
  constructor(pseudonyms: Pseudonyms, kept: ReadonlySet<string>, secrets: ReadonlyArray<Secret>) {
    const known = secrets.filter(({ value }) => value !== "").toSorted((a, b) => b.value.length - a.value.length)
    this.#pseudonyms = pseudonyms
    this.#kept = kept
    this.#others = new Map(known.map(({ other, value }) => [value, other]))
    this.#digests = new Map(known.flatMap(digests))
    this.#secret = anyOf(known)
  }

  /** The text without anything that is anybody's. */
  of(text: string): string {
    return this.#bySecrets(text, (gap) => gap.replace(token, (...matched) => this.#token(matched)))
  }

  /** Only the secrets are replaced: for what is public by nature, such as a site's scripts. */
  publicText(text: string): string {
    return this.#bySecrets(text, (gap) => gap)
  }

  #bySecrets(text: string, redact: (gap: string) => string): string {
    if (this.#secret === null) return redact(text)
    let done = ""
    let at = 0
    for (const { 0: value, index } of text.matchAll(this.#secret)) {
      done += redact(text.slice(at, index)) + (this.#others.get(value) ?? "")
      at = index + value.length
    }
    return done + redact(text.slice(at))
  }

  #token(matched: ReadonlyArray<unknown>): string {
    const whole = String(matched[0])
    const groups = matched.at(-1) as Readonly<Record<string, string | undefined>> // the named groups come last
    const { cnpj, cpf, day, dayYear, digits, email, fraction, iban, iso, mixed, money, opaque, word } = groups
    const amount = money ?? groups["whole"]
    const made = this.#pseudonyms
    if (email !== undefined) return made.email(email)
    if (groups["phone"] !== undefined) return made.phone(groups["phone"])
    if (iso !== undefined) return isYear(iso) ? made.year(iso) : this.#digits(iso)
    if (day !== undefined && dayYear !== undefined) return `${day}${made.year(dayYear)}`
    if (cpf !== undefined) return CheckDigits.isCpf(cpf.replaceAll(/\D/g, "")) ? made.cpf(cpf) : this.#parts(cpf)
    if (cnpj !== undefined) return CheckDigits.isCnpj(cnpj.replaceAll(/\D/g, "")) ? made.cnpj(cnpj) : this.#parts(cnpj)
    if (groups["card"] !== undefined) return made.card(groups["card"])
    if (iban !== undefined) return this.#iban(iban)
    if (amount !== undefined) return this.#kept.has(amount) ? amount : made.amount(amount)
    if (groups["grouped"] !== undefined) return made.digits(groups["grouped"])
    if (fraction !== undefined) return fraction
    if (opaque !== undefined) return this.#opaque(opaque)
    if (mixed !== undefined) return this.#kept.has(mixed.toLowerCase()) ? mixed : made.opaque(mixed)
    if (digits !== undefined) return this.#digits(digits)
    return word === undefined ? whole : this.#word(word)
  }

  #word(word: string): string {
    return word.length < shortWord || this.#kept.has(word.toLowerCase()) ? word : this.#pseudonyms.word(word)
  }

  #digits(digits: string): string {
    if (digits.length < shortNumber || this.#kept.has(digits)) return digits
    if (digits.length === 4 && isYear(digits)) return this.#pseudonyms.year(digits)
    if (CheckDigits.isCpf(digits)) return this.#pseudonyms.cpf(digits)
    if (CheckDigits.isCnpj(digits) && !isDay(digits)) return this.#pseudonyms.cnpj(digits)
    if ((digits.length === 8 || digits.length === 14) && isDay(digits)) {
      return this.#pseudonyms.year(digits.slice(0, 4)) + digits.slice(4)
    }
    if (isMillis(digits)) return String(this.#pseudonyms.instant(new Date(Number(digits))).getTime())
    return CheckDigits.isCard(digits) ? this.#pseudonyms.card(digits) : this.#pseudonyms.digits(digits)
  }

  /** Numbers that look like something that they are not. */
  #parts(text: string): string {
    return text.replaceAll(/\d+/g, (digits) => this.#pseudonyms.digits(digits))
  }

  #iban(text: string): string {
    const bare = text.replaceAll(" ", "").toUpperCase()
    if (!CheckDigits.isIban(bare))
      return text.replaceAll(/\d+|\p{L}+/gu, (part) => (/\d/.test(part) ? this.#digits(part) : this.#word(part)))
    const other = this.#pseudonyms.iban(bare)
    let at = 0
    return text.replaceAll(/[A-Z0-9]/gi, () => other[at++] ?? "")
  }

  /** A token may hold a secret in another writing: its like is written in the same way. */
  #opaque(text: string): string {
    const digest = this.#digests.get(text) ?? this.#digests.get(text.toLowerCase())
    if (digest !== undefined) return digest
    if (this.#kept.has(text.toLowerCase())) return text
    if (uuid.test(text)) return this.#pseudonyms.opaque(text)
    for (const encoding of ["hex", "base64url", "base64"] as const) {
      const bytes = Buffer.from(text, encoding)
      const inside = bytes.toString("utf8")
      if (bytes.length < 4 || !printable.test(inside) || this.#secret === null || inside.search(this.#secret) < 0)
        continue
      return Buffer.from(this.of(inside)).toString(encoding)
    }
    return text.replaceAll(/[a-z0-9]+/gi, (part) => (part.length < shortNumber ? part : this.#part(part)))
  }

  /** Words of a long name stay where they are known: `transactions-table-2026`. */
  #part(part: string): string {
    if (this.#kept.has(part.toLowerCase())) return part
    if (/^\d+$/.test(part)) return this.#digits(part)
    return /\d/.test(part) ? this.#pseudonyms.opaque(part) : this.#word(part)
  }
}
