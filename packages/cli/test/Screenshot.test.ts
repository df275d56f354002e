// `tomada items screenshot`: the picture that the server answers is the file that is written, and no file is written over.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import { refusal } from "./fixtures/Room.ts"
import { typed } from "./fixtures/Typed.ts"

const run = "7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f"
const picture = Buffer.from("a picture")

const answer = {
  executionId: run,
  itemId: run,
  takenAt: "2026-03-20T12:00:00.000Z",
  expiresAt: "2026-03-27T12:00:00.000Z",
  image: picture.toString("base64")
}
const absent = { code: 404, message: "screenshot not found", codeDescription: "SCREENSHOT_NOT_FOUND", errorId: run }

describe("tomada items screenshot", () => {
  let folder = ""
  const server = createServer((asked, response) => {
    const found = asked.url === `/operator/executions/${run}/screenshot`
    response.writeHead(found ? 200 : 404, { "content-type": "application/json" })
    response.end(JSON.stringify(found ? answer : absent))
  })
  const environment = () => {
    const { port } = server.address() as AddressInfo // it listens on a port
    return { TOMADA_URL: `http://127.0.0.1:${port}`, TOMADA_OPERATOR_TOKEN: "token" }
  }
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tomada-picture-"))
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    await new Promise((closed) => server.close(closed))
  })

  it("writes the picture to the file that is named", async () => {
    const file = join(folder, "page.png")
    const { code, stdout } = await typed(["items", "screenshot", run, file], environment())
    assert.strictEqual(code, 0)
    assert.isTrue(picture.equals(readFileSync(file)))
    assert.include(stdout, "2026-03-20 12:00 UTC")
    assert.include(stdout, file)
  })

  it("leaves a file that is there as it is", async () => {
    const file = join(folder, "mine.txt")
    writeFileSync(file, "mine")
    assert.include(refusal(await typed(["items", "screenshot", run, file], environment())), "cannot be written to")
    assert.strictEqual(readFileSync(file, "utf8"), "mine")
  })

  it("says of which runs there are any when there is none", async () => {
    const other = run.replace("7", "8")
    const line = refusal(await typed(["items", "screenshot", other, join(folder, "none.png")], environment()))
    assert.match(line, /^There is no screenshot of that run: they are of runs that failed in a browser/)
  })
})
