// What becomes of personal values: gone, of the same shape, and the same wherever they stood.
import { createHash } from "node:crypto"

import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"

import * as PersonalData from "../src/PersonalData.ts"
import * as Bodies from "../src/redaction/Bodies.ts"
import * as CheckDigits from "../src/redaction/CheckDigits.ts"
import { Pseudonyms } from "../src/redaction/Pseudonyms.ts"
import { Text } from "../src/redaction/Text.ts"
import * as Vocabulary from "../src/redaction/Vocabulary.ts"

const disguise = { key: new Uint8Array(32).fill(9), factor: 7n, years: -8 }
const known = Vocabulary.of("saldo statement data-field transactions row Conta corrente")
const secrets = [{ value: "hunter2!x", other: "kolvet9!q" }]

const pseudonyms = () => new Pseudonyms(disguise)
const text = (made = pseudonyms()) => new Text(made, known, secrets)
const rules = (): Bodies.Rules => {
  const made = pseudonyms()
  return { pseudonyms: made, text: text(made), runs: false, hosts: new Set(["bank.test"]), fields: new Set() }
}

const digitsOf = (written: string) => written.replaceAll(/\D/g, "")

describe("a page", () => {
  const page = '<form><input type="hidden" name="ticket" value="Mariana"><input name="nickname" value=""></form>'

  it("keeps the names of the fields that were sent, and no other word", () => {
    const clean = Bodies.body({ ...rules(), fields: new Set(["ticket"]) }, "text/html", page) ?? ""
    assert.include(clean, 'name="ticket"')
    assert.notMatch(clean, /nickname|mariana/i)
    assert.notInclude(Bodies.body(rules(), "text/html", page) ?? "", "ticket")
  })

  it("has an empty picture where it had one of its own", () => {
    const own = Buffer.from("a face").toString("base64")
    const clean = Bodies.body(rules(), "text/html", `<img src="data:image/png;base64,${own}">`) ?? ""
    assert.match(clean, /src="data:image\/png;base64,iVBOR[^"]+"/)
    assert.notInclude(clean, own)
  })
})

it("the seed of an authenticator app is another seed, of which codes can be made", () => {
  for (const seed of ["JBSWY3DPEHPK3PXP7654237654237654", "jbswy3dpehpk3pxp"]) {
    const other = pseudonyms().opaque(seed)
    assert.match(other, /^[a-z2-7]+$/i)
    assert.notStrictEqual(other, seed)
  }
})

it("an amount in its smallest unit is an amount", () => {
  const body = JSON.stringify({ quantity: { decimalMantissa: 3_499_669, decimalPlaces: 2 }, cents: 150 })
  assert.deepStrictEqual(JSON.parse(Bodies.body(rules(), "application/json", body) ?? ""), {
    quantity: { decimalMantissa: 7 * 3_499_669, decimalPlaces: 2 },
    cents: 7 * 150
  })
})

describe("running text", () => {
  it("keeps the words that the connector knows and no other", () => {
    const clean = text().of("Saldo da conta corrente de Mariana Alcântara")
    assert.match(clean, /^Saldo da conta corrente de \w+ \w+$/)
    assert.notMatch(clean, /mariana|alc/i)
  })

  it("has the same for the same, in capitals and in small letters, and another for another", () => {
    const redacted = text()
    const [one, same, other] = [redacted.of("Padaria"), redacted.of("PADARIA"), redacted.of("Peixaria")]
    assert.strictEqual(one?.toUpperCase(), same)
    assert.notStrictEqual(one, other)
  })

  it("has documents that are valid and nobody's", () => {
    const redacted = text()
    const cpf = redacted.of("529.982.247-25")
    assert.match(cpf, /^\d{3}\.\d{3}\.\d{3}-\d{2}$/)
    assert.isTrue(CheckDigits.isCpf(digitsOf(cpf)))
    assert.strictEqual(digitsOf(cpf), redacted.of("52998224725"), "with and without dots")
    assert.isTrue(CheckDigits.isCnpj(digitsOf(redacted.of("11.222.333/0001-81"))))
    assert.isTrue(CheckDigits.isCard(digitsOf(redacted.of("5555 5555 5555 4444"))))
    assert.isTrue(CheckDigits.isIban(redacted.of("DE89370400440532013000")))
    const all = redacted.of(
      "529.982.247-25 11.222.333/0001-81 5555 5555 5555 4444 DE89370400440532013000 +55 11 91234-5678 a@b.com.br"
    )
    assert.deepStrictEqual(PersonalData.find(all), [])
  })

  it("has every date in another year, and a month keeps its days", () => {
    assert.strictEqual(
      text().of("29/02/2024, 2024-02-29T10:00, 29.02.24, 20240229, 2024"),
      "29/02/2016, 2016-02-29T10:00, 29.02.16, 20160229, 2016"
    )
  })

  it("has no number that is written in groups", () => {
    const clean = text().of("RG 12.345.678-9, 1234-5678-90")
    for (const part of ["345", "678", "1234", "5678"]) assert.notInclude(clean, part)
    assert.match(clean, /^RG \d\d\.\d{3}\.\d{3}-\d, \d{4}-\d{4}-\d\d$/)
  })

  it("has no number that proves to be somebody's by chance", () => {
    const redacted = text()
    for (let number = 0; number < 200; number++)
      assert.deepStrictEqual(PersonalData.find(redacted.of(`no. ${4_000_000_000_000_000 + number}`)), [])
  })

  it("keeps rates, short numbers and times of the day", () => {
    assert.strictEqual(text().of("12,50% 5,4321 365 23:59:59"), "12,50% 5,4321 365 23:59:59")
  })

  it("has tokens of the same shape", () => {
    const clean = text().of("3f2504e0-4f89-41d3-9a0c-0305e82c3301 dGVzdC10b2tlbi0xMjM0NTY3ODkw")
    assert.match(clean, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-9[0-9a-f]{3}-[0-9a-f]{12} [\w]{28}$/)
    assert.notInclude(clean, "3f2504e0")
  })

  it("has no secret, as it is, within a token, or as a digest", () => {
    const redacted = text()
    assert.strictEqual(redacted.of("p=hunter2!x"), "p=kolvet9!q")
    const basic = Buffer.from("user:hunter2!x").toString("base64")
    assert.include(Buffer.from(redacted.of(basic), "base64").toString(), ":kolvet9!q")
    const hashed = (value: string) => createHash("sha256").update(value).digest("hex")
    assert.strictEqual(redacted.of(hashed("hunter2!x")), hashed("kolvet9!q"))
  })
})

