// Looks at every screen that the scenarios come by, once in each theme: whether everybody can see, read and reach it, and whether it is laid out
// well at the width of a small phone and of a desktop.
import * as Axe from "./Axe.ts"
import * as Layout from "./Layout.ts"
import type { Opened, Screen } from "./Opened.ts"

export const themes = ["light", "dark"] as const
export const widths = [320, 1280] as const

export interface Looking {
  readonly onScreen: (screen: Screen, opened: Opened) => Promise<void>
  readonly seen: () => ReadonlyArray<Screen>
  /** Each fault with the screen, theme and width where it was seen. */
  readonly faults: () => ReadonlyArray<string>
}

/** All that there are. */
export const screens: ReadonlyArray<Screen> = [
  "loading",
  "consent",
  "institutions",
  "credentials",
  "progress",
  "code",
  "select",
  "image",
  "approve",
  "qr",
  "redirect",
  "success",
  "partial",
  "error",
  "lost",
  "refused"
]

export const wear = async (opened: Opened, theme: (typeof themes)[number]): Promise<void> => {
  const frame = await Axe.frameOf(opened)
  await frame.evaluate((theme) => {
    document.documentElement.dataset["theme"] = theme
  }, theme)
}

/** The frame of the SDK is 320 wide on any desktop and as wide as the window on a phone. */
const resize = (opened: Opened, width: number): Promise<void> => opened.page.setViewportSize({ width, height: 720 })

export const make = (themeOf: Opened["theme"] | "both" = "both"): Looking => {
  const seen = new Set<Screen>()
  const faults = new Set<string>()
  return {
    onScreen: async (screen, opened) => {
      if (seen.has(screen) || !screens.includes(screen)) return
      seen.add(screen)
      for (const theme of themes) {
        if (themeOf !== "both" && themeOf !== theme) continue
        await wear(opened, theme)
        for (const fault of await Axe.violations(opened)) faults.add(`${screen}, ${theme}: ${fault}`)
      }
      await wear(opened, opened.theme)
      const size = opened.page.viewportSize()
      for (const width of widths) {
        await resize(opened, width)
        for (const fault of await Layout.faults(opened)) faults.add(`${screen}, ${width} wide: ${fault}`)
      }
      if (size !== null) await opened.page.setViewportSize(size)
    },
    seen: () => [...seen],
    faults: () => [...faults]
  }
}
