import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"

import * as Form from "../src/Form.ts"
import * as Html from "../src/Html.ts"
import { Http } from "../src/Http.ts"
import { client, home, inBank } from "./Client.ts"
import { Loopback } from "./Loopback.ts"

const login = `<meta name=csrf-token content="t&amp;1"><meta name=other content=t-2>
  <input name=late form=login value=l><input name=stray value=s>
  <form id=login action="../enter?step=1" method=POST>
    <input type=hidden name=_csrf value="c&amp;d"><input name=user><input type=password name=pass maxlength=8>
    <input type=radio name=who value=1><input type=radio name=who value=2 checked>
    <input type=checkbox name=keep value=yes checked><input type=checkbox name=keep value=long>
    <input name=elsewhere form=search value=e><input name=off value=x disabled><input name=user2 value=a><input name=user2 value=b>
    <select name=kind><option value=p>P<option value=c selected>C<option value=x disabled>X</select>
    <select name=many multiple><option>1<option selected>2<option selected>3</select>
    <button type=button name=show>Show</button><button name=go value=enter>Enter</button>
    <button name=go value=forgot formaction=/forgot>Forgot</button><input type=submit name=sms value=SMS formmethod=get>
    <input type=file name=doc>
  </form><form id=search><input name=q><input type=image name=find></form><form id=up method=post enctype=multipart/form-data></form>
  <form id=script method=post action="javascript:go()"></form><form id=dialog method=dialog></form><p id=p>`

const page = { text: login, url: `${home}/a/b/login?next=%2Fhome#top` }

const sent = (form: string, filled: Form.Filled = {}, options: Form.SubmitOptions = {}, text = login) =>
  Effect.gen(function* () {
    const { reached } = yield* Loopback
    const http = yield* client()
    const before = reached.length
    yield* Effect.flatMap(Form.read({ ...page, text }, form, "login"), (found) =>
      Form.submit(found, filled, options)
    ).pipe(Effect.provideService(Http, http))
    const last = reached[before]
    assert.isDefined(last)
    return { ...last, body: last.body === "" ? [] : [...new URLSearchParams(last.body)].map((pair) => pair.join("=")) }
  })

const refusal = (form: string, filled: Form.Filled = {}, options: Form.SubmitOptions = {}) =>
  Effect.map(Effect.flip(sent(form, filled, options)), (error) =>
    error._tag === "SiteChanged" ? `${error.at}: ${error.expected}` : error._tag
  )

const standing = [
  "_csrf=c&d",
  "user=",
  "pass=",
  "who=2",
  "keep=yes",
  "user2=a",
  "user2=b",
  "kind=c",
  "many=2",
  "many=3",
  "late=l"
]

