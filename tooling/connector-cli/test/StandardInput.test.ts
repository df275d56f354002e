import { PassThrough } from "node:stream"

import { assert, describe, it } from "@effect/vitest"

import * as StandardInput from "../src/StandardInput.ts"

describe("lines of standard input", () => {
  it("are each there as soon as they were written, before the next one", async () => {
    const input = new PassThrough()
    const next = StandardInput.lines(input)
    input.write('{"user":')
    input.write('"ana"}\r\nfirst')
    assert.strictEqual(await next(), '{"user":"ana"}')
    const second = next()
    input.write(" answer\nthe third\n")
    assert.strictEqual(await second, "first answer")
    assert.strictEqual(await next(), "the third")
  })

  it("are empty behind the last one, which needs no end of its own", async () => {
    const input = new PassThrough()
    const next = StandardInput.lines(input)
    input.end("one\ntwo")
    assert.deepStrictEqual([await next(), await next(), await next(), await next()], ["one", "two", "", ""])
  })
})
