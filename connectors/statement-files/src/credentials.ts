// The form: one statement file. Its value is a data URL, which keeps the file's own bytes and with them its encoding, or plain text.
import { Field } from "@tomada/connector-kit"

export const credentials = {
  file: Field.file({
    label: "Statement file",
    help: "Download the statement as OFX, QFX or Money from your bank's site.",
    maxBytes: 8 * 1024 * 1024
  })
}

/** The bytes of a data URL (base64 or percent-encoded), plain text as it is; null for a data URL that does not decode. */
export const content = (value: string): Uint8Array | string | null => {
  if (!/^data:/i.test(value)) return value
  const comma = value.indexOf(",")
  if (comma < 0) return null
  const body = value.slice(comma + 1)
  try {
    const binary = /;base64$/i.test(value.slice(0, comma))
      ? atob(body)
      : body.replaceAll(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    return Uint8Array.from(binary, (byte) => byte.charCodeAt(0))
  } catch {
    return null
  }
}
