// What a runner writes to somebody who has left.
import { createConnection } from "node:net"

import { NodeSocket, NodeSocketServer } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Option } from "effect"
import type { Socket } from "effect/socket"

import * as ClusterSockets from "../src/ClusterSockets.ts"

type Wrapped = (socket: Socket.Socket, connection: NodeSocket.NetSocket["Service"]) => Socket.Socket
const asTheyCome: Wrapped = (socket) => socket

/** Accepts one connection, hears a word and sees it leave; then answers, and tells whether that came to an end. */
const answersOneThatLeft = (of: Wrapped, when: "the reader knows" | "nobody reads") =>
  Effect.scoped(
    Effect.gen(function* () {
      const server = yield* NodeSocketServer.make({ host: "127.0.0.1", port: 0 })
      const ended = yield* Deferred.make<boolean>()
      const handling = yield* Effect.forkScoped(
        server.run((accepted) =>
          Effect.gen(function* () {
            const connection = yield* Effect.flatMap(Effect.serviceOption(NodeSocket.NetSocket), Effect.fromOption)
            const socket = of(accepted, connection)
            const writer = yield* socket.writer
            const answer = Effect.gen(function* () {
              const answered = yield* Effect.timeoutOption(writer.write("an answer"), "300 millis")
              yield* Deferred.succeed(ended, Option.isSome(answered))
            })
            if (when === "the reader knows") {
              const heard = Effect.flatMap(socket.reader, ({ pull }) => Effect.andThen(pull, Effect.ignore(pull)))
              yield* Effect.scoped(heard)
              yield* answer
            } else {
              yield* Effect.flatMap(socket.reader, ({ pull }) => pull)
              yield* Effect.callback<void>((resume) => {
                connection.once("close", () => resume(Effect.void))
                connection.destroy()
              })
              yield* answer
            }
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
  for (const when of ["the reader knows", "nobody reads"] as const) {
    it.live(`to somebody who has left comes to nothing when ${when}`, () =>
      Effect.map(answersOneThatLeft(ClusterSockets.leaving, when), (ended) => assert.isTrue(ended))
    )

    it.live(`would wait for ever when ${when}, if sockets were as they come`, () =>
      Effect.map(answersOneThatLeft(asTheyCome, when), (ended) => assert.isFalse(ended))
    )
  }
})
