// `replay`: a cassette, visited offline with its clock standing still; each page's rows beside the requests that they were read from.
import { readSync } from "node:fs"

import { type Cassette, Faithful, type Observed } from "@tomada/connector-testing"
import { Console, DateTime, Effect } from "effect"
import { Command, Flag } from "effect/cli"

import * as Browser from "./Browser.ts"
import * as Checkout from "./Checkout.ts"
import { Found } from "./Ending.ts"
import * as Flags from "./Flags.ts"
import * as Sourced from "./Sourced.ts"
import * as Words from "./Words.ts"

const step = Flag.Boolean("step").pipe(
  Flag.withDefault(false),
  Flag.withDescription("Wait for Enter after each request")
)

/** Nothing goes on meanwhile, so no deadline passes; the end of standard input waits no more. */
const waitForEnter = Effect.sync(() => {
  const byte = Buffer.alloc(1)
  for (;;) {
    try {
      if (readSync(0, byte) === 0 || byte[0] === 10) return
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) return
    }
  }
})

const pathOf = (address: string): string => {
  const url = URL.parse(address)
  return url === null ? address : `${url.pathname}${decodeURIComponent(url.search)}`
}

const bytesOf = ({ base64, text }: Cassette.Exchanged): number => (base64 ?? text ?? "").length

export const requestLine = ({ position, recorded }: Sourced.Request): string => {
  const { method, status, url } = recorded
  return `#${position + 1} ${method} ${pathOf(url)} -> ${status}, ${Words.size(bytesOf(recorded))}`
}

const syncLine = ({ sync: { clock, sync, trigger } }: Cassette.Part): string =>
  `\nsync ${sync} (${trigger === "first" ? "the first" : "an update"}), ${DateTime.formatIso(clock)}`

const requestRef = ({ requests }: Sourced.Sourced): string =>
  requests.length === 0 ? "no request of its own" : requests.map(({ position }) => `#${position + 1}`).join(", ")

const pageLines = (page: Sourced.Sourced): string =>
  [
    `    page ${page.page}, from ${requestRef(page)}: ${Words.count(page.records.length, "row")}`,
    ...page.records.map((record) => `      ${Words.record(record)}`)
  ].join("\n")

const spoken = (isStepping: boolean): Sourced.Telling => ({
  sync: (part) => Console.log(syncLine(part)),
  begins: (call) => Console.log(`  ${call.step}${Words.given(call.of)}`),
  request: (request) =>
    Effect.andThen(Console.log(`    ${requestLine(request)}`), isStepping ? waitForEnter : Effect.void),
  page: (page) => Console.log(pageLines(page)),
  ends: ({ end, step }) => (end._tag === "Well" ? Effect.void : Console.log(`    ${step} ended ${Words.end(end)}`))
})

const asJson = (pages: ReadonlyArray<Sourced.Sourced>) =>
  pages.map(({ call, page, records, requests, sync }) => ({
    sync,
    step: call.step,
    of: Words.plain(call.of),
    page,
    requests: requests.map(({ position, recorded: { method, status, url } }) => ({ position, method, url, status })),
    records: records.map(Words.plain)
  }))

const endOf = ({ end }: Observed.Call): boolean => end._tag === "Well"

export const replay = Command.make(
  "replay",
  { cassettes: Flags.cassettes, connector: Flags.connector, json: Flags.json, scenario: Flags.scenario, step },
  Effect.fn(function* (given) {
    const found = yield* Checkout.find(given.connector)
    const cassette = yield* Checkout.cassette(Flags.cassettesFolder(found, given.cassettes), given.scenario)
    const browsers = yield* Browser.open(found.connector)
    const { pages, replayed } = yield* Sourced.replay(found.connector, cassette, {
      ...Browser.given(browsers),
      ...(given.json ? {} : { telling: spoken(given.step) })
    })
    const problems = replayed.flatMap((each) => Faithful.problems(each, each, 1n))
    const syncs = replayed.map(({ calls, item, part, player }) => ({
      sync: part.sync.sync,
      status: item.executionStatus,
      error: item.error?.code ?? null,
      requests: player.made.length,
      reads: calls.length,
      readsThatFailed: calls.filter((call) => !endOf(call)).length
    }))
    if (given.json)
      yield* Console.log(JSON.stringify({ scenario: given.scenario, syncs, pages: asJson(pages), problems }))
    else {
      yield* Console.log("")
      for (const { error, reads, requests, status, sync } of syncs)
        yield* Console.log(
          `sync ${sync} ended as ${status}${error === null ? "" : ` (${error})`}: ${Words.count(reads, "read")}, ${Words.count(requests, "request")}`
        )
    }
    if (problems.length > 0)
      return yield* new Found({ problem: `the visit is not the recorded one:\n${problems.join("\n")}` })
  }, Effect.scoped)
).pipe(
  Command.withShortDescription("Visit a cassette offline, row by row"),
  Command.withDescription(
    `Visit a cassette with the whole engine and no network, by a clock that stands at the day of the recording. Prints every request and
beside it the rows that were read from it. Exit code 1 when the visit is not the recorded one: other requests, another end, other counts.`
  )
)
