import { spawnSync } from "node:child_process"

import { assert, describe, it } from "@effect/vitest"

import * as Debian from "../src/Debian.ts"
import * as Nginx from "../src/Nginx.ts"
import * as Portal from "../src/Portal.ts"
import * as Programs from "../src/Programs.ts"
import { paths, type Site } from "../src/Site.ts"

const site: Site = { folder: "/somewhere/bank", port: 4001, hledgerPort: 4002 }
const key = "0123456789abcdef"

const strings = (value: unknown): ReadonlyArray<string> => {
  if (typeof value === "string") return [value]
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(strings) : []
}

describe("the web server's configuration", () => {
  const text = Nginx.configuration(site)

  it("listens on loopback alone", () => {
    const listens = Array.from(text.matchAll(/^\s*listen (\S+?)[ ;]/gm), ([, where]) => where)
    assert.deepStrictEqual(listens, ["127.0.0.1:4001", "127.0.0.1:4001", "127.0.0.1:4001"])
  })

  it("writes nowhere but into the bank's folder", () => {
    const written = Array.from(text.matchAll(/^\s*(?:pid|\w+_temp_path) (\S+);/gm), ([, path]) => path ?? "")
    assert.strictEqual(written.length, 6)
    for (const path of written) assert.isTrue(path.startsWith(`${site.folder}/`), path)
    assert.match(text, /^error_log stderr /m)
    assert.include(text, "access_log off;")
  })

  it("asks the portal before each request of the application, with the address that was asked for", () => {
    const application = text.slice(text.indexOf("server_name online.bank.test;"))
    assert.include(application, "auth_request /lmauth;")
    assert.include(application, "fastcgi_param X_ORIGINAL_URI $original_uri;")
    assert.include(application, "error_page 401 $sign_in;")
    assert.include(application, "proxy_pass http://127.0.0.1:4002;")
    assert.notInclude(text.slice(0, text.indexOf("server_name online.bank.test;")), "auth_request /")
  })

  it("has a brace closed for each that is opened", () => {
    const bare = text.replaceAll(/\(\?<\w+>[^)]*\)/g, "")
    assert.strictEqual(bare.split("{").length, bare.split("}").length)
  })
})

describe("the portal's settings", () => {
  const settings = (locks: Portal.Locks) => Portal.settings(site, locks, key)

  it("have a number and a date, without which they are none", () => {
    assert.deepInclude(settings({}), { cfgNum: 1, cfgDate: 1, key })
  })

  it("lock nothing unless told", () => {
    assert.deepInclude(settings({}), {
      totp2fActivation: 0,
      totp2fSelfRegistration: 0,
      bruteForceProtection: 0,
      captcha_login_enabled: 0
    })
  })

  it("turn each lock on alone", () => {
    assert.deepInclude(settings({ totp: true }), {
      totp2fActivation: 1,
      totp2fSelfRegistration: 1,
      captcha_login_enabled: 0
    })
    assert.deepInclude(settings({ captcha: true }), {
      captcha_login_enabled: 1,
      totp2fActivation: 0,
      bruteForceProtection: 0
    })
    // Failures are counted in the history of logins.
    assert.deepInclude(settings({ lockOut: true }), {
      bruteForceProtection: 1,
      bruteForceProtectionMaxFailed: 3,
      loginHistoryEnabled: 1,
      captcha_login_enabled: 0
    })
  })

  it("name the portal as people do, and files in the bank's folder", () => {
    const all = strings(settings({}))
    assert.include(all, "http://auth.bank.test/")
    const files = all.filter((text) => text.startsWith("/"))
    assert.isAtLeast(files.length, 5)
    for (const path of files) assert.isTrue(path.startsWith(`${site.folder}/`), path)
  })

  it("are found by way of the ini", () => {
    assert.match(Portal.ini(site), /^dirName = \/somewhere\/bank\/settings$/m)
    assert.strictEqual(paths(site).settingsFile, "/somewhere/bank/settings/lmConf-1.json")
  })
})

describe("the programs", () => {
  it("are told of no environment but their own, and of no port but on loopback", () => {
    const all = Programs.all(site)
    assert.deepStrictEqual(
      all.map(({ command }) => command),
      ["hledger-web", "llng-fastcgi-server", "nginx"]
    )
    for (const { environment } of all) assert.strictEqual(environment["HOME"], site.folder)
    assert.include(all[0]?.args.join(" "), "--host 127.0.0.1 --port 4002")
    assert.include(all[0]?.args.join(" "), "--base-url http://online.bank.test -f /somewhere/bank/bank.journal")
  })
})

describe("packages of Debian", () => {
  it("are missing unless they are told to be installed", () => {
    const told = "nginx-light installed\nhledger-web:amd64 installed\noathtool config-files\n"
    assert.deepStrictEqual(Debian.missingOf(["nginx-light", "hledger-web", "oathtool", "other"], told), [
      "oathtool",
      "other"
    ])
  })

  it("start no service while we live", () => {
    const asked = (pid: number) => spawnSync("sh", ["-c", Debian.refusal(pid)]).status
    assert.strictEqual(asked(process.pid), 101)
    assert.strictEqual(asked(2 ** 30), 0)
  })

  it("are named in one sentence", () => {
    assert.match(Debian.sentence(["a", "b"]), /apt-get install --no-install-recommends a b$/)
  })
})
