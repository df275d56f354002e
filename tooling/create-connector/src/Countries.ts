// Where an institution's days begin and in what it counts, from its country alone. Zones are ICU's; of a country with several the one of
// its banks is named here. Currencies are ISO 4217 by ISO 3166; whatever is not listed has to be said.

const zones: Readonly<Record<string, string>> = {
  AR: "America/Buenos_Aires",
  AU: "Australia/Sydney",
  BR: "America/Sao_Paulo",
  CA: "America/Toronto",
  CL: "America/Santiago",
  CN: "Asia/Shanghai",
  CY: "Asia/Nicosia",
  DE: "Europe/Berlin",
  EC: "America/Guayaquil",
  ES: "Europe/Madrid",
  ID: "Asia/Jakarta",
  KZ: "Asia/Almaty",
  MX: "America/Mexico_City",
  MY: "Asia/Kuala_Lumpur",
  NZ: "Pacific/Auckland",
  PT: "Europe/Lisbon",
  RU: "Europe/Moscow",
  UA: "Europe/Kiev",
  US: "America/New_York",
  UZ: "Asia/Tashkent"
}

/** Countries by the currency that their banks count in. */
const currencies: Readonly<Record<string, string>> = {
  EUR: "AD AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MC ME MT NL PT SI SK SM VA XK",
  USD: "EC PA PR SV US",
  CHF: "CH LI",
  XOF: "BF BJ CI GW ML NE SN TG",
  XAF: "CF CG CM GA GQ TD",
  AED: "AE",
  ALL: "AL",
  ARS: "AR",
  AUD: "AU",
  BDT: "BD",
  BOB: "BO",
  BRL: "BR",
  CAD: "CA",
  CLP: "CL",
  CNY: "CN",
  COP: "CO",
  CRC: "CR",
  CZK: "CZ",
  DKK: "DK",
  DOP: "DO",
  EGP: "EG",
  GBP: "GB GG IM JE",
  GEL: "GE",
  GHS: "GH",
  GTQ: "GT",
  HKD: "HK",
  HNL: "HN",
  HUF: "HU",
  IDR: "ID",
  ILS: "IL",
  INR: "IN",
  ISK: "IS",
  JPY: "JP",
  KES: "KE",
  KRW: "KR",
  KZT: "KZ",
  LKR: "LK",
  MAD: "MA",
  MXN: "MX",
  MYR: "MY",
  NGN: "NG",
  NOK: "NO",
  NZD: "NZ",
  PEN: "PE",
  PHP: "PH",
  PKR: "PK",
  PLN: "PL",
  PYG: "PY",
  RON: "RO",
  RSD: "RS",
  RUB: "RU",
  SAR: "SA",
  SEK: "SE",
  SGD: "SG",
  THB: "TH",
  TND: "TN",
  TRY: "TR",
  TWD: "TW",
  UAH: "UA",
  UYU: "UY",
  UZS: "UZ",
  VND: "VN",
  ZAR: "ZA"
}

/** The zones of a country; none where there is no such country. */
export const zonesOf = (country: string): ReadonlyArray<string> => {
  if (!/^[A-Z]{2}$/.test(country)) return []
  const named = zones[country]
  if (named !== undefined) return [named]
  const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & { getTimeZones: () => string[] | undefined } // ES2026
  return locale.getTimeZones() ?? []
}

/** Undefined where it has to be said. */
export const currencyOf = (country: string): string | undefined =>
  Object.entries(currencies).find(([, countries]) => countries.split(" ").includes(country))?.[0]
