// What both ways of showing the page ask of the browser's window.
import type { Framer } from "./Host.ts"

/** Only pages of the web are opened: an address from elsewhere may be a script. */
export const isWebAddress = (url: string): boolean => {
  try {
    return ["https:", "http:"].includes(new URL(url).protocol)
  } catch {
    return false
  }
}

/** A window of the institution, which cannot reach back to this page. It has to be opened in the click itself, else it is blocked. */
export const openBeside = (url: string, features: string): boolean => {
  if (!isWebAddress(url)) return false
  const beside = window.open("", "_blank", features)
  if (beside === null) return false
  beside.opener = null
  beside.location.replace(url)
  return true
}

/** The browser's own word for who frames this page comes first; `told` is what the framing page says of itself. */
export const framer = (told: string | null): Framer => {
  if (window.parent === window) return { kind: "nobody" }
  // "null" stands where the framing page hides who it is: then only what it tells is left, beside the policy that the browser keeps.
  const known = Array.from(window.location.ancestorOrigins ?? []).filter((origin) => origin !== "null" || told === null)
  const origins = [...known, ...(told === null ? [] : [told])]
  return origins.length === 0 ? { kind: "unknown" } : { kind: "origins", origins }
}
