// A host whose visits keep their session for the next start, or go on with the one that was kept: then there is no login, because one more
// would cost the person a code, or the institution's patience.
import { ConnectorHost } from "@tomada/connector-kit"
import { ConnectorError } from "@tomada/core"
import { Effect, Layer } from "effect"

import type { KeptSession } from "./KeptSession.ts"

type Host = ConnectorHost.ConnectorHost["Service"]

const around = (change: (host: Host) => Host) =>
  Layer.effect(ConnectorHost.ConnectorHost, Effect.map(ConnectorHost.ConnectorHost, change))

const keeping = (kept: KeptSession, visit: ConnectorHost.Visit): ConnectorHost.Visit => {
  const saved = Effect.tap(visit.saved, kept.keep)
  return { ...visit, saved, login: Effect.tap(visit.login, () => saved), resume: Effect.tap(visit.resume, () => saved) }
}

/** Logs in, and keeps what came of it. */
export const afterLogin = (kept: KeptSession) =>
  around((host) =>
    ConnectorHost.ConnectorHost.of({
      ...host,
      manifest: (id) => host.manifest(id),
      extras: (id) => host.extras(id),
      check: (id, parameters) => host.check(id, parameters),
      open: (request) => Effect.map(host.open(request), (visit) => keeping(kept, visit))
    })
  )

/** Goes on with what was kept; a session that is over is forgotten, and nobody logs in. */
export const fromSession = (kept: KeptSession, saved: ConnectorHost.Saved) =>
  around((host) =>
    ConnectorHost.ConnectorHost.of({
      ...host,
      manifest: (id) => host.manifest(id),
      extras: (id) => host.extras(id),
      check: () => Effect.void,
      open: (request) =>
        Effect.map(host.open({ ...request, saved }), (visit) => {
          const own = keeping(kept, visit)
          const resume = Effect.tapError(own.resume, (error) =>
            error._tag === "SessionExpired" ? kept.forget : Effect.void
          )
          return { ...own, resume, login: Effect.catchTag(resume, "SessionExpired", () => Effect.fail(expired)) }
        })
    })
  )

const expired = new ConnectorError.ChallengeFailed({ why: "no-user-present" })
