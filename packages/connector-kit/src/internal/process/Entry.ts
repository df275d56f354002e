// What a child process runs: it takes the channel and the door that it was given, closes what else Node offers, and only then
// loads a connector. Number 3 is the channel to the engine, 4 the way out; nothing of this is exported, and nobody imports it.
import { type ClientHttp2Session, connect as session } from "node:http2"
import { Socket } from "node:net"

import { Effect, Exit } from "effect"

import * as Door from "./Door.ts"
import * as Fence from "./Fence.ts"
import * as Inside from "./Inside.ts"
import * as Peer from "./Peer.ts"

const channel = new Socket({ fd: 3, readable: true, writable: true })
const way = new Socket({ fd: 4, readable: true, writable: true })
const out: ClientHttp2Session = session("http://door.invalid", { createConnection: () => way })
out.on("error", () => {})
out.unref()

const visit = Effect.gen(function* () {
  let self: Peer.Peer | undefined
  const peer = (): Peer.Peer => {
    if (self === undefined) throw new Error("nobody listens yet")
    return self
  }
  const answer = yield* Inside.make({ load: (module) => import(module), peer })
  self = yield* Peer.make(channel, answer)
  return yield* self.ended
}).pipe(Effect.scoped)

Door.use(out)
Fence.close(channel)

// A child whose channel has closed has nobody to work for.
channel.on("close", () => process.exit(0))
process.on("uncaughtException", () => process.exit(70))
process.on("unhandledRejection", () => {})
Effect.runFork(Effect.onExit(visit, (exit) => Effect.sync(() => process.exit(Exit.isSuccess(exit) ? 0 : 70))))
