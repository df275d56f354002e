import { assert, describe, it } from "@effect/vitest"

import { currencyOf, zonesOf } from "../src/Countries.ts"
import { files } from "../src/Files.ts"
import { first, idOf } from "../src/Ids.ts"
import { complete, parse } from "../src/Options.ts"
import { decide, type Plan, type Taken, type Wanted } from "../src/Plan.ts"

const free: Taken = { ids: new Set(), slugs: new Set() }
const wanted: Wanted = {
  name: "Banco  São João",
  country: "br",
  transport: "http",
  challenges: ["otp"],
  products: ["transactions"]
}

const planned = (changes: Partial<Wanted> = {}, taken = free): Plan => {
  const plan = decide({ ...wanted, ...changes }, taken)
  return "refused" in plan ? assert.fail(plan.refused.join(" ")) : plan
}

const refused = (changes: Partial<Wanted>, taken = free): string => {
  const plan = decide({ ...wanted, ...changes }, taken)
  return "refused" in plan ? plan.refused.join(" ") : assert.fail("nothing was refused")
}

describe("a plan of a connector", () => {
  it("has slug, zone, currency and the accounts without being told", () => {
    const { challenges, country, currency, name, products, slug, unattended, zone } = planned()
    assert.deepStrictEqual(
      { challenges, country, currency, name, products, slug, unattended, zone },
      {
        challenges: ["Otp"],
        country: "BR",
        currency: "BRL",
        name: "Banco São João",
        products: ["ACCOUNTS", "TRANSACTIONS"],
        slug: "banco-sao-joao",
        unattended: "until-session-expiry",
        zone: "America/Sao_Paulo"
      }
    )
  })

  it("runs unattended only where nothing is asked", () => {
    assert.strictEqual(planned({ challenges: [] }).unattended, "always")
    assert.strictEqual(planned({ challenges: [], transport: "redirect" }).unattended, "until-session-expiry")
    assert.deepStrictEqual(planned({ challenges: [], transport: "redirect" }).challenges, ["Redirect"])
    assert.strictEqual(planned({ challenges: [], transport: "file" }).unattended, "never")
  })

  it("is refused in plain words, all of them at once", () => {
    assert.include(refused({ name: "007" }), "A name has letters")
    assert.include(refused({ name: "Банк" }), "is no slug")
    assert.include(refused({ slug: "../engine" }), "is no slug")
    assert.include(refused({}, { ...free, slugs: new Set(["banco-sao-joao"]) }), "There is a connector banco-sao-joao")
    assert.include(refused({ id: 2 }, { ...free, ids: new Set([2]) }), "The number 2 is given already")
    assert.include(refused({ id: Number("two") }), "A number is a whole number")
    assert.include(refused({ country: "Brazil" }), "is no country")
    assert.include(refused({ country: "ZZ" }), "is no country")
    assert.include(refused({ zone: "Mars/Olympus" }), "is no time zone")
    assert.include(refused({ country: "MN" }), "MN has several zones")
    assert.include(refused({ currency: "XQX" }), "is no currency")
    assert.include(refused({ url: "file:///etc" }), "is no address")
    assert.include(refused({ challenges: ["Redirect"] }), "belongs to the transport redirect")
    assert.include(refused({ transport: "file" }), "A file asks nothing")
    assert.include(refused({ transport: "redirect" }), "leave Otp out")
    assert.include(refused({ products: ["PAYMENT_DATA"] }), "PAYMENT_DATA needs TRANSACTIONS")
    const both = refused({ transport: "pigeon", products: ["HATS"] })
    assert.include(both, 'no transport "pigeon"')
    assert.include(both, 'no product "HATS"')
  })

  it("touches no file outside its own folder but a changeset of its own", () => {
    const outside = [...files(planned()).keys()].filter((path) => !path.startsWith("connectors/banco-sao-joao/"))
    assert.deepStrictEqual(outside, [".changeset/connector-banco-sao-joao.md"])
  })
})

describe("the number of a connector", () => {
  it("follows from the slug, above those that are given by hand", () => {
    const id = idOf("my-bank", new Set())
    assert.strictEqual(id, idOf("my-bank", new Set([0, 700])))
    assert.isAtLeast(id, first)
    assert.notStrictEqual(id, idOf("your-bank", new Set()))
  })

  it("is the next that is free where another slug has it", () => {
    const id = idOf("my-bank", new Set())
    assert.strictEqual(idOf("my-bank", new Set([id, id + 1])), id + 2)
  })
})

describe("a country", () => {
  it("has a zone that this computer knows, and a currency that is one", () => {
    const countries = ["BR", "US", "DE", "PT", "GB", "CH", "IN", "JP", "MX", "AU", "SN", "LI"]
    for (const country of countries) {
      const [zone, ...others] = zonesOf(country)
      assert.deepStrictEqual(others, [], country)
      assert.doesNotThrow(() => new Intl.DateTimeFormat("en", { timeZone: zone }), country)
      assert.include(Intl.supportedValuesOf("currency"), currencyOf(country))
    }
  })
})

describe("what is typed", () => {
  it("is complete without a person, or says which options are missing", async () => {
    const found = await complete(parse(["--name", "My bank", "--country", "BR"]), null)
    assert.deepInclude(found, { transport: "http", products: ["ACCOUNTS", "TRANSACTIONS"], challenges: [] })
    assert.deepStrictEqual(await complete(parse(["--name", "My bank"]), null), {
      refused: ["Say --country: there is nobody to ask."]
    })
  })

  it("is asked for where it was left out, and an empty answer takes what is in brackets", async () => {
    const asked: Array<string> = []
    const found = await complete(parse(["--name", "My bank", "--challenges", "Otp, Select"]), (question) => {
      asked.push(question)
      return Promise.resolve(question.startsWith("Country") ? "DE" : "")
    })
    assert.deepInclude(found, { country: "DE", transport: "http", challenges: ["Otp", "Select"] })
    assert.strictEqual(asked.length, 3)
  })
})
