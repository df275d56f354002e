// The way from a command to the running server: where it is and the operator's token, from the data folder that this computer
// shares with it, or from two settings for a server elsewhere. The token never goes anywhere but to that address: a redirect is
// not followed, and an address that was set takes no token from a folder.
import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"

import { Context, Effect, Layer, Option, Redacted, Schema } from "effect"

import * as OperatorSettings from "./OperatorSettings.ts"

/** No server to ask; the message says what to do. */
export class NoServer extends Schema.TaggedError<NoServer>()("NoServer", { problem: Schema.String }) {
  override get message() {
    return this.problem
  }
}

/** The server does not do what was asked: the word for programs, its own sentence, and what it says beside them. */
export class Refused extends Schema.TaggedError<Refused>()("Refused", {
  codeDescription: Schema.NullOr(Schema.String),
  sentence: Schema.String,
  data: Schema.Record(Schema.String, Schema.Unknown)
}) {
  override get message() {
    return this.sentence
  }
}

/** - `method`: GET when there is no body, else POST. */
export interface Request {
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly method?: "GET" | "POST" | "PATCH"
  readonly body?: Readonly<Record<string, unknown>>
}

interface Server {
  readonly address: string
  readonly token: Redacted.Redacted<string>
}

const patience = 30_000

const Holder = Schema.fromJsonString(Schema.Struct({ pid: Schema.Int, address: Schema.String }))
const TokenFile = Schema.fromJsonString(Schema.Struct({ token: Schema.NonEmptyString }))
const ErrorBody = Schema.Struct({
  message: Schema.String,
  codeDescription: Schema.optionalKey(Schema.String),
  data: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown))
})

const decoded = <A>(schema: Schema.Codec<A, string>, path: string) =>
  Effect.flatMap(
    Effect.try({ try: () => readFileSync(path, "utf8"), catch: () => new NoServer({ problem: path }) }),
    Schema.decodeEffect(schema)
  )

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Another user's process cannot be signalled, but it is there.
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

const isAddress = (text: string): boolean => /^https?:\/\/[^/\s]/.test(text) && URL.canParse(text)

const elsewhere = Effect.fnUntraced(function* (url: string, token: Option.Option<Redacted.Redacted<string>>) {
  if (!isAddress(url)) return yield* new NoServer({ problem: "TOMADA_URL must be like https://tomada.example.com." })
  if (Option.isNone(token)) {
    return yield* new NoServer({
      problem:
        "TOMADA_URL is set without TOMADA_OPERATOR_TOKEN: set both, or neither for the server of this data folder."
    })
  }
  return { address: url.replace(/\/+$/, ""), token: token.value }
})

const here = Effect.fnUntraced(function* (home: string, token: Option.Option<Redacted.Redacted<string>>) {
  const folder = resolve(home)
  const holder = yield* Effect.option(decoded(Holder, join(folder, "tomada.pid")))
  if (Option.isNone(holder) || !isAlive(holder.value.pid)) {
    return yield* new NoServer({
      problem: `No server runs on the data folder ${folder}: start one with tomada up, or set TOMADA_HOME to the folder of one that runs.`
    })
  }
  const { address } = holder.value
  if (Option.isSome(token)) return { address, token: token.value }
  const path = join(folder, "operator.json")
  const kept = yield* Effect.mapError(
    decoded(TokenFile, path),
    () =>
      new NoServer({
        problem: `The operator's token cannot be read from ${path}: be the user that runs the server, or set TOMADA_OPERATOR_TOKEN.`
      })
  )
  return { address, token: Redacted.make(kept.token) }
})

const find: Effect.Effect<Server, NoServer> = Effect.gen(function* () {
  const { home, token, url } = yield* OperatorSettings.read
  return yield* Option.isSome(url) ? elsewhere(url.value, token) : here(home, token)
})

const target = ({ address }: Server, { path, query = {} }: Request): string => {
  const asked = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]]
  )
  return `${address}${path}${asked.length === 0 ? "" : `?${new URLSearchParams(asked).toString()}`}`
}

const unknown = ({ address }: Server) =>
  new NoServer({ problem: `What answers at ${address} is no Tomada that this command knows.` })

const sent = Effect.fnUntraced(function* (server: Server, request: Request) {
  const { body, method = body === undefined ? "GET" : "POST" } = request
  const answer = yield* Effect.tryPromise({
    try: async (signal) => {
      // oxlint-disable-next-line no-restricted-globals -- this adapter is the service that others ask
      const response = await fetch(target(server, request), {
        method,
        redirect: "error",
        headers: {
          authorization: `Bearer ${Redacted.value(server.token)}`,
          ...(body === undefined ? {} : { "content-type": "application/json" })
        },
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.any([signal, AbortSignal.timeout(patience)])
      })
      return { status: response.status, text: await response.text() }
    },
    catch: () => new NoServer({ problem: `The server at ${server.address} does not answer.` })
  })
  if (answer.status === 403) {
    return yield* new NoServer({ problem: `The server at ${server.address} does not accept the operator's token.` })
  }
  if (answer.status === 200) return answer.text
  const refused = yield* Effect.mapError(Schema.decodeEffect(Schema.fromJsonString(ErrorBody))(answer.text), () =>
    unknown(server)
  )
  const { codeDescription = null, data = {}, message } = refused
  if (answer.status === 404 && codeDescription === null) return yield* unknown(server)
  return yield* new Refused({ codeDescription, sentence: message, data })
})

export class OperatorClient extends Context.Service<
  OperatorClient,
  {
    /** The server's answer: the text as it came, and what is read of it. */
    ask<A>(
      request: Request,
      schema: Schema.Codec<A, unknown>
    ): Effect.Effect<{ readonly text: string; readonly value: A }, NoServer | Refused>
  }
>()("tomada/OperatorClient") {
  /** Looks for the server when it is first asked. */
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function* () {
      const server = yield* Effect.cached(find)
      return OperatorClient.of({
        ask: Effect.fn("OperatorClient.ask")(function* (request, schema) {
          const at = yield* server
          const text = yield* sent(at, request)
          const value = yield* Effect.mapError(Schema.decodeEffect(Schema.fromJsonString(schema))(text), () =>
            unknown(at)
          )
          return { text, value }
        })
      })
    })
  )
}
