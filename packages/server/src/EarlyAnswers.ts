// The engine has to know its port before there are routes, so the port is open for a moment in which nothing answers. A request
// that node hands to nobody would hang for ever; whoever comes that early is told to come again instead.
import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http"

/** A server that answers 503 until somebody listens to its requests. */
export const server = (options: ServerOptions = {}): Server => {
  const made = createServer(options)
  const early: RequestListener = (_request, response) =>
    void response.writeHead(503, { "retry-after": "1", connection: "close" }).end()
  made.on("request", early)
  made.on("newListener", (event) => {
    if (event === "request") made.off("request", early)
  })
  return made
}
