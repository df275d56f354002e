// A person who logs in at the bank itself, with a browser that follows forms and redirects and knows nothing else.
import { assert } from "@effect/vitest"
import { SandboxBank } from "@tomada/sandbox-bank"
import { Effect } from "effect"
import type { PluggyClient } from "pluggy-sdk"

import { accountsOf, apiKey, call, connect, http, light, password, settled } from "./Client.ts"
import { suite, until, World } from "./World.ts"

const atBanksLogin = 701

/** What a browser sees, without following a redirect. */
const visit = (url: string, form?: URLSearchParams) =>
  Effect.promise(async () => {
    const answer = await fetch(url, {
      redirect: "manual",
      ...(form === undefined ? {} : { method: "POST", body: form })
    })
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  })

/** An Item that waits for its person at the bank, and the bank's address for them. */
const waiting = Effect.fnUntraced(function* (client: PluggyClient, oauthRedirectUri?: string) {
  const options = { products: light, ...(oauthRedirectUri === undefined ? {} : { oauthRedirectUri }) }
  const { id } = yield* call(client, (sdk) => sdk.createItem(atBanksLogin, {}, options))
  const item = yield* settled(client, id)
  assert.strictEqual(item.executionStatus, "WAITING_USER_ACTION")
  const address = String(item.userAction?.attributes?.["url"])
  const { url } = yield* SandboxBank
  assert.isTrue(address.startsWith(`${url}/oauth/authorize?`), "an address that a browser finds by itself")
  return { id, address }
})

/** Fills the bank's form in and answers where the bank sends the browser. */
const decide = Effect.fnUntraced(function* (address: string, decision: "allow" | "deny", user = "user-ok") {
  const page = yield* visit(address)
  assert.strictEqual(page.status, 200)
  const hidden = Array.from(page.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g))
  const form = new URLSearchParams({ user, password, decision })
  for (const [, name = "", value = ""] of hidden) form.set(name, value.replaceAll("&amp;", "&"))
  const answer = yield* visit(new URL("/oauth/authorize", address).href, form)
  assert.strictEqual(answer.status, 303)
  return answer.headers.get("location") ?? ""
})

suite()("a person who logs in at the bank itself", (it) => {
  it.effect("is sent back to the application, and the Item connects", () =>
    Effect.gen(function* () {
      const { log, url } = yield* World
      const client = yield* connect
      const { address, id } = yield* waiting(client, "https://app.example/back?step=2")
      const callback = yield* decide(address, "allow")
      assert.isTrue(callback.startsWith(`${url}/oauth/callback?`))
      const back = yield* visit(callback)
      assert.strictEqual(back.status, 200)
      const onward = `https://app.example/back?step=2&#38;itemId=${id}`
      assert.include(back.text, `<meta http-equiv="refresh" content="0;url=${onward}">`)
      assert.include(back.text, `<a href="${onward}">`)
      assert.strictEqual((yield* settled(client, id)).executionStatus, "SUCCESS")
      assert.isAbove((yield* accountsOf(client, id)).length, 0)

      const again = yield* visit(callback)
      assert.strictEqual(again.status, 410)
      assert.include(again.text, "no longer good")
      const query = new URL(callback).searchParams
      for (const secret of [query.get("code"), query.get("state")]) {
        assert.isAtLeast(secret?.length ?? 0, 16)
        assert.isEmpty(log.filter((line) => line.includes(secret ?? "")))
      }
    })
  )

  it.effect("gets back to an app on a phone, and to no address that would run something", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const app = yield* waiting(client, "shop-app://back")
      const back = yield* visit(yield* decide(app.address, "allow"))
      assert.deepStrictEqual([back.status, back.headers.get("location")], [303, `shop-app://back?itemId=${app.id}`])
      yield* settled(client, app.id)
      const evil = yield* waiting(client, "javascript:alert(1)")
      const page = yield* visit(yield* decide(evil.address, "allow"))
      assert.strictEqual(page.status, 200)
      assert.notInclude(page.text, "javascript")
      yield* settled(client, evil.id)
      const quoted = yield* waiting(client, `https://app.example/a'"><script>x</script>?b="c&d='e`)
      const led = yield* visit(yield* decide(quoted.address, "allow"))
      assert.strictEqual(led.status, 200)
      assert.notMatch(led.text, /<script|'/)
    })
  )

  it.effect("sees a plain page where the application named no address, and none that runs a script", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const { address, id } = yield* waiting(client)
      const callback = yield* decide(address, "allow")
      const page = yield* visit(callback)
      assert.strictEqual(page.status, 200)
      assert.include(page.text, "You can close this window")
      assert.match(page.headers.get("content-type") ?? "", /^text\/html/)
      assert.strictEqual(page.headers.get("referrer-policy"), "no-referrer")
      assert.strictEqual(page.headers.get("cache-control"), "no-store")
      const policy = page.headers.get("content-security-policy") ?? ""
      assert.include(policy, "default-src 'none'")
      assert.notInclude(policy, "script-src")
      assert.notInclude(page.text, new URL(callback).searchParams.get("state") ?? "")
      assert.strictEqual((yield* settled(client, id)).executionStatus, "SUCCESS")
    })
  )

  it.effect("who says no is told so, and the run ends", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const { address, id } = yield* waiting(client)
      const page = yield* visit(yield* decide(address, "deny"))
      assert.strictEqual(page.status, 200)
      assert.include(page.text, "Nothing was shared")
      const item = yield* settled(client, id)
      assert.strictEqual(item.status, "OUTDATED")
    })
  )

  it.effect("cannot be answered for over the API, nor by a callback that nobody waits for", () =>
    Effect.gen(function* () {
      const { url } = yield* World
      const client = yield* connect
      const { address, id } = yield* waiting(client)
      const refused = yield* Effect.flip(call(client, (sdk) => sdk.updateItemMFA(id, {})))
      assert.strictEqual(refused.codeDescription, "ITEM_MFA_NOT_FOUND")
      const state = new URL(address).searchParams.get("state") ?? ""
      for (const query of ["", "?", "?code=x", "?state=", "?state=nobody&code=x", `?state=${state}&state=${state}`]) {
        const page = yield* visit(`${url}/oauth/callback${query}`)
        assert.strictEqual(page.status, 404, query)
        assert.include(page.text, "leads nowhere")
      }
      const key = yield* apiKey()
      const { json } = yield* http(`/items/${id}`, { headers: { "x-api-key": key } })
      assert.deepInclude(json, { executionStatus: "WAITING_USER_ACTION" })
      const callback = yield* decide(address, "allow")
      assert.strictEqual((yield* Effect.promise(() => fetch(callback, { method: "HEAD" }))).status, 405)
      assert.strictEqual((yield* visit(callback)).status, 200)
      assert.strictEqual((yield* settled(client, id)).executionStatus, "SUCCESS")
    })
  )

  it.effect("who comes back too late is told so", () =>
    Effect.gen(function* () {
      const { advanceClock } = yield* World
      const client = yield* connect
      const { address, id } = yield* waiting(client)
      const callback = yield* decide(address, "allow")
      yield* advanceClock("6 minutes")
      assert.strictEqual((yield* visit(callback)).status, 410)
      const item = yield* until(
        "the end of the run",
        call(client, (sdk) => sdk.fetchItem(id)),
        ({ executionStatus }) => executionStatus !== "WAITING_USER_ACTION"
      )
      assert.strictEqual(item.executionStatus, "USER_INPUT_TIMEOUT")
    })
  )
})
