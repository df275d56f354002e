// Stands before the bank and lets everything through until it is told to hold a request: then a visit is where it should be, for as long
// as it takes to kill somebody. The bank knows nothing of it.
import { Agent, createServer, request } from "node:http"
import type { AddressInfo } from "node:net"

export interface Gate {
  /** `host:port` of what stands in for the bank. */
  readonly address: string
  /** Holds the n-th request from now on that fits, counted from 1. */
  hold(fits: RegExp, n: number): void
  /** Whether it is held now, and by its path. */
  held(): string | undefined
  /** Lets go of what is held and holds nothing more. */
  release(): void
  close(): Promise<void>
}

export const open = async (port: number): Promise<Gate> => {
  const agent = new Agent({ keepAlive: true })
  let wanted: { readonly fits: RegExp; left: number } | undefined
  let held: { readonly path: string; readonly go: () => void } | undefined
  const server = createServer((asked, answer) => {
    const path = asked.url ?? ""
    const go = () => {
      if (answer.destroyed) return
      const onward = request(
        { host: "127.0.0.1", port, agent, path, method: asked.method ?? "GET", headers: asked.headers },
        (answered) => {
          answer.writeHead(answered.statusCode ?? 502, answered.rawHeaders)
          answered.pipe(answer)
          answered.on("error", () => answer.destroy())
        }
      )
      onward.on("error", () => answer.destroy())
      answer.on("close", () => void (answer.writableFinished || onward.destroy()))
      asked.pipe(onward)
    }
    if (wanted?.fits.test(path) === true && --wanted.left === 0) {
      wanted = undefined
      held = { path, go }
    } else go()
  })
  server.on("clientError", (_error, socket) => socket.destroy())
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on TCP
    hold: (fits, n) => void (wanted = { fits, left: n }),
    held: () => held?.path,
    release: () => {
      const waiting = held
      held = undefined
      wanted = undefined
      waiting?.go()
    },
    close: async () => {
      agent.destroy()
      server.closeAllConnections()
      await new Promise<void>((resolve) => void server.close(() => resolve()))
    }
  }
}
