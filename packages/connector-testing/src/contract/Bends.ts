// A recording with some of its answers otherwise than they were: of an institution those that a bend changes, of a file connector the file,
// which is the only thing that it is told.
import { Manifest } from "@tomada/core"
import { Effect } from "effect"

import * as Cassette from "../Cassette.ts"
import { answered, type Bend } from "../Player.ts"
import type { Replayed } from "../Replay.ts"
import { good, type Subject } from "./Subject.ts"
import type { Answered } from "./Surgery.ts"

/** One answer of a recording: of which sync and read it is, and its place among the exchanges of that sync. A file is of every read. */
export interface Answer {
  readonly sync: number
  readonly step: string
  readonly position: number
  readonly recorded: Cassette.Exchanged | null
  readonly answer: Answered
}

/** What is put in the place of an answer; null leaves it. */
export type Edit = (answer: Answer) => Answered | null

const dataUrl = /^data:([^;,]*)(;base64)?,/i

const fileOf = (value: string): Answered => {
  const [head, type = "", base64] = dataUrl.exec(value) ?? []
  const body = head === undefined ? value : value.slice(head.length)
  const bytes =
    base64 === undefined
      ? new TextEncoder().encode(head === undefined ? body : decodeURIComponent(body))
      : Buffer.from(body, "base64")
  return { status: 200, headers: type === "" ? {} : { "content-type": type }, bytes: new Uint8Array(bytes) }
}

const written = ({ bytes, headers }: Answered): string =>
  `data:${[headers["content-type"] ?? "application/octet-stream"].flat()[0] ?? ""};base64,${Buffer.from(bytes).toString("base64")}`

/** The names of the form's fields that are files. */
const fileFields = ({ connector }: Subject): ReadonlyArray<string> =>
  connector.manifest.credentials.filter(({ type }) => type === "file").map(({ name }) => name)

const files = (
  subject: Subject,
  { header }: Cassette.Cassette
): ReadonlyArray<readonly [name: string, file: Answered]> =>
  fileFields(subject).flatMap((name) => {
    const value = header.parameters[name]
    return value === undefined ? [] : [[name, fileOf(value)] as const]
  })

/** Everything that the connector is told by this recording. */
export const answers = (subject: Subject, cassette: Cassette.Cassette): ReadonlyArray<Answer> => {
  const parts = Cassette.parts(cassette)
  const told = parts.flatMap(({ exchanges, sync }) =>
    exchanges.map((recorded, position) => ({
      sync: sync.sync,
      step: recorded.step,
      position,
      recorded,
      answer: answered(recorded)
    }))
  )
  const given = files(subject, cassette).map(([, answer]) => ({
    sync: 1,
    step: "file",
    position: 0,
    recorded: null,
    answer
  }))
  return [...told, ...given]
}

/** What a bent replay reads: accounts and their rows, which is all that a bend is judged by. */
const read: ReadonlySet<string> = new Set(["ACCOUNTS", "CREDIT_CARDS", "TRANSACTIONS"])

/** The recording up to its nth sync, and of it what is read of accounts and rows. */
export const shortened = (
  { connector }: Subject,
  { header, lines }: Cassette.Cassette,
  syncs: number
): Cassette.Cassette => {
  const end = lines.findIndex((line) => Cassette.isSync(line) && line.sync > syncs)
  const asked = header.products ?? Manifest.products(connector.manifest)
  return {
    header: { ...header, products: asked.filter((product) => read.has(product)) },
    lines: lines.slice(0, end === -1 ? undefined : end)
  }
}

/** The replay of the first syncs with these answers; null where none was changed, so that nothing was bent. */
export const replayed = (
  subject: Subject,
  cassette: Cassette.Cassette,
  edit: Edit,
  syncs = 1
): Effect.Effect<ReadonlyArray<Replayed> | null> =>
  Effect.suspend(() => {
    const changed = new Map<string, Answered>()
    const parameters: Record<string, string> = {}
    for (const each of answers(subject, cassette)) {
      if (each.recorded === null) continue
      const other = edit(each)
      if (other !== null) changed.set(`${each.sync} ${each.position}`, other)
    }
    for (const [name, answer] of files(subject, cassette)) {
      const other = edit({ sync: 1, step: "file", position: 0, recorded: null, answer })
      if (other === null) continue
      parameters[name] = written(other)
    }
    if (changed.size === 0 && Object.keys(parameters).length === 0) return Effect.succeed(null)
    const bend =
      (sync: number): Bend =>
      (recorded, position) =>
        Effect.succeed(changed.get(`${sync} ${position}`) ?? answered(recorded))
    const { header, lines } = shortened(subject, cassette, syncs)
    const told = { header: { ...header, parameters: { ...header.parameters, ...parameters } }, lines }
    return subject.bent(told, { bend })
  })

/** The recording that is bent: `ok`, else the first that went well. */
export const chosen = (subject: Subject): Cassette.Cassette | null => good(subject)[0] ?? null

/** What a check is missing that has no recording at all. */
export const noRecording = "a recording named ok, of a first sync and an update that went well"
