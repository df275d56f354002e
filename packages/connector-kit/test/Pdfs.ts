// PDF files made by hand for tests: letters at places, and the oldest of PDF's ciphers (ISO 32000-1, 7.6.2: RC4, 40 bits).
import { createHash } from "node:crypto"

export interface Letters {
  readonly x: number
  readonly y: number
  readonly text: string
  readonly size?: number
}

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const md5 = (...parts: ReadonlyArray<Uint8Array>): Uint8Array =>
  parts.reduce((hash, part) => hash.update(part), createHash("md5")).digest()

const rc4 = (key: Uint8Array, data: Uint8Array): Uint8Array => {
  const box = Uint8Array.from({ length: 256 }, (_, index) => index)
  const at = (index: number) => box[index & 255] ?? 0
  const swap = (a: number, b: number) => ([box[a], box[b]] = [at(b), at(a)])
  for (let i = 0, j = 0; i < 256; i += 1) swap(i, (j = (j + at(i) + (key[i % key.length] ?? 0)) & 255))
  let [i, j] = [0, 0]
  return data.map((byte) => {
    i = (i + 1) & 255
    j = (j + at(i)) & 255
    swap(i, j)
    return byte ^ at(at(i) + at(j))
  })
}

const padding = Uint8Array.from(
  "28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A".match(/../g) ?? [],
  (hex) => Number.parseInt(hex, 16)
)
const padded = (password: string) => Uint8Array.from([...latin1(password), ...padding]).subarray(0, 32)
const id = latin1("0123456789abcdef")
const hex = (bytes: Uint8Array) => `<${Buffer.from(bytes).toString("hex")}>`

const encryption = (password: string) => {
  const owner = rc4(md5(padded(password)).subarray(0, 5), padded(password))
  const key = md5(padded(password), owner, Uint8Array.of(0xfc, 0xff, 0xff, 0xff), id).subarray(0, 5)
  const user = rc4(key, padding)
  return {
    dictionary: `<< /Filter /Standard /V 1 /R 2 /O ${hex(owner)} /U ${hex(user)} /P -4 >>`,
    stream: (object: number, data: Uint8Array) => rc4(md5(key, Uint8Array.of(object, 0, 0, 0, 0)).subarray(0, 10), data)
  }
}

/** A PDF with these letters on its pages, 600 points wide and 800 high, `y` from the bottom. */
export const pdf = (pages: ReadonlyArray<ReadonlyArray<Letters>>, password?: string): Uint8Array => {
  const locked = password === undefined ? undefined : encryption(password)
  const kids = pages.map((_, index) => `${4 + index * 2} 0 R`).join(" ")
  const objects: Array<string> = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
  ]
  for (const letters of pages) {
    const number = objects.length + 2
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents ${number} 0 R /Resources << /Font << /F 3 0 R >> >> >>`
    )
    const drawn = letters.map(
      ({ size = 10, text, x, y }) =>
        `BT /F ${size} Tf 1 0 0 1 ${x} ${y} Tm (${text.replaceAll(/[()\\]/g, String.raw`\$&`)}) Tj ET`
    )
    const plain = latin1(drawn.join("\n"))
    const stream = locked?.stream(number, plain) ?? plain
    objects.push(`<< /Length ${stream.length} >>\nstream\n${Buffer.from(stream).toString("latin1")}\nendstream`)
  }
  if (locked !== undefined) objects.push(locked.dictionary)
  let text = "%PDF-1.4\n"
  const offsets = objects.map((object, index) => {
    const offset = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(offset).padStart(10, "0")} 00000 n \n`
  })
  const encrypt = locked === undefined ? "" : ` /Encrypt ${objects.length} 0 R`
  const trailer = `<< /Size ${objects.length + 1} /Root 1 0 R /ID [${hex(id)} ${hex(id)}]${encrypt} >>`
  return latin1(
    `${text}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join("")}trailer\n${trailer}\nstartxref\n${text.length}\n%%EOF\n`
  )
}
