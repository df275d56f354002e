import { assert, describe, it } from "@effect/vitest"
import { Product } from "@tomada/core"
import { Effect, Option, Redacted, Stream } from "effect"
import { z } from "zod"

import * as Connector from "../src/Connector.ts"
import { ConnectorHost } from "../src/ConnectorHost.ts"
import * as Field from "../src/Field.ts"
import * as Pages from "../src/Pages.ts"
import { definition, manifest } from "./Sample.ts"

const none = () => Stream.make(Pages.page<never>([]))

describe("a connector", () => {
  it("starts from defaults", () => {
    const made = Connector.make({
      ...definition,
      manifest: { ...manifest, products: { ACCOUNTS: {}, TRANSACTIONS: { overlapDays: 7 } } },
      products: { TRANSACTIONS: none }
    })
    assert.strictEqual(made.manifest.sandbox, false)
    assert.isNull(made.manifest.stage)
    assert.isNull(made.manifest.resetPasswordUrl)
    assert.deepStrictEqual(made.manifest.limits, { requestTimeoutSeconds: 30, visitTimeoutSeconds: 900 })
    assert.deepStrictEqual(Connector.policy(made.manifest, "ACCOUNTS"), Product.defaultPolicy)
    assert.deepStrictEqual(Connector.policy(made.manifest, "TRANSACTIONS"), {
      ...Product.defaultPolicy,
      overlapDays: 7
    })
    assert.deepStrictEqual(
      made.manifest.credentials.map(({ name, secret, type }) => [name, type, secret]),
      [
        ["user", "text", false],
        ["password", "password", true]
      ]
    )
  })

  const wrong: ReadonlyArray<readonly [string, object]> = [
    ["a slug with capitals", { slug: "Sample" }],
    ["a country that is no country code", { institution: { ...manifest.institution, country: "Brazil" } }],
    ["a zone that does not exist", { institution: { ...manifest.institution, zone: "America/Nowhere" } }],
    ["an id below zero", { id: -1 }],
    ["half an id", { id: 1.5 }],
    ["no first days to read", { products: { ACCOUNTS: { initialDays: 0 } } }],
    ["a deep rescan that is off without a reason", { products: { ACCOUNTS: { deepRescan: null } } }],
    ["challenges although it runs unattended", { challenges: ["Otp"] }],
    ["a budget of nothing", { budgets: [{ name: "requests", max: 0, per: "day", scope: "item" }] }],
    [
      "two budgets of one name",
      {
        budgets: [
          { name: "requests", max: 9, per: "day", scope: "item" },
          { name: "requests", max: 99, per: "month", scope: "connector" }
        ]
      }
    ]
  ]
  for (const [what, part] of wrong) {
    it(`is refused at load with ${what}`, () => {
      assert.throws(() => Connector.make({ ...definition, manifest: { ...manifest, ...part } }))
    })
  }

  /** Parts as an author whose types were widened may write them. */
  const unmatched: ReadonlyArray<readonly [string, object, RegExp]> = [
    [
      "a product without its function",
      { manifest: { ...manifest, products: { ACCOUNTS: {}, LOANS: {} } } },
      /LOANS is named/
    ],
    ["a function without its product", { products: { IDENTITY: none } }, /IDENTITY is collected/],
    [
      "a product that nothing can collect yet",
      { manifest: { ...manifest, products: { ACCOUNTS: {}, BROKERAGE_NOTE: {} } } },
      /BROKERAGE_NOTE is named/
    ],
    [
      "details of rows that it does not collect",
      { manifest: { ...manifest, products: { ACCOUNTS: {}, PAYMENT_DATA: {} } }, products: { PAYMENT_DATA: none } },
      /PAYMENT_DATA needs TRANSACTIONS/
    ],
    [
      "movements of investments that it does not collect",
      {
        manifest: { ...manifest, products: { ACCOUNTS: {}, INVESTMENTS_TRANSACTIONS: {} } },
        products: { INVESTMENTS_TRANSACTIONS: none }
      },
      /INVESTMENTS_TRANSACTIONS needs INVESTMENTS/
    ],
    ["bills and no cards", { bills: none }, /bills are part of CREDIT_CARDS/],
    ["documents and no list of them", { statement: none }, /documents need ACCOUNT_STATEMENTS/],
    [
      "a code that must be fresh at a login that nobody attends",
      { credentials: { token: Field.otp({ label: "Token" }) } },
      /nobody is present to give a fresh token/
    ]
  ]
  for (const [what, part, message] of unmatched) {
    it(`is refused at load with ${what}`, () => {
      assert.throws(() => Connector.make({ ...definition, ...part }), message)
    })
  }

  it("may leave a function undefined that it does not offer", () => {
    const absent: object = { products: { LOANS: undefined }, revoke: undefined }
    const made = Connector.make({ ...definition, ...absent })
    assert.deepStrictEqual([made.products, made.extras], [{}, {}])
  })

  it("may turn the deep rescan off and say why", () => {
    const products = { ACCOUNTS: { deepRescan: null, deepRescanOffBecause: "the bank shows 30 days" } }
    assert.isNull(
      Connector.make({ ...definition, manifest: { ...manifest, products } }).manifest.products.ACCOUNTS?.deepRescan
    )
  })

  it("keeps its session as text and reads back nothing that its schema does not know", () => {
    const made = Connector.make(definition)
    assert.deepStrictEqual(made.session.decode(made.session.encode({ token: "t" })), Option.some({ token: "t" }))
    for (const text of ["", "{", "null", "[]", '{"token":1}', '{"tok":"t"}']) {
      assert.deepStrictEqual(made.session.decode(text), Option.none(), text)
    }
  })

  it("says in JSON Schema what it keeps, and of what that cannot say, nothing", () => {
    const described = (session: z.ZodType<{ token: string }>) =>
      Connector.make({ ...definition, session }).session.describe()
    assert.deepInclude(described(z.object({ token: z.string(), since: z.string().default("never") })), {
      type: "object",
      properties: { token: { type: "string" }, since: { type: "string", default: "never" } },
      required: ["token"]
    })
    assert.notProperty(described(z.custom<{ token: string }>(() => true)), "type")
  })

  it("whose session schema itself fails reads back nothing", () => {
    const broken = z.object({ token: z.string().refine(() => Promise.resolve(true)) })
    assert.deepStrictEqual(
      Connector.make({ ...definition, session: broken }).session.decode('{"token":"t"}'),
      Option.none()
    )
  })

  it("has an id of its own", () => {
    const one = Connector.make(definition)
    const other = Connector.make({ ...definition, manifest: { ...manifest, slug: "other" } })
    assert.throws(() => ConnectorHost.layerInProcess([one, other]), /sample and other both have the id 900/)
  })

  it.effect("checks what was typed by its own form", () =>
    Effect.gen(function* () {
      const made = Connector.make(definition)
      const decoded = yield* made.decode({ user: "u", password: "p" })
      assert.deepStrictEqual(Redacted.value(decoded), { user: "u", password: "p" })
      assert.notInclude(JSON.stringify([decoded, String(decoded)]), '"p"')
    })
  )
})
