// The reads of one visit. A session that ends in the middle is opened again once: by resuming, else by logging in where that is
// allowed; then the read that met it begins again. What refuses the person altogether stops every read that would follow,
// because another attempt would only lock the account.
import type { ConnectorHost, Products } from "@tomada/connector-kit"
import { ConnectorError, ExecutionStatus } from "@tomada/core"
import type { ExecutionStore } from "@tomada/store"
import { Effect, Result } from "effect"

import { failed, gather, type Gathered } from "./Gather.ts"

type Superseded = ExecutionStore.Superseded

export interface Reader {
  /** Reads to the end; how it failed stands in what is answered. */
  read<P extends Products.Readable>(
    product: P,
    of: Products.Reads[P]
  ): Effect.Effect<Gathered<Products.Records[P]>, Superseded>
  /** Why the visit cannot read any more; null while it can. */
  readonly stopped: () => ConnectorError.ConnectorError | null
}

/** Whether new credentials are needed, so that nothing more may be tried with these. */
export const refuses = (error: ConnectorError.ConnectorError): boolean =>
  ExecutionStatus.isLoginError(ConnectorError.outcome(error).code)

/** `login`: opens another session as the visit began; fails SessionExpired where it may not. */
export const make = (options: {
  readonly visit: Pick<ConnectorHost.Visit, "collect" | "resume">
  readonly login: Effect.Effect<void, ConnectorError.LoginError | ConnectorError.SessionExpired | Superseded>
}): Reader => {
  const { login, visit } = options
  let wasRevived = false
  let stopped: ConnectorError.ConnectorError | null = null

  const revive = Effect.gen(function* () {
    wasRevived = true
    const resumed = yield* Effect.result(visit.resume)
    if (Result.isSuccess(resumed)) return
    const { failure } = resumed
    if (failure._tag !== "SessionExpired" && failure._tag !== "SiteChanged") return yield* failure
    yield* login
  })

  return {
    read: Effect.fnUntraced(function* <P extends Products.Readable>(product: P, of: Products.Reads[P]) {
      if (stopped !== null) return failed(stopped)
      const first: Gathered<Products.Records[P]> = yield* gather(visit.collect(product, of))
      const gathered =
        first.error?._tag !== "SessionExpired" || wasRevived
          ? first
          : yield* Effect.matchEffect(revive, {
              onFailure: (error) => {
                if (error._tag === "Superseded") return Effect.fail(error)
                stopped = error
                return Effect.succeed({ ...first, error })
              },
              onSuccess: () => gather(visit.collect(product, of))
            })
      if (gathered.error !== null && refuses(gathered.error)) stopped = gathered.error
      return gathered
    }),
    stopped: () => stopped
  }
}
