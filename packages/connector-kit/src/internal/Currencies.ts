// Which currencies a sign or code beside a number may mean. A sign that several currencies share says none of them.
const shared: Readonly<Record<string, ReadonlyArray<string>>> = {
  $: ["USD", "ARS", "AUD", "BRL", "CAD", "CLP", "COP", "HKD", "MXN", "NZD", "SGD", "UYU"],
  "£": ["GBP", "EGP", "FKP", "GIP", "LBP", "SHP"],
  "¥": ["JPY", "CNY"],
  "₩": ["KRW", "KPW"],
  kr: ["SEK", "NOK", "DKK", "ISK"],
  "kr.": ["DKK", "ISK", "SEK", "NOK"],
  Rs: ["INR", "PKR", "LKR", "NPR", "MUR"],
  "Rs.": ["INR", "PKR", "LKR", "NPR", "MUR"],
  "Bs.": ["BOB", "VES"]
}

const own: Readonly<Record<string, string>> = {
  "€": "EUR",
  R$: "BRL",
  US$: "USD",
  U$S: "USD",
  A$: "AUD",
  AU$: "AUD",
  C$: "CAD",
  CA$: "CAD",
  HK$: "HKD",
  NZ$: "NZD",
  S$: "SGD",
  MX$: "MXN",
  AR$: "ARS",
  CL$: "CLP",
  "S/": "PEN",
  "S/.": "PEN",
  "₪": "ILS",
  "₹": "INR",
  "₽": "RUB",
  "₺": "TRY",
  "₫": "VND",
  "₴": "UAH",
  "฿": "THB",
  "₱": "PHP",
  "₡": "CRC",
  "₦": "NGN",
  "₲": "PYG",
  "₸": "KZT",
  "₾": "GEL",
  zł: "PLN",
  Kč: "CZK",
  Ft: "HUF",
  lei: "RON",
  "Fr.": "CHF",
  "SFr.": "CHF",
  元: "CNY",
  円: "JPY"
}

const signs = [...Object.keys(own), ...Object.keys(shared)].sort((a, b) => b.length - a.length)
const codes: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"))
const isLetter = (text: string): boolean => /^[\p{L}$]$/u.test(text)

/** The sign or code that the text begins or ends with, and the text without it. A letter beside it makes it another word. */
export const atEdge = (text: string): { readonly mark: string; readonly rest: string } | null => {
  const [first, last] = [text.slice(0, 3), text.slice(-3)]
  if (codes.has(first) && !isLetter(text.charAt(3))) return { mark: first, rest: text.slice(3) }
  if (codes.has(last) && !isLetter(text.charAt(text.length - 4))) return { mark: last, rest: text.slice(0, -3) }
  for (const mark of signs) {
    if (text.startsWith(mark) && !isLetter(text.charAt(mark.length))) return { mark, rest: text.slice(mark.length) }
    if (text.endsWith(mark) && !isLetter(text.charAt(text.length - mark.length - 1)))
      return { mark, rest: text.slice(0, -mark.length) }
  }
  return null
}

/** ISO 4217 codes of what `atEdge` found. */
export const named = (mark: string): ReadonlyArray<string> => {
  const one = own[mark]
  return one === undefined ? (shared[mark] ?? [mark]) : [one]
}
