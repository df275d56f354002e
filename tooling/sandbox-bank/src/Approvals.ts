// What a person approves on the phone: a QR code that was scanned or a message that came. Each is asked once, lives as long as its challenge, and is
// decided once.
import { Clock, Effect } from "effect"

import { token } from "./Tokens.ts"

export type State = "waiting" | "approved" | "denied" | "expired"

export interface Approval {
  readonly code: string
  readonly user: string
  readonly kind: "qr" | "approve"
  readonly state: State
  readonly expiresAt: number
}

export interface Approvals {
  readonly ask: (user: string, kind: Approval["kind"], expiresAt: number) => Effect.Effect<Approval>
  readonly find: (code: string) => Effect.Effect<Approval | undefined>
  /** Decides what is still waiting; what is decided or expired stays as it is. */
  readonly decide: (code: string, state: "approved" | "denied") => Effect.Effect<void>
  readonly pending: Effect.Effect<ReadonlyArray<Approval>>
}

const most = 1_000

/** Nothing to approve yet. */
export const make = (): Approvals => {
  const all = new Map<string, Approval>()
  const now = (approval: Approval, millis: number): Approval =>
    approval.state === "waiting" && millis >= approval.expiresAt ? { ...approval, state: "expired" } : approval
  const find = (code: string) =>
    Effect.map(Clock.currentTimeMillis, (millis) => {
      const found = all.get(code)
      return found === undefined ? undefined : now(found, millis)
    })
  return {
    find,
    ask: (user, kind, expiresAt) =>
      Effect.sync(() => {
        const approval: Approval = { code: token(), user, kind, state: "waiting", expiresAt }
        all.set(approval.code, approval)
        const oldest = all.keys().next().value
        if (all.size > most && oldest !== undefined) all.delete(oldest)
        return approval
      }),
    decide: (code, state) =>
      Effect.map(find(code), (found) => {
        if (found?.state === "waiting") all.set(code, { ...found, state })
      }),
    pending: Effect.map(Clock.currentTimeMillis, (millis) =>
      [...all.values()].map((each) => now(each, millis)).filter(({ state }) => state === "waiting")
    )
  }
}
