// One end of a conversation between two processes: both may call, answer, and take a call back. Whatever the other end says is
// unknown input; what is no word of the protocol ends the conversation, and every open call with it, in a ConnectorDefect.
import type { Duplex } from "node:stream"

import { ConnectorError } from "@tomada/core"
import { Cause, Deferred, Effect, Exit, FiberMap, Option, Schema, type Scope } from "effect"

import * as Frames from "./Frames.ts"

const Id = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }))

const Message = Schema.Union([
  Schema.Struct({ t: Schema.Literal("call"), id: Id, method: Schema.String, payload: Schema.Unknown }),
  Schema.Struct({ t: Schema.Literal("stop"), id: Id }),
  Schema.Struct({ t: Schema.Literal("ok"), id: Id, value: Schema.Unknown }),
  Schema.Struct({ t: Schema.Literal("fail"), id: Id, error: Schema.Unknown }),
  Schema.Struct({ t: Schema.Literal("die"), id: Id, what: Schema.String })
])
type Message = typeof Message.Type

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Message))

/** Calls of the other end that may be open at one time, and messages that it may send in all. */
const maxOpen = 256
const maxMessages = 2_000_000
const maxWords = 300

/** What this end answers to a call: a value, or an error, both as JSON. */
export type Answering = (method: string, payload: unknown) => Effect.Effect<unknown, { readonly error: unknown }>

export interface Peer {
  /** Calls the other end; interrupting takes the call back. */
  call(method: string, payload: unknown): Effect.Effect<unknown, { readonly error: unknown }>
  /** When the conversation is over; null: the other end closed. */
  readonly ended: Effect.Effect<string | null>
  /** Ends it, for a reason that the open calls are told. */
  readonly end: (why: string) => void
}

type Waiting = (exit: Exit.Exit<unknown, { readonly error: unknown }>) => void

const defect = (what: string) => new ConnectorError.ConnectorDefect({ what })

/** What a cause says without the values in it. */
const wordsOf = (cause: Cause.Cause<unknown>): string => {
  if (Cause.hasInterruptsOnly(cause)) return "interrupted"
  const squashed = Cause.squash(cause)
  if (squashed instanceof ConnectorError.ConnectorDefect) return squashed.what
  return squashed instanceof Error ? squashed.name : "a defect"
}

/** Speaks until the scope closes. */
export const make = Effect.fnUntraced(function* (
  stream: Duplex,
  answering: Answering
): Effect.fn.Return<Peer, never, Scope.Scope> {
  const over = yield* Deferred.make<string | null>()
  const waiting = new Map<number, Waiting>()
  const open = new Set<number>()
  const run = yield* FiberMap.makeRuntime<never, number, void, void>()
  let ended: string | undefined
  let next = 0
  let messages = 0

  const say = (message: Message) => Frames.write(stream, JSON.stringify(message))
  const finish = (why: string | null) => {
    if (ended !== undefined) return
    ended = why ?? "the connector's process ended"
    Deferred.doneUnsafe(over, Effect.succeed(why))
    const left = [...waiting.values()]
    waiting.clear()
    for (const wake of left) wake(Exit.die(defect(ended)))
    stream.destroy()
  }

  const answer = (id: number, method: string, payload: unknown) =>
    Effect.suspend(() => answering(method, payload)).pipe(
      Effect.exit,
      Effect.map((exit) => {
        open.delete(id)
        if (Exit.isSuccess(exit)) return say({ t: "ok", id, value: exit.value ?? null })
        const failed = Cause.findErrorOption(exit.cause)
        if (Option.isSome(failed)) return say({ t: "fail", id, error: failed.value.error })
        return say({ t: "die", id, what: wordsOf(exit.cause).slice(0, maxWords) })
      })
    )

  const settle = (id: number, exit: Parameters<Waiting>[0]) => {
    const wake = waiting.get(id)
    // The answer to a call that was taken back meanwhile is nobody's.
    if (wake === undefined) return id < next ? undefined : finish("an answer to no question")
    waiting.delete(id)
    wake(exit)
  }

  const hear = (message: Message): void => {
    switch (message.t) {
      case "call":
        if (open.size >= maxOpen || open.has(message.id)) return finish("too many calls at once")
        open.add(message.id)
        run(message.id, answer(message.id, message.method, message.payload))
        return
      case "stop":
        if (open.has(message.id))
          run(
            message.id,
            Effect.sync(() => void open.delete(message.id))
          )
        return
      case "ok":
        return settle(message.id, Exit.succeed(message.value))
      case "fail":
        return settle(message.id, Exit.fail({ error: message.error }))
      case "die":
        return settle(message.id, Exit.die(defect(message.what.slice(0, maxWords))))
    }
  }

  yield* Effect.acquireRelease(
    Effect.sync(() =>
      Frames.read(stream, {
        text: (text) => {
          if (ended !== undefined) return
          messages += 1
          const message = decode(text)
          if (Option.isNone(message)) return finish("what is no word of the protocol")
          if (messages > maxMessages) return finish("more messages than a visit may send")
          hear(message.value)
        },
        ended: finish
      })
    ),
    () => Effect.sync(() => finish("the visit is over"))
  )

  const call: Peer["call"] = (method, payload) =>
    Effect.callback((resume) => {
      if (ended !== undefined) return resume(Effect.die(defect(ended)))
      const id = next
      next += 1
      waiting.set(id, resume)
      say({ t: "call", id, method, payload })
      return Effect.sync(() => {
        if (waiting.delete(id)) say({ t: "stop", id })
      })
    })

  return { call, ended: Deferred.await(over), end: finish }
})
