import { assert, describe, it } from "@effect/vitest"

import { isExact, isLoopback } from "../src/WidgetOrigin.ts"

describe("an origin that may show the widget", () => {
  it("is written exactly as a browser writes it", () => {
    for (const text of [
      "https://app.example.com",
      "https://xn--caf-dma.example:8443",
      "https://localhost",
      "https://a"
    ]) {
      assert.isTrue(isExact(text), text)
    }
    const others = [
      "",
      "*",
      "null",
      "app.example.com",
      "//app.example.com",
      "https://app.example.com/",
      "https://app.example.com/path",
      "https://app.example.com?x",
      "https://user@app.example.com",
      "https://APP.example.com",
      "https://café.example",
      "https://*.example.com",
      "https://app.example.com:443",
      "https://app.example.com:99999",
      "https://app.example.com:*",
      "https://app.example.com https://evil.example",
      "https://app.example.com\n",
      "https://app.example.com;script-src",
      "https://[::1]",
      "https://127.1",
      "https://0x7f.0.0.1",
      "data:text/html,x",
      "file://"
    ]
    for (const text of others) assert.isFalse(isExact(text), text)
  })

  it("is of plain http on the person's own computer alone", () => {
    for (const text of ["http://localhost:3000", "http://127.0.0.1", "http://127.0.0.1:65535"]) {
      assert.isTrue(isExact(text) && isLoopback(text), text)
    }
    for (const text of [
      "http://app.example.com",
      "http://192.168.1.4",
      "http://localhost.example",
      "http://127.0.0.1.x"
    ]) {
      assert.isFalse(isExact(text) || isLoopback(text), text)
    }
  })
})
