// The bank as an OAuth 2 server for programs: a code for a consent, proof of the code's owner by PKCE, short bearer tokens and refresh tokens that
// change at each use. A code or refresh token that comes twice was stolen from somebody, so everything of its consent ends.
import { Clock, Effect } from "effect"

import * as Sessions from "./Sessions.ts"
import { sha256, token } from "./Tokens.ts"

export const clientId = "tomada-sandbox"
export const codeMillis = 60_000
export const accessMillis = 10 * 60_000

export interface Asked {
  readonly redirectUri: string
  readonly codeChallenge: string
}

interface Consent {
  readonly stage: Sessions.Open
  ended: boolean
}

export interface Pair {
  readonly access_token: string
  readonly token_type: "Bearer"
  /** Seconds. */
  readonly expires_in: number
  readonly refresh_token: string
  readonly scope: string
}

export interface OAuth {
  /** The code of a consent that was given; it is good for one minute, once. */
  readonly allow: (asked: Asked, stage: Sessions.Open) => Effect.Effect<string>
  /** Tokens for a code; undefined when the code, the address or the verifier is wrong. */
  readonly redeem: (code: string, redirectUri: string, verifier: string) => Effect.Effect<Pair | undefined>
  readonly refresh: (refreshToken: string) => Effect.Effect<Pair | undefined>
  /** Ends the consent behind an access or refresh token; an unknown one is nothing. */
  readonly revoke: (either: string) => Effect.Effect<void>
  /** The session behind an access token. */
  readonly session: (accessToken: string | undefined) => Effect.Effect<Sessions.Session | undefined>
  /** Ends all access tokens, as ten minutes would; refresh tokens stay. */
  readonly expireAccess: Effect.Effect<void>
}

interface Code {
  readonly asked: Asked
  readonly consent: Consent
  readonly until: number
  used: boolean
}

/** No consent yet. */
export const make = (): OAuth => {
  const codes = new Map<string, Code>()
  const access = new Map<
    string,
    { readonly consent: Consent; readonly session: Sessions.Session; readonly until: number }
  >()
  const refreshes = new Map<string, { readonly consent: Consent; used: boolean }>()

  const issue = (consent: Consent, now: number): Pair => {
    const accessToken = token()
    const refreshToken = token()
    const until = now + accessMillis
    access.set(accessToken, { consent, session: { ...Sessions.fresh(consent.stage, now), id: accessToken }, until })
    refreshes.set(refreshToken, { consent, used: false })
    return {
      access_token: accessToken,
      token_type: "Bearer",
      expires_in: accessMillis / 1000,
      refresh_token: refreshToken,
      scope: "accounts"
    }
  }

  return {
    allow: (asked, stage) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const code = token()
        codes.set(code, { asked, consent: { stage, ended: false }, until: now + codeMillis, used: false })
        return code
      }),
    redeem: (code, redirectUri, verifier) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const found = codes.get(code)
        if (found === undefined) return undefined
        if (found.used) {
          found.consent.ended = true
          return undefined
        }
        found.used = true
        const right = found.asked.redirectUri === redirectUri && found.asked.codeChallenge === sha256(verifier)
        return right && now < found.until ? issue(found.consent, now) : undefined
      }),
    refresh: (refreshToken) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const found = refreshes.get(refreshToken)
        if (found === undefined || found.consent.ended) return undefined
        if (found.used) {
          found.consent.ended = true
          return undefined
        }
        found.used = true
        return issue(found.consent, now)
      }),
    revoke: (either) =>
      Effect.sync(() => {
        const consent = access.get(either)?.consent ?? refreshes.get(either)?.consent
        if (consent !== undefined) consent.ended = true
      }),
    session: (accessToken) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const found = accessToken === undefined ? undefined : access.get(accessToken)
        return found === undefined || found.consent.ended || now >= found.until ? undefined : found.session
      }),
    expireAccess: Effect.sync(() => access.clear())
  }
}
