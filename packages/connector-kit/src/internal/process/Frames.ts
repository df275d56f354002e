// Texts over a byte stream, each with its length before it. The other end is not trusted: a length that is too great ends the
// reading before anything of it is kept, and so does a conversation that never ends.
import type { Duplex } from "node:stream"

/** The greatest text: a document of 16 MiB in base64 fits. */
export const maxFrame = 32 * 1024 * 1024

/** What one end may say in a visit. */
export const maxTotal = 1024 * 1024 * 1024

/** What listens to the other end. `ended` comes once and last; `why` is null when the other end closed. */
export interface Listener {
  readonly text: (text: string) => void
  readonly ended: (why: string | null) => void
}

const header = 4

/** Writes one text; the stream keeps what the other end does not take yet. */
export const write = (stream: Duplex, text: string): void => {
  if (stream.destroyed || stream.writableEnded) return
  const bytes = Buffer.from(text)
  const length = Buffer.alloc(header)
  length.writeUInt32BE(bytes.length)
  stream.write(length)
  stream.write(bytes)
}

/** Reads texts until the stream ends or breaks a limit. */
export const read = (
  stream: Duplex,
  { ended, text }: Listener,
  limits = { frame: maxFrame, total: maxTotal }
): void => {
  const decoder = new TextDecoder("utf-8", { fatal: true })
  let parts: Array<Buffer> = []
  let held = 0
  let total = 0
  let over = false
  const end = (why: string | null) => {
    if (over) return
    over = true
    parts = []
    stream.destroy()
    ended(why)
  }
  const take = (size: number): Buffer => {
    const all = parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts)
    const rest = all.subarray(size)
    parts = rest.length === 0 ? [] : [rest]
    held = rest.length
    return all.subarray(0, size)
  }
  let expected: number | null = null
  const step = (): boolean => {
    if (expected === null) {
      if (held < header) return false
      expected = take(header).readUInt32BE()
      if (expected > limits.frame) end("a message that is too long")
      return !over
    }
    if (held < expected) return false
    const bytes = take(expected)
    expected = null
    let said: string
    try {
      said = decoder.decode(bytes)
    } catch {
      end("a message that is no text")
      return false
    }
    text(said)
    return !over
  }
  stream.on("data", (chunk: Buffer) => {
    if (over) return
    total += chunk.length
    if (total > limits.total) return end("more than a visit may say")
    parts.push(chunk)
    held += chunk.length
    while (step());
  })
  stream.on("error", () => end(null))
  stream.on("close", () => end(null))
  stream.on("end", () => end(null))
}
