import { assert, describe, it } from "@effect/vitest"
import * as Html from "@tomada/connector-kit/Html"
import * as CivilDay from "@tomada/sandbox-bank/CivilDay"

import * as Journal from "../src/Journal.ts"
import * as PortalPage from "../src/PortalPage.ts"
import * as Register from "../src/Register.ts"

const row = (title: string, words: string, change: string, balance: string): string =>
  `<tr id="1" title="${title}\n    a  R$1,00\n\n"><td><a href="#">x</a></td><td>${words}</td>
   <td><span class="amount">${change}</span></td><td><span class="amount">${balance}</span></td></tr>`

const register = (...rows: ReadonlyArray<string>) =>
  Html.parse(`<div id="main-content"><table><thead></thead><tbody>${rows.join("")}</tbody></table></div>`)

const day = CivilDay.of(2026, 3, 9)

describe("a register's page", () => {
  it("gives rows oldest first, with the whole words and a nothing that has no symbol", () => {
    const page = register(
      row("2026-03-09 J&amp;J MODAS E MUITAS OUTRAS COISAS", "J&amp;J MODAS E MUI..", "R$-1.234,56", "0"),
      row("2026-03-08 IN", "IN", "R$1.234,56", "R$1.234,56")
    )
    assert.deepStrictEqual(Register.read(page), [
      { day: day - 1, description: "IN", amount: 123_456, balance: 123_456 },
      { day, description: "J&J MODAS E MUITAS OUTRAS COISAS", amount: -123_456, balance: 0 }
    ])
  })

  it("may have no rows, but a page without a register is none", () => {
    assert.deepStrictEqual(Register.read(register()), [])
    assert.throws(() => Register.read(Html.parse("<p>Sign in</p>")))
    for (const change of ["R$1", "US$1,00", "R$1,0"])
      assert.throws(() => Register.read(register(row("2026-03-08 A", "A", change, "0"))))
  })

  it("is compared with the journal row by row", () => {
    const said = Journal.rowsOf({ accounts: [], transactions: [Journal.move(day, "IN", 100, "x", "a")] }, "a")
    assert.deepStrictEqual(Register.differences(said, said), [])
    assert.deepStrictEqual(Register.differences([], said), [
      "the journal says 2026-03-09 IN R$1,00 R$1,00, the page shows nothing"
    ])
    const [one] = said
    assert.strictEqual(Register.differences(one === undefined ? [] : [{ ...one, balance: 1 }, one], said).length, 2)
  })

  it("is asked for by the name of an account", () => {
    assert.strictEqual(Register.path("assets:checking"), "/register?q=inacct%3Aassets%3Achecking")
  })
})

describe("a portal's page", () => {
  it("tells its message by number", () => {
    const page = Html.parse('<div class="message message-negative alert"><span trmsg="5"></span></div>')
    assert.strictEqual(PortalPage.message(page), PortalPage.messages.badPassword)
    assert.isUndefined(PortalPage.message(Html.parse('<div class="message"><span trspan="x"></span></div>')))
  })

  it("has a picture as data and a token", () => {
    const page = Html.parse('<input name="token" value="ab12"><img id="captcha" src="data:image/png;base64,iVBORw==">')
    assert.deepStrictEqual([...(PortalPage.captcha(page) ?? [])], [0x89, 0x50, 0x4e, 0x47])
    assert.strictEqual(PortalPage.token(page), "ab12")
    assert.isUndefined(PortalPage.captcha(Html.parse('<img id="captcha" src="/captcha.png">')))
  })
})
