// The way in by the bank's own login: OAuth 2 with PKCE. What the person allowed lives in tokens, of which the second is good
// once, so a visit begins with fresh ones and lasts no longer than they do.
import { Challenges, Errors, Http, Parse } from "@tomada/connector-kit"
import { Effect, Option, Redacted, Schema } from "effect"
import { z } from "zod"

import * as Balance from "./balance.ts"
import * as Facts from "./facts.ts"
import { bank } from "./manifest.ts"
import type { Tokens } from "./session.ts"
import * as View from "./view.ts"

const client = "tomada-sandbox"

const pair = z.object({ access_token: z.string(), refresh_token: z.string() })

const Answer = Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown))

const json = (text: string, at: string) =>
  Effect.mapError(Schema.decodeEffect(Answer)(text), () => new Errors.SiteChanged({ at, expected: "JSON" }))

/** Tokens for a grant; none when the bank does not accept it. */
const grant = Effect.fnUntraced(function* (form: Readonly<Record<string, string>>) {
  const { status, text } = yield* Http.post(`${bank}/oauth/token`, { client_id: client, ...form })
  const answer = yield* json(text, "token")
  if (status === 400 && answer["error"] === "invalid_grant") return Option.none<Tokens>()
  const tokens = yield* Parse.payload(pair, answer, "token")
  return Option.some<Tokens>({ access: tokens.access_token, refresh: tokens.refresh_token })
})

export const loginAtBank = Effect.fn("sandbox.loginAtBank")(function* () {
  const { code, codeVerifier, redirectUri } = yield* Challenges.redirect({
    label: "Log in at Banco Tomada",
    authorize: ({ codeChallenge, codeChallengeMethod, redirectUri, state }) => {
      const url = new URL(`${bank}/oauth/authorize`)
      url.search = new URLSearchParams({
        response_type: "code",
        client_id: client,
        redirect_uri: redirectUri,
        state,
        code_challenge: codeChallenge,
        code_challenge_method: codeChallengeMethod
      }).toString()
      return url.href
    }
  })
  const granted = yield* grant({
    grant_type: "authorization_code",
    code: Redacted.value(code),
    redirect_uri: redirectUri,
    code_verifier: Redacted.value(codeVerifier)
  })
  if (Option.isNone(granted)) return yield* new Errors.ChallengeFailed({ why: "wrong" })
  return { session: granted.value }
})

/** Without an answer there are no tokens: the consent has ended, or was ended because a token came twice. */
export const renew = Effect.fn("sandbox.renew")(function* ({ refresh }: Tokens) {
  const granted = yield* grant({ grant_type: "refresh_token", refresh_token: refresh })
  return Option.isSome(granted) ? granted.value : yield* new Errors.SessionExpired()
})

const told = Effect.fnUntraced(function* ({ access }: Tokens, path: string, at: string) {
  const { status, text } = yield* Http.Http.use((http) =>
    http.request({ url: `${bank}/api${path}`, headers: { authorization: `Bearer ${access}` }, follow: false })
  )
  if (status === 401) return yield* new Errors.SessionExpired()
  if (status === 404) return Option.none()
  if (status !== 200) return yield* new Errors.SiteChanged({ at, expected: "what was asked for" })
  return Option.some(yield* json(text, at))
})

/** Through the bank's interface for programs. */
export const door: View.Door<Tokens> = (session, path, name) =>
  Effect.map(
    told(session, path, name),
    Option.map((payload) => View.ofJson(name, payload))
  )

/** What is told at an address, as facts. */
export const ask = Effect.fnUntraced(function* (session: Tokens, path: string) {
  const at = path.split("/").at(-1) ?? path
  const payload = yield* told(session, path, at)
  if (Option.isNone(payload)) return yield* Balance.gone
  return Facts.ofJson(payload.value, at)
})

/** Ends what the person allowed. */
export const revoke = ({ refresh }: Tokens) => Effect.asVoid(Http.post(`${bank}/oauth/revoke`, { token: refresh }))
