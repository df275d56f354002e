import { assert, describe, it } from "@effect/vitest"

import { picture, type Room, wrap } from "../src/RoomsPicture.ts"

const room = (name: string, ...needs: ReadonlyArray<string>): Room => ({
  name,
  kind: "package",
  description: `What ${name} is for.`,
  needs
})

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const boxes = (svg: string): ReadonlyArray<Box> =>
  Array.from(
    svg.matchAll(/<rect class="package" x="([\d.-]+)" y="([\d.-]+)" width="(\d+)" height="(\d+)"/g),
    ([, x, y, width, height]) => ({ x: Number(x), y: Number(y), width: Number(width), height: Number(height) })
  )

const house = [
  room("core"),
  room("store", "core"),
  room("vault", "core"),
  room("engine", "core", "store"),
  room("server", "core", "store", "engine", "vault"),
  room("bank"),
  room("cli", "server", "bank")
]

describe("the picture of the rooms", () => {
  it("has an arrow for each import that does not follow from others", () => {
    const [, said] = /<desc>(.*)<\/desc>/.exec(picture(house)) ?? []
    assert.strictEqual(
      said,
      "cli imports bank, server. engine imports store. server imports engine, vault. store imports core. vault imports core."
    )
  })

  it("keeps every box on the paper and off the others", () => {
    const svg = picture(house)
    const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []
    const found = boxes(svg)
    assert.strictEqual(found.length, house.length)
    for (const box of found) {
      assert.isAtLeast(box.x, 0)
      assert.isAtMost(box.x + box.width, Number(width))
      assert.isAtMost(box.y + box.height, Number(height))
      for (const other of found) {
        const apart = box.x + box.width < other.x || other.x + other.width < box.x || box.y !== other.y
        assert.isTrue(box === other || apart)
      }
    }
  })

  it("is the same text whatever the order of the rooms", () => {
    assert.strictEqual(picture(house.toReversed()), picture(house))
  })

  it("breaks what a room is for into lines that fit its box", () => {
    const text = "Keeps Items, products and executions: ports and their PostgreSQL layers."
    assert.deepStrictEqual(wrap(text), [
      "Keeps Items, products and",
      "executions: ports and their",
      "PostgreSQL layers."
    ])
  })

  it("escapes what would be markup", () => {
    assert.include(picture([{ ...room("core"), description: "a < b & c" }]), "a &lt; b &amp; c")
  })
})
