// The sockets at which other processes reach a runner. Effect's writer, asked to write to a connection that has closed, waits: until it opens
// again, when its reader knows, and for a buffer to drain, when it does not yet. What answers a message does not let itself be interrupted,
// so an answer for somebody who left at that moment held a runner that was told to stop for ever. A connection that was accepted
// never opens again, so here nothing is written to it any more.
import type { Duplex } from "node:stream"

import { NodeClusterSocket, NodeSocket } from "@effect/platform-node"
import { Effect, Layer, Option, Scope } from "effect"
import { RunnerHealth, Runners, ShardingConfig, SocketRunner } from "effect/cluster"
import { RpcSerialization } from "effect/rpc"
import { Socket, SocketServer } from "effect/socket"

/** The accepted connection, whose writes come to nothing once it has closed or its reader is gone. */
export const leaving = (socket: Socket.Socket, connection: Pick<Duplex, "writable">): Socket.Socket => {
  let hasLeft = false
  const reader: Socket.Socket["reader"] = Effect.gen(function* () {
    const read = yield* socket.reader
    // The last that is added is the first that runs: before the connection counts as closed.
    yield* Scope.addFinalizer(
      yield* Effect.scope,
      Effect.sync(() => {
        hasLeft = true
      })
    )
    return read
  })
  const unlessLeft =
    <A extends ReadonlyArray<unknown>, E>(write: (...args: A) => Effect.Effect<void, E>) =>
    (...args: A): Effect.Effect<void, E> =>
      Effect.suspend(() => (hasLeft || !connection.writable ? Effect.void : write(...args)))
  const writer = Effect.map(socket.writer, ({ write, writeAll }) => ({
    write: unlessLeft(write),
    writeAll: unlessLeft(writeAll)
  }))
  return Socket.make({ reader, writer })
}

const server = Layer.effect(
  SocketServer.SocketServer,
  Effect.map(SocketServer.SocketServer, ({ address, run }) =>
    SocketServer.SocketServer.of({
      address,
      run: (handler) =>
        run((socket) =>
          Effect.flatMap(Effect.serviceOption(NodeSocket.NetSocket), (connection) =>
            handler(
              leaving(
                socket,
                Option.getOrElse(connection, () => ({ writable: true }))
              )
            )
          )
        )
    })
  )
).pipe(Layer.provide(NodeClusterSocket.layerSocketServer))

/** A runner with its sockets, as `NodeClusterSocket.layer` makes it, but for those above; storages are left to whoever uses it. */
export const layer = (config: Partial<ShardingConfig.ShardingConfig["Service"]>) =>
  SocketRunner.layer.pipe(
    Layer.provide(server),
    Layer.provide(RunnerHealth.layerPing.pipe(Layer.provide(Runners.layerRpc))),
    Layer.provide(NodeClusterSocket.layerClientProtocol),
    Layer.provide(ShardingConfig.layerFromEnv(config)),
    Layer.provide(RpcSerialization.layerSchemaBinary())
  )
