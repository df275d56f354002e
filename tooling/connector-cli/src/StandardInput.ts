// Lines of standard input, each read when it is wanted: what a picture shows is known to whoever answers only once they have seen it. Between
// two lines nothing is read, and a pipe that stays open keeps no process alive.
import { Socket } from "node:net"

export type NextLine = () => Promise<string>

/** Each call answers the next line, and an empty one after the last. Calls do not overlap. */
export const lines = (input: NodeJS.ReadableStream): NextLine => {
  const read = { held: "", isOver: false }
  let wake = (): void => undefined

  const rest = (): void => {
    input.pause()
    if (input instanceof Socket) input.unref()
  }
  // Its end may come while nobody waits.
  const end = (): void => {
    read.isOver = true
    wake()
  }
  input.setEncoding("utf8")
  input.on("end", end).on("close", end).on("error", end)
  input.on("data", (text: string | Buffer) => {
    read.held += text.toString()
    rest()
    wake()
  })
  rest()

  const more = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve
      if (input instanceof Socket) input.ref()
      input.resume()
    })

  return async () => {
    while (!read.held.includes("\n") && !read.isOver) await more()
    const [line = "", ...others] = read.held.split("\n")
    read.held = others.join("\n")
    return line.replace(/\r$/, "")
  }
}