describe("amounts", () => {
  const cents = Schema.Int.check(Schema.isBetween({ minimum: -10_000_000, maximum: 10_000_000 }))
  const written = (value: number) => {
    const digits = String(Math.abs(value)).padStart(3, "0")
    const whole = digits.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, ".")
    return `${value < 0 ? "-" : ""}${whole},${digits.slice(-2)}`
  }
  const read = (amount: string) => Number(amount.replaceAll(".", "").replace(",", ""))

  it.effect.prop("that added up still do", { one: cents, other: cents }, ({ one, other }) =>
    Effect.sync(() => {
      const [a, b, sum] = [one, other, one + other].map((value) => read(text().of(written(value))))
      assert.strictEqual((a ?? 0) + (b ?? 0), sum)
    })
  )

  it("keep their notation", () => {
    assert.strictEqual(text().of("R$ 1.234,56"), "R$ 8.641,92")
    assert.strictEqual(text().of("US$ 1,234.56"), "US$ 8,641.92")
    assert.strictEqual(text().of("-0,07"), "-0,49")
  })
})

describe("bodies", () => {
  it("of documents keep their structure and what pages are counted by", () => {
    const html =
      '<table id="transactions" data-total-rows="1402"><!-- Ana --><tr class="row"><td data-field="saldo">R$ 10,00</td><td>Ana Souza</td></tr></table><script>var name = "Ana"</script>'
    const clean = Bodies.body(rules(), "text/html", html) ?? ""
    assert.match(
      clean,
      /^<table id="transactions" data-total-rows="1402"><tr class="row"><td data-field="saldo">R\$ 70,00<\/td><td>\w+ \w+<\/td><\/tr><\/table><script><\/script>$/
    )
    assert.notInclude(clean, "Ana")
  })

  it("of JSON keep their names, rates and pages, and have other numbers and amounts", () => {
    const clean: unknown = JSON.parse(
      Bodies.body(
        rules(),
        "application/json",
        JSON.stringify({
          page: 1,
          total: 1402,
          results: [{ owner: "Ana", number: 123456, amount: 10.5, interestRate: 0.0123 }]
        })
      ) ?? ""
    )
    const row = { owner: "Ana", number: 123456, amount: 73.5, interestRate: 0.0123 }
    assert.nestedPropertyVal(clean, "total", 1402)
    assert.nestedPropertyVal(clean, "results[0].amount", row.amount)
    assert.nestedPropertyVal(clean, "results[0].interestRate", row.interestRate)
    assert.notNestedPropertyVal(clean, "results[0].owner", row.owner)
    assert.notNestedPropertyVal(clean, "results[0].number", row.number)
  })

  it("of addresses keep their places, and other hosts are nobody's", () => {
    const { url } = Bodies
    assert.match(
      url(rules(), "/statement/12345678?from=01/02/2024&page=2"),
      /^\/statement\/\d{8}\?from=01%2F02%2F2016&page=2$/
    )
    assert.strictEqual(url(rules(), "https://tracker.example/u/ana"), "https://elsewhere.invalid/")
    assert.strictEqual(url(rules(), "mailto:ana@bank.test"), "")
  })

  it("that are no text are replaced", () => {
    assert.isNull(Bodies.body(rules(), "application/pdf", "%PDF"))
    assert.match(Buffer.from(Bodies.empty("application/pdf"), "base64").toString(), /^%PDF/)
  })
})

describe("the search for personal data", () => {
  it("finds what proves itself, and tells no more than where", () => {
    const found = PersonalData.find(
      "cpf 529.982.247-25, iban DE89 3704 0044 0532 0130 00, card 5555555555554444, ana@bank.com"
    )
    assert.deepStrictEqual(
      found.map(({ kind }) => kind),
      ["cpf", "iban", "card", "e-mail"]
    )
  })

  it("finds nothing in numbers that prove nothing", () => {
    assert.deepStrictEqual(
      PersonalData.find("529.982.247-26 20260320120000 1234 5678 9012 3456 nobody@example.com"),
      []
    )
  })
})
