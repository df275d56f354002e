// Whether an application's tokens still count: no more once the operator has turned its access off. Tokens are self-contained, so the
// application is asked for beside them; each process remembers the answer for a few seconds, because every request asks.
import type { Item } from "@tomada/core"
import { ApplicationStore } from "@tomada/store"
import { Clock, Context, Duration, Effect, Layer } from "effect"

/** For so long an application whose access was turned off may still be answered. */
export const remembered = Duration.seconds(5)

export class ApplicationAccess extends Context.Service<
  ApplicationAccess,
  { readonly isOn: (id: Item.ApplicationId) => Effect.Effect<boolean> }
>()("@tomada/server/ApplicationAccess") {
  static readonly layer = Layer.effect(
    this,
    Effect.map(ApplicationStore.ApplicationStore, (applications) => {
      const known = new Map<Item.ApplicationId, { at: number; readonly isOn: boolean }>()
      const look = (id: Item.ApplicationId, now: number) =>
        applications.get(id).pipe(
          Effect.map(({ disabledAt }) => disabledAt === null),
          Effect.catchTag("ApplicationNotFound", () => Effect.succeed(false)),
          Effect.tap((isOn) => Effect.sync(() => known.set(id, { at: now, isOn }))),
          Effect.onError(() => Effect.sync(() => known.delete(id)))
        )
      return ApplicationAccess.of({
        isOn: (id) =>
          Clock.clockWith((clock) => {
            const now = clock.currentTimeMillisUnsafe()
            const held = known.get(id)
            if (held === undefined) return look(id, now)
            if (held.at <= now && now - held.at < Duration.toMillis(remembered)) return Effect.succeed(held.isOn)
            // One asks; the others go by what was known until it has an answer.
            held.at = now
            return look(id, now)
          })
      })
    })
  )
}
