// What each turn of the API's bench asks. Before anything is measured the answers are looked at: both sides must say the same, refuse the same
// and show every row once, or the run ends.
import { isDeepStrictEqual } from "node:util"

import { type Cost, type Turn, tenths } from "./ApiFigures.ts"
import * as ApiLoad from "./ApiLoad.ts"
import { fewRows } from "./ApiSeed.ts"
import { type Door, type Fresh, typed, type World } from "./ApiWorld.ts"

/** What one request of the turn costs when it goes on for so many seconds. */
type Measure = (seconds: number) => Promise<Cost>
export type OfFresh = "live" | "raw"
export type Turns<T extends Turn> = Readonly<Record<T, Measure>>

/** Requests that are under way at a time. */
const lanes = { small: 16, page: 4 } as const
const pageSize = 500
const category = "/categories/01010000"

interface Page {
  readonly results: ReadonlyArray<{ readonly id: string }>
  readonly next?: string | null
}

interface Read {
  readonly asked: ApiLoad.Asked
  readonly ids: ReadonlyArray<string>
  readonly next: string | null | undefined
}

const same = (what: string, one: unknown, other: unknown): void => {
  if (!isDeepStrictEqual(one, other)) throw new Error(`${what} is not the same from both sides`)
}

/** All of an answer but the moment at which it was made. */
const whole = ({ headers, status, text }: ApiLoad.Seen): unknown => ({
  headers: { ...headers, date: "" },
  status,
  text
})

const wellSeen = async ({ pool }: Door, path: string, headers?: World["key"]): Promise<ApiLoad.Seen> => {
  const seen = await ApiLoad.look(pool, path, headers)
  if (seen.status !== 200) throw new Error(`${path.split("?")[0]} was answered with ${seen.status}`)
  return seen
}

/** The same key with another signature. */
const forged = ({ "x-api-key": key }: World["key"]): World["key"] => {
  const at = key.lastIndexOf(".") + 1
  return { "x-api-key": `${key.slice(0, at)}${key[at] === "A" ? "B" : "A"}${key.slice(at + 1)}` }
}

const accountsOf = async ({ byHand, itemId, key, server }: World) => {
  const path = `/accounts?itemId=${itemId}`
  const [ours, theirs] = [await wellSeen(server, path, key), await wellSeen(byHand, path, key)]
  same("an Item's accounts", JSON.parse(ours.text), JSON.parse(theirs.text))
  const refused = async (door: Door) => [
    (await ApiLoad.look(door.pool, path, forged(key))).status,
    (await ApiLoad.look(door.pool, path)).status,
    (await ApiLoad.look(door.pool, "/accounts?itemId=00000000-0000-4000-8000-000000000000", key)).status
  ]
  same("what is refused", await refused(server), await refused(byHand))
  same("what is refused", await refused(byHand), [403, 403, 404])
  return { ours: [ours.asked], theirs: [theirs.asked] }
}

const read = async ({ key, server }: World, path: string): Promise<Read> => {
  const { asked, text } = await wellSeen(server, path, key)
  const { next, results } = JSON.parse(text) as Page // the contract of both lists
  return { asked, ids: results.map(({ id }) => id), next }
}

/** Every page behind a cursor, once it is seen that they show so many rows, each once. */
const slices = async (world: World, accountId: string, rows: number): Promise<ReadonlyArray<Read>> => {
  const all: Array<Read> = []
  let query: string | null | undefined = `?accountId=${accountId}`
  while (typeof query === "string") {
    const slice: Read = await read(world, `/v2/transactions${query}`)
    all.push(slice)
    query = slice.next
  }
  const ids = all.flatMap((slice) => slice.ids)
  if (query !== null || ids.length !== rows || new Set(ids).size !== rows) {
    throw new Error(`the pages behind cursors show ${ids.length} rows of ${rows}`)
  }
  return all
}

/** The pages with these numbers, once it is seen that they show what those behind cursors do. */
const numbered = async (
  world: World,
  accountId: string,
  slices: ReadonlyArray<Read>,
  numbers: ReadonlyArray<number>
) => {
  const all: Array<ApiLoad.Asked> = []
  for (const number of numbers) {
    const { asked, ids } = await read(world, `/transactions?accountId=${accountId}&pageSize=${pageSize}&page=${number}`)
    same(`page ${number}`, ids, slices[number - 1]?.ids)
    all.push(asked)
  }
  return all
}

const asked = (reads: ReadonlyArray<Read>): ReadonlyArray<ApiLoad.Asked> => reads.map(({ asked }) => asked)

/** As long again goes before what is counted: V8 forgets the code of a process that stood still while others had their turn. */
const measuring =
  (taken: World["taken"]) =>
  async (pid: number, work: (seconds: number) => Promise<number>, seconds: number): Promise<Cost> => {
    await work(seconds)
    const before = taken(pid)
    const times = await work(seconds)
    const after = taken(pid)
    return { node: (after.node - before.node) / times, postgres: (after.postgres - before.postgres) / times }
  }

const turning = (taken: World["taken"]) => {
  const measured = measuring(taken)
  return ({ pid, pool }: Door, all: ReadonlyArray<ApiLoad.Asked>, lanes: number): Measure =>
    (seconds) =>
      measured(pid, (time) => ApiLoad.drive(pool, all, lanes, time), seconds)
}

/** Looks at the typed endpoint and its floor. */
export const prepareFresh = async ({ raw, server, taken }: Fresh): Promise<Turns<OfFresh>> => {
  const [live, floor] = [await wellSeen(server, typed), await wellSeen(raw, typed)]
  same(typed, whole(live), whole(floor))
  const turn = turning(taken)
  return { live: turn(server, [live.asked], lanes.small), raw: turn(raw, [floor.asked], lanes.small) }
}

/** Looks at all else that is to be asked. The long account has so many rows. */
export const prepare = async (world: World, rows: number): Promise<Turns<Exclude<Turn, OfFresh>>> => {
  const { bare, key, server } = world
  const { few, many } = world.accounts
  const accounts = await accountsOf(world)
  const short = await slices(world, few, fewRows)
  same("the bare page", (await bare.run({ accountId: few, lanes: 1, seconds: 0 })).ids, short[0]?.ids)
  const long = await slices(world, many, rows)
  const cursors = tenths(long)
  const numbers = tenths(long.map((_, index) => index + 1))
  const turn = turning(world.taken)
  const measured = measuring(world.taken)

  return {
    category: turn(server, [(await wellSeen(server, category, key)).asked], lanes.small),
    accounts: turn(server, accounts.ours, lanes.small),
    byHand: turn(world.byHand, accounts.theirs, lanes.small),
    page: turn(server, await numbered(world, few, short, [1]), lanes.page),
    slice: turn(server, asked(short.slice(0, 1)), lanes.page),
    bare: (seconds) =>
      measured(
        bare.pid,
        async (time) => (await bare.run({ accountId: few, lanes: lanes.page, seconds: time })).pages,
        seconds
      ),
    cursorFirst: turn(server, asked(cursors.first), lanes.page),
    cursorLast: turn(server, asked(cursors.last), lanes.page),
    numberFirst: turn(server, await numbered(world, many, long, numbers.first), lanes.page),
    numberLast: turn(server, await numbered(world, many, long, numbers.last), lanes.page)
  }
}
