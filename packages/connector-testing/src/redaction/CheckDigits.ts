// Numbers that say by themselves whether they are one: whoever redacts them must make others that are, because connectors check them.
// Digits only, without separators.
import { Cnpj } from "@tomada/core"

const digit = (text: string, index: number): number => text.charCodeAt(index) - 48

const cpfDigit = (digits: string): number => {
  const sum = Array.from(digits).reduce(
    (total, _, index) => total + digit(digits, index) * (digits.length + 1 - index),
    0
  )
  const rest = (sum * 10) % 11
  return rest === 10 ? 0 : rest
}

const withCpfDigits = (nine: string): string => {
  const first = `${nine}${cpfDigit(nine)}`
  return `${first}${cpfDigit(first)}`
}

export const isCpf = (digits: string): boolean =>
  /^\d{11}$/.test(digits) && !/^(\d)\1+$/.test(digits) && withCpfDigits(digits.slice(0, 9)) === digits

/** The CPF that begins with the first nine of these digits. */
export const cpf = (digits: string): string => withCpfDigits(digits.slice(0, 9))

export const isCnpj = (digits: string): boolean => /^\d{14}$/.test(digits) && Cnpj.parse(digits) !== undefined

/** The CNPJ that begins with the first twelve of these digits. */
export const cnpj = (digits: string): string => {
  const root = digits.slice(0, 12)
  for (let check = 0; check < 100; check++) {
    const candidate = `${root}${String(check).padStart(2, "0")}`
    if (Cnpj.parse(candidate) !== undefined) return candidate
  }
  return digits
}

const luhnSum = (digits: string): number =>
  Array.from(digits).reduce((total, _, index) => {
    const value = digit(digits, digits.length - 1 - index) * (index % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)

/** A card's number, by its length, its first digit and its check digit. */
export const isCard = (digits: string): boolean => /^[2-6]\d{12,18}$/.test(digits) && luhnSum(digits) % 10 === 0

/** The card's number that begins with these digits but for the last. */
export const card = (digits: string): string => {
  const open = `${digits.slice(0, -1)}0`
  return `${digits.slice(0, -1)}${(10 - (luhnSum(open) % 10)) % 10}`
}

const mod97 = (text: string): number =>
  Array.from(text).reduce((rest, character) => {
    const value = Number.parseInt(character, 36)
    return (rest * (value > 9 ? 100 : 10) + value) % 97
  }, 0)

export const isIban = (text: string): boolean =>
  /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text) && mod97(text.slice(4) + text.slice(0, 4)) === 1

/** The IBAN of this country and account; what stood as its check digits is not looked at. */
export const iban = (text: string): string => {
  const rest = mod97(`${text.slice(4)}${text.slice(0, 2)}00`)
  return `${text.slice(0, 2)}${String(98 - rest).padStart(2, "0")}${text.slice(4)}`
}
