// The way in by the institution's own login (OAuth 2 with PKCE), for a generated connector.
import type { Plan } from "../Plan.ts"

const credentials = `// The institution asks for everything on its own pages.
export const credentials = {}
`

const session = `// What is kept of a consent: \`access\` lives for minutes, \`refresh\` gives another one.
import { z } from "zod"

export const session = z.object({ access: z.string(), refresh: z.string() })

export type Session = z.output<typeof session>
`

const login = ({
  name,
  slug
}: Plan): string => `// The way in by the institution's own login: OAuth 2 with PKCE. Addresses and the client's name are invented until the institution has
// given out real ones.
import { Challenges, Errors, Http, Parse } from "@tomada/connector-kit"
import { Effect, Option, Redacted, Schema } from "effect"
import { z } from "zod"

import { site } from "./manifest.ts"
import type { Session } from "./session.ts"

const client = "tomada"

const refusal = z.object({ error: z.literal("invalid_grant") })
const tokens = z.object({ access_token: z.string(), refresh_token: z.string() })
const json = Schema.fromJsonString(Schema.Unknown)

/** Tokens for a grant; none when the institution does not accept it. */
const grant = Effect.fnUntraced(function* (form: Readonly<Record<string, string>>) {
  const { status, text } = yield* Http.post(\`\${site}/oauth/token\`, { client_id: client, ...form })
  const answer = yield* Effect.mapError(
    Schema.decodeEffect(json)(text),
    () => new Errors.SiteChanged({ at: "token", expected: "JSON" })
  )
  if (status === 400 && refusal.safeParse(answer).success) return Option.none<Session>()
  const { access_token: access, refresh_token: refresh } = yield* Parse.payload(tokens, answer, "token")
  return Option.some<Session>({ access, refresh })
})

export const login = Effect.fn("${slug}.login")(function* () {
  const { code, codeVerifier, redirectUri } = yield* Challenges.redirect({
    label: ${JSON.stringify(`Log in at ${name}`)},
    authorize: ({ codeChallenge, codeChallengeMethod, redirectUri, state }) => {
      const url = new URL(\`\${site}/oauth/authorize\`)
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

/** With the consent that was given; asks nobody. */
export const resume = Effect.fn("${slug}.resume")(function* ({ refresh }: Session) {
  const granted = yield* grant({ grant_type: "refresh_token", refresh_token: refresh })
  return Option.isSome(granted) ? granted.value : yield* new Errors.SessionExpired()
})
`

export const files = (plan: Plan): ReadonlyArray<readonly [path: string, text: string]> => [
  ["src/credentials.ts", credentials],
  ["src/session.ts", session],
  ["src/login.ts", login(plan)]
]
