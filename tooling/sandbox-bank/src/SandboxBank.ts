// The running bank as a service: a real HTTP server on a real socket, with the handles that tests need. When its scope closes, all sockets are
// destroyed at once, also those whose answer is being held; that finalizer is added last because it must run before the server waits for them.
import { createServer } from "node:http"

import { NodeHttpServer } from "@effect/platform-node"
import { Clock, Context, Effect, Layer, Option } from "effect"
import { NetAddress } from "effect/net"

import * as CivilDay from "./CivilDay.ts"
import * as Faults from "./Faults.ts"
import * as Ledger from "./Ledger.ts"
import * as OAuth from "./OAuth.ts"
import * as RequestLog from "./RequestLog.ts"
import * as Routes from "./Routes.ts"
import * as Sessions from "./Sessions.ts"
import * as Users from "./Users.ts"
import type { Bank } from "./Visit.ts"

export interface Options {
  readonly host?: string
  /** 0, the default, lets the system choose. */
  readonly port?: number
  readonly seed?: string
  /** The application's pages carry 200 kB of scripts and 36 kB of styles beside their own. */
  readonly heavy?: boolean
}

export const defaultSeed = "tomada"
const openBooks = 64

const booksOf = (seed: string): Bank["book"] => {
  const books = new Map<string, Ledger.Book | undefined>()
  return (name, accountId) => {
    const user = Users.baseOf(name)
    const key = `${user}|${accountId}`
    const book = books.get(key) ?? Ledger.open({ seed, user }, accountId)
    books.delete(key)
    books.set(key, book)
    const oldest = books.keys().next().value
    if (books.size > openBooks && oldest !== undefined) books.delete(oldest)
    return book
  }
}

const bankOf = (seed: string, heavy: boolean): Bank => {
  let override: CivilDay.CivilDay | undefined
  return {
    seed,
    heavy,
    sessions: Sessions.make(),
    log: RequestLog.make(),
    today: Effect.map(Clock.currentTimeMillis, (millis) => override ?? CivilDay.atInstant(millis)),
    setToday: (day) =>
      Effect.sync(() => {
        override = day
      }),
    passwordPosts: new Map(),
    codesSent: new Map(),
    tokensUsed: new Map(),
    faults: new Map(),
    oauth: OAuth.make(),
    book: booksOf(seed)
  }
}

export class SandboxBank extends Context.Service<
  SandboxBank,
  {
    /** `http://127.0.0.1:41234`, without a slash at the end. */
    readonly url: string
    readonly port: number
    readonly seed: string
    /** The latest requests, oldest first, at most ten thousand; never a secret. */
    readonly log: Effect.Effect<ReadonlyArray<RequestLog.LogEntry>>
    /** How many times a password was posted for a user; `(unknown)` counts all names that the bank does not know. */
    passwordPosts(user: string): Effect.Effect<number>
    /** How many codes were sent to a user's phone. */
    codesSent(user: string): Effect.Effect<number>
    /** The bank's civil day, ISO. */
    readonly today: Effect.Effect<string>
    /** Holds the bank's day at `2026-03-20`, or lets the clock decide again. Dies of a text that is no civil day. */
    setToday(date: string | undefined): Effect.Effect<void>
    /** Ends every session, as ten quiet minutes would. */
    readonly expireSessions: Effect.Effect<void>
    /** Decides a user's device authorisation as its person would on the phone. */
    decideDevice(user: string, decision: Sessions.Decision): Effect.Effect<void>
    /** Decides whatever of the user's waits for the phone (challenges of kind `qr` and `approve`); the answer is how many there were. */
    decideOnPhone(user: string, decision: "approve" | "refuse"): Effect.Effect<number>
    /** Forgets all devices that the user told the bank to remember. */
    forgetTrust(user: string): Effect.Effect<void>
    /** Ends every access token, as ten minutes would; refresh tokens stay. */
    readonly expireAccessTokens: Effect.Effect<void>
    /** Puts faults such as `loans-error` on a user from now on, beside those of the name; none takes them off. Dies of a fault that there is not. */
    setFaults(user: string, faults: ReadonlyArray<string>): Effect.Effect<void>
  }
>()("@tomada/sandbox-bank/SandboxBank") {
  /** Serves the bank until the scope closes; a port that is taken is a defect. */
  static readonly layer = (options: Options = {}): Layer.Layer<SandboxBank> =>
    Layer.effect(
      SandboxBank,
      Effect.gen(function* () {
        const { heavy = false, host = "127.0.0.1", port = 0, seed = defaultSeed } = options
        const bank = bankOf(seed, heavy)
        const server = createServer()
        const listening = yield* NodeHttpServer.make(() => server, { host, port, disablePreemptiveShutdown: true })
        yield* listening.serve(Routes.answer(bank, yield* Routes.make(bank)))
        yield* Effect.addFinalizer(() =>
          Effect.sync(() => {
            server.close()
            server.closeAllConnections()
          })
        )
        const bound = NetAddress.isInetAddress(listening.address) ? listening.address.port : port
        return SandboxBank.of({
          url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
          port: bound,
          seed,
          log: Effect.sync(() => bank.log.entries()),
          passwordPosts: (user) => Effect.sync(() => bank.passwordPosts.get(user) ?? 0),
          codesSent: (user) => Effect.sync(() => bank.codesSent.get(user) ?? 0),
          today: Effect.map(bank.today, CivilDay.toIso),
          setToday: (date) =>
            date === undefined
              ? bank.setToday(undefined)
              : Option.match(CivilDay.fromIso(date), {
                  onNone: () => Effect.die(new Error(`not a civil day: ${date}`)),
                  onSome: bank.setToday
                }),
          expireSessions: bank.sessions.expireAll,
          decideDevice: bank.sessions.decide,
          decideOnPhone: Effect.fnUntraced(function* (user, decision) {
            const { approvals } = bank.sessions
            const waiting = (yield* approvals.pending).filter((each) => each.user === user)
            for (const { code } of waiting)
              yield* approvals.decide(code, decision === "approve" ? "approved" : "denied")
            return waiting.length
          }),
          forgetTrust: bank.sessions.trust.forget,
          expireAccessTokens: bank.oauth.expireAccess,
          setFaults: (user, faults) =>
            Effect.sync(() => {
              const found = faults.map((name) => {
                const fault = Faults.find(name)
                if (fault === undefined) throw new Error(`no such fault: ${name}`)
                return fault
              })
              bank.faults.set(user, found)
            })
        })
      }).pipe(Effect.orDie)
    )
}
