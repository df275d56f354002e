// Bytes of a statement file -> text. The header's word is weighed, not obeyed: banks write `CHARSET:1252` over UTF-8 and the other way
// round. Bytes beyond ASCII that form valid UTF-8 are UTF-8, since windows-1252 prose practically never does; else the charset decides.

const sniffed = 4096

const startsWith = (bytes: Uint8Array, ...mark: ReadonlyArray<number>): boolean =>
  mark.every((byte, index) => bytes[index] === byte)

const declared = (header: string): string => {
  const label = (
    /<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})/i.exec(header)?.[1] ??
    /CHARSET:[ \t]*(UTF-?8|NONE|[\w-]*\d+)/i.exec(header)?.[1] ??
    ""
  ).toLowerCase()
  const page = /^(?:cp|windows-?)?(125[0-8])$/.exec(label)?.[1]
  if (page !== undefined) return `windows-${page}`
  const part = /8859-(\d{1,2})$/.exec(label)?.[1]
  const latin = Number(part ?? 0)
  return latin >= 1 && latin <= 16 && latin !== 12 ? `iso-8859-${latin}` : "windows-1252"
}

/** Decodes a file by its byte order mark, its content and its header, in this order. Bytes that fit nothing become U+FFFD; never throws. */
export const decode = (bytes: Uint8Array): string => {
  if (startsWith(bytes, 0xff, 0xfe)) return new TextDecoder("utf-16le").decode(bytes)
  if (startsWith(bytes, 0xfe, 0xff)) return new TextDecoder("utf-16be").decode(bytes)
  if (bytes.length > 1 && bytes[0] !== 0 && bytes[1] === 0) return new TextDecoder("utf-16le").decode(bytes)
  if (bytes.length > 1 && bytes[0] === 0 && bytes[1] !== 0) return new TextDecoder("utf-16be").decode(bytes)
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return new TextDecoder("utf-8").decode(bytes)
    const header = new TextDecoder("windows-1252").decode(bytes.subarray(0, sniffed))
    return new TextDecoder(declared(header)).decode(bytes)
  }
}
