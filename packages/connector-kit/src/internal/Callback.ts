// Reads what an institution sent back with the person (RFC 6749, 4.1.2). The state is looked at before all else: a callback
// that is not the answer to this login says nothing, neither a code nor an error.
import { Redacted, Result } from "effect"

import { ChallengeFailed, InstitutionDown, SiteChanged } from "../Errors.ts"

export type CallbackError = ChallengeFailed | InstitutionDown | SiteChanged

export interface Granted {
  readonly code: Redacted.Redacted<string>
  /** What else came with the code; may hold tokens. */
  readonly params: Redacted.Redacted<Readonly<Record<string, string>>>
}

/** What the errors of OAuth and OpenID Connect mean; any other is the connector's to mend. */
const refusals: Readonly<Record<string, CallbackError>> = {
  access_denied: new ChallengeFailed({ why: "cancelled" }),
  consent_required: new ChallengeFailed({ why: "cancelled" }),
  interaction_required: new ChallengeFailed({ why: "cancelled" }),
  login_required: new ChallengeFailed({ why: "cancelled" }),
  server_error: new InstitutionDown({ how: "server-error" }),
  temporarily_unavailable: new InstitutionDown({ how: "maintenance" })
}

/** A parameter that is there once; twice is not there, because nobody can say which one counts. */
const only = (query: URLSearchParams, name: string): string | null => {
  const [value, ...others] = query.getAll(name)
  return value === undefined || value === "" || others.length > 0 ? null : value
}

/** The code in the callback's query, or what went wrong. */
export const read = (query: string, state: string): Result.Result<Granted, CallbackError> => {
  const given = new URLSearchParams(query)
  if (only(given, "state") !== state) return Result.fail(new ChallengeFailed({ why: "wrong" }))
  const error = only(given, "error")
  if (error !== null) {
    const known = Object.hasOwn(refusals, error) ? refusals[error] : undefined
    return Result.fail(known ?? new SiteChanged({ at: "callback", expected: "a known error" }))
  }
  const code = only(given, "code")
  if (code === null) return Result.fail(new SiteChanged({ at: "callback", expected: "a code" }))
  const rest = [...given].filter(([name]) => name !== "code" && name !== "state")
  return Result.succeed({ code: Redacted.make(code), params: Redacted.make(Object.fromEntries(rest)) })
}