describe("a form", () => {
  it.effect("is sent as it stands, to its own address, with its hidden fields and the button that Enter presses", () =>
    Effect.gen(function* () {
      const { body, headers, method, url } = yield* sent("#login")
      assert.strictEqual(`${method} ${url}`, "POST /a/enter?step=1")
      assert.deepStrictEqual(body, [...standing, "go=enter"])
      assert.strictEqual(headers["content-type"], "application/x-www-form-urlencoded")
      assert.strictEqual(headers["origin"], home)
      assert.strictEqual(headers["referer"], `${home}/a/b/login?next=%2Fhome`)
    }).pipe(inBank)
  )

  it.effect("is sent with what was filled in, secrets opened", () =>
    Effect.gen(function* () {
      const { body } = yield* sent("#login", {
        user: "ana",
        pass: Redacted.make("canary&=1"),
        who: "1",
        keep: ["yes", "long"],
        kind: "p",
        many: null
      })
      assert.deepStrictEqual(body, [
        "_csrf=c&d",
        "user=ana",
        "pass=canary&=1",
        "who=1",
        "keep=yes",
        "keep=long",
        "user2=a",
        "user2=b",
        "kind=p",
        "late=l",
        "go=enter"
      ])
    }).pipe(inBank)
  )

  it.effect("is sent by the button that is pressed, where and how the button says", () =>
    Effect.gen(function* () {
      const forgot = yield* sent("#login", {}, { button: "[value=forgot]" })
      assert.strictEqual(forgot.url, "/forgot")
      assert.deepStrictEqual(forgot.body.slice(-1), ["go=forgot"])
      const sms = yield* sent("#login", { user: "ana" }, { button: "[name=sms]" })
      assert.strictEqual(sms.method, "GET")
      assert.match(sms.url, /^\/a\/enter\?_csrf=c%26d&user=ana&.*&sms=SMS$/)
      assert.isUndefined(sms.headers["origin"])
      const none = yield* sent("#login", {}, { button: null })
      assert.deepStrictEqual(none.body, standing)
    }).pipe(inBank)
  )

  it.effect("without action and method asks its own page, and a picture tells where it was pressed", () =>
    Effect.gen(function* () {
      const { method, url } = yield* sent("#search", { q: "a b" })
      assert.strictEqual(`${method} ${url}`, "GET /a/b/login?q=a+b&elsewhere=e&find.x=0&find.y=0")
    }).pipe(inBank)
  )

  it.effect("goes where the page's base says", () =>
    Effect.gen(function* () {
      const { headers, host, url } = yield* sent("#login", {}, {}, `<base href="http://other.test/x/y">${login}`)
      assert.strictEqual(`${host}${url}`, "other.test/enter?step=1")
      assert.strictEqual(headers["referer"], `${home}/`)
    }).pipe(inBank)
  )

  it.effect("carries the token of the page's scripts, and what they would add", () =>
    Effect.gen(function* () {
      const first = yield* sent("#login", {}, { token: {}, added: { device: Redacted.make("d-1") } })
      assert.strictEqual(first.headers["x-csrf-token"], "t&1")
      assert.deepStrictEqual(first.body.slice(-1), ["device=d-1"])
      const other = yield* sent("#login", {}, { token: { meta: "other", header: "X-Other" } })
      assert.strictEqual(other.headers["x-other"], "t-2")
    }).pipe(inBank)
  )

  it.effect("that is not there, or is none, has changed", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* refusal("#logon"), "login: #logon")
      assert.strictEqual(yield* refusal("#p"), "login: a form #p")
    }).pipe(inBank)
  )

  it.effect(
    "without a field, option, button or token that the author knows has changed, and nothing is sent or told",
    () =>
      Effect.gen(function* () {
        const secret = Redacted.make("canary")
        assert.strictEqual(yield* refusal("#login", { token: secret }), "login: a field token")
        assert.strictEqual(yield* refusal("#login", { stray: secret }), "login: a field stray")
        assert.strictEqual(yield* refusal("#login", { elsewhere: secret }), "login: a field elsewhere")
        assert.strictEqual(yield* refusal("#login", { show: secret }), "login: a field show")
        assert.strictEqual(yield* refusal("#login", { toString: secret }), "login: a field toString")
        for (const name of ["who", "keep", "kind", "many"]) {
          assert.strictEqual(yield* refusal("#login", { [name]: secret }), `login: the option of ${name}`)
        }
        assert.strictEqual(yield* refusal("#login", { kind: "x" }), "login: the option of kind")
        assert.strictEqual(yield* refusal("#login", { doc: secret }), "login: a field doc that takes a text")
        assert.strictEqual(yield* refusal("#login", {}, { button: "[name=show]" }), "login: a button [name=show]")
        assert.strictEqual(yield* refusal("#login", {}, { token: { meta: "none" } }), `login: meta[name="none"]`)
        assert.lengthOf((yield* Loopback).reached, 0)
      }).pipe(inBank)
  )

  it.effect("that only a script can send has changed", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* refusal("#up"), "login: a form that is sent url-encoded")
      assert.strictEqual(yield* refusal("#script"), "login: an address of the form")
      assert.strictEqual(yield* refusal("#dialog"), "login: a form that is sent by GET or POST")
    }).pipe(inBank)
  )

  it.effect("bears the page's path as its place, without what the person typed", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Form.within(Html.parse(""), page.url, "form"))
      assert.strictEqual(error.at, "/a/b/login")
    })
  )
})
