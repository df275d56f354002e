// What the screens show of institutions and Items: lists, lines of progress, what came, and the ways out.
import { assert, describe, it } from "vitest"

import { initials, listed, matching, wantsDarkInk } from "../src/page/flow/Listing.ts"
import { outcomesOf, stepsOf } from "../src/page/flow/Steps.ts"
import { waysOf } from "../src/page/flow/Ways.ts"
import { choice, connector, done, grant, item, options } from "./Scene.ts"

const sao = connector({ id: 10, name: "Banco São João", country: "BR" })
const azul = connector({ id: 11, name: "Azul Empresas", type: "BUSINESS_BANK", country: "AR" })
const test = connector({ id: 12, name: "Test bank", isSandbox: true })
const all = [sao, azul, test]
const session = (given: Readonly<Record<string, unknown>> = {}) => ({ options: options(given), grant, agreed: false })
const names = (of: ReadonlyArray<{ readonly name: string }>) => of.map(({ name }) => name)

describe("the list of institutions", () => {
  it("has test banks only where the application asks for them", () => {
    assert.deepStrictEqual(listed(all, session()), [sao, azul])
    assert.deepStrictEqual(listed(all, session({ includeSandbox: true })), all)
  })

  for (const [what, given, found] of [
    ["numbers", { connectorIds: [11] }, [azul]],
    ["kinds", { connectorTypes: ["PERSONAL_BANK"] }, [sao]],
    ["countries", { countries: ["AR"] }, [azul]],
    ["products", { products: ["LOANS"] }, []]
  ] as const)
    it(`keeps to the ${what} that the application wants`, () => {
      assert.deepStrictEqual(listed(all, session(given)), found)
    })

  it("is in the order of names where that is wished for", () => {
    assert.deepStrictEqual(names(listed(all, session({ connectorSortAlphabetically: true }))), [azul.name, sao.name])
  })

  it("is searched without regard to accents and case, by every word", () => {
    assert.deepStrictEqual(matching(all, "joao SAO"), [sao])
    assert.deepStrictEqual(matching(all, "são azul"), [])
    assert.deepStrictEqual(matching(all, "  "), all)
  })
})

describe("an institution without a logo", () => {
  it("has its initials", () => {
    assert.strictEqual(initials("Banco São João"), "BS")
    assert.strictEqual(initials("órbita"), "Ó")
  })

  it("has them in the letters that read better on its colour", () => {
    assert.isTrue(wantsDarkInk("ffe600"))
    assert.isFalse(wantsDarkInk("820ad1"))
  })
})

describe("the lines of progress", () => {
  const at = (executionStatus: Parameters<typeof item>[0] & object) =>
    stepsOf(item(executionStatus)).map(({ line, is }) => `${line} ${is}`)

  it("begin with the login", () => {
    assert.strictEqual(at({ executionStatus: "LOGIN_IN_PROGRESS" })[0], "LOGIN now")
  })

  it("have behind them what is done, and only the products of this connection", () => {
    assert.deepStrictEqual(
      at({ executionStatus: "TRANSACTIONS_IN_PROGRESS", products: ["ACCOUNTS", "TRANSACTIONS"] }),
      ["LOGIN done", "ACCOUNTS done", "TRANSACTIONS now", "MERGING to come"]
    )
  })
})

describe("what came", () => {
  it("is everything where nothing is said of it", () => {
    assert.isTrue(outcomesOf(done).every(({ came }) => came))
  })

  it("is told apart from what did not, with the institution's own words first", () => {
    const state = (isUpdated: boolean, message?: string) => ({
      isUpdated,
      lastUpdatedAt: null,
      warnings: message === undefined ? [] : [{ code: "001", message: "ours", providerMessage: message }]
    })
    const statusDetail = {
      accounts: state(true),
      creditCards: state(false, "Indisponível"),
      transactions: null,
      investments: null,
      investmentsTransactions: null,
      investmentTransactions: null,
      identity: null,
      paymentData: null,
      loans: null,
      accountStatements: null
    }
    assert.deepStrictEqual(outcomesOf({ ...done, statusDetail }), [
      { product: "ACCOUNTS", came: true, notes: [] },
      { product: "CREDIT_CARDS", came: false, notes: ["Indisponível"] }
    ])
  })
})

describe("the ways out of an error", () => {
  const ways = (code: string, given = {}, of = connector()) =>
    waysOf({ screen: "error", session: session(given), choice: choice(of), item: null, code, retryAfter: null })

  it("begin with what helps most", () => {
    assert.strictEqual(ways("INVALID_CREDENTIALS")[0], "change")
    assert.strictEqual(ways("SITE_NOT_AVAILABLE")[0], "again")
  })

  it("name the institution's page for passwords where it has one", () => {
    const bank = connector({ resetPasswordUrl: "https://bank.example/reset" })
    assert.include(ways("ACCOUNT_LOCKED", {}, bank), "reset")
    assert.notInclude(ways("ACCOUNT_LOCKED"), "reset")
  })

  it("lead to no other institution where one Item is to be updated", () => {
    assert.notInclude(ways("USER_INPUT_TIMEOUT", { updateItem: "an-item" }), "other")
  })

  it("are never none", () => {
    assert.deepStrictEqual(ways("ITEM_CREATION_LIMIT_EXCEEDED"), ["close"])
  })
})
