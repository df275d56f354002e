// What a runner writes to somebody who has left.
import { createConnection } from "node:net"

import { NodeSocketServer } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Option } from "effect"
import type { Socket } from "effect/socket"

import * as ClusterSockets from "../src/ClusterSockets.ts"

/** Accepts one connection, hears a word and sees it leave; then answers, and tells whether that came to an end. */
const answersOneThatLeft = (of: (socket: Socket.Socket) => Socket.Socket) =>
  Effect.scoped(
    Effect.gen(function* () {
      const server = yield* NodeSocketServer.make({ host: "127.0.0.1", port: 0 })
      const ended = yield* Deferred.make<boolean>()
      const handling = yield* Effect.forkScoped(
        server.run((accepted) =>
          Effect.gen(function* () {
            const socket = of(accepted)
            const writer = yield* socket.writer
            const heard = Effect.flatMap(socket.reader, ({ pull }) => Effect.andThen(pull, Effect.ignore(pull)))
            yield* Effect.scoped(heard)
            const answered = yield* Effect.timeoutOption(writer.write("an answer"), "300 millis")
            yield* Deferred.succeed(ended, Option.isSome(answered))
          }).pipe(Effect.scoped)
        )
      )
      const { address } = server
      if (!("port" in address)) return assert.fail("it listens on TCP")
      const client = createConnection({ host: "127.0.0.1", port: address.port })
      client.end("a word")
      const answer = yield* Deferred.await(ended)
      client.destroy()
      yield* Fiber.interrupt(handling)
      return answer
    })
  )

describe("a runner's answer", () => {
  it.live("to somebody who has left comes to nothing", () =>
    Effect.map(answersOneThatLeft(ClusterSockets.leaving), (ended) => assert.isTrue(ended))
  )

  it.live("would wait for ever for the connection to open again, if sockets were as they come", () =>
    Effect.map(
      answersOneThatLeft((socket) => socket),
      (ended) => assert.isFalse(ended)
    )
  )
})
