// `pnpm peers:llng`: a bank of Debian's programs in each configuration, what somebody without a browser meets in it, and the connector's live test. Exit 1: something is
// not as it has to be; exit 2: the programs cannot be had on this computer.
import { once } from "node:events"
import { constants } from "node:os"
import { parseArgs } from "node:util"

import { PackagesMissing } from "./Debian.ts"
import * as Recordings from "./Recordings.ts"
import { type Outcome, run, type Scenario, wordsOf } from "./Scenario.ts"
import * as Scenarios from "./Scenarios.ts"
import * as Visits from "./Visits.ts"
import * as World from "./World.ts"

const scenarios = [...Scenarios.all, ...Visits.all]
const names = scenarios.map(({ name }) => name).join(", ")
const recordings = Recordings.all.map(({ name }) => name).join(", ")
const help = `pnpm peers:llng [options]

Starts LemonLDAP::NG and hledger-web behind nginx, as Debian packages them, on loopback and in a folder of their own, and
goes through them as a person does and as the connector lemonldap-hledger does. As root it installs what is missing.

  --scenario NAME  only this one: ${names}; may be given more than once
  --record NAME    record this cassette of the connector lemonldap-hledger anew: ${recordings}; may be given more than once
  --keep           start the first of them and leave it to people until Ctrl-C
  --seed TEXT      whose journal (default 1)
  --json           the outcome as one line of JSON instead of a table
`

const { values } = parseArgs({
  options: {
    scenario: { type: "string", multiple: true, default: [] },
    record: { type: "string", multiple: true, default: [] },
    keep: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false }
  }
})

const chosen = (): ReadonlyArray<Scenario> => {
  for (const wanted of values.scenario) {
    if (!scenarios.some(({ name }) => name === wanted)) throw new Error(`--scenario is one of ${names}`)
  }
  return scenarios.filter(({ name }) => values.scenario.length === 0 || values.scenario.includes(name))
}

const say = (line: string): void => console.error(line)

const shown = (outcomes: ReadonlyArray<Outcome>): string => {
  const head = ["Configuration", "step", "outcome", "seconds", "seen"]
  const rows = outcomes.map(({ outcome, scenario, seconds, seen, step }) => [
    scenario,
    step,
    outcome,
    seconds.toFixed(2),
    seen.split("\n")[0] ?? ""
  ])
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => (column === 3 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}

const today = Scenarios.dayAt(Date.now())
const journal = Scenarios.journal(values.seed, today)

const prove = async (signal: AbortSignal): Promise<boolean> => {
  const outcomes: Array<Outcome> = []
  for (const scenario of chosen()) outcomes.push(...(await run(scenario, { journal, say, signal })))
  console.log(values.json ? JSON.stringify({ outcomes }) : shown(outcomes))
  return outcomes.every(({ outcome }) => outcome === "ok")
}

const record = async (signal: AbortSignal): Promise<boolean> => {
  const unknown = values.record.find((wanted) => !Recordings.all.some(({ name }) => name === wanted))
  if (unknown !== undefined) throw new Error(`--record is one of ${recordings}`)
  const wanted = Recordings.all.filter(({ name }) => values.record.includes(name))
  const failed = await Recordings.run(wanted, { journal: Scenarios.briefly(values.seed, today), say, signal })
  if (failed.length > 0) say(`not recorded: ${failed.join(", ")}`)
  return failed.length === 0
}

const keep = async (signal: AbortSignal): Promise<boolean> => {
  const [scenario] = chosen()
  if (scenario === undefined) return false
  const world = await World.open({ ...scenario.locks, journal, say, signal })
  try {
    const { application, connectTo, login, portal } = world
    const [where = ""] = Object.values(connectTo)
    const words = [
      `${application}/register?q=inacct:assets:checking asks for a login at ${portal}/`,
      `User ${login.user}, password ${login.password}`,
      `Both answer at ${where}: Chromium is told so by --host-resolver-rules="MAP *.bank.test ${where}"`,
      `and curl by --connect-to ::${where}`,
      "Ctrl-C ends it"
    ]
    console.log(
      values.json
        ? JSON.stringify({ scenario: scenario.name, application, portal, connectTo, login })
        : words.join("\n")
    )
    if (!signal.aborted) await once(signal, "abort")
    return true
  } finally {
    await world.close()
  }
}

const main = async (): Promise<number> => {
  const stop = new AbortController()
  let ended = 0
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      ended ||= 128 + constants.signals[signal]
      stop.abort(new Error(`ended by ${signal}`))
    })
  }
  try {
    const isRight = await (values.record.length > 0 ? record : values.keep ? keep : prove)(stop.signal)
    return ended === 0 ? (isRight ? 0 : 1) : ended
  } catch (error) {
    say(`peers:llng: ${wordsOf(error)}`)
    return ended === 0 ? (error instanceof PackagesMissing ? 2 : 1) : ended
  }
}

if (values.help) console.log(help)
else process.exitCode = await main()
