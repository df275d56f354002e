// The person at the terminal: gives the form and answers what the institution asks. Secrets are typed unseen and are never arguments,
// which every process of the computer can read. Programs give the same by standard input.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import type { Connector } from "@tomada/connector-kit"
import type { Stage } from "@tomada/connector-testing"
import type { Challenge, CredentialField } from "@tomada/core"
import { Console, Effect, type FileSystem, Option, type Path, Redacted, Schema, type Terminal } from "effect"
import { Prompt } from "effect/cli"

import { Lacking } from "./Ending.ts"
import * as StandardInput from "./StandardInput.ts"

export interface Person {
  readonly parameters: Stage.Parameters
  readonly answers: Stage.Answers
  /** Waits until the person lets what is named go on. */
  readonly goOn: (what: string) => Effect.Effect<void>
}

/** Where nobody is needed. */
export const nobody: Person = {
  parameters: Redacted.make({}),
  answers: () => Effect.succeed(null),
  goOn: () => Effect.void
}

/** A picture is a file that only its owner may read, as long as the question stands. */
const shown = <A, E, R>(pngBase64: string, ask: (path: string) => Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.acquireUseRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "tomada-picture-"))),
    (folder) => {
      const path = join(folder, "picture.png")
      writeFileSync(path, Buffer.from(pngBase64, "base64"), { mode: 0o600 })
      return ask(path)
    },
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
  )

const Form = Schema.fromJsonString(Schema.Record(Schema.String, Schema.String))

const answerOf = (line: Effect.Effect<string>) =>
  Effect.map(line, (answer) => (answer === "" ? null : Redacted.make(answer)))

const told = (path: string, line: Effect.Effect<string>) =>
  Effect.andThen(Console.error(`the picture is ${path}`), answerOf(line))

const prepared = Effect.fnUntraced(function* (hasForm: boolean) {
  const next = StandardInput.lines(process.stdin)
  const nextLine = Effect.promise(next)
  const given = hasForm
    ? yield* Effect.mapError(
        Schema.decodeEffect(Form)(yield* nextLine),
        () => new Lacking({ problem: "the first line of standard input is no JSON object whose values are texts" })
      )
    : {}
  const person: Person = {
    parameters: Redacted.make(given),
    answers: (challenge) =>
      Effect.andThen(
        Console.error(`asks: ${challenge.label}`),
        challenge._tag === "Image" ? shown(challenge.pngBase64, (path) => told(path, nextLine)) : answerOf(nextLine)
      ),
    goOn: () => Effect.asVoid(nextLine)
  }
  return person
})

const typed = (field: CredentialField.CredentialField): Prompt.Prompt<string> => {
  const message = field.optional ? `${field.label} (may be left empty)` : field.label
  if (field.options !== null)
    return Prompt.Select({ message, choices: field.options.map(({ label, value }) => ({ title: label, value })) })
  if (field.type === "file") return Prompt.String({ message: `${message}: the path of the file` })
  return field.secret || field.mfa ? Prompt.map(Prompt.Hidden({ message }), Redacted.value) : Prompt.String({ message })
}

const contentOf = (path: string) =>
  Effect.try({
    try: () => `data:application/octet-stream;base64,${readFileSync(path).toString("base64")}`,
    catch: () => new Lacking({ problem: "that file cannot be read" })
  })

const askForm = Effect.fnUntraced(function* (fields: ReadonlyArray<CredentialField.CredentialField>) {
  const given: Record<string, string> = {}
  for (const field of fields) {
    const value = yield* typed(field)
    if (value === "") continue
    given[field.name] = field.type === "file" ? yield* contentOf(value) : value
  }
  return Redacted.make<Readonly<Record<string, string>>>(given)
})

const secretly = (message: string) =>
  Effect.map(Prompt.Hidden({ message }), (value) => (Redacted.value(value) === "" ? null : value))

const queryOf = (address: string): string => URL.parse(address)?.search.slice(1) ?? address

const question = (challenge: Challenge.Challenge) => {
  switch (challenge._tag) {
    case "Otp":
      return secretly(`${challenge.label}${challenge.hint === null ? "" : ` (${challenge.hint})`}`)
    case "Select":
      return Effect.map(
        Prompt.Select({
          message: challenge.label,
          choices: challenge.options.map(({ label, value }) => ({ title: label, value }))
        }),
        Redacted.make<string>
      )
    case "Image":
      return shown(challenge.pngBase64, (path) => secretly(`${challenge.label}: what stands in ${path}`))
    case "Approve":
      return secretly(`${challenge.label}, on ${challenge.where}; Enter when it is done`).pipe(
        Effect.as(Redacted.make("done"))
      )
    case "QrCode":
      return secretly(`${challenge.label}: scan a QR code of ${challenge.payload}; Enter when it is done`).pipe(
        Effect.as(Redacted.make("done"))
      )
    case "Redirect":
      return Effect.map(
        secretly(`${challenge.label}: open ${challenge.url} and paste the address that you are sent back to`),
        (answer) => (answer === null ? null : Redacted.make(queryOf(Redacted.value(answer))))
      )
  }
}

type Asks = FileSystem.FileSystem | Path.Path | Terminal.Terminal

const atTerminal = Effect.fnUntraced(function* ({ manifest }: Connector.Connector, hasForm: boolean) {
  if (process.stdin.isTTY !== true) {
    return yield* new Lacking({
      problem: "there is no terminal to ask in: start it in one, or give what it asks with --parameters-from-stdin"
    })
  }
  if (hasForm) yield* Console.error(`${manifest.institution.name} asks:`)
  const services = yield* Effect.context<Asks>()
  const person: Person = {
    parameters: hasForm ? yield* askForm(manifest.credentials) : Redacted.make({}),
    answers: (challenge) =>
      question(challenge).pipe(Effect.option, Effect.map(Option.getOrNull), Effect.provideContext(services)),
    goOn: (what) => Effect.ignore(Effect.provideContext(secretly(`${what}: Enter goes on`), services))
  }
  return person
})

/** Whoever types, with a form that the connector takes. */
export const asked = Effect.fnUntraced(function* (connector: Connector.Connector, fromStdin: boolean) {
  const person = yield* fromStdin ? prepared(true) : atTerminal(connector, true)
  yield* Effect.mapError(
    connector.decode(Redacted.value(person.parameters)),
    ({ problems }) =>
      new Lacking({
        problem: `the form is not taken: ${problems.map(({ message, parameter }) => `${parameter}: ${message}`).join("; ")}`
      })
  )
  return person
})

/** Whoever types, for a visit that needs no form. */
export const withoutForm = (connector: Connector.Connector, fromStdin: boolean) =>
  fromStdin ? prepared(false) : atTerminal(connector, false)
