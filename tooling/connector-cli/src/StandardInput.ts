// Lines of standard input, each read when it is wanted: what a picture shows is known to whoever answers only once they have seen it. Between
// two lines nothing is read, and a pipe that stays open keeps no process alive.
import { Socket } from "node:net"

export type NextLine = () => Promise<string>

/** Each call answers the next line, and an empty one after the last. */
export const lines = (input: NodeJS.ReadableStream): NextLine => {
  let held = ""
  let isOver = false
  const rest = (): void => {
    input.pause()
    if (input instanceof Socket) input.unref()
  }
  input.setEncoding("utf8")
  rest()

  const more = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const settle = (then: () => void): void => {
        rest()
        input.off("data", taken).off("end", ended).off("error", reject)
        then()
      }
      const taken = (text: string | Buffer): void => settle(() => resolve(void (held += text.toString())))
      const ended = (): void => settle(() => resolve(void (isOver = true)))
      input.once("data", taken).once("end", ended).once("error", reject)
      if (input instanceof Socket) input.ref()
      input.resume()
    })

  return async () => {
    while (!held.includes("\n") && !isOver) await more()
    const [line = "", ...others] = held.split("\n")
    held = others.join("\n")
    return line.replace(/\r$/, "")
  }
}
