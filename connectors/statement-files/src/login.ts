// A file is its own institution: logging in is reading it. The session is never kept, because the file lies sealed with the credentials
// already and reading it again asks nobody; so a resumed one is always expired.
import { Errors } from "@tomada/connector-kit"
import { Effect, Redacted } from "effect"
import { z } from "zod"

import { content } from "./credentials.ts"
import { readOfx, type OfxFile } from "./Ofx.ts"
import type { OfxError } from "./OfxError.ts"

export interface Session {
  readonly file: OfxFile
  readonly toJSON: () => null
}

export const session = z.custom<Session>(() => false)

const rejected = (at: string, problem: string) => new Errors.InputRejected({ field: "file", at, problem })

const explained = (error: OfxError) =>
  error._tag === "OfxUnreadable"
    ? rejected(`line ${error.line}, column ${error.column}, ${error.path}`, error.problem)
    : rejected(
        `line ${error.place.line}, column ${error.place.column}, ${error.place.path}`,
        `the institution answered with error ${error.code ?? "without code"}`
      )

/** Reads the file; InputRejected names the place of what cannot be read, and a file without any statement. */
export const login = (given: Redacted.Redacted<{ readonly file: string }>) =>
  Effect.suspend(() => {
    const bytes = content(Redacted.value(given).file)
    if (bytes === null) return Effect.fail(rejected("data URL", "not decodable"))
    const file = readOfx(bytes)
    if (file._tag !== "OfxFile") return Effect.fail(explained(file))
    if (file.statements.length === 0) return Effect.fail(rejected("OFX", "no statement in the file"))
    const opened: Session = { file, toJSON: () => null }
    return Effect.succeed({ session: opened })
  })

export const expired = Effect.fail(new Errors.SessionExpired())
