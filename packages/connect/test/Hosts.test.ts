// How the page learns what is wished for, and who may show it.
import { assert, describe, it } from "vitest"

import { connectorsQuery } from "../src/page/api/Client.ts"
import { mayShow } from "../src/page/host/Framing.ts"
import { optionsOf, optionsOfQuery } from "../src/page/host/Options.ts"
import { isWebAddress } from "../src/page/host/Window.ts"
import { grant, options } from "./Scene.ts"

describe("the options of an address", () => {
  it("are those that the mobile SDKs write", () => {
    const query = new URLSearchParams(
      "connect_token=a-token&update_item=an-item&connector_ids=1,2&connector_types=PERSONAL_BANK&countries=BR,AR&with_sandbox=true" +
        "&lang=es&theme=dark&products=ACCOUNTS&allow_connect_in_background=true&selected_connector_id=2&connectors_sort_alphabetically=true" +
        `&open_finance_parameters=${encodeURIComponent('{"cpf":"52998224725"}')}`
    )
    assert.deepStrictEqual(
      optionsOfQuery(query),
      optionsOf({
        connectToken: "a-token",
        updateItem: "an-item",
        connectorIds: [1, 2],
        connectorTypes: ["PERSONAL_BANK"],
        countries: ["BR", "AR"],
        includeSandbox: true,
        language: "es",
        theme: "dark",
        products: ["ACCOUNTS"],
        allowConnectInBackground: true,
        selectedConnectorId: 2,
        connectorSortAlphabetically: true,
        openFinanceParameters: { cpf: "52998224725" }
      })
    )
  })

  it("of the wrong kind count as not given", () => {
    const query = new URLSearchParams(
      "connector_ids=x,2&selected_connector_id=two&theme=pink&open_finance_parameters={"
    )
    assert.deepStrictEqual(optionsOfQuery(query), optionsOf({ connectorIds: [2] }))
  })

  it("ask the server for what the list is narrowed by", () => {
    assert.strictEqual(connectorsQuery(options()), "/connectors")
    assert.strictEqual(
      connectorsQuery(options({ includeSandbox: true, countries: ["BR"], connectorTypes: ["PERSONAL_BANK"] })),
      "/connectors?sandbox=true&countries=BR&types=PERSONAL_BANK"
    )
  })
})

describe("the page goes on", () => {
  const by = (...origins: ReadonlyArray<string>) => ({ kind: "origins", origins }) as const
  const own = "https://connect.example"

  it("on its own", () => {
    assert.isTrue(mayShow({ kind: "nobody" }, grant, own))
  })

  it("in a page that the application named, and in one of its own server", () => {
    assert.isTrue(mayShow(by("https://app.example"), grant, own))
    assert.isTrue(mayShow(by(own), grant, own))
  })

  it("in no other page, whatever frames are between, and in none that is unknown", () => {
    assert.isFalse(mayShow(by("https://evil.example"), grant, own))
    assert.isFalse(mayShow(by("https://app.example", "https://evil.example"), grant, own))
    assert.isFalse(mayShow(by("https://app.example.evil.example"), grant, own))
    assert.isFalse(mayShow({ kind: "unknown" }, grant, own))
  })

  it("on this machine only where the server is on it too", () => {
    for (const origin of ["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"]) {
      assert.isFalse(mayShow(by(origin), grant, own))
      assert.isTrue(mayShow(by(origin), { ...grant, allowsLoopback: true }, own))
    }
    assert.isFalse(mayShow(by("http://localhost.evil.example"), { ...grant, allowsLoopback: true }, own))
  })
})

describe("an address that is opened", () => {
  it("is one of the web, never a script", () => {
    assert.isTrue(isWebAddress("https://bank.example/login"))
    // oxlint-disable-next-line eslint/no-script-url -- it is what must not be opened
    for (const url of ["javascript:alert(1)", "data:text/html,x", "file:///etc/hosts", "/login"])
      assert.isFalse(isWebAddress(url), url)
  })
})
