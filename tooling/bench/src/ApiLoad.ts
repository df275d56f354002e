// Requests in lanes over kept connections, each lane sending its next when its last is answered. Whoever answers otherwise than before the
// measurement ends the run: a server that refuses would have the best figures of all.
import type { Dispatcher, Pool } from "undici"

type Headers = Readonly<Record<string, string>>

/** A request, and how long the body of its answer is. */
export interface Asked {
  readonly path: string
  readonly headers: Headers
  readonly bytes: number
}

export interface Seen {
  readonly asked: Asked
  readonly status: number
  readonly headers: Dispatcher.ResponseData["headers"]
  readonly text: string
}

/** Asks once and looks at the answer. */
export const look = async (pool: Pool, path: string, headers: Headers = {}): Promise<Seen> => {
  const answer = await pool.request({ method: "GET", path, headers })
  const text = await answer.body.text()
  const asked = { path, headers, bytes: Buffer.byteLength(text) }
  return { asked, status: answer.statusCode, headers: answer.headers, text }
}

/** Asks these one after the other and again, for so many seconds; answers how many were answered. Rejects when one is answered otherwise. */
export const drive = async (pool: Pool, all: ReadonlyArray<Asked>, lanes: number, seconds: number): Promise<number> => {
  const until = performance.now() + seconds * 1000
  let sent = 0
  let answered = 0
  const lane = async (): Promise<void> => {
    do {
      const asked = all[sent++ % all.length]
      if (asked === undefined) throw new Error("nothing is asked")
      const { bytes, headers, path } = asked
      const { body, statusCode } = await pool.request({ method: "GET", path, headers })
      const { byteLength } = await body.arrayBuffer()
      if (statusCode !== 200 || byteLength !== bytes) {
        throw new Error(`${path.split("?")[0]} was answered with ${statusCode} and ${byteLength} bytes, not ${bytes}`)
      }
      answered += 1
    } while (performance.now() < until)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return answered
}
