// First lines and headers that are wrong, too many, or at odds with the body; and what is no HTTP at all.
import type { Dice } from "@tomada/crash/Dice"

import { type Bend, type Parts, rendered, type Sent, whole, withHeaders } from "./Parts.ts"

const partial = (bytes: Buffer): Sent => ({ bytes, whole: false })
/** Perhaps whole, perhaps more is awaited. */
const raw = (text: string): Sent => partial(Buffer.from(text, "latin1"))

const keyed = (parts: Parts, value: string): Sent => whole(withHeaders(parts, { "x-api-key": value }))

const keys = (own: string): readonly [string, ...ReadonlyArray<string>] => [
  "",
  " ",
  ",",
  "\0",
  "\u00ff\u00fe",
  `Bearer ${own}`,
  `${own},${own}`,
  own.slice(0, -1),
  `${own}x`,
  own.split(".").slice(0, 2).join("."),
  `${own.split(".")[0]}..`,
  "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.",
  "a".repeat(8_000),
  own.toUpperCase()
]

const ofKey = ({ headers }: Parts): string => headers.find(([name]) => name === "x-api-key")?.[1] ?? ""

/** The head of a request with a body, whose length is told by `headers` alone. */
const framed = ({ method, target }: Parts, headers: string, body: string): string =>
  `${method === "GET" ? "POST" : method} ${target} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\ncontent-type: application/json\r\n${headers}\r\n\r\n${body}`

export const bends: Readonly<Record<string, Bend>> = {
  "an odd key": (parts, dice) => keyed(parts, dice.oneOf(keys(ofKey(parts)))),
  "two keys": (parts) =>
    whole({ ...parts, headers: [...parts.headers, ["x-api-key", "x"], ["X-API-KEY", ofKey(parts)]] }),
  "a key elsewhere": (parts) =>
    whole({
      ...parts,
      headers: [
        ["authorization", `Bearer ${ofKey(parts)}`],
        ["cookie", `x-api-key=${ofKey(parts)}`]
      ]
    }),
  "a header that is large": (parts, dice) =>
    whole(withHeaders(parts, { "x-much": "a".repeat(4_000 * (1 + dice.below(8))) })),
  "headers that are many": (parts, dice) =>
    whole({
      ...parts,
      headers: [...parts.headers, ...Array.from({ length: 20 + dice.below(900) }, (_, n) => [`x-${n}`, "1"] as const)]
    }),
  "a header that is wrong": (parts, dice) =>
    whole({
      ...parts,
      headers: [
        ...parts.headers,
        dice.oneOf<readonly [string, string]>([
          ["x y", "1"],
          ["", "1"],
          ["x-nul", "a\0b"],
          ["x-fold", "a\r\n b"],
          ["__proto__", "1"],
          ["host", "other"],
          ["expect", "something"],
          ["range", "bytes=-1"],
          ["if-none-match", "*"],
          ["accept", "application/xml;q=nothing"],
          ["origin", "null"],
          ["x-forwarded-for", "\u00ff, 1.2.3.4"],
          ["upgrade", "websocket"],
          ["traceparent", "00-zz-zz-zz"],
          ["b3", "0"]
        ])
      ]
    }),
  "another method": (parts, dice) => {
    const method = dice.oneOf([
      "PUT",
      "HEAD",
      "OPTIONS",
      "TRACE",
      "CONNECT",
      "get",
      "FOO",
      "PROPFIND",
      "",
      "G\0T",
      "A".repeat(3_000),
      "QUERY"
    ])
    // Nobody is connected to anything: there the connection ends.
    return { bytes: rendered({ ...parts, method }), whole: method !== "CONNECT" }
  },
  "another version": (parts, dice) => ({
    bytes: rendered(
      parts,
      dice.oneOf(["HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/9.9", "HTTP/", "", "http/1.1", "HTTPS/1.1"])
    ),
    whole: true
  }),
  "a length that is wrong": (parts, dice) =>
    raw(
      framed(
        parts,
        dice.oneOf([
          "content-length: -1",
          "content-length: 1e3",
          "content-length: 1\r\ncontent-length: 2",
          "content-length: 99999999999999999999",
          "content-length: 0",
          "content-length: 1",
          "content-length: 4\r\ntransfer-encoding: chunked",
          "transfer-encoding: gzip, chunked, chunked",
          "transfer-encoding: nothing"
        ]),
        "{}\r\n\r\n"
      )
    ),
  "chunks that are wrong": (parts, dice) =>
    raw(
      framed(
        parts,
        "transfer-encoding: chunked",
        dice.oneOf([
          "zz\r\n{}\r\n0\r\n\r\n",
          "-1\r\n{}\r\n",
          "fffffffffffffffff\r\n{}",
          "2;x=\0\r\n{}\r\n0\r\n\r\n",
          "2\r\n{}x\r\n0\r\n\r\n"
        ])
      )
    ),
  "two requests in one": (parts) => ({
    bytes: Buffer.from(
      `${framed(parts, "content-length: 2", "{}")}GET /items HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`,
      "latin1"
    ),
    whole: true
  }),
  "no HTTP": (_, dice) =>
    raw(
      dice.oneOf([
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\0\0\0\0\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "\r\n\r\n\r\n\r\n",
        "SSH-2.0-x\r\n\r\n",
        "GET / HTTP/1.1\nhost: x\n\n"
      ])
    ),
  "a request that stops": (parts, dice: Dice) => {
    const bytes = rendered(parts.body.length > 0 ? parts : { ...parts, method: "POST", body: Buffer.from("{}") })
    return partial(bytes.subarray(0, 1 + dice.below(bytes.length - 1)))
  }
}
