// The papers that everybody at this bank holds, one or two of each class of the Brazilian market, as data. Prices are in millionths of a real
// and quantities in millionths of a quota, so that what a position is worth is a product of whole numbers.

export interface Paper {
  readonly slug: string
  readonly name: string
  readonly type: "COE" | "EQUITY" | "ETF" | "FIXED_INCOME" | "MUTUAL_FUND" | "SECURITY"
  readonly subtype: string
  readonly code: string
  readonly isin: string
  readonly issuer: string
  readonly issuerCnpj: string
  /** Of one quota on the first day, and how much it gains each day. */
  readonly price: number
  readonly gain: number
  /** How far chance moves the price of a day either way, in hundredths of a percent. */
  readonly swing: number
  /** The first purchase: year, month, day. */
  readonly since: readonly [number, number, number]
  /** Bought again every so many months; 0: never. */
  readonly every: number
  /** Quotas at each purchase. */
  readonly quotas: number
  readonly wholeQuotas: boolean
  readonly sells: boolean
  /** Pays interest or dividends each quarter, in millionths of a real per quota. */
  readonly pays: number
  readonly amortises: boolean
  /** The tax that funds take in May and November. */
  readonly comeCotas: boolean
  readonly taxExempt: boolean
  readonly due: readonly [number, number, number] | undefined
  readonly rate: number | undefined
  readonly rateType: string | undefined
  readonly fixedAnnualRate: number | undefined
  readonly closed: readonly [number, number, number] | undefined
}

const paper = (own: Pick<Paper, "slug" | "name" | "type" | "subtype" | "code" | "price"> & Partial<Paper>): Paper => ({
  isin: "",
  issuer: "BANCO TOMADA SA",
  issuerCnpj: "11.444.777/0001-61",
  gain: 0,
  swing: 0,
  since: [2023, 2, 10],
  every: 1,
  quotas: 1_000_000,
  wholeQuotas: false,
  sells: false,
  pays: 0,
  amortises: false,
  comeCotas: false,
  taxExempt: false,
  due: undefined,
  rate: undefined,
  rateType: undefined,
  fixedAnnualRate: undefined,
  closed: undefined,
  ...own
})

export const papers: ReadonlyArray<Paper> = [
  paper({
    slug: "cdb",
    name: "CDB POS FIXADO 110% CDI",
    type: "FIXED_INCOME",
    subtype: "CDB",
    code: "CDB1239TMD8",
    isin: "BRTMDACDB011",
    price: 1_000_000_000,
    gain: 391_780,
    sells: true,
    quotas: 750_000,
    due: [2029, 2, 12],
    rate: 110_00,
    rateType: "CDI"
  }),
  paper({
    slug: "lci",
    name: "LCI IMOBILIARIA 95% CDI",
    type: "FIXED_INCOME",
    subtype: "LCI",
    code: "LCI23B00412",
    price: 1_000_000_000,
    gain: 330_120,
    every: 12,
    quotas: 10_000_000,
    taxExempt: true,
    due: [2028, 3, 1],
    rate: 95_00,
    rateType: "CDI"
  }),
  paper({
    slug: "tesouro",
    name: "TESOURO IPCA+ COM JUROS SEMESTRAIS 2035",
    type: "FIXED_INCOME",
    subtype: "TREASURY",
    code: "NTNB20350515",
    isin: "BRSTNCNTB4Q8",
    issuer: "TESOURO NACIONAL",
    issuerCnpj: "00.394.460/0001-41",
    price: 4_012_345_678,
    gain: 1_310_250,
    swing: 40,
    every: 3,
    quotas: 120_000,
    pays: 29_563_014,
    due: [2035, 5, 15],
    rate: 100_00,
    rateType: "IPCA",
    fixedAnnualRate: 6_05
  }),
  paper({
    slug: "fundo",
    name: "TOMADA MULTIMERCADO FIC FIM",
    type: "MUTUAL_FUND",
    subtype: "MULTIMARKET_FUND",
    code: "98.765.432/0001-98",
    isin: "BRTMDMCTF004",
    issuer: "TOMADA ASSET MANAGEMENT",
    issuerCnpj: "98.765.432/0001-98",
    price: 3_217_654,
    gain: 812,
    swing: 25,
    quotas: 155_123_456,
    sells: true,
    comeCotas: true
  }),
  paper({
    slug: "acao",
    name: "TOMADA ENERGIA SA PN N2",
    type: "EQUITY",
    subtype: "STOCK",
    code: "TMDA4",
    isin: "BRTMDAACNPR6",
    issuer: "TOMADA ENERGIA SA",
    issuerCnpj: "12.345.678/0001-95",
    price: 31_420_000,
    gain: 4_000,
    swing: 200,
    quotas: 100_000_000,
    wholeQuotas: true,
    sells: true,
    pays: 420_000
  }),
  paper({
    slug: "fii",
    name: "FII GALPOES DO VALE",
    type: "EQUITY",
    subtype: "REAL_ESTATE_FUND",
    code: "GALP11",
    isin: "BRGALPCTF009",
    issuer: "TOMADA ASSET MANAGEMENT",
    issuerCnpj: "98.765.432/0001-98",
    price: 98_770_000,
    gain: 3_000,
    swing: 90,
    every: 2,
    quotas: 12_000_000,
    wholeQuotas: true,
    pays: 2_490_000,
    amortises: true,
    taxExempt: true
  }),
  paper({
    slug: "etf",
    name: "TOMADA IBOVESPA FUNDO DE INDICE",
    type: "ETF",
    subtype: "ETF",
    code: "TMBV11",
    isin: "BRTMBVCTF007",
    issuer: "TOMADA ASSET MANAGEMENT",
    issuerCnpj: "98.765.432/0001-98",
    price: 112_350_000,
    gain: 21_000,
    swing: 110,
    every: 6,
    quotas: 20_000_000,
    wholeQuotas: true
  }),
  paper({
    slug: "pgbl",
    name: "TOMADA PREVIDENCIA RF PGBL",
    type: "SECURITY",
    subtype: "RETIREMENT",
    code: "15414.900123/2019-44",
    issuer: "TOMADA VIDA E PREVIDENCIA SA",
    issuerCnpj: "11.222.333/0001-81",
    price: 2_104_511,
    gain: 540,
    quotas: 95_020_000
  }),
  paper({
    slug: "coe",
    name: "COE BOLSA EUROPA CAPITAL PROTEGIDO",
    type: "COE",
    subtype: "STRUCTURED_NOTE",
    code: "COE24TMD017",
    price: 1_000_000_000,
    gain: 96_000,
    since: [2024, 3, 18],
    every: 0,
    quotas: 5_000_000,
    due: [2029, 3, 19]
  }),
  paper({
    slug: "debenture",
    name: "DEBENTURE RODOVIAS DO SUL 2027",
    type: "FIXED_INCOME",
    subtype: "DEBENTURES",
    code: "RDSL12",
    isin: "BRRDSLDBS025",
    issuer: "RODOVIAS DO SUL SA",
    issuerCnpj: "12.345.678/0001-95",
    price: 1_021_330_000,
    gain: 295_000,
    since: [2023, 6, 5],
    every: 0,
    quotas: 8_000_000,
    taxExempt: true,
    due: [2027, 6, 15],
    rate: 100_00,
    rateType: "IPCA",
    fixedAnnualRate: 5_20,
    closed: [2025, 11, 24]
  })
]
