import { createSocket } from "node:dgram"
import { connect } from "node:net"

import { assert, describe, it, layer } from "@effect/vitest"
import { Effect } from "effect"

import * as EgressProxy from "../src/browser/EgressProxy.ts"
import { home, host, serve, Site, visit, world } from "./BrowserSite.ts"

/** Someone who listens on UDP and counts what arrives. */
const listener = Effect.acquireRelease(
  Effect.callback<{ readonly port: number; readonly heard: () => number; readonly close: () => void }>((resume) => {
    const socket = createSocket("udp4")
    let heard = 0
    socket.on("message", () => (heard += 1))
    socket.bind(0, "127.0.0.1", () =>
      resume(Effect.succeed({ port: socket.address().port, heard: () => heard, close: () => socket.close() }))
    )
  }),
  ({ close }) => Effect.sync(close)
)

/** What a proxy says to CONNECT, in its first line. */
const connectTo = (server: string, authority: string) =>
  Effect.callback<string>((resume) => {
    const { hostname, port } = new URL(server)
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`)
    })
    socket.once("data", (data) => {
      socket.destroy()
      resume(Effect.succeed(data.toString().split("\r\n")[0] ?? ""))
    })
    socket.once("error", () => resume(Effect.succeed("closed")))
    socket.once("close", () => resume(Effect.succeed("closed")))
  })

layer(world(), { excludeTestServices: true })("the way out of a visit's browser", (it) => {
  it.effect(
    "leads to the hosts of the list, whatever a page tries",
    Effect.fnUntraced(function* () {
      const site = yield* Site
      const other = yield* serve()
      const udp = yield* listener
      const elsewhere = `127.0.0.1:${other.port}`
      site.pages["/redirect"] = (_, response) => response.writeHead(302, { location: `http://${elsewhere}/r` }).end()
      site.pages["/trial"] = `<link rel=dns-prefetch href=//prefetch.test><link rel=preconnect href=http://${elsewhere}>
        <img src=http://${elsewhere}/img><iframe src=http://${elsewhere}/frame></iframe>
        <form id=f method=post target=t action=http://${elsewhere}/form><input name=a value=1></form><iframe name=t></iframe>`
      const { browser } = yield* visit()
      yield* browser.goto(`${home}trial`)
      const failed = yield* browser.use("a trial", (page) =>
        page.evaluate(
          async ({ elsewhere, port }) => {
            const failed: Array<string> = []
            const attempt = async (name: string, what: () => Promise<unknown>) => {
              const within = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), 1500))
              await Promise.race([what(), within]).catch(() => failed.push(name))
            }
            const socket = (url: string) =>
              new Promise((resolve, reject) => {
                const socket = new WebSocket(url)
                socket.addEventListener("open", resolve)
                socket.addEventListener("error", reject)
              })
            document.querySelector<HTMLFormElement>("#f")?.submit()
            navigator.sendBeacon(`http://${elsewhere}/beacon`, "x")
            const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] })
            peer.createDataChannel("x")
            const gathered = new Promise((resolve) => {
              peer.addEventListener("icecandidate", ({ candidate }) => candidate === null && resolve(undefined))
            })
            await peer.setLocalDescription(await peer.createOffer())
            await Promise.all([
              attempt("fetch", () => fetch(`http://${elsewhere}/fetch`, { mode: "no-cors" })),
              attempt("fetch of a redirect", () => fetch("/redirect", { mode: "no-cors" })),
              attempt("fetch of a name", () => fetch("https://elsewhere.test/", { mode: "no-cors" })),
              attempt("fetch of another port", () => fetch("http://bank.localhost:81/", { mode: "no-cors" })),
              attempt("fetch of metadata", () => fetch("http://169.254.169.254/", { mode: "no-cors" })),
              attempt("socket", () => socket(`ws://${elsewhere}/socket`)),
              attempt("transport", () => new WebTransport(`https://127.0.0.1:${port}/`).ready),
              Promise.race([gathered, new Promise((resolve) => setTimeout(resolve, 1500))])
            ])
            return failed
          },
          { elsewhere, port: udp.port }
        )
      )
      assert.deepStrictEqual(failed.toSorted(), [
        "fetch",
        "fetch of a name",
        "fetch of a redirect",
        "fetch of another port",
        "fetch of metadata",
        "socket",
        "transport"
      ])
      assert.strictEqual(other.connections(), 0)
      assert.strictEqual(udp.heard(), 0)
      const { refused } = yield* browser.observed
      const hosts = refused.map(({ host, why }) => `${host} ${why}`)
      for (const expected of [
        `${elsewhere} host`,
        "elsewhere.test host",
        "bank.localhost:81 port",
        "169.254.169.254 host"
      ]) {
        assert.include(hosts, expected)
      }
    }),
    30_000
  )

  it.effect(
    "ends a navigation to another host as blocked, also one that the bank itself redirects to",
    Effect.fnUntraced(function* () {
      const site = yield* Site
      site.pages["/away"] = (_, response) => response.writeHead(302, { location: "http://elsewhere.test/" }).end()
      const { browser } = yield* visit()
      assert.deepInclude(yield* Effect.flip(browser.goto("http://elsewhere.test/")), { _tag: "Blocked" })
      assert.deepInclude(yield* Effect.flip(browser.goto(`${home}away`)), { _tag: "Blocked" })
      const stepped = browser.use("a page", (page) => page.goto("https://elsewhere.test/?secret"))
      assert.deepInclude(yield* Effect.flip(stepped), { _tag: "Blocked", by: "egress list (host)" })
    }),
    30_000
  )

  it.effect(
    "is another for each visit",
    Effect.fnUntraced(function* () {
      const [one, other] = [yield* visit(), yield* visit({ hosts: [] })]
      const reach = ({ browser }: typeof one) =>
        browser
          .use("a page", (page) => page.goto(home))
          .pipe(
            Effect.as("reached"),
            Effect.catch(({ _tag }) => Effect.succeed(_tag))
          )
      assert.deepStrictEqual(yield* Effect.all([reach(one), reach(other)]), ["reached", "Blocked"])
    }),
    30_000
  )
})

