// The weight of a bank's application: the libraries and the styles that its pages carry beside their own script, for whoever measures what a
// browser costs. Made up, but no filler: every module is compiled and run once, as a bundle's are, and every rule is matched against the page.

/** Characters, all of one byte. */
const sizes = { script: 200_000, style: 36_000 }

/** Pieces until there are so many characters. */
const upTo = (size: number, piece: (at: number) => string): string => {
  let text = ""
  for (let at = 0; text.length < size; at++) text += piece(at)
  return text
}

const module = (at: number): string => `
modules[${at}] = (exports) => {
  const names = ["accounts", "cards", "loans", "bills", "limits"], fields = { id: ${at}, open: true, places: 2 }
  exports.label${at} = (value) => value === null ? "" : names.map((name, place) => name + "-" + (place * ${at + 3} + value)).join(" ")
  exports.parts${at} = (text) => { const found = {}; for (const part of text.split(" ")) found[part] = (found[part] || 0) + 1; return found }
  exports.Widget${at} = class { constructor(root) { this.root = root; this.state = Object.assign({}, fields) } total(rows) { return rows.reduce((sum, row) => sum + row.amount, ${at}) } }
}`

const script = `"use strict"
;(() => {
const modules = []${upTo(sizes.script, module)}
const library = {}
modules.forEach((run, at) => { run(library); library["parts" + at](library["label" + at](at)) })
globalThis.library = library
})()
`

const rule = (at: number): string => {
  const tone = (at * 37) % 256
  return `.part-${at} > .row-${at % 9}:hover,section.view-${at} table td[data-part="${at}"]{padding:${at % 8}px ${at % 5}px;color:rgb(${tone},${255 - tone},${at % 256});border-radius:${at % 7}px}
`
}

/** The served files by name, and what they are. */
export const files: Readonly<Record<string, { readonly contentType: string; readonly text: string }>> = {
  "bundle.js": { contentType: "text/javascript; charset=utf-8", text: script },
  "bundle.css": { contentType: "text/css; charset=utf-8", text: upTo(sizes.style, rule) }
}
