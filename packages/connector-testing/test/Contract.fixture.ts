// What authors write in test/Contract.test.ts, for connectors that are well, unrecorded, wrong, and badly recorded. Contract.test.ts
// runs it in a vitest of its own and reads what that says.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

import { Connector, Field, Pages } from "@tomada/connector-kit"
import { DateTime, Effect, Stream } from "effect"
import { afterAll } from "vitest"

import * as Cassette from "../src/Cassette.ts"
import { contract } from "../src/Contract.ts"
import * as Evidence from "../src/contract/Evidence.ts"
import * as EvidenceFile from "../src/contract/EvidenceFile.ts"
import * as Subject from "../src/contract/Subject.ts"
import * as Suite from "../src/contract/Suite.ts"
import * as PackageFiles from "../src/PackageFiles.ts"

const credentials = { name: Field.text({ label: "Name", validation: /^[a-z]+$/ }) }

/** Talks to nobody. */
const quiet = (id: number, slug: string, currency = "EUR"): Connector.Connector =>
  Connector.make({
    manifest: {
      id,
      slug,
      version: "1.0.0",
      institution: {
        name: slug,
        country: "DE",
        zone: "Europe/Berlin",
        currency,
        url: "https://quiet.test",
        imageUrl: "https://quiet.test/logo.svg",
        primaryColor: "101010"
      },
      type: "OTHER",
      transport: "file",
      challenges: [],
      unattended: "never",
      products: { ACCOUNTS: {} },
      hosts: []
    },
    credentials,
    session: Field.text({ label: "Session" }).schema,
    login: () => Effect.succeed({ session: "open" }),
    resume: Effect.succeed,
    accounts: () => Stream.succeed(Pages.page([])),
    products: {}
  })

const cassette = (connector: Connector.Connector, name: string): string => {
  const { id, slug, version } = connector.manifest
  const clock = DateTime.makeUnsafe("2026-03-20T12:00:00Z")
  return Cassette.write({
    header: {
      cassette: Cassette.format,
      connector: { id, slug, version },
      scenario: "ok",
      redactor: 1,
      recordedAt: clock,
      zone: "Europe/Berlin",
      hosts: [],
      parameters: { name },
      products: null,
      volatile: [],
      keep: []
    },
    lines: [{ sync: 1, clock, trigger: "first", expects: { status: "SUCCESS", error: null, records: { ACCOUNTS: 0 } } }]
  })
}

const folder = mkdtempSync(join(tmpdir(), "tomada-contract-"))
afterAll(() => rmSync(folder, { recursive: true }))
const record = (slug: string, file: string, text: string): void => {
  mkdirSync(join(folder, "cassettes", slug), { recursive: true })
  writeFileSync(join(folder, "cassettes", slug, file), text)
}

const [unrecorded, well, wrongForm, badly] = [
  quiet(1, "unrecorded", "XQX"),
  quiet(2, "well"),
  quiet(3, "wrong-form"),
  quiet(4, "badly")
]
record("well", "ok.jsonl", cassette(well, "anna"))
record("wrong-form", "ok.jsonl", cassette(wrongForm, "4711"))
record("badly", "ok.jsonl", cassette(well, "anna"))
record("badly", "broken.jsonl", "no json\n")
record("badly", "renamed.jsonl", cassette(badly, "anna"))
record("badly", "notes.txt", "")

/** Writes down what the contract finds, as `change` has it. */
const worked = async (
  connector: Connector.Connector,
  change: (file: EvidenceFile.EvidenceFile) => EvidenceFile.EvidenceFile
): Promise<void> => {
  const { slug } = connector.manifest
  record(slug, "ok.jsonl", cassette(connector, "anna"))
  const files = PackageFiles.of(folder)
  const file = await Effect.runPromise(
    Effect.gen(function* () {
      const recorded = yield* Cassette.read(cassette(connector, "anna"))
      const subject = yield* Subject.make(connector, [recorded], { files })
      return yield* EvidenceFile.make({ ...subject, files }, Evidence.checks(yield* Suite.run(subject)))
    })
  )
  mkdirSync(join(folder, "evidence"), { recursive: true })
  writeFileSync(join(folder, EvidenceFile.pathOf(slug)), EvidenceFile.write(change(file)))
}

const [proven, claimed] = [quiet(5, "proven"), quiet(6, "claimed")]
await worked(proven, (file) => file)
await worked(claimed, (file) => ({ ...file, version: "0.9.0", checks: { ...file.checks, "C-01": "Failed" } }))

contract(
  [unrecorded, well, wrongForm, badly, proven, claimed],
  pathToFileURL(join(folder, "test/Contract.test.ts")).href
)
