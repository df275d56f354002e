import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, Schedule, Schema } from "effect"

import * as Ledger from "../src/Ledger.ts"
import { LogEntry } from "../src/RequestLog.ts"
import { SandboxBank } from "../src/SandboxBank.ts"
import { accountId, enter, statementOf, today } from "./Entrance.ts"
import { data, fields, type Seen, Visitor } from "./Visitor.ts"

const year = (page: number) => `?${new URLSearchParams({ from: "21/03/2025", to: "20/03/2026", page: String(page) })}`

const brazilian = (iso: string) => iso.split("-").toReversed().join("/")

layer(SandboxBank.layer(), { excludeTestServices: true })("the sandbox bank", (it) => {
  it.effect("varies the accounts page by user", () =>
    Effect.gen(function* () {
      const broken = yield* enter("user-ok-account-error")
      const error = yield* broken.visitor.get("/accounts")
      assert.deepStrictEqual([error.status, error.page, error.error], [500, "error", "internal"])
      for (const path of ["/cards", "/profile", statementOf("user-ok-account-error")]) {
        assert.strictEqual((yield* broken.visitor.get(path)).status, 200)
      }
      const warned = yield* enter("user-ok-account-warning")
      assert.include((yield* warned.visitor.get("/accounts")).text, 'data-warning-code="001"')
      const fine = yield* enter("user-ok")
      assert.notInclude((yield* fine.visitor.get("/accounts")).text, "data-warning-code")
      const two = yield* enter("user-ok-two-checking-accounts")
      assert.strictEqual(new Set(fields((yield* two.visitor.get("/accounts")).text, "number")).size, 2)
    })
  )

  it.effect("shows every row of a range once, in the order of the ledger, over all pages", () =>
    Effect.gen(function* () {
      for (const type of ["checking", "card"] as const) {
        const { visitor } = yield* enter("user-ok")
        const id = accountId("user-ok", type)
        const base = type === "checking" ? `/accounts/${id}/statement` : `/cards/${id}`
        const column = type === "checking" ? "document" : "authorisation"
        const rows = Ledger.rowsAt({ seed: "tomada", user: "user-ok" }, id, today).filter(
          (row) => row.date > today.replace("2026", "2025")
        )
        let next: string | undefined = base + year(1)
        const ids: Array<string> = []
        const dates: Array<string> = []
        const descriptions: Array<string> = []
        let pages = 0
        while (next !== undefined) {
          const seen: Seen = yield* visitor.get(next)
          pages += 1
          assert.strictEqual(data(seen, "page-number"), String(pages))
          assert.strictEqual(data(seen, "total-pages"), String(Math.ceil(rows.length / 25)))
          assert.strictEqual(data(seen, "total-rows"), String(rows.length))
          ids.push(...fields(seen.text, column))
          dates.push(...fields(seen.text, "date"))
          descriptions.push(...fields(seen.text, "description"))
          next = /id="next-page"[^>]*href="([^"]+)"/.exec(seen.text)?.[1]?.replaceAll("&amp;", "&")
        }
        assert.isAbove(pages, 20)
        assert.deepStrictEqual(
          ids,
          rows.map((row) => row.id)
        )
        assert.deepStrictEqual(
          dates,
          rows.map((row) => brazilian(row.date))
        )
        assert.deepStrictEqual(
          descriptions,
          rows.map((row) => row.description)
        )
        assert.strictEqual((yield* visitor.get(base + year(pages + 1))).error, "no-such-page")
      }
    })
  )

  it.effect("escapes what it shows and leaves pending balances empty", () =>
    Effect.gen(function* () {
      const { visitor } = yield* enter("user-ok")
      let text = ""
      for (let page = 1; page <= 12; page++) text += (yield* visitor.get(statementOf("user-ok") + year(page))).text
      assert.include(text, "JOSÉ D&#39;ÁVILA &amp; FILHOS")
      assert.notInclude(text, "& FILHOS")
      const recent = yield* visitor.get(`${statementOf("user-ok")}?from=16/03/2026&to=20/03/2026`)
      assert.match(recent.text, /data-status="pending">[^]*?data-field="balance" class="money"><\/td>/)
    })
  )

  it.effect("refuses ranges that make no sense or are too long", () =>
    Effect.gen(function* () {
      const { visitor } = yield* enter("user-ok")
      for (const [from, to, status, error] of [
        ["19/03/2025", "20/03/2026", 400, "range-too-long"],
        ["20/03/2025", "20/03/2026", 200, undefined],
        ["21/03/2026", "20/03/2026", 400, "invalid-range"],
        ["31/02/2026", "20/03/2026", 400, "invalid-date"],
        ["2026-03-01", "20/03/2026", 400, "invalid-date"],
        ["01/01/2010", "31/01/2010", 200, undefined]
      ] as const) {
        const seen = yield* visitor.get(`${statementOf("user-ok")}?${new URLSearchParams({ from, to })}`)
        assert.deepStrictEqual([seen.status, seen.page, seen.error], [status, "statement", error], from)
        if (from === "01/01/2010") assert.include(seen.text, 'id="no-rows"')
      }
      for (const page of ["0", "-1", "x", "999999"]) {
        assert.strictEqual((yield* visitor.get(`${statementOf("user-ok")}?page=${page}`)).status, 404)
      }
    })
  )

  it.effect("moves with its day: a pending row of today is posted under another id days later", () =>
    Effect.gen(function* () {
      const { bank, visitor } = yield* enter("user-ok")
      const rows = (text: string) =>
        [...text.matchAll(/data-row="([^"]+)" data-status="pending"/g)].map((match) => match[1])
      const range = "?from=16/03/2026&to=24/03/2026"
      const before = rows((yield* visitor.get(statementOf("user-ok") + range)).text)
      yield* bank.setToday("2026-03-29")
      assert.strictEqual(yield* bank.today, "2026-03-29")
      const after = yield* visitor.get(statementOf("user-ok") + range)
      assert.isAbove(before.length, 1)
      assert.isTrue(before.every((id) => !after.text.includes(`data-row="${id}"`)))
      const wrong = yield* Effect.exit(bank.setToday("yesterday"))
      assert.strictEqual(wrong._tag, "Failure")
      const desk = yield* visitor.post("/_bank", { today: "2026-04-01" })
      assert.strictEqual(desk.location, "/_bank")
      assert.strictEqual(yield* bank.today, "2026-04-01")
    })
  )

  it.effect("spoils the statement of the users of faults, and nothing else of theirs", () =>
    Effect.gen(function* () {
      const garbage = yield* enter("user-garbage")
      const seen = yield* garbage.visitor.get(statementOf("user-garbage"))
      assert.strictEqual(seen.status, 200)
      assert.notInclude(seen.text, "<main")
      const broken = yield* enter("user-error-statement")
      assert.strictEqual((yield* broken.visitor.get(statementOf("user-error-statement"))).status, 500)
      const { visitor } = yield* enter("user-reset-statement")
      assert.strictEqual((yield* visitor.get(statementOf("user-reset-statement") + year(1))).status, 200)
      const reset = yield* visitor.get(statementOf("user-reset-statement") + year(2)).pipe(Effect.flip)
      assert.strictEqual(reset._tag, "ConnectionBroke")
      for (const user of ["user-garbage", "user-error-statement", "user-reset-statement", "user-slow-statement"]) {
        const { visitor: other } = yield* enter(user)
        for (const path of ["/accounts", "/cards", "/profile", `/cards/${accountId(user, "card")}?page=2`]) {
          assert.strictEqual((yield* other.get(path)).status, 200)
        }
      }
    })
  )

  it.effect("hides the accounts of one user from another", () =>
    Effect.gen(function* () {
      const { visitor } = yield* enter("user-ok")
      for (const path of [statementOf("user-garbage"), "/accounts/none/statement", "/cards/none", "/nowhere", "/%zz"]) {
        const seen = yield* visitor.get(path)
        assert.deepStrictEqual([seen.status, seen.page], [404, "not-found"], path)
      }
      assert.strictEqual((yield* visitor.get("//")).page, "home")
      for (const [method, path, allow] of [
        ["POST", "/accounts", "GET, HEAD"],
        ["DELETE", "/login", "GET, HEAD, POST"]
      ] as const) {
        const seen = yield* visitor.ask(path, { method })
        assert.deepStrictEqual([seen.status, seen.headers.get("allow")], [405, allow])
      }
    })
  )

  it.effect("shows who the person is and what the card owes", () =>
    Effect.gen(function* () {
      const { visitor } = yield* enter("user-ok")
      const { text } = yield* visitor.get("/profile")
      assert.deepStrictEqual(
        ["full-name", "cpf", "birth-date"].flatMap((field) => fields(text, field)),
        ["John Doe", "123.456.789-09", "17/05/1985"]
      )
      assert.strictEqual(fields(text, "email").length, 2)
      const cards = yield* visitor.get("/cards")
      assert.deepStrictEqual(fields(cards.text, "number"), ["**** 4321"])
      assert.deepStrictEqual(fields(cards.text, "due-date"), ["10/04/2026"])
      assert.match(fields(cards.text, "balance")[0] ?? "", /^R\$ [\d.]+,\d\d$/)
    })
  )

  it.effect("remembers what was asked and never a secret", () =>
    Effect.gen(function* () {
      const { bank, visitor } = yield* enter("user-ok")
      const posts = yield* bank.passwordPosts("user-ok")
      yield* visitor.get(`${statementOf("user-ok")}?from=16/03/2026&to=20/03/2026&page=1&password=password-ok`)
      yield* new Visitor(bank.url).login("user-ok", { channel: "otp", token: "123456" })
      yield* new Visitor(bank.url).login("password-ok", { password: "secret-as-name" })
      assert.strictEqual(yield* bank.passwordPosts("user-ok"), posts + 1)
      assert.isAbove(yield* bank.passwordPosts("(unknown)"), 0)
      const log = yield* bank.log
      const asked = log.findLast(({ path }) => path === statementOf("user-ok"))
      assert.deepInclude(asked, {
        method: "GET",
        user: "user-ok",
        today,
        status: 200,
        query: { from: "16/03/2026", to: "20/03/2026", page: "1" }
      })
      const desk = yield* visitor.get("/_bank")
      assert.include(desk.text, "from=16/03/2026")
      const written = JSON.stringify(yield* Schema.encodeEffect(Schema.Array(LogEntry))(log)) + desk.text
      for (const secret of ["password-ok", "123456", "secret-as-name", visitor.cookie?.split("=")[1] ?? ""]) {
        assert.notInclude(written, secret)
      }
      assert.isFalse(log.some(({ path }) => path === "/_bank"))
    })
  )
})

layer(SandboxBank.layer({ seed: "another" }), { excludeTestServices: true })("another sandbox bank", (it) => {
  it.effect("has other accounts, and lets go of a held statement when the client gives up", () =>
    Effect.gen(function* () {
      const bank = yield* SandboxBank
      assert.strictEqual(bank.seed, "another")
      const user = "user-slow-statement"
      assert.notStrictEqual(accountId(user, "checking", "another"), accountId(user, "checking"))
      const visitor = new Visitor(bank.url)
      yield* visitor.login(user)
      const path = `/accounts/${accountId(user, "checking", "another")}/statement`
      const held = yield* visitor.get(path).pipe(Effect.forkChild)
      yield* bank.log.pipe(
        Effect.repeat({ until: (log) => log.some((entry) => entry.path === path), schedule: Schedule.spaced(5) })
      )
      yield* Fiber.interrupt(held)
      assert.strictEqual((yield* visitor.get("/accounts")).status, 200)
      const entry = (yield* bank.log).find((each) => each.path === path)
      assert.deepStrictEqual([entry?.user, entry?.status], [user, undefined])
    })
  )
})
