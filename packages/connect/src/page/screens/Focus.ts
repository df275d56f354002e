// Where the focus goes, and what is scrolled for it: a browser that scrolls to what takes the focus by itself also scrolls the page that shows
// this one in a frame, so the screen is scrolled here and nothing around it.

const gap = 12

/** Scrolls the screen, and nothing else, until the element can be seen above the row of actions. */
export const reveal = (element: HTMLElement): void => {
  const screen = element.closest("main")
  if (screen === null) return
  const { bottom, top } = element.getBoundingClientRect()
  const room = screen.getBoundingClientRect()
  const floor = screen.querySelector(".actions")?.getBoundingClientRect().top ?? room.bottom
  if (bottom > Math.min(floor, room.bottom)) screen.scrollTop += bottom - Math.min(floor, room.bottom) + gap
  else if (top < room.top) screen.scrollTop -= room.top - top + gap
}

/** Gives the element the focus, and shows it. */
export const focus = (element: HTMLElement): void => {
  element.focus({ preventScroll: true })
  reveal(element)
}

/** The same by a selector; nothing happens where there is no such element. */
export const focusOn = (selector: string): void => {
  const element = document.querySelector<HTMLElement>(selector)
  if (element !== null) focus(element)
}