describe("a visit's proxy", () => {
  it.live("tunnels to a listed host, and to no other host or port", () =>
    Effect.gen(function* () {
      const site = yield* serve()
      const { refused, server } = yield* EgressProxy.open({
        hosts: [host, "[::1]"],
        connectTo: { [host]: site.address }
      })
      assert.include(yield* connectTo(server, `${host}:443`), " 200 ")
      assert.include(yield* connectTo(server, `${host}:80`), " 200 ")
      for (const authority of [`${host}:8443`, "elsewhere.test:443", `x.${host}:443`, "127.0.0.1:22", "", "@:1"]) {
        assert.include(yield* connectTo(server, authority), " 403 ", authority)
      }
      assert.isAtLeast(refused().length, 4)
    })
  )

  it.live("refuses a listed name that resolves to a private address", () =>
    Effect.gen(function* () {
      const site = yield* serve()
      const { refused, server } = yield* EgressProxy.open({ hosts: [`localhost:${site.port}`], connectTo: {} })
      assert.include(yield* connectTo(server, `localhost:${site.port}`), " 403 ")
      assert.deepStrictEqual(refused(), [{ host: `localhost:${site.port}`, why: "address", times: 1 }])
      assert.strictEqual(site.connections(), 0)
    })
  )

  it("knows private addresses in all their forms", () => {
    for (const address of [
      "127.0.0.1",
      "10.1.2.3",
      "169.254.169.254",
      "192.168.1.1",
      "100.64.0.1",
      "0.0.0.0",
      "::1",
      "::",
      "fd00::1",
      "fe80::1",
      "::ffff:10.0.0.1",
      "::ffff:a9fe:a9fe",
      "64:ff9b::a00:1",
      "2002:a00:1::1",
      "3fff::1",
      "255.255.255.255"
    ]) {
      assert.isTrue(EgressProxy.isPrivate(address), address)
    }
    for (const address of ["1.1.1.1", "172.32.0.1", "2606:4700::1", "::ffff:8.8.8.8"]) {
      assert.isFalse(EgressProxy.isPrivate(address), address)
    }
  })

  it.live("counts made-up hosts under one name", () =>
    Effect.gen(function* () {
      const site = yield* serve()
      yield* Effect.scoped(
        Effect.gen(function* () {
          const { refused, server } = yield* EgressProxy.open({ hosts: [host], connectTo: { [host]: site.address } })
          yield* Effect.forEach(
            Array.from({ length: 60 }, (_, at) => at),
            (at) => connectTo(server, `h${at}.test:443`)
          )
          assert.lengthOf(refused(), 51)
          assert.deepStrictEqual(refused().at(-1), { host: "others", why: "host", times: 10 })
        })
      )
    })
  )
})
