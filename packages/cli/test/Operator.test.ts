import { readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import { Client } from "./fixtures/Client.ts"
import { assertStops, inRoom, kill, type Ready, refusal, Room, type Started } from "./fixtures/Room.ts"
import { typed } from "./fixtures/Typed.ts"

const nobody = "7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f"

describe.skipIf(process.platform !== "linux")("the operator's commands without a server", () => {
  it.concurrent(
    "say in one line that none runs, also after one that died without a word",
    inRoom(async (room) => {
      const args = ["items", "list"]
      const says = `No server runs on the data folder ${room.path}: start one with tomada up`
      const env = { TOMADA_HOME: room.path }
      assert.include(refusal(await room.run({ args, env })), says)
      assert.include(refusal(await typed(args, env)), says)
      writeFileSync(join(room.path, "tomada.pid"), JSON.stringify({ pid: 2 ** 22 + 1, address: "http://127.0.0.1:9" }))
      assert.include(refusal(await typed(args, env)), says)
      writeFileSync(join(room.path, "tomada.pid"), JSON.stringify({ pid: process.pid, address: "http://127.0.0.1:9" }))
      assert.include(refusal(await typed(args, env)), "token cannot be read from")
    })
  )

  it.concurrent(
    "send no token of a folder to an address that was set",
    inRoom(async (room) => {
      writeFileSync(join(room.path, "operator.json"), `{"token":"tmd_op_hush"}`)
      const env = { TOMADA_HOME: room.path, TOMADA_URL: "http://127.0.0.1:9" }
      const line = refusal(await typed(["apps", "list"], env))
      assert.match(line, /^TOMADA_URL is set without TOMADA_OPERATOR_TOKEN: set both/)
      assert.notInclude(line, "hush")
    })
  )

  it.concurrent("say that an address that was set does not answer, or is none", async () => {
    const run = (url: string) => typed(["apps", "list"], { TOMADA_URL: url, TOMADA_OPERATOR_TOKEN: "hush" })
    assert.strictEqual(refusal(await run("http://127.0.0.1:9/")), "The server at http://127.0.0.1:9 does not answer.")
    assert.strictEqual(refusal(await run("tomada")), "TOMADA_URL must be like https://tomada.example.com.")
  })

  it.concurrent("tell with --help what there is, and answer what they do not know with where help is", async () => {
    const help = async (...args: ReadonlyArray<string>) => (await typed([...args, "--help"])).stdout
    for (const command of ["list", "create", "set", "rotate-secret", "public-key"])
      assert.include(await help("apps"), command)
    for (const command of ["list", "show", "sync", "unblock"]) assert.include(await help("items"), command)
    for (const command of ["status", "rotate", "retire"]) assert.include(await help("keys"), command)
    for (const command of ["list", "secret", "attempts", "resend"]) assert.include(await help("webhooks"), command)
    for (const flag of [
      "--auto-sync",
      "--environment",
      "--min-interval",
      "--access",
      "--name",
      "--allow-origin",
      "--disallow-origin",
      "--json"
    ]) {
      assert.include(await help("apps", "set"), flag)
    }
    const wrong: ReadonlyArray<readonly [ReadonlyArray<string>, RegExp]> = [
      [["apps", "set", "x", "--auto-sync", "7h"], /--auto-sync.* See tomada apps set --help\.$/],
      [["apps", "set", "x", "--min-interval", "25h"], /off, or 1h to 24h/],
      [["apps", "set", "x"], /Nothing is to be set: see tomada apps set --help\.$/],
      [["items", "show", "x"], /an Item is named by its id, a UUID/],
      [["items", "list", "--page-size", "501"], /from 1 to 500/]
    ]
    for (const [args, says] of wrong) assert.match(refusal(await typed(args)), says)
  })
})

describe.skipIf(process.platform !== "linux")("an operator at a terminal", () => {
  const room = new Room()
  let server: Started
  let ready: Ready
  const start = async () => {
    server = room.start()
    ready = await server.ready
  }
  beforeAll(start, 60_000)
  afterAll(() => room.close(), 30_000)

  const run = (...args: ReadonlyArray<string>) => typed(args, { TOMADA_HOME: room.home })
  const said = async (...args: ReadonlyArray<string>): Promise<string> => {
    const { code, stderr, stdout } = await run(...args)
    assert.deepStrictEqual([code, stderr], [0, ""])
    assert.strictEqual(stdout.at(-1), "\n")
    return stdout
  }
  const json = async (...args: ReadonlyArray<string>): Promise<Record<string, unknown>> => {
    const text = await said(...args, "--json")
    assert.strictEqual(text.split("\n").length, 2, "one line")
    return JSON.parse(text) as Record<string, unknown> // an object, as every answer
  }

  it("finds the server by its folder, and Items with their ages and next syncs; 8 hours move these at once", async () => {
    assert.strictEqual(statSync(join(room.home, "operator.json")).mode & 0o777, 0o600)
    const program = await room.run({ args: ["apps", "list"] })
    assert.deepStrictEqual(program, { ...(await run("apps", "list")), stdout: program.stdout })
    assert.match(program.stdout, new RegExp(`^NAME .*\nMy application +${ready.clientId} +production +every 24 h`))
    assert.strictEqual(await said("items", "list"), "There is no such Item.\n")
    const client = await Client.of(ready)
    const item = await client.connect(2, "user-ok")
    await client.untilItem(item, "SUCCESS")
    assert.match(
      await said("items", "list"),
      new RegExp(`\n${item} +up to date +Banco Tomada \\(2\\) +(now|\\d+ s ago) +in 24 h`)
    )
    assert.match(
      await said("apps", "set", "My application", "--auto-sync", "8h"),
      /planned anew: 1\.\n[^]*Auto-sync +every 8 h\n/
    )
    const shown = await said("items", "show", item)
    assert.match(shown, /\n {2}Next sync +.* UTC, in 8 h\n/)
    assert.match(shown, /\n {2}TRANSACTIONS +collected +/)
    assert.match(shown, /by the application: SUCCESS, took \d+ s\n {4}CREATED > .*LOGIN > .*SUCCESS\n/)
    assert.notMatch(shown, /password/)
    assert.match(await said("items", "sync", item), /is being visited/)
    const { results } = await json("items", "list", "--status", "UPDATED", "--app", "My application")
    assert.isArray(results)
    await client.untilItem(item, "SUCCESS")
    await said("apps", "set", ready.clientId, "--environment", "development", "--min-interval", "off")
    assert.match(await said("items", "list"), / none +-\n/)
  }, 60_000)

  it("is told why an Item is not synced and what leads out, with exit code 1", async () => {
    const client = await Client.of(ready)
    const item = await client.connect(2, "user-bad")
    await client.untilItem(item, "INVALID_CREDENTIALS")
    assert.include(refusal(await run("items", "sync", item)), `tomada items unblock ${item}`)
    assert.include(await said("items", "unblock", item), `tomada items sync ${item}`)
    await said("items", "sync", item)
    assert.strictEqual(refusal(await run("items", "show", nobody)), "There is no such Item: see tomada items list.")
    assert.strictEqual(
      refusal(await run("apps", "set", "nope", "--access", "off")),
      "There is no such application: see tomada apps list."
    )
  }, 60_000)

  it("makes an application and takes its webhook secret; says which one as soon as there are two", async () => {
    assert.match(await said("webhooks", "secret"), /^whsec_\S+\n$/)
    const made = await said("apps", "create", "shop", "--auto-sync", "12h")
    const [, clientId, clientSecret] =
      /Client id +(\S+)\n +Client secret +(tmd_sk_\S+) \(shown this once\)\n/.exec(made) ?? []
    assert.match(made, /Auto-sync +every 12 h\n/)
    assert.match(made, /Widget in +none\n/)
    const keys = JSON.stringify({ clientId, clientSecret })
    const auth = (body: string) =>
      fetch(`${ready.address}/auth`, { method: "POST", headers: { "content-type": "application/json" }, body })
    assert.strictEqual((await auth(keys)).status, 200)
    assert.include(refusal(await run("webhooks", "list")), "say which with --app")
    assert.match(await said("webhooks", "list", "--app", "shop"), /no webhooks/)
    assert.match(await said("webhooks", "attempts", "--app", "shop"), /no such delivery/)
    const pem = await said("apps", "public-key", "shop")
    assert.match(pem, /^-----BEGIN PUBLIC KEY-----\n[^]*\n-----END PUBLIC KEY-----\n$/)
    const shown = await json("apps", "public-key", "shop")
    assert.deepStrictEqual([shown["publicKey"], shown["previousAcceptedUntil"]], [pem, null])
    const renewed = await json("apps", "public-key", "shop", "--rotate")
    assert.notStrictEqual(renewed["publicKey"], pem)
    assert.isString(renewed["previousAcceptedUntil"])
    assert.match(refusal(await run("apps", "public-key", "nobody")), /no such application/)
    await said("apps", "rotate-secret", "shop")
    assert.strictEqual((await auth(keys)).status, 401)
  }, 60_000)

  it("allows pages to show the widget one by one, and takes it back; refuses what is no exact origin", async () => {
    const [one, two, three] = ["https://app.example.com", "https://www.example.com:8443", "http://localhost:3000"]
    const made = await said("apps", "create", "framed", "--allow-origin", `${one},${two}`)
    assert.include(made, `Widget in      ${one}, ${two}\n`)
    const origins = async (...args: ReadonlyArray<string>) =>
      (await json("apps", "set", "framed", ...args))["allowedOrigins"]
    assert.deepStrictEqual(await origins("--allow-origin", three, "--allow-origin", one), [one, two, three])
    assert.match(await said("apps", "list"), new RegExp(`\nframed .* ${one} and 2 more +now\n`))
    assert.deepStrictEqual(await origins("--disallow-origin", two), [one, three])
    assert.deepStrictEqual(await origins("--min-interval", "2h"), [one, three])
    for (const bad of [
      "app.example.com",
      "https://app.example.com/",
      "https://App.example.com",
      "https://*.example.com",
      "http://app.example.com",
      "https://app.example.com:443",
      "https://a;b",
      "https://[::1]",
      "null"
    ]) {
      assert.match(
        refusal(await run("apps", "set", "framed", "--allow-origin", bad)),
        /one exact origin like https/,
        bad
      )
    }
    assert.deepStrictEqual(await origins("--disallow-origin", "all"), [])
  }, 60_000)

  it("changes the key while the server runs, then gives the old one up; syncs open their credentials all the while", async () => {
    const client = await Client.of(ready)
    const item = await client.connect(2, "user-ok")
    await client.untilItem(item, "SUCCESS")
    assert.match(await said("keys", "status"), /\n1 +k-[0-9a-f]{16} +\d+ +current\n/)
    assert.match(refusal(await run("keys", "retire", "1")), /is the current one: rotate first/)
    assert.match(refusal(await run("keys", "retire", "9")), /has no version 9 of the key/)
    assert.deepInclude(await json("keys", "rotate"), { version: 2 })
    await said("items", "sync", item)
    const settled = async (): Promise<string> => {
      const shown = await said("keys", "status")
      return /\nMoved: /.test(shown) && /\n1 +k-\S+ +0 +free/.test(shown) ? shown : settled()
    }
    assert.match(await settled(), /\n2 +k-[0-9a-f]{16} +\d+ +current\n/)
    assert.match(await said("keys", "retire", "1"), /^Version 1 \(k-\S+\) is gone/)
    await client.untilItem(item, "SUCCESS")
    await said("items", "sync", item)
    await client.untilItem(item, "SUCCESS")
    assert.notMatch(await said("keys", "status"), /\n1 +k-/)
  }, 60_000)

  it("gives the first application another secret in its file, whose secret the next start takes and changes nothing else", async () => {
    const before = readFileSync(ready.clientSecretIn, "utf8")
    await said("apps", "set", "My application", "--name", "mine", "--auto-sync", "12h")
    const { clientSecret } = await json("apps", "rotate-secret", "mine")
    assert.deepStrictEqual(JSON.parse(readFileSync(ready.clientSecretIn, "utf8")), {
      clientId: ready.clientId,
      clientSecret
    })
    assert.strictEqual(statSync(ready.clientSecretIn).mode & 0o777, 0o600)
    assert.notInclude(before, String(clientSecret))
    await Client.of(ready)
    await assertStops(room, server, () => kill(server.pid, "SIGTERM"))
    assert.match(refusal(await run("apps", "list")), /^No server runs on the data folder/)
    writeFileSync(ready.clientSecretIn, before)
    await start()
    await Client.of(ready)
    assert.match(
      await said("apps", "list"),
      new RegExp(`\nmine +${ready.clientId} +development +none in development +none `)
    )
  }, 90_000)

  it("with a wrong token or at a wrong address is told so", async () => {
    const at = (url: string) => typed(["apps", "list"], { TOMADA_URL: url, TOMADA_OPERATOR_TOKEN: "x".repeat(32) })
    assert.match(refusal(await at(ready.address)), /does not accept the operator's token\.$/)
    assert.match(refusal(await at(`${ready.address}/docs`)), /is no Tomada that this command knows\.$/)
  }, 30_000)
})
