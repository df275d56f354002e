// What can be seen of a layout without eyes: nothing is wider than the window, no text is cut, nothing lies on what a person presses.
import { frameOf } from "./Axe.ts"
import type { Opened } from "./Opened.ts"

/** Each fault as one line. */
export const faults = async (opened: Opened): Promise<ReadonlyArray<string>> => {
  const frame = await frameOf(opened)
  return frame.evaluate(() => {
    const found: Array<string> = []
    const named = (element: Element): string => {
      const text = (element.textContent ?? "").trim().slice(0, 40)
      return `${element.tagName.toLowerCase()}${element.className === "" ? "" : `.${String(element.className)}`} "${text}"`
    }
    const root = document.documentElement
    if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth} wide in ${root.clientWidth}`)
    const past = root.scrollHeight - root.clientHeight
    if (past > 0) found.push(`the page is ${past} higher than the window, beside what it scrolls itself`)
    const isHidden = (element: Element): boolean => {
      const { height, width } = element.getBoundingClientRect()
      const { clipPath, overflow, visibility } = getComputedStyle(element)
      // One pixel is for those who listen.
      return width <= 1 || height <= 1 || visibility === "hidden" || (clipPath !== "none" && overflow === "hidden")
    }
    for (const element of document.querySelectorAll("body *")) {
      if (isHidden(element) || element.closest("svg") !== null) continue
      const { left, right } = element.getBoundingClientRect()
      if (left < -1 || right > root.clientWidth + 1) found.push(`${named(element)} goes beyond the window`)
      const { overflowX } = getComputedStyle(element)
      const ownText = Array.from(element.childNodes).some(
        (node) => node.nodeType === 3 && (node.textContent ?? "").trim() !== ""
      )
      if (ownText && overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1)
        found.push(`${named(element)} is cut: ${element.scrollWidth} in ${element.clientWidth}`)
    }
    for (const element of document.querySelectorAll("button, a[href], input:not([type=file]), select, textarea")) {
      if (isHidden(element)) continue
      element.scrollIntoView({ block: "center" })
      const { height, left, top, width } = element.getBoundingClientRect()
      const [x, y] = [left + width / 2, top + height / 2]
      const above = document.elementFromPoint(x, y)
      const isOwn =
        above === null || element.contains(above) || above.contains(element) || above.closest("label") !== null
      if (!isOwn && above !== null) found.push(`${named(above)} lies on ${named(element)}`)
    }
    for (const input of document.querySelectorAll("input:not([type=file], [type=radio], [type=checkbox])")) {
      const { left, right } = input.getBoundingClientRect()
      const { paddingLeft, paddingRight } = getComputedStyle(input)
      const [from, to] = [left + Number.parseFloat(paddingLeft), right - Number.parseFloat(paddingRight)]
      for (const icon of input.parentElement?.querySelectorAll("svg, button") ?? []) {
        const at = icon.getBoundingClientRect()
        if (at.right > from + 1 && at.left < to - 1) found.push(`${named(icon)} lies on the text of ${named(input)}`)
      }
    }
    window.scrollTo(0, 0)
    return found
  })
}
