// The way in by a file that the person gives, for a generated connector: logging in is reading it.
import type { Plan } from "../Plan.ts"

const credentials = `// The form: one file, as a data URL, which keeps the file's own bytes and with them its encoding.
import { Field } from "@tomada/connector-kit"

export const credentials = {
  file: Field.file({ label: "Statement file", maxBytes: 8 * 1024 * 1024 })
}

export type Credentials = Field.Values<typeof credentials>
`

const session = `// A file lies sealed with the credentials and reading it again asks nobody, so its session is never kept.
import { z } from "zod"

export interface Session {
  readonly bytes: Uint8Array
  readonly toJSON: () => null
}

export const session = z.custom<Session>(() => false)
`

const login = ({
  slug
}: Plan): string => `// A file is its own institution: logging in is reading it. What cannot be read is InputRejected, which names the place and never the text.
import { Errors } from "@tomada/connector-kit"
import { Effect, Option, Redacted } from "effect"

import type { Credentials } from "./credentials.ts"
import type { Session } from "./session.ts"

const dataUrl = /^data:[^,]*;base64,([A-Za-z0-9+/]+=*)$/

export const login = Effect.fn("${slug}.login")(function* (credentials: Redacted.Redacted<Credentials>) {
  const [, base64] = dataUrl.exec(Redacted.value(credentials).file) ?? []
  const binary = Option.liftThrowable(atob)(base64 ?? "")
  if (base64 === undefined || Option.isNone(binary))
    return yield* new Errors.InputRejected({ field: "file", at: "data URL", problem: "not decodable" })
  const bytes = Uint8Array.from(binary.value, (byte) => byte.charCodeAt(0))
  const opened: Session = { bytes, toJSON: () => null }
  return { session: opened }
})

export const resume = (_session: Session) => Effect.fail(new Errors.SessionExpired())
`

export const files = (plan: Plan): ReadonlyArray<readonly [path: string, text: string]> => [
  ["src/credentials.ts", credentials],
  ["src/session.ts", session],
  ["src/login.ts", login(plan)]
]
