// Where things stand on a page, and nothing of what they say: boxes of texts, fields, buttons and pictures, measured by our own
// script in a world of its own, whose functions the page cannot replace. Only numbers leave the page, on a coarse grid, so
// that no text, no value and no pixel of it is ever held here. A page that hangs, lies or is gone answers nothing.
import { Array as Arrays, Effect, Number as Numbers, Option, Predicate } from "effect"
import type { Page } from "playwright-core"

/** In the order in which they are drawn, one above the other. */
export const kinds = ["outline", "media", "field", "button", "text"] as const
export type Kind = (typeof kinds)[number]

/** In pixels of the viewport. */
export interface Box {
  readonly kind: Kind
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export interface Layout {
  readonly width: number
  readonly height: number
  readonly boxes: ReadonlyArray<Box>
}

const mostBoxes = 4_000
const mostNodes = 20_000
const world = "tomada-layout"
const usual = { width: 1280, height: 720 }
const widest = 2_000

/** Runs in the page, as text: it may use nothing but its arguments. Answers five numbers for each box. */
const measure = (view: { readonly width: number; readonly height: number }, boxes: number, nodes: number) => {
  const found: Array<number> = []
  let left = nodes
  const add = (kind: number, at: DOMRect, dx: number, dy: number) => {
    const [x, y] = [at.left + dx, at.top + dy]
    if (at.width < 2 || at.height < 2 || x >= view.width || y >= view.height) return
    if (x + at.width <= 0 || y + at.height <= 0 || found.length >= boxes * 5) return
    found.push(kind, Math.round(x), Math.round(y), Math.round(at.width), Math.round(at.height))
  }
  const ofElement = (element: Element): number => {
    const name = element.localName
    const editable = element instanceof HTMLElement && element.isContentEditable
    if (editable || name === "textarea" || name === "select" || element.getAttribute("role") === "textbox") return 2
    if (name === "input") return /^(?:submit|button|reset|image)$/.test(element.getAttribute("type") ?? "") ? 3 : 2
    if (name === "button" || element.getAttribute("role") === "button") return 3
    if (/^(?:img|canvas|video|svg|picture|object|embed|iframe|frame)$/.test(name)) return 1
    return /^(?:form|table|dialog|fieldset|header|footer|nav|main|aside)$/.test(name) ? 0 : -1
  }
  const walk = (parent: Node, dx: number, dy: number) => {
    for (const node of Array.from(parent.childNodes)) {
      if (left-- <= 0) return
      if (node.nodeType === Node.TEXT_NODE && (node.nodeValue ?? "").trim() !== "") {
        const range = node.ownerDocument?.createRange()
        range?.selectNodeContents(node)
        for (const line of Array.from(range?.getClientRects() ?? [])) add(4, line, dx, dy)
      }
      if (node.nodeType !== Node.ELEMENT_NODE) continue
      const element = node as Element // its type says so
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) {
        if (getComputedStyle(element).display !== "contents") continue
      }
      const kind = ofElement(element)
      const at = element.getBoundingClientRect()
      if (kind >= 0) add(kind, at, dx, dy)
      const inner = /^i?frame$/.test(element.localName) ? (element as HTMLIFrameElement).contentDocument : null // as named
      if (inner !== null) walk(inner, dx + at.left + element.clientLeft, dy + at.top + element.clientTop)
      if (kind === 1 || kind === 2) continue
      if (element.shadowRoot !== null) walk(element.shadowRoot, dx, dy)
      walk(element, dx, dy)
    }
  }
  walk(document, 0, 0)
  return found
}

const boxesOf = (numbers: ReadonlyArray<number>): ReadonlyArray<Box> =>
  Arrays.chunksOf(numbers, 5).flatMap(([kind = -1, left = 0, top = 0, width = 0, height = 0]) => {
    const name = kinds[kind]
    return name === undefined ? [] : [{ kind: name, left, top, width, height }]
  })

const isNumbers = (value: unknown): value is ReadonlyArray<number> =>
  Array.isArray(value) && value.length <= mostBoxes * 5 && value.every((one) => Predicate.isNumber(one))

/** What the page shows in its viewport; none when it does not say so within `millis`. */
export const read = (page: Page, millis: number): Effect.Effect<Option.Option<Layout>> => {
  const { height, width } = page.viewportSize() ?? usual
  const view = { width: Numbers.min(width, widest), height: Numbers.min(height, widest) }
  const asked = Effect.tryPromise(async () => {
    const session = await page.context().newCDPSession(page)
    try {
      const { frameTree } = await session.send("Page.getFrameTree")
      const { executionContextId } = await session.send("Page.createIsolatedWorld", {
        frameId: frameTree.frame.id,
        worldName: world
      })
      const { result } = await session.send("Runtime.evaluate", {
        expression: `(${measure.toString()})(${JSON.stringify(view)}, ${mostBoxes}, ${mostNodes})`,
        contextId: executionContextId,
        returnByValue: true,
        timeout: millis
      })
      return result.value as unknown // whatever it is, it is tested
    } finally {
      await session.detach()
    }
  })
  return asked.pipe(
    Effect.timeout(millis),
    Effect.option,
    Effect.map(Option.filter(isNumbers)),
    Effect.map(Option.map((numbers) => ({ ...view, boxes: boxesOf(numbers) })))
  )
}
