// A request before it is bytes, and how it becomes them.
import type { Dice } from "@tomada/crash/Dice"

export interface Parts {
  readonly method: string
  readonly target: string
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly body: Buffer
}

/** What is sent over one connection. */
export interface Sent {
  readonly bytes: Buffer
  /** Whether it is whole, so that the server owes an answer. */
  readonly whole: boolean
}

/** One way to bend a request. */
export type Bend = (parts: Parts, dice: Dice) => Sent

/** As bytes, with its length and the word that nothing follows. What is above a byte in its head is cut to one. */
export const rendered = ({ body, headers, method, target }: Parts, version = "HTTP/1.1"): Buffer => {
  const lines = [
    `${method} ${target} ${version}`,
    "host: 127.0.0.1",
    "connection: close",
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body.length === 0 ? [] : [`content-length: ${body.length}`])
  ]
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), body])
}

export const whole = (parts: Parts): Sent => ({ bytes: rendered(parts), whole: true })

/** With these headers in place of those of the same name. */
export const withHeaders = (parts: Parts, headers: Readonly<Record<string, string>>): Parts => ({
  ...parts,
  headers: [...parts.headers.filter(([name]) => headers[name] === undefined), ...Object.entries(headers)]
})
