// A certificate of no authority that anybody trusts, with the key of it: made for these tests, of names that nobody has, good for nothing.
import { createServer, type Server } from "node:https"
import type { AddressInfo } from "node:net"
import * as tls from "node:tls"

import { Effect } from "effect"

const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg08xFcKRgmcy1HgLX
Wj1kLZ5SMVYxSIA61X56Q47SDvKhRANCAAQO2BZsNwLCo12SbEF5jeZhaXDtkOb0
KthF9a1H44uwPUAfg46PjEzk6JXYCoMdnUlYtVwVzSBpCP4kA7NoStJJ
-----END PRIVATE KEY-----`

/** Of `bank.test`, `receiver.test` and 127.0.0.1. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBqjCCAVCgAwIBAgIUP2RgIaLUyAntuN1kfSIQzeTWTFMwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJYmFuay50ZXN0MCAXDTI2MTEyNDA2MDMzOFoYDzIxMjYxMDMx
MDYwMzM4WjAUMRIwEAYDVQQDDAliYW5rLnRlc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQO2BZsNwLCo12SbEF5jeZhaXDtkOb0KthF9a1H44uwPUAfg46PjEzk
6JXYCoMdnUlYtVwVzSBpCP4kA7NoStJJo34wfDAdBgNVHQ4EFgQUmexkSyHea5bx
rj0dYYXpyifHeUUwHwYDVR0jBBgwFoAUmexkSyHea5bxrj0dYYXpyifHeUUwDwYD
VR0TAQH/BAUwAwEB/zApBgNVHREEIjAgggliYW5rLnRlc3SCDXJlY2VpdmVyLnRl
c3SHBH8AAAEwCgYIKoZIzj0EAwIDSAAwRQIgE7D84qr2X5Vz6ObeBQncPewcuSQ4
VhjdzqToN3Mxs98CIQDFilDudFAxKn6Db0rQpJ6UdyQpmzxfyVA9lfZSx70wTA==
-----END CERTIFICATE-----`

/** A server that shows it, and tells how many requests reached it. */
export const server = Effect.acquireRelease(
  Effect.callback<{ readonly made: Server; readonly port: number; readonly reached: () => number }>((resume) => {
    let reached = 0
    const made = createServer({ key, cert: certificate }, (_request, response) => {
      reached += 1
      response.end("ok")
    })
    made.on("tlsClientError", () => undefined)
    made.listen(0, "127.0.0.1", () => {
      const { port } = made.address() as AddressInfo // it listens on TCP
      resume(Effect.succeed({ made, port, reached: () => reached }))
    })
  }),
  ({ made }) =>
    Effect.sync(() => {
      made.close()
      made.closeAllConnections()
    })
)

/** Trusts it as one trusts the authorities of the system, for as long as the scope is open. */
export const trusted = Effect.acquireRelease(
  Effect.sync(() => {
    const before = tls.getCACertificates("default")
    tls.setDefaultCACertificates([...before, certificate])
    return before
  }),
  (before) => Effect.sync(() => tls.setDefaultCACertificates(before))
)
