// The bank's sessions and device authorisations, in memory. A session's stage says which door is next; it ends after ten minutes without a
// request, and a login that succeeds gets a new id, so that an id known before the login is worth nothing after it.
import { Clock, Effect } from "effect"

import * as Approvals from "./Approvals.ts"
import * as PageTokens from "./PageTokens.ts"
import { token } from "./Tokens.ts"
import * as Trust from "./Trust.ts"
import type * as Users from "./Users.ts"

export { token } from "./Tokens.ts"

export const idleMillis = 10 * 60_000
export const attempts = 3
const most = 5_000

export interface Challenge {
  readonly kind: Users.ChallengeKind
  readonly expiresAt: number
  readonly attemptsLeft: number
  /** The masked phone that a code was sent to. */
  readonly sentTo: string
  /** Of what a phone must approve, its code. */
  readonly approval?: string
}

export interface Open {
  readonly _tag: "Open"
  readonly user: Users.User
  readonly company: string | undefined
}

export type Stage =
  | { readonly _tag: "Anonymous" }
  | { readonly _tag: "Challenge"; readonly user: Users.User; readonly challenge: Challenge }
  | { readonly _tag: "Door"; readonly user: Users.User; readonly door: "device" | "companies" | "refused" }
  | Open

export interface Session {
  readonly id: string
  readonly csrf: string
  readonly stage: Stage
  readonly lastSeen: number
  /** How often each product was asked for; kept for faults that come midway. */
  readonly reads: Map<string, number>
  readonly pageTokens: PageTokens.PageTokens
}

export type Decision = "approve" | "refuse" | "forget"
type DeviceState = "pending" | "approved" | "refused"

export interface Device {
  readonly user: string
  readonly code: string
  readonly state: DeviceState
}

export interface Sessions {
  /** The live session of an id; looking at it counts as activity. */
  readonly find: (id: string | undefined) => Effect.Effect<Session | undefined>
  /** A new session; the page of `before` goes on in it. */
  readonly create: (stage: Stage, before?: Session) => Effect.Effect<Session>
  readonly enter: (id: string, stage: Stage) => Effect.Effect<void>
  readonly end: (id: string) => Effect.Effect<void>
  readonly expireAll: Effect.Effect<void>
  /** The user's device authorisation; asking for one makes it. */
  readonly device: (user: string) => Effect.Effect<Device>
  readonly deviceOfCode: (code: string) => Effect.Effect<Device | undefined>
  readonly decide: (user: string, decision: Decision) => Effect.Effect<void>
  readonly devices: Effect.Effect<ReadonlyArray<Device>>
  readonly approvals: Approvals.Approvals
  readonly trust: Trust.Trust
}

/** A session that has just begun. */
export const fresh = (stage: Stage, now: number): Session => ({
  id: token(),
  csrf: token(),
  stage,
  lastSeen: now,
  reads: new Map(),
  pageTokens: PageTokens.make()
})

/** No sessions yet. */
export const make = (): Sessions => {
  const sessions = new Map<string, Session>()
  const devices = new Map<string, Device>()

  const prune = (now: number) => {
    for (const [id, session] of sessions) {
      if (now - session.lastSeen >= idleMillis || sessions.size >= most) sessions.delete(id)
    }
  }

  return {
    find: Effect.fnUntraced(function* (id: string | undefined) {
      const now = yield* Clock.currentTimeMillis
      const session = id === undefined ? undefined : sessions.get(id)
      if (session === undefined) return undefined
      if (now - session.lastSeen >= idleMillis) {
        sessions.delete(session.id)
        return undefined
      }
      const seen = { ...session, lastSeen: now }
      sessions.set(session.id, seen)
      return seen
    }),
    create: Effect.fnUntraced(function* (stage: Stage, before?: Session) {
      const now = yield* Clock.currentTimeMillis
      prune(now)
      const begun = fresh(stage, now)
      const session = before === undefined ? begun : { ...begun, pageTokens: before.pageTokens }
      sessions.set(session.id, session)
      return session
    }),
    enter: (id, stage) =>
      Effect.sync(() => {
        const session = sessions.get(id)
        if (session !== undefined) sessions.set(id, { ...session, stage })
      }),
    end: (id) => Effect.sync(() => void sessions.delete(id)),
    expireAll: Effect.sync(() => sessions.clear()),
    device: (user) =>
      Effect.sync(() => {
        const device = devices.get(user) ?? { user, code: token(), state: "pending" as const }
        devices.set(user, device)
        return device
      }),
    deviceOfCode: (code) => Effect.sync(() => [...devices.values()].find((device) => device.code === code)),
    decide: (user, decision) =>
      Effect.sync(() => {
        if (decision === "forget") devices.delete(user)
        else {
          const code = devices.get(user)?.code ?? token()
          devices.set(user, { user, code, state: decision === "approve" ? "approved" : "refused" })
        }
      }),
    devices: Effect.sync(() => [...devices.values()]),
    approvals: Approvals.make(),
    trust: Trust.make()
  }
}
