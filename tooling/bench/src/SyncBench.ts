// A full sync through the product against the bare requests of the same pages, in alternation, so that what disturbs the machine disturbs
// both. Nothing passes or fails by time; what fails is a sync that does not end UPDATED, or a bare flow that asked for something else.
import * as BankLog from "./BankLog.ts"
import type * as BareFlow from "./BareFlow.ts"
import type { World } from "./World.ts"

export interface Options {
  readonly items: number
  readonly rounds: number
  /** Items before the first round, whose cost is not counted. */
  readonly warmUp: number
}

/** What one Item cost, in milliseconds. */
export interface Cost {
  readonly server: number
  readonly postgres: number
  readonly wall: number
  readonly bare: number
  readonly bareWall: number
}

export type Kind = "first" | "update"

export interface Result {
  readonly rounds: Readonly<Record<Kind, ReadonlyArray<Cost>>>
  /** How many requests one sync sent to the bank. */
  readonly requests: Readonly<Record<Kind, number>>
}

const person = { user: "user-ok", password: "password-ok" }

const list = (asked: ReadonlyArray<BareFlow.Step>): string =>
  asked.map(({ method, target }) => `${method} ${target}`).join("\n")

interface Floor {
  readonly steps: ReadonlyArray<BareFlow.Step>
  readonly floors: number
}

/** What the bank was asked for during some work. */
const askedDuring = async (bank: string, work: () => Promise<unknown>): Promise<ReadonlyArray<BankLog.Asked>> => {
  const before = await BankLog.latest(bank)
  await work()
  return BankLog.since(bank, before)
}

/** What one sync of this kind asks for, once it is seen that the bare flow asks for exactly the same. */
const observed = async ({ bank, bare }: World, sync: () => Promise<unknown>): Promise<ReadonlyArray<BankLog.Asked>> => {
  const asked = await askedDuring(bank, sync)
  const repeated = await askedDuring(bank, () => bare({ steps: asked, person, times: 1 }))
  if (asked.length === 0 || list(asked) !== list(repeated)) {
    throw new Error(`a sync asked the bank for\n${list(asked)}\nand the bare flow for\n${list(repeated)}`)
  }
  return asked
}

/** The cost of each of these syncs, then of the bare flow, gone through `floors` times for each. */
const measured = async (
  { bare, taken }: World,
  syncs: ReadonlyArray<() => Promise<unknown>>,
  { floors, steps }: Floor
): Promise<Cost> => {
  const [before, began] = [taken(), performance.now()]
  for (const sync of syncs) await sync()
  const [wall, after] = [performance.now() - began, taken()]
  const times = syncs.length * floors
  const floor = await bare({ steps, person, times })
  return {
    server: (after.server - before.server) / syncs.length,
    postgres: (after.postgres - before.postgres) / syncs.length,
    wall: wall / syncs.length,
    bare: floor.cpu / times,
    bareWall: floor.wall / times
  }
}

/** Measures the rounds; `tell` hears of each. Rejects when an Item does not end UPDATED. */
export const run = async (world: World, options: Options, tell: (line: string) => void): Promise<Result> => {
  const { api } = world
  const costs: Record<Kind, Array<Cost>> = { first: [], update: [] }
  let itemIds: ReadonlyArray<string> = []
  const connect = async () => void (itemIds = [...itemIds, await api.connect(person)])
  const updates = () => itemIds.map((id) => () => api.update(id))

  const first = await observed(world, connect)
  const update = await observed(world, () => api.update(itemIds[0] ?? ""))
  // A short flow is repeated until it has sent as many requests as a long one, or its time could not be told from noise.
  const floors: Record<Kind, Floor> = {
    first: { steps: first, floors: 1 },
    update: { steps: update, floors: Math.ceil(first.length / update.length) }
  }

  const round = async (items: number): Promise<Record<Kind, Cost>> => {
    itemIds = []
    const connects = Array.from({ length: items }, () => connect)
    return {
      first: await measured(world, connects, floors.first),
      update: await measured(world, updates(), floors.update)
    }
  }
  if (options.warmUp > 0) await round(options.warmUp)
  for (let number = 1; number <= options.rounds; number++) {
    const cost = await round(options.items)
    costs.first.push(cost.first)
    costs.update.push(cost.update)
    tell(
      `round ${number}: ${ratio(cost.first).toFixed(1)} and ${ratio(cost.update).toFixed(1)} times the bare requests`
    )
  }
  return { rounds: costs, requests: { first: first.length, update: update.length } }
}

/** How many times the CPU of the bare requests the server and its database took together. */
export const ratio = ({ bare, postgres, server }: Cost): number => (server + postgres) / bare
