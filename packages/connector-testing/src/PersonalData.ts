// Finds what may be somebody's in a text that is to be kept for ever: numbers that prove themselves, addresses, tokens. What a redaction
// made up is known by how it begins.
import * as CheckDigits from "./redaction/CheckDigits.ts"
import * as MadeUp from "./redaction/MadeUp.ts"

export type Kind = "cpf" | "cnpj" | "iban" | "card" | "e-mail" | "phone" | "token"

/** `at`: the character where it begins; the text itself is never told. */
export interface Finding {
  readonly kind: Kind
  readonly at: number
}

interface Rule {
  readonly kind: Kind
  readonly pattern: RegExp
  readonly isOne: (text: string) => boolean
}

const digitsOf = (text: string): string => text.replaceAll(/\D/g, "")

/** Domains that belong to nobody (RFC 2606, RFC 6761), in which a made-up address may be. */
const nobodys = /@(?:[\w-]+\.)*(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)$/i

const rules: ReadonlyArray<Rule> = [
  { kind: "e-mail", pattern: /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, isOne: (text) => !nobodys.test(text) },
  { kind: "token", pattern: /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, isOne: () => true },
  { kind: "token", pattern: /\b(?:Bearer|Basic)\s+[\w+/=.-]{12,}/g, isOne: () => true },
  {
    kind: "cpf",
    pattern: /(?<![\d.])(?:\d{3}\.\d{3}\.\d{3}-\d{2}|\d{11})(?![\d.])/g,
    isOne: (text) => CheckDigits.isCpf(digitsOf(text)) && !text.startsWith(MadeUp.cpf)
  },
  {
    kind: "cnpj",
    pattern: /(?<![\d.])(?:\d{2}\.\d{3}\.\d{3}\/\d{4}-\d{2}|\d{14})(?![\d.])/g,
    isOne: (text) => {
      const digits = digitsOf(text)
      const isInstant = /^(?:19|20)\d{2}[01]\d[0-3]\d/.test(text)
      return CheckDigits.isCnpj(digits) && !isInstant && !digits.startsWith(MadeUp.cnpj)
    }
  },
  {
    kind: "iban",
    pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g,
    isOne: (text) => {
      const bare = text.replaceAll(" ", "")
      return CheckDigits.isIban(bare) && !bare.slice(4).startsWith(MadeUp.iban)
    }
  },
  {
    kind: "card",
    pattern: /(?<![\d.-])\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7}(?![\d.-])/g,
    isOne: (text) => CheckDigits.isCard(digitsOf(text)) && !digitsOf(text).startsWith(MadeUp.card)
  },
  {
    kind: "phone",
    pattern: /(?<![\w.])\+\d{2} ?\(?\d{2}\)? ?9?(\d{4})[- ]?\d{4}(?!\d)/g,
    isOne: (text) => !/^\+\d{2} ?\(?\d{2}\)? ?9?0000/.test(text)
  }
]

/** What the text may hold of somebody, in the order in which it stands there. */
export const find = (text: string): ReadonlyArray<Finding> =>
  rules
    .flatMap(({ isOne, kind, pattern }) =>
      Array.from(text.matchAll(pattern), ({ 0: found, index }) => ({ kind, found, at: index })).filter(({ found }) =>
        isOne(found)
      )
    )
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, kind }) => ({ kind, at }))
